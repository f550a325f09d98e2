/* Not a plugin: prints the libraries that a worker would let the linker open for a plugin. */
#include "sandbox_parts.h"
#include <fcntl.h>
#include <stdio.h>

static void print(void *context, const char *path) {
  (void)context;
  puts(path);
}

int main(int count, char **arguments) {
  if (count != 2) return 64;
  mrw_each_bundled_library(open(arguments[1], O_RDONLY), print, NULL);
  return 0;
}
