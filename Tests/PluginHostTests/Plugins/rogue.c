/* Processors that misbehave on rows whose field `poison` is true. */
#define _GNU_SOURCE
#include "plugin_under_test.h"
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* name: what is done at the first poison row of a call; `batch`, `row`, `cells` (a written column) and `error` are there */
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

static volatile int *nowhere;
static int overflow(volatile int *depth) {
  volatile char frame[4096];
  frame[0] = (char)*depth;
  return overflow((volatile int *)frame) + frame[0];
}
/* One large text, and many cells that point to it. */
static int32_t repeat(mr_batch *batch, uint32_t row) {
  const uint32_t length = 40 << 20;
  mr_cell *cells, cell = mr_make_cell(MR_TEXT, 0);
  uint64_t offset;
  uint8_t *text = batch->allocate(batch, length, &offset);
  if (!text) return MR_OUT_OF_MEMORY;
  memset(text, 'x', length);
  cell.flags = MR_CELL_OUTPUT, cell.length = length, cell.as.offset = offset;
  for (int i = 0; i < 100; i++) {
    char name[32];
    snprintf(name, sizeof name, "field %d", i);
    MR_TRY(batch->write_column(batch, mr_string(name), &cells));
    cells[row] = cell;
  }
  return MR_OK;
}
/* A large row, and many copies of it. */
static int32_t breed(mr_batch *batch, uint32_t row, mr_cell *cell) {
  const uint32_t length = 8 << 20;
  uint32_t derived;
  uint8_t *text = batch->allocate(batch, length, &cell->as.offset);
  if (!text) return MR_OUT_OF_MEMORY;
  memset(text, 'x', length);
  cell->kind = MR_TEXT, cell->flags = MR_CELL_OUTPUT, cell->length = length;
  for (int i = 0; i < 100; i++) MR_TRY(mr_derive(batch, row, &derived));
  return MR_OK;
}
static void *idle(void *unused) { return unused; }
static int32_t is_denied(mr_error *error, int result) {
  return result < 0 && (errno == EPERM || errno == EACCES) ? MR_OK : fail(error, "not denied");
}
static int32_t as_text(mr_batch *batch, mr_cell *cell, const char *bytes, uint8_t kind) {
  return mr_copy(batch, kind, mr_string(bytes), cell);
}

/* Those that end the process. */
ROGUE(segfault, *nowhere = 1)
ROGUE(aborts, abort())
ROGUE(exits, exit(0))
ROGUE(traps, __builtin_trap())
ROGUE(overflows, overflow((volatile int *)&row))
ROGUE(hangs, for (;;) __asm__ volatile(""))
ROGUE(sleeps, for (;;) pause(); usleep(1000))
ROGUE(writes_input, ((mr_cell *)(uintptr_t)poison.cells)[row] = mr_int(1))
ROGUE(makes_input_writable, mprotect((void *)(uintptr_t)batch->input, 4096, PROT_READ | PROT_WRITE);
      *(volatile uint8_t *)(uintptr_t)batch->input = 1)
ROGUE(closes, for (int fd = 0; fd < 64; fd++) close(fd))
ROGUE(kills, raise(SIGKILL))

/* Those that lie. */
ROGUE(bad_utf8, MR_TRY(as_text(batch, &cells[row], "caf\xe9", MR_TEXT)))
ROGUE(bad_list, MR_TRY(as_text(batch, &cells[row], "[1,]", MR_LIST)))
ROGUE(bad_object, MR_TRY(as_text(batch, &cells[row], "[]", MR_OBJECT)))
ROGUE(line_break, MR_TRY(as_text(batch, &cells[row], "[1,\n2]", MR_LIST)))
ROGUE(far_offset, cells[row] = mr_int(1ll << 40); cells[row].kind = MR_TEXT; cells[row].length = 8)
ROGUE(table_offset, cells[row] = mr_int(0); cells[row].kind = MR_TEXT; cells[row].length = 8)
ROGUE(far_output, MR_TRY(as_text(batch, &cells[row], "x", MR_TEXT)); cells[row].length = UINT32_MAX)
ROGUE(bad_kind, cells[row].kind = 200)
ROGUE(bad_bool, cells[row].as.integer = 2)
ROGUE(not_finite, cells[row].kind = MR_DOUBLE; cells[row].as.integer = 0x7FF0000000000000ll)
ROGUE(far_time, cells[row] = mr_time(INT64_MAX))
ROGUE(scribbles, memset((void *)(uintptr_t)batch->output, 0xA5, 128))
ROGUE(zeroes, memset((void *)(uintptr_t)batch->output, 0, 4096))

/* Those that want too much. */
ROGUE(floods, uint32_t derived; for (;;) MR_TRY(mr_derive(batch, row, &derived)))
ROGUE(hoards, uint64_t offset; while (batch->allocate(batch, 1 << 20, &offset)) {} return MR_OUT_OF_MEMORY)
ROGUE(gorges, void *memory = malloc(100ull << 30); if (!memory) return fail(error, "no memory"); free(memory))
ROGUE(widens, char name[32]; for (int i = 0;; i++) {
  snprintf(name, sizeof name, "field %d", i);
  MR_TRY(batch->write_column(batch, mr_string(name), &cells));
})
ROGUE(repeats, MR_TRY(repeat(batch, row)))
ROGUE(breeds, MR_TRY(breed(batch, row, &cells[row])))

/* Those that are denied something, and live with it. */
ROGUE(opens, MR_TRY(is_denied(error, open("/etc/passwd", O_RDONLY))))
ROGUE(creates, MR_TRY(is_denied(error, open("/tmp/millrace-rogue", O_CREAT | O_WRONLY, 0600))))
ROGUE(connects, MR_TRY(is_denied(error, socket(AF_INET, SOCK_STREAM, 0))))
ROGUE(forks, MR_TRY(is_denied(error, fork())))
ROGUE(threads, pthread_t thread; errno = pthread_create(&thread, NULL, idle, NULL); MR_TRY(is_denied(error, -errno)))
ROGUE(signals_others, MR_TRY(is_denied(error, kill(getppid(), SIGTERM))))
ROGUE(sends_signals, MR_TRY(is_denied(error, fcntl(3, F_SETOWN, getppid()))))
ROGUE(picks_signals, MR_TRY(is_denied(error, fcntl(3, F_SETSIG, SIGKILL))))
ROGUE(shares, void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
      MR_TRY(is_denied(error, memory == MAP_FAILED ? -1 : 0)))

/* One that does not ask which rows are kept. */
static int32_t careless(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  mr_field poison = mr_find(batch, mr_string("poison"));
  for (uint32_t row = 0; row < batch->row_count; row++) {
    if (is_true(&poison, row)) *nowhere = 1;
  }
  return MR_OK;
}

static int32_t complains(void *self, mr_batch *batch, mr_error *error) {
  (void)self;
  mr_field poison = mr_find(batch, mr_string("poison"));
  MR_EACH_KEPT(row, batch) {
    if (is_true(&poison, row)) return fail(error, "cannot digest this");
  }
  return MR_OK;
}

static int32_t refuses(const mr_host *host, mr_text config, void **self, mr_error *error) {
  (void)host, (void)config, (void)self;
  return fail(error, "fields 'a' and 'b' exclude each other");
}
static int32_t crashes(const mr_host *host, mr_text config, void **self, mr_error *error) {
  (void)host, (void)config, (void)self, (void)error;
  *nowhere = 1;
  return MR_OK;
}
static int32_t crashes_at_end(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
  *nowhere = 1;
  return MR_OK;
}

#define ENTRY(name, function) PROCESSOR(name, create, function, NULL, ANY_OBJECT)
PLUGIN_UNDER_TEST("rogue", ENTRY("segfault", segfault), ENTRY("aborts", aborts), ENTRY("exits", exits),
                  ENTRY("traps", traps), ENTRY("overflows", overflows), ENTRY("hangs", hangs), ENTRY("sleeps", sleeps),
                  ENTRY("writes-input", writes_input), ENTRY("makes-input-writable", makes_input_writable),
                  ENTRY("closes", closes), ENTRY("kills", kills), ENTRY("bad-utf8", bad_utf8),
                  ENTRY("bad-list", bad_list), ENTRY("bad-object", bad_object), ENTRY("line-break", line_break),
                  ENTRY("far-offset", far_offset), ENTRY("table-offset", table_offset),
                  ENTRY("far-output", far_output), ENTRY("bad-kind", bad_kind), ENTRY("bad-bool", bad_bool),
                  ENTRY("not-finite", not_finite), ENTRY("far-time", far_time), ENTRY("scribbles", scribbles),
                  ENTRY("zeroes", zeroes), ENTRY("floods", floods), ENTRY("hoards", hoards), ENTRY("gorges", gorges),
                  ENTRY("widens", widens), ENTRY("opens", opens), ENTRY("creates", creates),
                  ENTRY("connects", connects), ENTRY("forks", forks), ENTRY("threads", threads),
                  ENTRY("signals-others", signals_others), ENTRY("sends-signals", sends_signals),
                  ENTRY("picks-signals", picks_signals), ENTRY("shares", shares), ENTRY("repeats", repeats),
                  ENTRY("breeds", breeds), ENTRY("careless", careless), ENTRY("complains", complains),
                  PROCESSOR("refuses", refuses, complains, NULL, ANY_OBJECT),
                  PROCESSOR("crashes-in-create", crashes, complains, NULL, ANY_OBJECT),
                  PROCESSOR("crashes-at-end", create, complains, crashes_at_end, ANY_OBJECT));
