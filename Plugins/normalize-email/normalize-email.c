/* normalize-email: e-mail addresses in one spelling. */
#include "address.h"
#include "domains.h"
#include "schema.h"
#include <millrace/json.h>

#define NOT_AN_ADDRESS 1u /* the code of a rejected row */

typedef enum { INVALID_KEEP, INVALID_CLEAR, INVALID_DROP, INVALID_REJECT } OnInvalid;

typedef struct {
  uint32_t field_count;
  OnInvalid on_invalid;
  int correct_domains;
  mr_text *fields; /* their bytes stand behind them, in the same block */
} NormalizeEmail;

/* ---- Configuration ---- */

static OnInvalid on_invalid_of(mr_json value) {
  static const char *const names[] = {"keep", "clear", "drop", "reject"};
  for (uint32_t i = 1; i < 4; i++)
    if (mr_equal(value.raw, mr_string(names[i]))) return (OnInvalid)i;
  return INVALID_KEEP;
}

static int32_t create(const mr_host *host, mr_text text, void **self, mr_error *error) {
  mr_json config = mr_json_read(text), name;
  mr_json fields = mr_json_get(config, "fields");
  uint32_t count = 0;
  (void)host;
  for (mr_json_cursor cursor = mr_json_open(fields); mr_json_next(&cursor, NULL, &name);) count++;

  NormalizeEmail *plugin = calloc(1, sizeof *plugin);
  mr_text *names = malloc(count * sizeof *names + fields.raw.length + 1);
  if (!plugin || !names) {
    free(plugin), free(names);
    return mr_fail(error, 0, "out of memory");
  }
  *plugin = (NormalizeEmail){
    .field_count = count,
    .on_invalid = on_invalid_of(mr_json_get(config, "on_invalid")),
    .correct_domains = mr_json_is_true(mr_json_get(config, "correct_domains")),
    .fields = names,
  };
  char *bytes = (char *)(names + count);
  for (mr_json_cursor cursor = mr_json_open(fields); mr_json_next(&cursor, NULL, &name);) {
    uint64_t length = mr_json_unescape(name, bytes);
    *names++ = mr_make_text(bytes, length);
    bytes += length;
  }
  *self = plugin;
  return MR_OK;
}

static void destroy(void *self) {
  free(((NormalizeEmail *)self)->fields);
  free(self);
}

/* ---- One value ---- */

static int32_t invalid(const NormalizeEmail *self, mr_field *field, uint32_t row) {
  switch (self->on_invalid) {
  case INVALID_CLEAR: return mr_set_null(field, row);
  case INVALID_DROP: return mr_drop(field->batch, row, "not an e-mail address");
  case INVALID_REJECT: return mr_reject(field->batch, row, NOT_AN_ADDRESS, field->name, "not an e-mail address");
  case INVALID_KEEP: break;
  }
  return MR_OK;
}

/* Sets the row to `length` bytes that were written into the builder's room. */
static int32_t set_written(mr_field *field, uint32_t row, mr_builder *builder, uint32_t length) {
  builder->end += length;
  return mr_set_built(field, row, builder);
}

static int32_t normalize_odd(const NormalizeEmail *self, mr_field *field, uint32_t row, mr_text text,
                             mr_builder *builder) {
  uint32_t at, length;
  uint8_t *room = mr_reserve(builder, ADDRESS_MAX + 16);
  if (!room) return builder->status;
  length = text.length > ADDRESS_MAX ? 0 : address_clean((const uint8_t *)text.data, (uint32_t)text.length, room);
  uint8_t *sign = self->correct_domains ? memchr(room, '@', length) : NULL;
  if (sign) length = (uint32_t)(sign + 1 - room) + domain_correct(sign + 1, length - (uint32_t)(sign + 1 - room));
  if (!address_is_valid(room, length, &at)) return invalid(self, field, row);
  if (mr_equal(text, mr_make_text((const char *)room, length))) return MR_OK;
  return set_written(field, row, builder, length);
}

static int is_space(char byte) { return (unsigned char)byte <= ' '; }

static int32_t normalize(const NormalizeEmail *self, mr_field *field, uint32_t row, mr_builder *builder) {
  const mr_cell *cell = mr_at(field, row);
  if (cell->kind <= MR_NULL) return MR_OK;
  if (cell->kind != MR_TEXT) return invalid(self, field, row);

  mr_text text = mr_bytes(field->batch, cell);
  const char *start = text.data, *end = text.data + text.length;
  while (start < end && is_space(*start)) start++;
  while (start < end && is_space(end[-1])) end--;
  uint32_t at = 0, length = (uint32_t)(end - start);

  AddressKind kind = address_look((const uint8_t *)start, length, &at);
  if (kind == ADDRESS_ODD) return normalize_odd(self, field, row, text, builder);
  if (kind == ADDRESS_AS_IT_IS) {
    if (self->correct_domains && domain_is_misspelt((const uint8_t *)start + at + 1, length - at - 1))
      return normalize_odd(self, field, row, text, builder);
    if (length == text.length) return MR_OK;
    return mr_set_slice(field, row, cell, (uint32_t)(start - text.data), length);
  }
  uint8_t *room = mr_reserve(builder, length + 16);
  if (!room) return builder->status;
  address_lower((const uint8_t *)start, length, room);
  if (self->correct_domains) length = at + 1 + domain_correct(room + at + 1, length - at - 1);
  return set_written(field, row, builder, length);
}

static int32_t process(void *instance, mr_batch *batch, mr_error *error) {
  const NormalizeEmail *self = instance;
  mr_builder builder = mr_build(batch);
  (void)error;
  for (uint32_t i = 0; i < self->field_count; i++) {
    mr_field field = mr_find(batch, self->fields[i]);
    if (!field.cells) continue;
    MR_EACH_KEPT(row, batch) MR_TRY(normalize(self, &field, row, &builder));
  }
  return MR_OK;
}

/* ---- Descriptors ---- */

static const mr_processor processor = {
  .struct_size = sizeof processor,
  .flags = MR_PURE | MR_THREAD_SAFE,
  .id = MR_LITERAL("normalize-email"),
  .name = MR_LITERAL("Normalize e-mail"),
  .description = MR_LITERAL("Brings e-mail addresses into one spelling; corrects domains and sorts out what is none."),
  .config_schema = MR_LITERAL(CONFIG_SCHEMA),
  .create = create,
  .process = process,
  .destroy = destroy,
};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {
  .struct_size = sizeof plugin,
  .abi_minor = MR_ABI_MINOR,
  .id = MR_LITERAL("normalize-email"),
  .name = MR_LITERAL("Normalize e-mail"),
  .version = MR_LITERAL("1.0.0"),
  .description = MR_LITERAL("E-mail addresses in one spelling."),
  .vendor = MR_LITERAL("Millrace"),
  .processor_count = 1,
  .processors = processors,
};
MR_PLUGIN(plugin);
