/*
 * millrace/capabilities.h: the extension "millrace.capabilities/1": what a plugin needs beyond memory and time.
 *
 * A worker process has no network, no files and no threads. A plugin that cannot do without says so here:
 * mr_plugin.get_extension(MR_CAPABILITIES) answers a pointer to static mr_capabilities. People see what it declares
 * before they use it; an operator who agrees grants it to that very file. Until then the plugin runs all the same, and
 * what it asks of the system is refused with EPERM or EACCES: it should fail in words, not crash.
 */
#ifndef MILLRACE_CAPABILITIES_H
#define MILLRACE_CAPABILITIES_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MR_CAPABILITIES "millrace.capabilities/1"

#define MR_NEEDS_NETWORK 1u /* sockets of the Internet, and names looked up */
#define MR_NEEDS_FILES 2u   /* reading files in folders that the operator names; never writing */
#define MR_NEEDS_THREADS 4u /* threads of its own; never processes */

/* APPENDABLE, static in the plugin. */
typedef struct mr_capabilities {
  uint32_t struct_size;
  uint32_t flags; /* of MR_NEEDS_* */
  mr_text reason; /* for the operator who decides: one sentence, at most 500 bytes */
} mr_capabilities;

#ifdef __cplusplus
}
#endif
#endif
