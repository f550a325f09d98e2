/* Those that misbehave outside of records: when they are made, at the end of the rows, and when they are put away. */
#include "rogue.h"

static void hang(void) { for (;;) pause(); }
static void loop(void) { for (;;) __asm__ volatile(""); }
static void segfault(void) { *nowhere = 1; }
/* What comes when the process ends, which it does at once. */
static void exit_with(void (*last)(void)) { atexit(last), exit(0); }

#define CREATES(name, deed)                                                                       \
  static int32_t name(const mr_host *host, mr_text config, void **self, mr_error *error) {        \
    (void)host, (void)config, (void)self, (void)error;                                            \
    deed;                                                                                         \
    return MR_OK;                                                                                 \
  }
CREATES(refuses, return fail(error, "fields 'a' and 'b' exclude each other"))
CREATES(create_segfaults, *nowhere = 1)
CREATES(create_aborts, abort())
CREATES(create_exits, exit(3))
CREATES(create_hangs, hang())
CREATES(create_loops, loop())
CREATES(create_gives_nothing, )

#define FINISHES(name, deed)                                                   \
  static int32_t name(void *self, mr_batch *batch, mr_error *error) {          \
    (void)self, (void)batch, (void)error;                                      \
    deed;                                                                      \
    return MR_OK;                                                              \
  }
FINISHES(finish_segfaults, *nowhere = 1)
FINISHES(finish_aborts, abort())
FINISHES(finish_exits, exit(3))
FINISHES(finish_hangs, hang())
FINISHES(finish_loops, loop())
FINISHES(finish_lies, batch->row_count = 1000; uint32_t derived; (void)batch->derive_row(batch, 999, &derived))

static void destroy_segfaults(void *self) { (void)self, *nowhere = 1; }
static void destroy_aborts(void *self) { (void)self, abort(); }
static void destroy_exits(void *self) { (void)self, exit(9); }
static void destroy_hangs(void *self) { (void)self, hang(); }
static void destroy_loops(void *self) { (void)self, loop(); }
static void destroy_stops(void *self) { (void)self, raise(SIGSTOP); }
static void segfaults_at_exit(void *self) { (void)self, exit_with(segfault); }
static void aborts_at_exit(void *self) { (void)self, exit_with(abort); }
static void hangs_at_exit(void *self) { (void)self, exit_with(hang); }
static void loops_at_exit(void *self) { (void)self, exit_with(loop); }

#define LIFE(name, create, finish, destroy)                                                                           \
  &(const mr_processor) {                                                                                             \
    sizeof(mr_processor), MR_PURE, MR_LITERAL(name), MR_LITERAL(name), MR_LITERAL("a test"), MR_LITERAL(ANY_OBJECT),  \
        create, pass, finish, destroy, NULL                                                                           \
  }
PLUGIN_UNDER_TEST("rogue", LIFE("refuses", refuses, NULL, destroy),
                  LIFE("create-segfaults", create_segfaults, NULL, destroy),
                  LIFE("create-aborts", create_aborts, NULL, destroy),
                  LIFE("create-exits", create_exits, NULL, destroy), LIFE("create-hangs", create_hangs, NULL, destroy),
                  LIFE("create-loops", create_loops, NULL, destroy),
                  LIFE("create-gives-nothing", create_gives_nothing, NULL, destroy),
                  LIFE("finish-segfaults", create, finish_segfaults, destroy),
                  LIFE("finish-aborts", create, finish_aborts, destroy),
                  LIFE("finish-exits", create, finish_exits, destroy),
                  LIFE("finish-hangs", create, finish_hangs, destroy),
                  LIFE("finish-loops", create, finish_loops, destroy),
                  LIFE("finish-lies", create, finish_lies, destroy),
                  LIFE("destroy-segfaults", create, NULL, destroy_segfaults),
                  LIFE("destroy-aborts", create, NULL, destroy_aborts),
                  LIFE("destroy-exits", create, NULL, destroy_exits),
                  LIFE("destroy-hangs", create, NULL, destroy_hangs),
                  LIFE("destroy-loops", create, NULL, destroy_loops),
                  LIFE("destroy-stops", create, NULL, destroy_stops),
                  LIFE("segfaults-at-exit", create, NULL, segfaults_at_exit),
                  LIFE("aborts-at-exit", create, NULL, aborts_at_exit),
                  LIFE("hangs-at-exit", create, NULL, hangs_at_exit),
                  LIFE("loops-at-exit", create, NULL, loops_at_exit));
