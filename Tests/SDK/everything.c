/* everything: does to each record what its field `do` says, by every helper there is. One of four alike. */
#include <millrace/json.h>

static char suffix[16];

static int32_t create(const mr_host *host, mr_text text, void **self, mr_error *error) {
  mr_json value = mr_json_get(mr_json_read(text), "suffix");
  (void)host;
  if (value.raw.length >= sizeof suffix) return mr_fail(error, 1, "suffix is longer than %u bytes", 15u);
  suffix[mr_json_unescape(value, suffix)] = 0;
  *self = suffix;
  return MR_OK;
}

static int32_t make_list(mr_batch *batch, mr_field *todo, uint32_t row, mr_text text) {
  mr_builder builder = mr_build(batch);
  mr_cell list;
  mr_append_byte(&builder, '[');
  mr_append_quoted(&builder, text);
  mr_append_byte(&builder, ',');
  mr_append_quoted(&builder, mr_string(suffix));
  mr_append_byte(&builder, ']');
  MR_TRY(mr_built(&builder, MR_LIST, &list));
  return mr_set(todo, row, list);
}

static int32_t process(void *self, mr_batch *batch, mr_error *error) {
  (void)self;
  mr_remove(batch, mr_string("gone"));
  mr_rename(batch, mr_string("old"), mr_string("new"));
  mr_field todo = mr_find(batch, mr_string("do")), n = mr_find(batch, mr_string("n"));
  MR_EACH_KEPT(row, batch) {
    mr_text text;
    double number;
    uint32_t derived;
    if (!mr_get_text(&todo, row, &text)) continue;
    if (mr_equal(text, mr_string("drop"))) MR_TRY(mr_drop(batch, row, "asked to"));
    if (mr_equal(text, mr_string("reject"))) MR_TRY(mr_reject(batch, row, 7, mr_string("do"), "asked to"));
    if (mr_equal(text, mr_string("fail"))) return mr_fail(error, 3, "asked to fail");
    if (mr_equal(text, mr_string("slice"))) MR_TRY(mr_set_slice(&todo, row, mr_at(&todo, row), 1, 3));
    if (mr_equal(text, mr_string("text"))) MR_TRY(mr_set_text(&todo, row, mr_string(suffix)));
    if (mr_equal(text, mr_string("list"))) MR_TRY(make_list(batch, &todo, row, text));
    if (mr_equal(text, mr_string("double")) && mr_get_double(&n, row, &number))
      MR_TRY(mr_set_double(&n, row, 2 * number));
    if (mr_equal(text, mr_string("int"))) MR_TRY(mr_set_int(&n, row, 7));
    if (mr_equal(text, mr_string("bool"))) MR_TRY(mr_set_bool(&n, row, 1));
    if (mr_equal(text, mr_string("now"))) MR_TRY(mr_set_time(&n, row, batch->now));
    if (mr_equal(text, mr_string("null"))) MR_TRY(mr_set_null(&n, row));
    if (mr_equal(text, mr_string("clear"))) MR_TRY(mr_clear(&n, row));
    if (mr_equal(text, mr_string("derive"))) {
      MR_TRY(mr_derive(batch, row, &derived));
      MR_TRY(mr_set_derived_text(batch, derived, mr_string("by"), mr_string(suffix)));
    }
  }
  return MR_OK;
}

static int32_t finish(void *self, mr_batch *batch, mr_error *error) {
  uint32_t derived;
  (void)self, (void)error;
  MR_TRY(mr_derive(batch, MR_NO_PARENT, &derived));
  return mr_set_derived(batch, derived, mr_string("end"), mr_bool(1));
}

static void destroy(void *self) { (void)self; }

static const mr_processor processor = {
  .struct_size = sizeof processor, .id = MR_LITERAL("everything"), .name = MR_LITERAL("Everything"),
  .description = MR_LITERAL("Does what records say."),
  .config_schema = MR_LITERAL("{\"type\": \"object\", \"properties\": {"
    "\"suffix\": {\"type\": \"string\", \"default\": \"é\\\"\"}}}"),
  .create = create, .process = process, .finish = finish, .destroy = destroy,
};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {
  .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("everything-c"),
  .name = MR_LITERAL("Everything"), .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("A test."),
  .vendor = MR_LITERAL("Millrace"), .processor_count = 1, .processors = processors,
};
MR_PLUGIN(plugin);
