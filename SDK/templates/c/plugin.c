/* @NAME@: takes spaces away around a field's text, and rejects what is too long. */
#include <millrace/json.h>

typedef struct {
  mr_text field;
  uint64_t longest;
  char name[]; /* the bytes of `field` */
} Options;

/* Once for each goal of each run. The configuration is as the schema says, with defaults filled in. */
static int32_t create(const mr_host *host, mr_text text, void **self, mr_error *error) {
  mr_json config = mr_json_read(text), field = mr_json_get(config, "field");
  Options *options = malloc(sizeof *options + field.raw.length);
  (void)host;
  if (!options) return mr_fail(error, 0, "out of memory");
  options->field = mr_make_text(options->name, mr_json_unescape(field, options->name));
  options->longest = (uint64_t)mr_json_int(mr_json_get(config, "longest"));
  *self = options;
  return MR_OK;
}

static int is_space(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

/* Once for each batch of up to 1,024 records. */
static int32_t process(void *self, mr_batch *batch, mr_error *error) {
  const Options *options = self;
  mr_field field = mr_find(batch, options->field);
  (void)error;
  MR_EACH_KEPT(row, batch) {
    mr_text text;
    uint32_t from = 0, to;
    if (!mr_get_text(&field, row, &text)) continue;
    to = (uint32_t)text.length;
    while (from < to && is_space(text.data[from])) from++;
    while (to > from && is_space(text.data[to - 1])) to--;
    if (to - from > options->longest) {
      MR_TRY(mr_reject(batch, row, 1, options->field, "longer than allowed"));
    } else if (to - from < text.length) {
      /* The text stays where it is: the new value is a part of it. */
      MR_TRY(mr_set_slice(&field, row, mr_at(&field, row), from, to - from));
    }
  }
  return MR_OK;
}

static const mr_processor processor = {
  .struct_size = sizeof processor, .flags = MR_PURE | MR_THREAD_SAFE,
  .id = MR_LITERAL("@NAME@"), .name = MR_LITERAL("@NAME@"),
  .description = MR_LITERAL("Takes spaces away around a field's text, and rejects what is too long."),
  .config_schema = MR_LITERAL("{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"field\"],"
    "\"properties\": {"
    "\"field\": {\"type\": \"string\", \"minLength\": 1, \"x-millrace-field\": true,"
    "  \"description\": \"Whose text it is.\"},"
    "\"longest\": {\"type\": \"integer\", \"minimum\": 1, \"default\": 100, \"description\": \"In bytes.\"}}}"),
  .create = create, .process = process, .destroy = free,
};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {
  .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR,
  .id = MR_LITERAL("@NAME@"), .name = MR_LITERAL("@NAME@"), .version = MR_LITERAL("0.1.0"),
  .description = MR_LITERAL("A plugin in C."), .vendor = MR_LITERAL("My company"),
  .processor_count = 1, .processors = processors,
};
MR_PLUGIN(plugin);
