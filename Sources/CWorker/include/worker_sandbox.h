/*
 * What a worker takes from itself before it loads a plugin.
 */
#ifndef MILLRACE_WORKER_SANDBOX_H
#define MILLRACE_WORKER_SANDBOX_H

#include "worker_messages.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * From here on this process can compute, use `memory` bytes, read the system's libraries, speak on what is open already,
 * and do what it is granted; all else is refused with EPERM or EACCES. Returns MRW_SECCOMP and MRW_LANDLOCK, as far as the kernel has
 * them.
 */
uint32_t mrw_enter_sandbox(uint64_t memory, const mrw_grant *);

#ifdef __cplusplus
}
#endif
#endif
