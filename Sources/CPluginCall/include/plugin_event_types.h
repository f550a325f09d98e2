/*
 * From a plugin's descriptors of event types to a description that is Millrace's own.
 */
#ifndef MILLRACE_PLUGIN_EVENT_TYPES_H
#define MILLRACE_PLUGIN_EVENT_TYPES_H

#include "millrace/event_types.h"
#include "plugin_call.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MRP_WORD_BYTES 64u /* of an id or key at most */

/* What of a type can be called. */
typedef struct mrp_event_type {
  char id[MRP_WORD_BYTES + 1]; /* terminated */
  void *context;
  mrp_function validate;  /* null: it has none */
  mrp_function summarise; /* null: it has none */
} mrp_event_type;

typedef struct mrp_event_types {
  uint32_t count;
  mrp_event_type *types;
  char *json; /* the items of a list, as PluginDescription.eventTypes */
  uint64_t json_length;
} mrp_event_types;

/*
 * Reads descriptors that may be anything. Each byte of them is read once, and what was checked is what is kept: memory
 * that changes meanwhile gives one answer or the other. Nesting, cycles and numbers are bounded, ids and keys are words
 * and unique, texts are UTF-8; what they mean (versions, priorities) is for the reader of the JSON.
 *
 * Answers MRP_LOADED or MRP_BAD_DESCRIPTION of plugin_load.h with a terminated message, and then keeps nothing.
 */
int mrp_read_event_types(const mr_event_types *, mrp_event_types *, char message[512]);
void mrp_free_event_types(mrp_event_types *);

#ifdef __cplusplus
}
#endif
#endif
