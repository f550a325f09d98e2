/*
 * One instance, several threads at once.
 */
#ifndef MILLRACE_PROBE_RACE_H
#define MILLRACE_PROBE_RACE_H

#include "plugin_call.h"
#include "probe_messages.h"

/* What a thread's calls gave: the first answer, or one that differs from it. */
typedef struct raced {
  int32_t status;
  mr_error error;
  mrp_output *answer; /* null where there was no memory, or no thread */
} raced;

/*
 * Calls the function on that many threads, `rounds` times on each, all of them on the same rows. Fills `results`, whose
 * answers stay until the next race.
 */
void race(mrp_function, void *self, const mrb_region *, mrp_range, int64_t now, uint32_t threads, uint32_t rounds,
          raced results[MRW_THREADS]);

#endif
