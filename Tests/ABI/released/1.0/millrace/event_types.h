/*
 * millrace/event_types.h: the extension "millrace.event-types/1": what events on a profile's timeline look like.
 *
 * A plugin that offers event types answers mr_plugin.get_extension(MR_EVENT_TYPES) with a pointer to static
 * mr_event_types. It may offer processors as well; with event types alone its processor_count is 0. The descriptors are
 * read once, when the file is scanned, and then kept by the file's SHA-256, so they say the same every time.
 *
 * A type is data: Millrace checks events against its properties without calling the plugin. What data cannot say, two
 * optional functions do. They get a batch of events of this one type, a row each, with these columns:
 *
 *   "@id"       MR_TEXT: identifies the event, together with its type and date
 *   "@date"     MR_TIME: when it happened
 *   and one for each property of the type itself, under its key; absent where no event of the batch has it:
 *   text        MR_TEXT
 *   number      MR_INT, or MR_DOUBLE beyond 64 bits; the value's own spelling is kept
 *   decimal     MR_INT or MR_DOUBLE, likewise
 *   date-time   MR_TIME; inside an object, text in ISO 8601
 *   object      MR_OBJECT
 *   MR_PROPERTY_MULTIPLE, of any type: MR_LIST, also for one value
 *
 * Both functions are bound as processors are (plugin.h): they run in the same worker process, under the same deadline
 * and quotas; a call that fails is tried again on fewer events until the culprit stands alone. They keep nothing from
 * one event to the next: the same event gives the same answer, whatever came before, and on any thread. Conveniences for
 * C are in millrace/events.h, for C++ in millrace/event_types.hpp.
 */
#ifndef MILLRACE_EVENT_TYPES_H
#define MILLRACE_EVENT_TYPES_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MR_EVENT_TYPES "millrace.event-types/1"

/* Types of a property. */
#define MR_PROPERTY_TEXT 1u
#define MR_PROPERTY_NUMBER 2u  /* a whole number */
#define MR_PROPERTY_DECIMAL 3u /* a number with a fraction or without: money, weights */
#define MR_PROPERTY_DATE_TIME 4u
#define MR_PROPERTY_OBJECT 5u /* has properties of its own, such as the products of an order */

/* Flags of a property. */
#define MR_PROPERTY_REQUIRED 1u  /* an event without it is refused; in an object: an event that has the object */
#define MR_PROPERTY_MULTIPLE 2u  /* an event may have several values of it */
#define MR_PROPERTY_SENSITIVE 4u /* personal data: never shown in logs, previews and reports */

/* How far descriptors go. */
#define MR_EVENT_TYPES_MOST 256u         /* types of one plugin */
#define MR_EVENT_PROPERTIES_MOST 256u    /* properties of one type, those in objects included */
#define MR_EVENT_PROPERTIES_DEEPEST 5u   /* a property of the type itself is on level 1 */
#define MR_EVENT_PRIORITY_MOST 100u
#define MR_EVENT_RETENTION_MOST 36500u   /* days */
#define MR_EVENT_SUMMARY_MOST 1024u      /* bytes */

/* APPENDABLE, static in the plugin. One property of an event, or of an object in it. */
typedef struct mr_event_property mr_event_property;
struct mr_event_property {
  uint32_t struct_size;
  uint32_t type;  /* MR_PROPERTY_TEXT to MR_PROPERTY_OBJECT */
  uint32_t flags; /* MR_PROPERTY_REQUIRED, MR_PROPERTY_MULTIPLE, MR_PROPERTY_SENSITIVE */
  uint32_t property_count; /* of an object, 1 or more; 0 for every other type */
  mr_text key;             /* [a-z][a-z0-9_]*, at most 64 bytes, unique among its neighbours */
  mr_text name;            /* for people; at most 200 bytes; empty: the key */
  mr_text description;     /* for people; at most 1,000 bytes; may be empty */
  const mr_event_property *const *properties; /* property_count of them; null where there are none */
};

/* APPENDABLE, static in the plugin. One type of events. */
typedef struct mr_event_type {
  uint32_t struct_size;
  uint32_t flags;      /* none yet: 0 */
  mr_text id;          /* [a-z][a-z0-9-]*, at most 64 bytes; what a connection file names, and other plugins must not use */
  mr_text name;        /* for people; 1 to 200 bytes */
  mr_text description; /* for people; at most 4,000 bytes; may be empty */
  mr_text icon;        /* the name of an icon, [a-z][a-z0-9-]*; may be empty */
  mr_text version;     /* three numbers, "1.0.0"; a later version may add properties, and neither remove nor narrow one */
  uint32_t priority;   /* 0 to 100: where a profile has too many events, those of the lowest priority go first; usual: 50 */
  uint32_t retention_days; /* how long events are kept, 1 to 36,500; 0: for ever */
  uint32_t property_count; /* in the order in which they are shown */
  uint32_t reserved;
  const mr_event_property *const *properties;

  void *context; /* the plugin's own, handed to both functions; may be null */
  /* [any] Optional, also several at once. Rejects (mr_batch.reject_row: code, field, reason) the events that are not as
   * they should be in a way that the properties above do not tell. Writes no columns, drops and derives nothing: on
   * any of it, or another status than MR_OK, the host uses nothing of the call. */
  int32_t (*validate)(void *context, mr_batch *, mr_error *);
  /* [any] Optional, also several at once. Writes the column "@summary", and nothing else: for each event a text of one
   * line and at most 1,024 bytes, for people, or null. It shows no value of a sensitive property. */
  int32_t (*summarise)(void *context, mr_batch *, mr_error *);
} mr_event_type;

/* APPENDABLE, static in the plugin. What get_extension answers. */
typedef struct mr_event_types {
  uint32_t struct_size;
  uint32_t count;
  const mr_event_type *const *types;
} mr_event_types;

#ifdef __cplusplus
}
#endif
#endif
