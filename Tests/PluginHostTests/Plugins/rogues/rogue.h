/* A rogue's processor: what it does at the first record of a call whose field `poison` is true. */
#ifndef ROGUE_H
#define ROGUE_H

#define _GNU_SOURCE
#include "../plugin_under_test.h"
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* `batch`, `row`, `poison`, `cells` (a column that is written) and `error` are there for the deed. */
#define ROGUE(name, deed)                                                                       \
  static int32_t name(void *self, mr_batch *batch, mr_error *error) {                           \
    mr_field poison = mr_find(batch, mr_string("poison"));                                      \
    mr_cell *cells;                                                                             \
    (void)self, (void)error;                                                                    \
    MR_TRY(batch->write_column(batch, mr_string("seen"), &cells));                              \
    MR_EACH_KEPT(row, batch) {                                                                  \
      cells[row] = mr_bool(1);                                                                  \
      if (!is_true(&poison, row)) continue;                                                     \
      deed;                                                                                     \
    }                                                                                           \
    return MR_OK;                                                                               \
  }

#define ENTRY(name, function) PROCESSOR(name, create, function, NULL, ANY_OBJECT)

/* Null, which no compiler is to know. */
static volatile int *volatile nowhere;

/* One that passes everything on. */
static int32_t pass(void *self, mr_batch *batch, mr_error *error) {
  mr_cell *cells;
  (void)self, (void)error;
  MR_TRY(batch->write_column(batch, mr_string("seen"), &cells));
  for (uint32_t row = 0; row < batch->row_count; row++) cells[row] = mr_bool(1);
  return MR_OK;
}

#endif
