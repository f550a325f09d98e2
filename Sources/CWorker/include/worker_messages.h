/*
 * What Millrace and a worker process say to each other: one datagram each way over a socket pair, for every call.
 * Batches and answers are in shared memory; a batch's memory file travels with the first request that is about it.
 *
 * Host and worker are built together. The host believes nothing in a reply but its size.
 */
#ifndef MILLRACE_WORKER_MESSAGES_H
#define MILLRACE_WORKER_MESSAGES_H

#include "plugin_output.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The worker's descriptors. */
#define MRW_SOCKET 3
#define MRW_PLUGIN 4 /* the plugin's file, in sealed memory */
#define MRW_OUTPUT 5 /* an output block; also carries texts of requests and replies, from MRP_OUTPUT_START */

/* Batches that a worker has mapped at a time. */
#define MRW_SLOTS 16u

/* What an operator lets one plugin do. */
typedef struct mrw_grant {
  uint32_t capabilities; /* of MR_NEEDS_*, see millrace/capabilities.h */
  uint32_t readable_count;
  const char *const *readable; /* files, and folders with what is in them, whatever `capabilities` says */
} mrw_grant;

#define MRW_READABLE 64u /* paths of one grant at most */

#define MRW_DESCRIBE 1u /* the reply's `length` bytes of JSON are in the output block */
#define MRW_CREATE 2u   /* of `function`; `id_length` bytes of its id, then `length` bytes of configuration */
#define MRW_PROCESS 3u
#define MRW_FINISH 4u

typedef struct mrw_request {
  uint32_t kind;
  uint32_t serial; /* the reply repeats it */
  uint32_t slot;
  uint32_t attach; /* 1: a batch's memory file comes along, for this slot */
  uint64_t capacity; /* of that batch */
  mrp_range range;
  int64_t now;
  uint32_t function; /* MRP_PROCESSOR and so on, see plugin_load.h */
  uint32_t reserved;
  uint64_t id_length;
  uint64_t length;
  uint32_t instance; /* of a probe, see probe_messages.h */
  uint32_t count;    /* the same */
} mrw_request;

#define MRW_READY 1u   /* the plugin is loaded; serial 0 */
#define MRW_REFUSED 2u /* it is not, `status` is one of plugin_load.h; serial 0 */
#define MRW_DONE 3u    /* a call returned `status` */
#define MRW_LOG 4u     /* `status` is the level, `length` bytes of `message` the text */

/* What stands between the plugin and the system. */
#define MRW_SECCOMP 1u
#define MRW_LANDLOCK 2u

typedef struct mrw_reply {
  uint32_t kind;
  uint32_t serial;
  int32_t status;
  uint32_t sandbox; /* of MRW_READY and MRW_REFUSED */
  uint64_t length;
  mr_error error;
  char message[512];
} mrw_reply;

#ifdef __cplusplus
}
#endif
#endif
