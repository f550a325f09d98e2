/* @NAME@: a type of Timeline events, such as an article that was read. */
#include <millrace/events.h>

/* What an event of this type says, beside when it happened. The key is for programs, the name for people. */
static const mr_event_property *const properties[] = {
  MR_PROPERTY(TEXT, "title", "Title", "What was read.", MR_PROPERTY_REQUIRED),
  MR_PROPERTY(TEXT, "section", "Section", "Where it stands; an article may be in several.", MR_PROPERTY_MULTIPLE),
  MR_PROPERTY(NUMBER, "minutes", "Minutes", "How long it was read.", 0),
};

/* Optional: rejects events that are wrong in a way that the properties do not tell. */
static int32_t validate(void *context, mr_batch *batch, mr_error *error) {
  mr_field minutes = mr_find(batch, mr_string("minutes"));
  (void)context, (void)error;
  MR_EACH_KEPT(row, batch) {
    int64_t number;
    if (!mr_get_int(&minutes, row, &number) || number >= 0) continue;
    MR_TRY(mr_reject(batch, row, 1, minutes.name, "less than no time"));
  }
  return MR_OK;
}

/* Optional: the event in one line. */
static int32_t summarise(void *context, mr_batch *batch, mr_error *error) {
  mr_field title = mr_find(batch, mr_string("title")), minutes = mr_find(batch, mr_string("minutes"));
  mr_field summary = mr_find_summary(batch);
  mr_builder text = mr_build(batch);
  (void)context, (void)error;
  MR_EACH_KEPT(row, batch) {
    char scratch[32];
    mr_append(&text, mr_string("Read: "));
    mr_append(&text, mr_spell(batch, mr_at(&title, row), scratch));
    if (!mr_is_empty(mr_at(&minutes, row))) {
      mr_append(&text, mr_string(", "));
      mr_append(&text, mr_spell(batch, mr_at(&minutes, row), scratch));
      mr_append(&text, mr_string(" min"));
    }
    MR_TRY(mr_set_built(&summary, row, &text));
  }
  return MR_OK;
}

static const mr_event_type type = {
  MR_EVENT_TYPE(properties), .id = MR_LITERAL("@NAME@"), .name = MR_LITERAL("@NAME@"),
  .description = MR_LITERAL("An article was read."), .icon = MR_LITERAL("book"),
  .version = MR_LITERAL("1.0.0"), /* a later one may add properties, and neither remove nor narrow one */
  .priority = 50, .retention_days = 365, .validate = validate, .summarise = summarise,
};
static const mr_event_type *const types[] = {&type};
static const mr_event_types event_types = MR_EVENT_TYPES_OF(types);
static const void *get_extension(const char *id) { return mr_event_types_for(id, &event_types); }

static const mr_plugin plugin = {
  .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR,
  .id = MR_LITERAL("@NAME@"), .name = MR_LITERAL("@NAME@"), .version = MR_LITERAL("0.1.0"),
  .description = MR_LITERAL("A type of Timeline events."), .vendor = MR_LITERAL("My company"),
  .get_extension = get_extension,
};
MR_PLUGIN(plugin);
