/*
 * millrace/swift_exports.h: what a Swift plugin cannot say in Swift. Swift gives no C name to a constant, so the symbol
 * millrace_abi_major is defined by the assembler, in the object that calls this function.
 */
#ifndef MILLRACE_SWIFT_EXPORTS_H
#define MILLRACE_SWIFT_EXPORTS_H

#include "plugin.h"

__attribute__((noinline, unused)) static void mr_export_abi_major(void) {
  __asm__ volatile(".pushsection .rodata.millrace_abi_major,\"a\",@progbits\n"
                   ".globl millrace_abi_major\n"
                   ".type millrace_abi_major,@object\n"
                   ".size millrace_abi_major,4\n"
                   ".balign 4\n"
                   "millrace_abi_major: .long %c0\n"
                   ".popsection" ::"i"(MR_ABI_MAJOR));
}

#endif
