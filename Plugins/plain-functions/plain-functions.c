/* plain-functions: calls a function of any C library for fields of records, as a manifest says. */
#include "call.h"
#include "library.h"
#include "schema.h"

#define SETUP_CALLS 16

typedef enum { KEEP, CLEAR, DROP, REJECT } Remedy;
static const char *const remedies[] = {"keep", "clear", "drop", "reject"};

typedef struct {
  char *from, *to; /* fields; the same where the result replaces the value */
} Place;

typedef struct {
  call call;
  uint32_t setup_count;
  struct {
    call call;
    void (*release)(void *);
  } setup[SETUP_CALLS];
  void *kept[SETUP_CALLS];
  uint32_t place_count;
  Place *places;
  call_type input; /* TYPE_NOTHING: the function takes no value, which is then only looked at for being there */
  int takes_nul;   /* the function is told the text's length */
  char *behind;    /* only what stands behind the last of this is passed; null: all */
  int keeps_front; /* what stands before it, and it, stand before the result too */
  Remedy on_invalid, on_no_value;
  char *scratch; /* the text at hand, terminated */
  uint64_t scratch_size;
  uint64_t front; /* of the text at hand: bytes that are not passed */
} PlainFunction;

/* ---- Configuration ------------------------------------------------------------------------------------------------ */

static Remedy remedy_of(mr_json value) {
  for (uint32_t i = 0; i < sizeof remedies / sizeof *remedies; i++) {
    if (mr_equal(value.raw, mr_string(remedies[i]))) return (Remedy)i;
  }
  return REJECT;
}

static int32_t read_places(PlainFunction *plugin, mr_json config, mr_error *error) {
  mr_json fields = mr_json_get(config, "fields"), to = mr_json_get(config, "to"), name;
  uint32_t count = 0;
  for (mr_json_cursor cursor = mr_json_open(fields); mr_json_next(&cursor, NULL, &name);) count++;
  plugin->places = calloc(count ? count : 1, sizeof *plugin->places);
  if (!plugin->places) return mr_fail(error, 0, "out of memory");
  mr_json_cursor targets = mr_json_open(to);
  for (mr_json_cursor cursor = mr_json_open(fields); mr_json_next(&cursor, NULL, &name);) {
    Place *place = &plugin->places[plugin->place_count++];
    place->from = call_copy_text(name);
    mr_json target = name;
    if (to.kind == MR_LIST && !mr_json_next(&targets, NULL, &target)) {
      return mr_fail(error, 0, "'to' names fewer fields than 'fields', which has %u", count);
    }
    place->to = call_copy_text(target);
    if (!place->from || !place->to) return mr_fail(error, 0, "out of memory");
  }
  if (mr_json_next(&targets, NULL, &name)) {
    return mr_fail(error, 0, "'to' names more fields than 'fields', which has %u", count);
  }
  return MR_OK;
}

static int32_t run_setup(PlainFunction *plugin, uint32_t index, mr_error *error) {
  call_value answer;
  call_result result;
  if (call_set_up(&plugin->setup[index].call, &answer, &result) != OUTCOME_INVALID) {
    plugin->kept[index] = answer.pointer;
    return MR_OK;
  }
  return mr_fail(error, 0, "setup: %s", result.reason);
}

static int32_t prepare(PlainFunction *plugin, mr_json config, mr_error *error) {
  int looks_only = mr_json_is_true(mr_json_get(config, "probe"));
  char *name = call_copy_text(mr_json_get(config, "library"));
  if (!name) return mr_fail(error, 0, "no library is named");
  mr_json pin = mr_json_get(config, "sha256"), form;
  void *library = library_open(name, pin.kind == MR_TEXT ? pin.raw : mr_make_text(NULL, 0), error);
  free(name);
  if (!library) return MR_ERROR;
  for (mr_json_cursor cursor = mr_json_open(mr_json_get(config, "setup")); mr_json_next(&cursor, NULL, &form);) {
    if (plugin->setup_count == SETUP_CALLS) return mr_fail(error, 0, "more than %d setup calls", SETUP_CALLS);
    uint32_t index = plugin->setup_count++;
    MR_TRY(call_prepare(&plugin->setup[index].call, form, library, plugin->kept, index, error));
    char *release = call_copy_text(mr_json_get(form, "release"));
    if (release) *(void **)&plugin->setup[index].release = library_function(library, release, error);
    free(release);
    if (release && !plugin->setup[index].release) return MR_ERROR;
    if (!looks_only) MR_TRY(run_setup(plugin, index, error));
  }
  form = mr_json_get(config, "call");
  MR_TRY(call_prepare(&plugin->call, form, library, plugin->kept, plugin->setup_count, error));
  for (uint32_t i = 0; i < plugin->call.count; i++) {
    const call_parameter *parameter = &plugin->call.parameters[i];
    if (parameter->pass == PASS_VALUE) plugin->input = parameter->type;
    if (parameter->pass == PASS_BUFFER && parameter->filled) plugin->input = TYPE_TEXT;
    if (parameter->pass == PASS_LENGTH) plugin->takes_nul = 1;
  }
  plugin->behind = call_copy_text(mr_json_get(config, "behind"));
  plugin->keeps_front = mr_json_is_true(mr_json_get(config, "keep_front"));
  plugin->on_invalid = remedy_of(mr_json_get(config, "on_invalid"));
  plugin->on_no_value = remedy_of(mr_json_get(config, "on_no_value"));
  return read_places(plugin, config, error);
}

static void destroy(void *self) {
  PlainFunction *plugin = self;
  for (uint32_t i = plugin->setup_count; i-- > 0;) {
    if (plugin->setup[i].release && plugin->kept[i]) plugin->setup[i].release(plugin->kept[i]);
    call_dispose(&plugin->setup[i].call);
  }
  call_dispose(&plugin->call);
  for (uint32_t i = 0; i < plugin->place_count; i++) free(plugin->places[i].from), free(plugin->places[i].to);
  free(plugin->places);
  free(plugin->behind);
  free(plugin->scratch);
  free(plugin);
}

static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
  (void)host;
  PlainFunction *plugin = calloc(1, sizeof *plugin);
  if (!plugin) return mr_fail(error, 0, "out of memory");
  int32_t status = prepare(plugin, mr_json_read(config), error);
  if (status != MR_OK) {
    destroy(plugin);
    return status;
  }
  *self = plugin;
  return MR_OK;
}

/* ---- Values ------------------------------------------------------------------------------------------------------- */

/* How many bytes of the text stand before the part that is passed. */
static uint64_t front_of(const PlainFunction *plugin, mr_text text) {
  uint64_t length = plugin->behind ? strlen(plugin->behind) : 0;
  if (!length || length > text.length) return 0;
  for (uint64_t at = text.length - length + 1; at-- > 0;) {
    if (memcmp(text.data + at, plugin->behind, length) == 0) return at + length;
  }
  return 0;
}

/* The value as text in the scratch memory, which the function may write to. What is wrong with it, or null. */
static const char *pass_text(PlainFunction *plugin, const mr_batch *batch, const mr_cell *cell, call_input *input) {
  char number[32];
  if (cell->kind == MR_LIST || cell->kind == MR_OBJECT) return "is not one value";
  mr_text text = mr_spell(batch, cell, number);
  if (!plugin->takes_nul && memchr(text.data, 0, text.length)) return "has a NUL character in it";
  if (text.length >= plugin->scratch_size) {
    uint64_t size = 2 * text.length + 256;
    char *scratch = realloc(plugin->scratch, size);
    if (!scratch) return "is too long";
    plugin->scratch = scratch;
    plugin->scratch_size = size;
  }
  memcpy(plugin->scratch, text.data, text.length);
  plugin->scratch[text.length] = 0;
  plugin->front = front_of(plugin, text);
  input->value.pointer = plugin->scratch + plugin->front;
  input->length = text.length - plugin->front;
  return input->length ? NULL : "has nothing where the function looks";
}

static const char *pass_integer(call_type type, const mr_cell *cell, call_input *input) {
  int64_t number = cell->as.integer;
  if (cell->kind == MR_DOUBLE && cell->as.number >= -0x1p63 && cell->as.number < 0x1p63) {
    number = (int64_t)cell->as.number;
    if ((double)number != cell->as.number) return "is not a whole number";
  } else if (cell->kind != MR_INT) {
    return "is not a whole number";
  }
  int fits = type == TYPE_INT32 ? number == (int32_t)number : type == TYPE_UINT32 ? number == (uint32_t)number
                                                            : type == TYPE_UINT64 ? number >= 0 : 1;
  input->value.int64 = number;
  return fits ? NULL : "is a number that the function cannot take";
}

static const char *pass_value(PlainFunction *plugin, const mr_batch *batch, const mr_cell *cell, call_input *input) {
  switch (plugin->input) {
  case TYPE_NOTHING: return NULL;
  case TYPE_TEXT: return pass_text(plugin, batch, cell, input);
  case TYPE_DOUBLE:
    if (cell->kind == MR_INT) input->value.number = (double)cell->as.integer;
    else if (cell->kind == MR_DOUBLE) input->value.number = cell->as.number;
    else return "is not a number";
    return NULL;
  default: return pass_integer(plugin->input, cell, input);
  }
}

/* The front and the text, one behind the other. */
static int32_t set_text(PlainFunction *plugin, mr_field *target, uint32_t row, mr_text text) {
  uint64_t front = plugin->keeps_front ? plugin->front : 0, length = front + text.length, offset;
  if (!front) return mr_set_text(target, row, text);
  uint8_t *memory = target->batch->allocate(target->batch, length, &offset);
  if (!memory) return MR_OUT_OF_MEMORY;
  memcpy(memory, plugin->scratch, front);
  memcpy(memory + front, text.data, text.length);
  mr_cell cell = mr_make_cell(MR_TEXT, (int64_t)offset);
  cell.flags = MR_CELL_OUTPUT;
  cell.length = (uint32_t)length;
  return mr_set(target, row, cell);
}

static int32_t set_result(PlainFunction *plugin, mr_field *target, uint32_t row, call_result *result) {
  int32_t status = MR_OK;
  switch (result->type) {
  case TYPE_NOTHING: break;
  case TYPE_TEXT:
    status = set_text(plugin, target, row, mr_make_text(result->value.pointer, result->length));
    if (result->release) result->release(result->value.pointer);
    break;
  case TYPE_DOUBLE: status = mr_set_double(target, row, result->value.number); break;
  default: status = mr_set_int(target, row, result->value.int64);
  }
  return status;
}

static int32_t apply(Remedy remedy, mr_field *target, uint32_t row, mr_text field, uint32_t code, const char *reason) {
  switch (remedy) {
  case KEEP: return MR_OK;
  case CLEAR: return mr_is_empty(mr_at(target, row)) ? MR_OK : mr_set_null(target, row);
  case DROP: return mr_drop(target->batch, row, reason);
  default: return mr_reject(target->batch, row, code, field, reason);
  }
}

static int32_t work_on(PlainFunction *plugin, mr_field *source, mr_field *target, uint32_t row) {
  const mr_cell *cell = mr_at(source, row);
  call_input input = {0};
  call_result result;
  if (mr_is_empty(cell)) return MR_OK;
  const char *wrong = pass_value(plugin, source->batch, cell, &input);
  if (wrong) return apply(plugin->on_invalid, target, row, source->name, 0, wrong);
  switch (call_run(&plugin->call, &input, &result)) {
  case OUTCOME_VALUE: return set_result(plugin, target, row, &result);
  case OUTCOME_NONE:
    return apply(plugin->on_no_value, target, row, source->name, 0, "the function has no answer for it");
  default: return apply(plugin->on_invalid, target, row, source->name, result.code, result.reason);
  }
}

static int32_t process(void *self, mr_batch *batch, mr_error *error) {
  PlainFunction *plugin = self;
  (void)error;
  for (uint32_t i = 0; i < plugin->place_count; i++) {
    mr_field source = mr_find(batch, mr_string(plugin->places[i].from));
    if (!source.cells) continue;
    mr_field other = mr_find(batch, mr_string(plugin->places[i].to));
    mr_field *target = mr_equal(source.name, other.name) ? &source : &other;
    MR_EACH_KEPT(row, batch) MR_TRY(work_on(plugin, &source, target, row));
  }
  return MR_OK;
}

/* ---- What it offers ----------------------------------------------------------------------------------------------- */

static const mr_processor processor = {
  .struct_size = sizeof processor, .flags = 0,
  .id = MR_LITERAL("call"), .name = MR_LITERAL("Call a function"),
  .description = MR_LITERAL("Calls a function of a C library for fields of records, as a manifest says."),
  .config_schema = MR_LITERAL(CONFIG_SCHEMA),
  .create = create, .process = process, .destroy = destroy,
};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {
  .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR,
  .id = MR_LITERAL("plain-functions"), .name = MR_LITERAL("Plain functions"), .version = MR_LITERAL("1.0.0"),
  .description = MR_LITERAL("What runs a manifest NAME.plugin.yaml; it is not configured by hand."),
  .vendor = MR_LITERAL("Millrace"), .processor_count = 1, .processors = processors,
};
MR_PLUGIN(plugin);
