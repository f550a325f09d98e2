/* initials: makes a field with the first letters of other fields. */
#include <millrace/json.h>

typedef struct { char first[64], last[64], to[64]; } Initials;

static void copy_name(mr_json config, const char *key, char out[64]) {
  mr_json value = mr_json_get(config, key);
  out[value.raw.length < 64 ? mr_json_unescape(value, out) : 0] = 0;
}

static int32_t create(const mr_host *host, mr_text text, void **self, mr_error *error) {
  mr_json config = mr_json_read(text);
  Initials *initials = calloc(1, sizeof *initials);
  (void)host;
  if (!initials) return mr_fail(error, 0, "out of memory");
  copy_name(config, "first", initials->first);
  copy_name(config, "last", initials->last);
  copy_name(config, "to", initials->to);
  *self = initials;
  return MR_OK;
}

static int32_t process(void *self, mr_batch *batch, mr_error *error) {
  Initials *initials = self;
  mr_field first = mr_find(batch, mr_string(initials->first)), last = mr_find(batch, mr_string(initials->last));
  mr_field to = mr_find(batch, mr_string(initials->to));
  (void)error;
  MR_EACH_KEPT(row, batch) {
    mr_text a, b;
    if (!mr_get_text(&first, row, &a) || !mr_get_text(&last, row, &b) || !a.length || !b.length) continue;
    char letters[2] = {a.data[0], b.data[0]};
    if ((letters[0] | letters[1]) & 0x80) continue; /* not ASCII: more than one byte */
    MR_TRY(mr_set_text(&to, row, mr_make_text(letters, 2)));
  }
  return MR_OK;
}

static const mr_processor processor = {
  .struct_size = sizeof processor, .flags = MR_PURE | MR_THREAD_SAFE,
  .id = MR_LITERAL("initials"), .name = MR_LITERAL("Initials"),
  .description = MR_LITERAL("Makes a field with the first letters of two other fields."),
  .config_schema = MR_LITERAL("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
    "\"first\":{\"type\":\"string\",\"maxLength\":15,\"default\":\"firstName\",\"x-millrace-field\":true},"
    "\"last\":{\"type\":\"string\",\"maxLength\":15,\"default\":\"lastName\",\"x-millrace-field\":true},"
    "\"to\":{\"type\":\"string\",\"maxLength\":15,\"default\":\"initials\",\"x-millrace-field\":true}}}"),
  .create = create, .process = process, .destroy = free,
};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {
  .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR,
  .id = MR_LITERAL("initials"), .name = MR_LITERAL("Initials"), .version = MR_LITERAL("1.0.0"),
  .description = MR_LITERAL("An example in C."), .vendor = MR_LITERAL("Millrace"),
  .processor_count = 1, .processors = processors,
};
MR_PLUGIN(plugin);
