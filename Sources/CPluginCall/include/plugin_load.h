/*
 * From a file to a plugin's descriptors, in Millrace and in its worker processes.
 */
#ifndef MILLRACE_PLUGIN_LOAD_H
#define MILLRACE_PLUGIN_LOAD_H

#include "millrace/capabilities.h"
#include "millrace/plugin.h"
#include "plugin_event_types.h"
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

/* A plugin that was loaded, for good: its own descriptors, and what was read of its event types. */
typedef struct mrp_plugin {
  const mr_plugin *descriptor;
  mrp_event_types event_types;
} mrp_plugin;

/* What a plugin sees of Millrace, with this log. */
mr_host mrp_make_host(void *context, void (*log)(void *context, uint32_t level, mr_text message));

/*
 * Loads the file, for good, and asks it. Runs foreign code: constructors, then the entry function. `message` is
 * terminated and says what to do, without the path. The floating-point environment stays as it was.
 */
int mrp_load(const char *path, const mr_host *, mrp_plugin *, char message[512]);

/* The descriptors of a plugin from mrp_load as JSON. Returns its length; 0 where it does not fit. */
uint64_t mrp_describe(const mrp_plugin *, char *json, uint64_t capacity);

/* What the plugin declares to need; null where that is nothing. Runs foreign code. */
const mr_capabilities *mrp_capabilities(const mr_plugin *);

/* What of a plugin is called, and so what its answer may change. */
#define MRP_PROCESSOR 0u
#define MRP_VALIDATE 1u  /* of an event type */
#define MRP_SUMMARISE 2u /* of an event type */

/* The functions behind one id. `instance` is the processor's from mrp_create on, an event type's from the
 * beginning. */
typedef struct mrp_functions {
  int32_t (*create)(const mr_host *, mr_text config, void **self, mr_error *); /* null: there is nothing to make */
  mrp_function process;
  mrp_function finish; /* null: it has none */
  void (*destroy)(void *self); /* null: there is nothing to free */
  void *instance;
} mrp_functions;

/* Finds a processor, or an event type's function, by its id. False where the plugin has none. */
bool mrp_find(const mrp_plugin *, uint32_t function, const char *id, uint64_t length, mrp_functions *);
/* Makes the instance, if there is one to make. Runs foreign code, as mrp_destroy does. */
int32_t mrp_create(mrp_functions *, const mr_host *, mr_text config, mr_error *);
void mrp_destroy(mrp_functions *);

#ifdef __cplusplus
}
#endif
#endif
