/*
 * From a file to a plugin's descriptors, in Millrace and in its worker processes.
 */
#ifndef MILLRACE_PLUGIN_LOAD_H
#define MILLRACE_PLUGIN_LOAD_H

#include "millrace/capabilities.h"
#include "millrace/plugin.h"
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MRP_LOADED 0
#define MRP_NOT_A_PLUGIN 1    /* no entry symbols of Millrace */
#define MRP_WRONG_ABI 2       /* for another major version */
#define MRP_LOAD_FAILED 3     /* the dynamic linker or the entry function refused */
#define MRP_BAD_DESCRIPTION 4 /* descriptors with holes, or that contradict the header */

#define MRP_PROCESSORS 256u
#define MRP_HOST_VERSION "0.1.0" /* what plugins are told about Millrace */

/* What a plugin sees of Millrace, with this log. */
mr_host mrp_make_host(void *context, void (*log)(void *context, uint32_t level, mr_text message));

/*
 * Loads the file, for good, and asks it. Runs foreign code: constructors, then the entry function. `message` is
 * terminated and says what to do, without the path. The floating-point environment stays as it was.
 */
int mrp_load(const char *path, const mr_host *, const mr_plugin **, char message[512]);

/* The descriptors of a plugin from mrp_load as JSON. Returns its length; 0 where it does not fit. */
uint64_t mrp_describe(const mr_plugin *plugin, char *json, uint64_t capacity);

/* What the plugin declares to need; null where that is nothing. Runs foreign code. */
const mr_capabilities *mrp_capabilities(const mr_plugin *);

/* The processor of this id; null. */
const mr_processor *mrp_find_processor(const mr_plugin *, const char *id, uint64_t length);

#ifdef __cplusplus
}
#endif
#endif
