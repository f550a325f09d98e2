/* Those that end their process, or never answer. */
#include "rogue.h"

static int overflow(volatile int *depth) {
  volatile char frame[4096];
  frame[0] = (char)*depth;
  return overflow((volatile int *)frame) + frame[0];
}
static void return_to_the_fault(int signal) { (void)signal; }
static void wait_for_ever(void) { for (;;) pause(); }
static void ignore_everything(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  for (int i = 1; i < 64; i++) signal(i, SIG_IGN);
}

ROGUE(segfault, *nowhere = 1)
ROGUE(jumps, void (*function)(void) = (void (*)(void))1; function())
ROGUE(aborts, abort())
ROGUE(exits, exit(0))
ROGUE(leaves, _exit(7))
ROGUE(traps, __builtin_trap())
ROGUE(divides, volatile int zero = 0; cells[row] = mr_int(100 / zero))
ROGUE(overflows, overflow((volatile int *)&row))
ROGUE(kills, raise(SIGKILL))
ROGUE(frees_a_stranger, free((void *)(uintptr_t)batch->columns))
ROGUE(frees_twice, void *memory = malloc(64); free(memory); *(void *volatile *)&memory = memory; free(memory))
ROGUE(writes_input, ((mr_cell *)(uintptr_t)poison.cells)[row] = mr_int(1))
ROGUE(makes_input_writable, mprotect((void *)(uintptr_t)batch->input, 4096, PROT_READ | PROT_WRITE);
      *(volatile uint8_t *)(uintptr_t)batch->input = 1)
ROGUE(maps_the_input_anew, mmap((void *)(uintptr_t)batch->input, 4096, PROT_READ, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS,
                                -1, 0); *nowhere = *(volatile uint8_t *)(uintptr_t)batch->input)
ROGUE(closes, for (int fd = 0; fd < 64; fd++) close(fd))
ROGUE(hangs_up, close(3))
ROGUE(talks_nonsense, (void)!write(3, "hello", 5))

ROGUE(hangs, for (;;) __asm__ volatile(""))
ROGUE(sleeps, wait_for_ever())
ROGUE(stops, raise(SIGSTOP))
ROGUE(catches_itself, signal(SIGSEGV, return_to_the_fault); *nowhere = 1)
ROGUE(is_deaf, ignore_everything(); wait_for_ever())
ROGUE(hangs_in_exit, atexit(wait_for_ever); exit(0))

PLUGIN_UNDER_TEST("rogue", ENTRY("segfault", segfault), ENTRY("jumps", jumps), ENTRY("aborts", aborts),
                  ENTRY("exits", exits), ENTRY("leaves", leaves), ENTRY("traps", traps), ENTRY("divides", divides),
                  ENTRY("overflows", overflows), ENTRY("kills", kills), ENTRY("frees-a-stranger", frees_a_stranger),
                  ENTRY("frees-twice", frees_twice), ENTRY("writes-input", writes_input),
                  ENTRY("makes-input-writable", makes_input_writable),
                  ENTRY("maps-the-input-anew", maps_the_input_anew), ENTRY("closes", closes),
                  ENTRY("hangs-up", hangs_up), ENTRY("talks-nonsense", talks_nonsense), ENTRY("hangs", hangs),
                  ENTRY("sleeps", sleeps), ENTRY("stops", stops), ENTRY("catches-itself", catches_itself),
                  ENTRY("is-deaf", is_deaf), ENTRY("hangs-in-exit", hangs_in_exit));
