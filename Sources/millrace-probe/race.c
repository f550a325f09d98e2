#define _GNU_SOURCE
#include "race.h"
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

typedef struct runner {
  pthread_t thread;
  mrp_function function;
  void *self;
  const mrb_region *region;
  mrp_range range;
  int64_t now;
  uint32_t rounds;
  atomic_uint *waiting;
  mrp_output *output; /* of the round */
  raced *result;
} runner;

static mrp_output *memory(void) {
  void *output = mmap(NULL, MRP_OUTPUT_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return output == MAP_FAILED ? NULL : output;
}

/* What a call did not write reads as zero, so that equal answers have equal bytes. */
static void clear(mrp_output *output) {
  if (output->used > MRP_OUTPUT_START && output->used <= MRP_OUTPUT_BYTES) {
    memset(mrp_at(output, MRP_OUTPUT_START), 0, output->used - MRP_OUTPUT_START);
  }
}

static void *run(void *context) {
  runner *r = context;
  raced *result = r->result;
  mrp_view *view = mrp_make_view();
  atomic_fetch_sub(r->waiting, 1);
  if (!view) return NULL;
  while (atomic_load(r->waiting)) {}
  result->status = mrp_call(view, r->function, r->self, r->region, r->range, result->answer, r->now, &result->error);
  for (uint32_t round = 1; round < r->rounds && result->status == MR_OK; round++) {
    clear(r->output);
    result->status = mrp_call(view, r->function, r->self, r->region, r->range, r->output, r->now, &result->error);
    uint64_t used = r->output->used;
    if (used == result->answer->used && memcmp(r->output, result->answer, used) == 0) continue;
    memcpy(result->answer, r->output, used);
    break;
  }
  mrp_free_view(view);
  return NULL;
}

void race(mrp_function function, void *self, const mrb_region *region, mrp_range range, int64_t now, uint32_t threads,
          uint32_t rounds, raced results[MRW_THREADS]) {
  static runner runners[MRW_THREADS];
  atomic_uint waiting = threads;
  for (uint32_t i = 0; i < threads; i++) {
    runner *r = &runners[i];
    if (!r->output) r->output = memory();
    if (!results[i].answer) results[i].answer = memory();
    clear(results[i].answer);
    *r = (runner){0, function, self, region, range, now, rounds, &waiting, r->output, &results[i]};
    results[i].status = MR_OUT_OF_MEMORY;
    results[i].error = (mr_error){0};
    if (!r->output || !results[i].answer || pthread_create(&r->thread, NULL, run, r)) {
      r->thread = 0;
      atomic_fetch_sub(&waiting, 1);
    }
  }
  for (uint32_t i = 0; i < threads; i++) {
    if (runners[i].thread) pthread_join(runners[i].thread, NULL);
  }
}
