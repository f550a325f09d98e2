/* The parts of the sandbox, each in a file of its own; see include/worker_sandbox.h. */
#ifndef MILLRACE_SANDBOX_PARTS_H
#define MILLRACE_SANDBOX_PARTS_H

#include "worker_messages.h"
#include <stdbool.h>

/* Landlock: what may be opened, and which ports. MRW_LANDLOCK; 0 where the kernel lacks it. */
uint32_t mrw_restrict_access(const mrw_grant *);
/* seccomp: what may be asked of the system at all. MRW_SECCOMP; 0 where the kernel lacks it. */
uint32_t mrw_restrict_calls(const mrw_grant *);

typedef void (*mrw_visit)(void *context, const char *path);

/* The folders that the administrator named to the dynamic linker, beyond its own. */
void mrw_each_linker_folder(mrw_visit, void *context);
/*
 * The shared libraries that the dynamic linker will look for where the plugin says, its RUNPATH, and where those say in
 * turn. Only files that are shared objects: else a plugin could name any file a library, to read it.
 */
void mrw_each_bundled_library(int plugin, mrw_visit, void *context);

static inline bool mrw_is_granted(const mrw_grant *grant, uint32_t capability) {
  return grant->capabilities & capability;
}

#endif
