/*
 * millrace/events.h: declaring Timeline event types in C with few words.
 *
 * Everything here is compiled into the plugin, on top of millrace/event_types.h and millrace/rows.h; nothing of it is
 * part of the contract. At file scope:
 *
 *     static const mr_event_property *const properties[] = {
 *       MR_PROPERTY(TEXT, "title", "Title", "What was read.", MR_PROPERTY_REQUIRED),
 *       MR_PROPERTY_OF("author", "Author", "", 0, author_properties),
 *     };
 *     static const mr_event_type article = {
 *       MR_EVENT_TYPE(properties), .id = MR_LITERAL("article-read"), .priority = 50, …
 *     };
 *     static const mr_event_type *const types[] = {&article};
 *     static const mr_event_types event_types = MR_EVENT_TYPES_OF(types);
 *     static const void *get_extension(const char *id) { return mr_event_types_for(id, &event_types); }
 */
#ifndef MILLRACE_EVENTS_H
#define MILLRACE_EVENTS_H

#include "event_types.h"
#include "rows.h"

#define MR_COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

/* A property of `kind` TEXT, NUMBER, DECIMAL or DATE_TIME, in an array of pointers. */
#define MR_PROPERTY(kind, key, name, description, flags)                                                       \
  &(const mr_event_property) {                                                                                 \
    sizeof(mr_event_property), MR_PROPERTY_##kind, flags, 0, MR_LITERAL(key), MR_LITERAL(name),                \
        MR_LITERAL(description), NULL                                                                          \
  }

/* An object with the properties of an array of pointers. */
#define MR_PROPERTY_OF(key, name, description, flags, properties)                                              \
  &(const mr_event_property) {                                                                                 \
    sizeof(mr_event_property), MR_PROPERTY_OBJECT, flags, MR_COUNT_OF(properties), MR_LITERAL(key),            \
        MR_LITERAL(name), MR_LITERAL(description), properties                                                  \
  }

/* The members of an mr_event_type that need no words, for properties in an array of pointers. */
#define MR_EVENT_TYPE(list)                                                                                    \
  .struct_size = sizeof(mr_event_type), .property_count = MR_COUNT_OF(list), .properties = (list)

/* An initialiser of mr_event_types, from an array of pointers. */
#define MR_EVENT_TYPES_OF(list) {sizeof(mr_event_types), MR_COUNT_OF(list), (list)}

/* What get_extension answers of a plugin whose only extension are these. */
static inline const void *mr_event_types_for(const char *id, const mr_event_types *types) {
  return strcmp(id, MR_EVENT_TYPES) == 0 ? types : NULL;
}

/* The summary of each event, to be set with mr_set_text or mr_set_built. */
static inline mr_field mr_find_summary(mr_batch *batch) { return mr_find(batch, mr_string("@summary")); }

#endif
