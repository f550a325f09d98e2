/* One event type with all that a property can have, in C; events.cpp and events.swift are the same. */
#include "millrace/events.h"

static const mr_event_property *const author[] = {
  MR_PROPERTY(TEXT, "name", "Name", "", MR_PROPERTY_REQUIRED),
  MR_PROPERTY(DATE_TIME, "born", "", "", MR_PROPERTY_SENSITIVE),
};
static const mr_event_property *const properties[] = {
  MR_PROPERTY(TEXT, "title", "Title", "What was read.", MR_PROPERTY_REQUIRED),
  MR_PROPERTY(NUMBER, "words", "Words", "", 0),
  MR_PROPERTY(DECIMAL, "price", "Price", "", 0),
  MR_PROPERTY_OF("author", "Authors", "", MR_PROPERTY_MULTIPLE, author),
};

static int32_t validate(void *context, mr_batch *batch, mr_error *error) {
  mr_field words = mr_find(batch, mr_string("words"));
  (void)context, (void)error;
  MR_EACH_KEPT(row, batch) {
    int64_t count;
    if (!mr_get_int(&words, row, &count) || count > 0) continue;
    MR_TRY(mr_reject(batch, row, 1, words.name, "nothing can be read there"));
  }
  return MR_OK;
}

static int32_t summarise(void *context, mr_batch *batch, mr_error *error) {
  mr_field title = mr_find(batch, mr_string("title")), summary = mr_find_summary(batch);
  mr_builder builder = mr_build(batch);
  (void)context;
  MR_EACH_KEPT(row, batch) {
    mr_text text;
    if (!mr_get_text(&title, row, &text)) return mr_fail(error, 0, "there is no title");
    mr_append(&builder, mr_string("Read: "));
    mr_append(&builder, text);
    MR_TRY(mr_set_built(&summary, row, &builder));
  }
  return MR_OK;
}

static const mr_event_type article_read = {
  MR_EVENT_TYPE(properties), .id = MR_LITERAL("article-read"), .name = MR_LITERAL("Article read"),
  .description = MR_LITERAL("To its end."), .icon = MR_LITERAL("book"), .version = MR_LITERAL("1.0.0"),
  .priority = 50, .retention_days = 90, .validate = validate, .summarise = summarise,
};
static const mr_event_type site_visited = {
  .struct_size = sizeof site_visited, .id = MR_LITERAL("site-visited"), .name = MR_LITERAL("Site visited"),
  .version = MR_LITERAL("1.0.0"), .priority = 50,
};
static const mr_event_type *const types[] = {&article_read, &site_visited};
static const mr_event_types event_types = MR_EVENT_TYPES_OF(types);
static const void *get_extension(const char *id) { return mr_event_types_for(id, &event_types); }

static const mr_plugin plugin = {
  .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("reading"), .name = MR_LITERAL("Reading"),
  .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("A test."), .vendor = MR_LITERAL("Millrace"),
  .get_extension = get_extension,
};
MR_PLUGIN(plugin);
