/*
 * What Millrace says to a probe: a worker that can hold several instances, and tells what its process looks like. The
 * requests of worker_messages.h are about `instance`, below MRW_INSTANCES; these come on top.
 */
#ifndef MILLRACE_PROBE_MESSAGES_H
#define MILLRACE_PROBE_MESSAGES_H

#include "worker_messages.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MRW_INSTANCES 64u
#define MRW_THREADS 8u

#define MRW_DESTROY 32u   /* the instance */
#define MRW_AGAIN 33u     /* asks the plugin's entry once more, and answers its description as MRW_DESCRIBE does */
#define MRW_CONDITION 34u /* an mrw_condition is at MRP_OUTPUT_START, of the moment `count`, of MRW_MOMENT_* */
#define MRW_CYCLE 35u     /* as MRW_CREATE, then destroy, `count` times */
/* Calls process with the instance on `instance` threads at once, `count` times on each. Needs the grant of threads. */
#define MRW_RACE 36u
#define MRW_RACED 37u /* the answer of one of those threads, `count`, is in the output block; its status is the reply's */

#define MRW_MOMENT_START 0u  /* before the plugin was loaded */
#define MRW_MOMENT_LOADED 1u /* its constructors have run */
#define MRW_MOMENT_ASKED 2u  /* its entry function has run */
#define MRW_MOMENT_NOW 3u

/* What a process looks like from inside. Of what is a text only whether it is the same can be told. */
typedef struct mrw_condition {
  uint64_t descriptors; /* open */
  uint64_t threads;
  uint64_t allocated; /* bytes that malloc has handed out and not got back */
  uint64_t resident;  /* bytes of memory of its own */
  uint64_t printed;   /* bytes, since the start */
  uint64_t file_mask;
  uint64_t signals[3]; /* masks: caught, ignored, blocked */
  uint64_t locale;
  uint64_t folder;
  uint64_t environment;
  uint64_t arithmetic; /* rounding, and what becomes of tiny numbers */
} mrw_condition;

#ifdef __cplusplus
}
#endif
#endif
