#define _GNU_SOURCE
#include "worker_sandbox.h"
#include "millrace/capabilities.h"
#include "sandbox_parts.h"
#include <sys/prctl.h>
#include <sys/resource.h>

#define STACK_BYTES (8ull << 20)
#define THREADS 8192 /* of this user, those of other processes included: a bomb of threads ends here */

static void limit(int resource, uint64_t most) {
  struct rlimit limit = {most, most};
  (void)setrlimit((__rlimit_resource_t)resource, &limit);
}

static void set_limits(uint64_t memory, const mrw_grant *grant) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 64);
  limit(RLIMIT_STACK, STACK_BYTES);
  /* RLIMIT_DATA counts private writable memory only, so the batches that are mapped are not the plugin's to pay. */
  limit(RLIMIT_DATA, memory);
  limit(RLIMIT_AS, memory + (MRW_SLOTS + 4ull) * (256ull << 20));
  if (mrw_is_granted(grant, MR_NEEDS_THREADS)) limit(RLIMIT_NPROC, THREADS);
}

uint32_t mrw_enter_sandbox(uint64_t memory, const mrw_grant *grant) {
  set_limits(memory, grant);
  (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  uint32_t access = mrw_restrict_access(grant);
  return access | mrw_restrict_calls(grant);
}
