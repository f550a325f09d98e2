/* Not a plugin: starts a worker on the plugin `argv[2]`, prints the worker's pid, and waits to be killed. */
#define _GNU_SOURCE
#include "worker_process.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int count, char **arguments) {
  mrw_worker worker;
  static char bytes[1 << 20];
  int file = count > 2 ? open(arguments[2], O_RDONLY | O_CLOEXEC) : -1;
  ssize_t length = read(file, bytes, sizeof bytes);
  if (length <= 0) return 1;
  int plugin = mrw_sealed_copy(bytes, (uint64_t)length), output = memfd_create("output", MFD_CLOEXEC);
  if (plugin < 0 || output < 0 || ftruncate(output, MRP_OUTPUT_BYTES) < 0) return 1;
  if (mrw_start(&worker, arguments[1], plugin, output, 1ull << 30, NULL)) return 1;
  printf("%d\n", worker.pid);
  fflush(stdout);
  for (;;) pause();
}
