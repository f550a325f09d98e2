#define _GNU_SOURCE
#include "batch_region.h"
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

void *mrb_map_block(uint64_t capacity, int *descriptor) {
  int fd = memfd_create("millrace-batch", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return NULL;
  void *block = MAP_FAILED;
  if (ftruncate(fd, (off_t)capacity) == 0) {
    block = mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
  }
  if (block == MAP_FAILED) {
    int reason = errno;
    close(fd);
    errno = reason;
    return NULL;
  }
  *descriptor = fd;
  return block;
}

void mrb_unmap_block(void *block, uint64_t capacity, int descriptor) {
  munmap(block, capacity);
  close(descriptor);
}

void mrb_trim_block(void *block, uint64_t capacity, uint64_t kept) {
  madvise((char *)block + kept, capacity - kept, MADV_REMOVE);
}
