/*
 * A worker's end of the line to Millrace: what it was started with, requests, replies, and the batches that are lent.
 */
#ifndef MILLRACE_WORKER_LINE_H
#define MILLRACE_WORKER_LINE_H

#include "worker_messages.h"
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What mrw_start passes on: memory in bytes, 0 where the program was started by hand, and the grant, whose paths are
 * the arguments themselves. */
void mrw_read_arguments(int count, char **arguments, uint64_t *memory, mrw_grant *);

/* The next request, with the memory file that came along or -1. False where Millrace is gone or done. */
bool mrw_receive(mrw_request *, int *descriptor);

/* Ends the process where Millrace is gone. */
void mrw_reply_with(const mrw_reply *);

/* For mr_host.log. A plugin that logs more than is read loses lines, not time. */
void mrw_log_line(void *context, uint32_t level, mr_text message);

/* The batches that are mapped. */
typedef struct mrw_batches {
  const mrb_region *regions[MRW_SLOTS];
  uint64_t capacities[MRW_SLOTS];
} mrw_batches;

/* The request's batch; maps the one that came along, for reading. Null where that fails. */
const mrb_region *mrw_batch(mrw_batches *, const mrw_request *, int descriptor);

#ifdef __cplusplus
}
#endif
#endif
