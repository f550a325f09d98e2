/*
 * Millrace's side of a worker process.
 */
#ifndef MILLRACE_WORKER_PROCESS_H
#define MILLRACE_WORKER_PROCESS_H

#include "worker_messages.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One worker. Thread: one at a time. Its output block belongs to the caller. */
typedef struct mrw_worker {
  int32_t pid;
  int32_t socket;
  uint32_t serial;
  uint32_t next_slot;
  uint64_t mapped[MRW_SLOTS]; /* inode of the batch's memory file in each slot; 0: free */
  int32_t prints;             /* what it writes to stdout and stderr */
  uint32_t printed;           /* bytes of that so far */
  uint32_t line_length;
  char line[500]; /* the last, unfinished one */
} mrw_worker;

/* A line is of this level, or of MR_LOG_*. */
#define MRW_PRINTED 100u /* it went to stdout or stderr */

#define MRW_PRINTED_BYTES (256u << 10) /* of one worker; the rest of what it prints goes nowhere */

typedef void (*mrw_log)(void *context, uint32_t level, const char *text, uint64_t length);

/* A memory file of these bytes that nobody can change any more; -1 with errno. */
int mrw_sealed_copy(const void *bytes, uint64_t length);
/* Keeps a shared memory file's size as it is, whoever holds it. */
int mrw_fix_size(int descriptor);

/*
 * Starts the executable on a plugin. It ends when this process ends. `memory` is what the plugin may use in bytes;
 * without a grant (null) it gets nothing but that. The descriptors stay the caller's. Returns 0 or an errno, E2BIG for
 * too many paths. A first reply, MRW_READY or MRW_REFUSED, follows.
 */
int mrw_start(mrw_worker *, const char *executable, int plugin, int output, uint64_t memory, const mrw_grant *);

#define MRW_ANSWERED 0
#define MRW_ENDED 1    /* the worker is gone, or closed its end */
#define MRW_TIMEOUT 2  /* no answer in time */
#define MRW_NONSENSE 3 /* an answer that no honest worker gives */
#define MRW_NOT_LENT 4 /* nothing was asked: this process cannot open the batch once more; errno says why */

/*
 * Sends the request, if any, with the batch's memory file where the worker has not mapped it (`batch` is -1 for none),
 * and waits for the reply. Log lines, and what it prints meanwhile, go to `log`; null: nowhere.
 */
int mrw_ask(mrw_worker *, mrw_request *request, int batch, uint64_t capacity, int64_t timeout_ms, mrw_reply *,
            mrw_log log, void *context);

/* Ends it, by force after `grace_ms`, and returns its wait status; -1 where there was none. What it had printed goes to
 * `log`. */
int mrw_stop(mrw_worker *, int64_t grace_ms, mrw_log log, void *context);

/* What a wait status says: `SIGSEGV`, `exit status 1`. Terminated. */
void mrw_spell_status(int status, char text[64]);

#ifdef __cplusplus
}
#endif
#endif
