#define _GNU_SOURCE
#include "condition.h"
#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int printed_end = -1, descriptors = -1, status_file = -1;
static uint64_t printed;

bool prepare_to_look(void) {
  descriptors = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  status_file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  int ends[2];
  if (descriptors < 0 || status_file < 0) return false;
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return false;
  bool watched = dup2(ends[1], 1) == 1 && dup2(ends[1], 2) == 2;
  close(ends[1]);
  printed_end = ends[0];
  return watched;
}

static uint64_t count_printed(void) {
  char bytes[4096];
  fflush(stdout);
  for (ssize_t length; (length = read(printed_end, bytes, sizeof bytes)) > 0;) printed += (uint64_t)length;
  return printed;
}

static uint64_t count_descriptors(void) {
  char entries[4096];
  uint64_t count = 0;
  lseek(descriptors, 0, SEEK_SET);
  for (long length; (length = syscall(SYS_getdents64, descriptors, entries, sizeof entries)) > 0;) {
    for (long at = 0; at < length;) {
      uint16_t size;
      memcpy(&size, entries + at + 16, sizeof size);
      count += entries[at + 19] != '.'; /* struct linux_dirent64: its name is behind 19 bytes */
      at += size;
    }
  }
  return count;
}

/* FNV-1a. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) hash = (hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3ull;
  return hash;
}

static const uint64_t seed = 0xcbf29ce484222325ull;

/* The number behind `name` in the text of /proc/self/status. */
static uint64_t value_of(const char *status, const char *name, int base) {
  const char *line = strstr(status, name);
  return line ? strtoull(line + strlen(name), NULL, base) : 0;
}

static uint64_t arithmetic(void) {
  uint64_t control = (uint64_t)fegetround();
#if defined(__x86_64__)
  uint32_t sse = __builtin_ia32_stmxcsr();
  uint16_t x87;
  __asm__ volatile("fnstcw %0" : "=m"(x87));
  control |= (uint64_t)(sse & ~0x3Fu) << 16 | (uint64_t)x87 << 48; /* but for the flags of what happened */
#elif defined(__aarch64__)
  uint64_t fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  control |= fpcr << 16;
#endif
  return control;
}

mrw_condition look_at_process(void) {
  static char status[8192], folder[4096];
  mrw_condition seen = {.printed = count_printed(), .descriptors = count_descriptors(), .arithmetic = arithmetic()};
  ssize_t length = pread(status_file, status, sizeof status - 1, 0);
  status[length > 0 ? length : 0] = 0;
  seen.threads = value_of(status, "\nThreads:", 10);
  seen.resident = value_of(status, "\nRssAnon:", 10) << 10;
  seen.file_mask = value_of(status, "\nUmask:", 8);
  seen.signals[0] = value_of(status, "\nSigCgt:", 16);
  seen.signals[1] = value_of(status, "\nSigIgn:", 16);
  seen.signals[2] = value_of(status, "\nSigBlk:", 16);
  struct mallinfo2 memory = mallinfo2();
  seen.allocated = memory.uordblks + memory.hblkhd;
  const char *locale = setlocale(LC_ALL, NULL);
  seen.locale = mix(seed, locale, locale ? strlen(locale) : 0);
  locale_t own = uselocale((locale_t)0);
  seen.locale = mix(seen.locale, &own, sizeof own);
  if (getcwd(folder, sizeof folder)) seen.folder = mix(seed, folder, strlen(folder));
  seen.environment = seed;
  for (char **variable = environ; variable && *variable; variable++) {
    seen.environment = mix(seen.environment, *variable, strlen(*variable) + 1);
  }
  return seen;
}
