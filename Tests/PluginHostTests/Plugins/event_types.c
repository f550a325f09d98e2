/* Event types whose functions misbehave on events whose property `poison` is true; "honest" does not. */
#include "millrace/events.h"

static volatile int *nowhere;

static const mr_event_property *const properties[] = {
    MR_PROPERTY(TEXT, "poison", "Poison", "", 0),
    MR_PROPERTY(DECIMAL, "total", "Total", "", 0),
};

static int is_poison(const mr_field *poison, uint32_t row) {
  mr_text text;
  return mr_get_text(poison, row, &text) && mr_equal(text, mr_string("yes"));
}

/* name: what is done with a poison event; `batch`, `row`, `poison` and `error` are there */
#define ON_POISON(name, deed)                                      \
  static int32_t name(void *context, mr_batch *batch, mr_error *error) { \
    mr_field poison = mr_find(batch, mr_string("poison"));         \
    (void)context, (void)error;                                    \
    MR_EACH_KEPT(row, batch) {                                     \
      if (!is_poison(&poison, row)) continue;                      \
      deed;                                                        \
    }                                                              \
    return MR_OK;                                                  \
  }
/* The same, after a summary was written for every event. */
#define SUMMARISE(name, deed)                                      \
  static int32_t name(void *context, mr_batch *batch, mr_error *error) { \
    mr_field poison = mr_find(batch, mr_string("poison")), summary = mr_find_summary(batch); \
    (void)context, (void)error;                                    \
    MR_EACH_KEPT(row, batch) {                                     \
      MR_TRY(mr_set_text(&summary, row, mr_string("fine")));       \
      if (!is_poison(&poison, row)) continue;                      \
      deed;                                                        \
    }                                                              \
    return MR_OK;                                                  \
  }

static int32_t write_total(mr_batch *batch, uint32_t row) {
  mr_field total = mr_find(batch, mr_string("total"));
  return mr_set_int(&total, row, 0);
}
static int32_t derive(mr_batch *batch, uint32_t row) {
  uint32_t derived;
  return mr_derive(batch, row, &derived);
}
static int32_t be_long(mr_field *summary, uint32_t row) {
  static char text[1025];
  memset(text, 'x', sizeof text);
  return mr_set_text(summary, row, mr_make_text(text, sizeof text));
}

ON_POISON(reject, MR_TRY(mr_reject(batch, row, 7, poison.name, "it is poison")))
ON_POISON(crash, *nowhere = 1)
ON_POISON(hang, for (;;) {})
ON_POISON(fail_on, return mr_fail(error, 0, "cannot digest this"))
ON_POISON(write_a_field, MR_TRY(write_total(batch, row)))
ON_POISON(drop, MR_TRY(mr_drop(batch, row, "away with it")))
ON_POISON(breed, MR_TRY(derive(batch, row)))
ON_POISON(remove_a_field, MR_TRY(mr_remove(batch, mr_string("total"))); return MR_OK)
SUMMARISE(honest, (void)0)
SUMMARISE(crash_late, *nowhere = 1)
SUMMARISE(not_text, MR_TRY(mr_set_int(&summary, row, 1)))
SUMMARISE(too_long, MR_TRY(be_long(&summary, row)))
SUMMARISE(paints, MR_TRY(mr_set_text(&summary, row, mr_string("a\n\033[2Jb"))))
SUMMARISE(rejects, MR_TRY(mr_reject(batch, row, 1, poison.name, "no")))
SUMMARISE(renames, MR_TRY(mr_rename(batch, mr_string("total"), mr_string("@summary"))); return MR_OK)

#define TYPE(id, validate, summarise)                                                                          \
  &(const mr_event_type) {                                                                                     \
    sizeof(mr_event_type), 0, MR_LITERAL(id), MR_LITERAL(id), MR_LITERAL("a test"), MR_LITERAL("bug"),         \
        MR_LITERAL("1.0.0"), 50, 0, MR_COUNT_OF(properties), 0, properties, NULL, validate, summarise          \
  }
static const mr_event_type *const types[] = {
    TYPE("honest", reject, honest),
    TYPE("plain", NULL, NULL),
    TYPE("crash", crash, crash_late),
    TYPE("hang", hang, NULL),
    TYPE("fail", fail_on, fail_on),
    TYPE("write-a-field", write_a_field, write_a_field),
    TYPE("remove-a-field", remove_a_field, remove_a_field),
    TYPE("summary-in-validate", honest, NULL),
    TYPE("drop", drop, drop),
    TYPE("breed", breed, breed),
    TYPE("not-text", NULL, not_text),
    TYPE("too-long", NULL, too_long),
    TYPE("paints", NULL, paints),
    TYPE("rejects", NULL, rejects),
    TYPE("renames", NULL, renames),
};
static const mr_event_types event_types = MR_EVENT_TYPES_OF(types);
static const void *get_extension(const char *id) { return mr_event_types_for(id, &event_types); }

static const mr_plugin plugin = {
    .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("events"), .name = MR_LITERAL("Events"),
    .version = MR_LITERAL("1.2.3"), .description = MR_LITERAL("a test"), .vendor = MR_LITERAL("Millrace"),
    .get_extension = get_extension,
};
MR_PLUGIN(plugin);
