#include <stdint.h>
__attribute__((visibility("default"))) const uint32_t millrace_abi_major = 1;
