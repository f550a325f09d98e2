/* Those that leave something behind, in their process or on the line to Millrace. */
#include "rogue.h"
#include "worker_messages.h"
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

static void handler(int signal) { (void)signal; }

static void change_the_world(void) {
  setlocale(LC_ALL, "de_DE.UTF-8");
  setlocale(LC_ALL, "C.UTF-8");
  setenv("TZ", "Asia/Kathmandu", 1);
  setenv("PATH", "/nowhere", 1);
  tzset();
  umask(0);
  (void)!chdir("/");
  for (int i = 1; i < 32; i++) signal(i, handler);
  fesetround(FE_UPWARD);
  fclose(stdout);
  close(0), close(1), close(2);
}

/* What a call lent, used when it is lent no more. */
static struct {
  const uint8_t *input;
  uint8_t *output;
  mr_batch *batch;
  mr_cell *cells;
} kept;
static void keep(mr_batch *batch) {
  if (kept.batch) {
    kept.cells[0] = mr_int(kept.input[100]);
    (void)kept.batch->drop_row(kept.batch, 7, mr_string("dropped late"));
  }
  kept.input = batch->input, kept.output = (uint8_t *)(uintptr_t)batch->output, kept.batch = batch;
  (void)batch->write_column(batch, mr_string("seen"), &kept.cells);
}
static void *scribble(void *unused) {
  for (uint32_t i = 0;; i++) {
    if (kept.output) kept.output[i % 4096] ^= (uint8_t)i;
    if (i % 64 == 0) sched_yield();
  }
  return unused;
}
static void *spin(void *unused) {
  for (;;) __asm__ volatile("");
  return unused;
}
static int threads(void *(*function)(void *), int count) {
  pthread_t thread;
  pthread_attr_t small;
  int made = 0;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 1 << 20);
  while (made < count && pthread_create(&thread, &small, function, NULL) == 0) made++;
  return made;
}
static void *idle(void *unused) {
  for (;;) pause();
  return unused;
}

/* Millrace numbers its requests: 1 was create. */
static uint32_t calls;
static void answer(uint32_t kind, uint32_t serial) {
  mrw_reply reply = {.kind = kind, .serial = serial};
  (void)!write(MRW_SOCKET, &reply, sizeof reply);
}

/* Passes all records on, and then does it. */
#define DISTURBS(name, deed)                                                    \
  static int32_t name(void *self, mr_batch *batch, mr_error *error) {           \
    calls++;                                                                    \
    MR_TRY(pass(self, batch, error));                                           \
    deed;                                                                       \
    return MR_OK;                                                               \
  }
DISTURBS(changes_its_world, change_the_world())
DISTURBS(overwrites_its_batch, memset(batch, 0xA5, sizeof *batch))
DISTURBS(gives_its_answer_back, munmap((void *)(uintptr_t)batch->output, MRP_OUTPUT_BYTES))
DISTURBS(uses_descriptors, while (dup(0) >= 0) {})
DISTURBS(keeps, keep(batch))
DISTURBS(scribbles_from_a_thread, if (!kept.output) threads(scribble, 1); keep(batch))
DISTURBS(spins_in_threads, if (threads(spin, 4) != 4) return fail(error, "no thread"))
DISTURBS(bombs_with_threads, if (threads(idle, 100000) == 100000) return fail(error, "all of them"))
DISTURBS(answers_twice, answer(MRW_DONE, calls + 1))
DISTURBS(answers_to_come, answer(MRW_DONE, calls + 2))
DISTURBS(gives_up_its_line, answer(MRW_DONE, calls + 1); close(MRW_SOCKET))
DISTURBS(rolls_dice, mr_cell *cells; MR_TRY(batch->write_column(batch, mr_string("seen"), &cells));
         for (uint32_t row = 0; row < batch->row_count; row++) cells[row] = mr_int(random() ^ clock()))
ROGUE(answers_strangely, answer(77, calls + 1))
ROGUE(is_ready_again, answer(MRW_READY, 0))

PLUGIN_UNDER_TEST("rogue", ENTRY("changes-its-world", changes_its_world),
                  ENTRY("overwrites-its-batch", overwrites_its_batch),
                  ENTRY("gives-its-answer-back", gives_its_answer_back), ENTRY("uses-descriptors", uses_descriptors),
                  ENTRY("keeps", keeps), ENTRY("scribbles-from-a-thread", scribbles_from_a_thread),
                  ENTRY("spins-in-threads", spins_in_threads), ENTRY("bombs-with-threads", bombs_with_threads),
                  ENTRY("answers-twice", answers_twice), ENTRY("answers-to-come", answers_to_come),
                  ENTRY("gives-up-its-line", gives_up_its_line), ENTRY("rolls-dice", rolls_dice),
                  ENTRY("answers-strangely", answers_strangely), ENTRY("is-ready-again", is_ready_again));
