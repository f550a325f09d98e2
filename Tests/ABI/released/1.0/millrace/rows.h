/*
 * millrace/rows.h: reading and writing a batch with few words.
 *
 * Everything here is compiled into the plugin, on top of millrace/plugin.h; nothing of it is part of the contract.
 * A processor finds its fields once per batch and then only counts rows:
 *
 *     mr_field email = mr_find(batch, mr_string("email"));
 *     MR_EACH_KEPT(row, batch) {
 *       mr_text text;
 *       if (!mr_get_text(&email, row, &text)) continue;
 *       MR_TRY(mr_set_slice(&email, row, mr_at(&email, row), 0, 3));
 *     }
 *     return MR_OK;
 *
 * Setters copy the column at the first write, so a field that no row changes costs nothing. They return MR_OK or, with
 * nothing changed, MR_OUT_OF_MEMORY or MR_BAD_ARGUMENT. Rows are not checked: a row is below batch->row_count.
 */
#ifndef MILLRACE_ROWS_H
#define MILLRACE_ROWS_H

#include "plugin.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Text and errors -------------------------------------------------------------------------------------------- */

/* An mr_text of a string literal, where an initialiser is needed: .id = MR_LITERAL("upper"). */
#define MR_LITERAL(literal) {literal, sizeof(literal) - 1}

/* Returns from the function with the status of `call`, unless it is MR_OK. */
#define MR_TRY(call)                          \
  do {                                        \
    int32_t mr_status_ = (call);              \
    if (mr_status_ != MR_OK) return mr_status_; \
  } while (0)

static inline mr_text mr_make_text(const char *data, uint64_t length) {
  mr_text text;
  text.data = data;
  text.length = length;
  return text;
}

/* The text of a terminated string. */
static inline mr_text mr_string(const char *string) { return mr_make_text(string, strlen(string)); }

static inline int mr_equal(mr_text a, mr_text b) {
  return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* Fills the error and returns MR_ERROR: return mr_fail(error, 0, "separator is %u bytes long", n). */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static inline int32_t mr_fail(mr_error *error, uint32_t code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  error->code = code;
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return MR_ERROR;
}

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

/* One field of one batch. Valid until the processor's call returns, or the field is removed or renamed. */
typedef struct mr_field {
  mr_batch *batch;
  mr_text name;
  const mr_cell *cells; /* one a row; null where no record of the batch has the field */
  mr_cell *written;     /* the same cells, once something was set; null before */
} mr_field;

/* Finds a field. It need not be there: reading gives absent cells, and writing makes it. `name` must outlive it. */
static inline mr_field mr_find(mr_batch *batch, mr_text name) {
  mr_field field;
  uint32_t i;
  field.batch = batch;
  field.name = name;
  field.cells = NULL;
  field.written = NULL;
  for (i = 0; i < batch->column_count; i++) {
    if (mr_equal(batch->columns[i]->name, name)) {
      field.cells = batch->columns[i]->cells;
      break;
    }
  }
  return field;
}

/* Makes the field's cells writable: field->written, batch->row_count of them, which may then be set directly. */
static inline int32_t mr_edit(mr_field *field) {
  int32_t status;
  if (field->written) return MR_OK;
  status = field->batch->write_column(field->batch, field->name, &field->written);
  if (status == MR_OK) field->cells = field->written;
  else field->written = NULL;
  return status;
}

static inline int32_t mr_remove(mr_batch *batch, mr_text name) { return batch->remove_column(batch, name); }
static inline int32_t mr_rename(mr_batch *batch, mr_text from, mr_text to) {
  return batch->rename_column(batch, from, to);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

static inline int mr_is_kept(const mr_batch *batch, uint32_t row) { return batch->row_states[row] == MR_ROW_KEPT; }

/* A loop over the rows that no step has dropped or rejected: MR_EACH_KEPT(row, batch) { … } */
#define MR_EACH_KEPT(row, batch)                              \
  for (uint32_t row = 0; row < (batch)->row_count; row++)     \
    if ((batch)->row_states[row] != MR_ROW_KEPT) continue;    \
    else

static inline int32_t mr_drop(mr_batch *batch, uint32_t row, const char *reason) {
  return batch->drop_row(batch, row, mr_string(reason));
}

/* `field` names the culprit, and may be empty. Neither it nor `reason` may repeat a value of the record. */
static inline int32_t mr_reject(mr_batch *batch, uint32_t row, uint32_t code, mr_text field, const char *reason) {
  return batch->reject_row(batch, row, code, field, mr_string(reason));
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

/* The cell of a row; one of kind MR_ABSENT where there is no such field. */
static inline const mr_cell *mr_at(const mr_field *field, uint32_t row) {
  static const mr_cell absent = {MR_ABSENT, 0, 0, 0, {0}};
  return field->cells ? &field->cells[row] : &absent;
}

/* The bytes of a cell of kind MR_TEXT, MR_LIST or MR_OBJECT. */
static inline mr_text mr_bytes(const mr_batch *batch, const mr_cell *cell) {
  const uint8_t *base = cell->flags & MR_CELL_OUTPUT ? batch->output : batch->input;
  return mr_make_text((const char *)base + cell->as.offset, cell->length);
}

/* The getters answer 1 and set *value, or 0 where the cell is of another kind. */

static inline int mr_get_text(const mr_field *field, uint32_t row, mr_text *value) {
  const mr_cell *cell = mr_at(field, row);
  if (cell->kind != MR_TEXT) return 0;
  *value = mr_bytes(field->batch, cell);
  return 1;
}

static inline int mr_get_int(const mr_field *field, uint32_t row, int64_t *value) {
  const mr_cell *cell = mr_at(field, row);
  if (cell->kind != MR_INT) return 0;
  *value = cell->as.integer;
  return 1;
}

/* A number of either kind. */
static inline int mr_get_double(const mr_field *field, uint32_t row, double *value) {
  const mr_cell *cell = mr_at(field, row);
  if (cell->kind == MR_INT) *value = (double)cell->as.integer;
  else if (cell->kind == MR_DOUBLE) *value = cell->as.number;
  else return 0;
  return 1;
}

static inline int mr_get_bool(const mr_field *field, uint32_t row, int *value) {
  const mr_cell *cell = mr_at(field, row);
  if (cell->kind != MR_BOOL) return 0;
  *value = cell->as.integer != 0;
  return 1;
}

/* Microseconds since 1970-01-01T00:00:00Z. */
static inline int mr_get_time(const mr_field *field, uint32_t row, int64_t *value) {
  const mr_cell *cell = mr_at(field, row);
  if (cell->kind != MR_TIME) return 0;
  *value = cell->as.integer;
  return 1;
}

/* Absent, null, an empty text, [] or {}. */
static inline int mr_is_empty(const mr_cell *cell) {
  if (cell->kind <= MR_NULL) return 1;
  if (cell->kind == MR_TEXT) return cell->length == 0;
  return cell->kind >= MR_LIST && cell->length <= 2;
}

/* Writes 2024-02-29T23:59:59.000Z, with six digits where there are microseconds, and a terminator. Returns the length. */
static inline uint32_t mr_spell_time(int64_t microseconds, char out[32]) {
  int64_t second = microseconds / 1000000, fraction = microseconds % 1000000, day, era, doe, yoe, doy, month, year;
  int length;
  if (fraction < 0) fraction += 1000000, second -= 1;
  day = second / 86400;
  second %= 86400;
  if (second < 0) second += 86400, day -= 1;
  /* Days since 0000-03-01, so that the leap day is a year's last; an era is 400 years. */
  day += 719468;
  era = (day >= 0 ? day : day - 146096) / 146097;
  doe = day - era * 146097;
  yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  month = (5 * doy + 2) / 153;
  day = doy - (153 * month + 2) / 5 + 1;
  month += month < 10 ? 3 : -9;
  year = yoe + era * 400 + (month <= 2);
  length = snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year, (int)month, (int)day, (int)(second / 3600),
                    (int)(second / 60 % 60), (int)(second % 60));
  if (fraction % 1000) length += snprintf(out + length, 32 - (size_t)length, ".%06dZ", (int)fraction);
  else length += snprintf(out + length, 32 - (size_t)length, ".%03dZ", (int)(fraction / 1000));
  return (uint32_t)length;
}

/* Writes the shortest decimal that reads back as the same number, and a terminator. Returns the length. */
static inline uint32_t mr_spell_double(double number, char out[32]) {
  int digits, length = 0;
  for (digits = 15; digits <= 17; digits++) {
    length = snprintf(out, 32, "%.*g", digits, number);
    if (strtod(out, NULL) == number) break;
  }
  return (uint32_t)length;
}

/*
 * A cell as people would write it: text itself, a number in its own spelling, true or false, a time in ISO 8601, a list
 * or object as JSON; empty for absent and null. What is not already in the batch is written to `scratch`.
 */
static inline mr_text mr_spell(const mr_batch *batch, const mr_cell *cell, char scratch[32]) {
  uint32_t length = 0;
  switch (cell->kind) {
  case MR_TEXT:
  case MR_LIST:
  case MR_OBJECT: return mr_bytes(batch, cell);
  case MR_BOOL: return cell->as.integer ? mr_make_text("true", 4) : mr_make_text("false", 5);
  case MR_INT:
  case MR_DOUBLE:
    if (cell->spelling) return mr_make_text((const char *)batch->input + cell->length, cell->spelling);
    if (cell->kind == MR_INT) length = (uint32_t)snprintf(scratch, 32, "%lld", (long long)cell->as.integer);
    else length = mr_spell_double(cell->as.number, scratch);
    break;
  case MR_TIME: length = mr_spell_time(cell->as.integer, scratch); break;
  default: break;
  }
  return mr_make_text(scratch, length);
}

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

static inline mr_cell mr_make_cell(uint8_t kind, int64_t integer) {
  mr_cell cell;
  memset(&cell, 0, sizeof cell);
  cell.kind = kind;
  cell.as.integer = integer;
  return cell;
}

static inline mr_cell mr_absent(void) { return mr_make_cell(MR_ABSENT, 0); }
static inline mr_cell mr_null(void) { return mr_make_cell(MR_NULL, 0); }
static inline mr_cell mr_bool(int value) { return mr_make_cell(MR_BOOL, value != 0); }
static inline mr_cell mr_int(int64_t value) { return mr_make_cell(MR_INT, value); }
static inline mr_cell mr_time(int64_t microseconds) { return mr_make_cell(MR_TIME, microseconds); }
/* Null for a number that is not finite. */
static inline mr_cell mr_double(double value) {
  mr_cell cell = mr_make_cell(MR_DOUBLE, 0);
  if (value - value != 0) return mr_null();
  cell.as.number = value;
  return cell;
}

/* Part of another cell's text, which stays where it is: nothing is copied. Cut between characters only. */
static inline mr_cell mr_slice(const mr_cell *origin, uint32_t from, uint32_t length) {
  mr_cell cell = *origin;
  cell.as.offset += from;
  cell.length = length;
  return cell;
}

/* A copy of `bytes` in output memory; `kind` is MR_TEXT, MR_LIST or MR_OBJECT. */
static inline int32_t mr_copy(mr_batch *batch, uint8_t kind, mr_text bytes, mr_cell *cell) {
  uint64_t offset = 0;
  uint8_t *memory = NULL;
  if (bytes.length > UINT32_MAX) return MR_BAD_ARGUMENT;
  if (bytes.length) {
    memory = batch->allocate(batch, bytes.length, &offset);
    if (!memory) return MR_OUT_OF_MEMORY;
    memcpy(memory, bytes.data, bytes.length);
  }
  *cell = mr_make_cell(kind, 0);
  cell->flags = MR_CELL_OUTPUT;
  cell->length = (uint32_t)bytes.length;
  cell->as.offset = offset;
  return MR_OK;
}

/* ---- Setting ---------------------------------------------------------------------------------------------------- */

/* Sets a cell: one of mr_int(…), mr_null() and so on, or one that was read from this batch. */
static inline int32_t mr_set(mr_field *field, uint32_t row, mr_cell cell) {
  if (!field->written) MR_TRY(mr_edit(field));
  field->written[row] = cell;
  return MR_OK;
}

static inline int32_t mr_set_int(mr_field *field, uint32_t row, int64_t value) {
  return mr_set(field, row, mr_int(value));
}
static inline int32_t mr_set_bool(mr_field *field, uint32_t row, int value) {
  return mr_set(field, row, mr_bool(value));
}
static inline int32_t mr_set_double(mr_field *field, uint32_t row, double value) {
  return mr_set(field, row, mr_double(value));
}
static inline int32_t mr_set_time(mr_field *field, uint32_t row, int64_t microseconds) {
  return mr_set(field, row, mr_time(microseconds));
}
static inline int32_t mr_set_null(mr_field *field, uint32_t row) { return mr_set(field, row, mr_null()); }
/* The row no longer has the field. */
static inline int32_t mr_clear(mr_field *field, uint32_t row) { return mr_set(field, row, mr_absent()); }

/* Copies the text. */
static inline int32_t mr_set_text(mr_field *field, uint32_t row, mr_text text) {
  mr_cell cell;
  MR_TRY(mr_copy(field->batch, MR_TEXT, text, &cell));
  return mr_set(field, row, cell);
}

/* Points to a part of text that is in the batch already. */
static inline int32_t mr_set_slice(mr_field *field, uint32_t row, const mr_cell *origin, uint32_t from,
                                   uint32_t length) {
  return mr_set(field, row, mr_slice(origin, from, length));
}

/* ---- Building text ---------------------------------------------------------------------------------------------- */

/*
 * Builds texts of unknown length in output memory, one behind the other. A failed append makes the builder fail; it is
 * enough to look at the status of mr_built.
 */
typedef struct mr_builder {
  mr_batch *batch;
  uint8_t *memory; /* the open chunk */
  uint64_t offset; /* of the chunk, in output memory */
  uint64_t start;  /* of the text in the chunk */
  uint64_t end;    /* of the text in the chunk, so far */
  uint64_t capacity;
  int32_t status;
} mr_builder;

static inline mr_builder mr_build(mr_batch *batch) {
  mr_builder builder;
  memset(&builder, 0, sizeof builder);
  builder.batch = batch;
  return builder;
}

/* Room for `bytes` more, or null. What is then written there counts once it is claimed: builder->end += n. */
static inline uint8_t *mr_reserve(mr_builder *builder, uint64_t bytes) {
  if (bytes > builder->capacity - builder->end) {
    uint64_t length = builder->end - builder->start, capacity = 16384, offset;
    uint8_t *memory;
    if (bytes > UINT32_MAX) {
      builder->status = MR_BAD_ARGUMENT;
      return NULL;
    }
    if (capacity < 2 * (length + bytes)) capacity = 2 * (length + bytes);
    memory = builder->batch->allocate(builder->batch, capacity, &offset);
    if (!memory) {
      builder->status = MR_OUT_OF_MEMORY;
      return NULL;
    }
    if (length) memcpy(memory, builder->memory + builder->start, length);
    builder->memory = memory;
    builder->offset = offset;
    builder->start = 0;
    builder->end = length;
    builder->capacity = capacity;
  }
  return builder->memory + builder->end;
}

static inline void mr_append(mr_builder *builder, mr_text text) {
  uint8_t *room = mr_reserve(builder, text.length);
  if (!room || !text.length) return;
  memcpy(room, text.data, text.length);
  builder->end += text.length;
}

static inline void mr_append_byte(mr_builder *builder, char byte) { mr_append(builder, mr_make_text(&byte, 1)); }

/* Length of the text so far. */
static inline uint64_t mr_length(const mr_builder *builder) { return builder->end - builder->start; }

/* Forgets the text so far. */
static inline void mr_discard(mr_builder *builder) { builder->end = builder->start; }

/* Ends the text, makes a cell of it, and begins the next. `kind` is MR_TEXT, MR_LIST or MR_OBJECT. */
static inline int32_t mr_built(mr_builder *builder, uint8_t kind, mr_cell *cell) {
  if (builder->status != MR_OK) return builder->status;
  if (mr_length(builder) > UINT32_MAX) return MR_BAD_ARGUMENT;
  *cell = mr_make_cell(kind, 0);
  cell->flags = MR_CELL_OUTPUT;
  cell->length = (uint32_t)mr_length(builder);
  cell->as.offset = builder->offset + builder->start;
  builder->start = builder->end;
  return MR_OK;
}

static inline int32_t mr_set_built(mr_field *field, uint32_t row, mr_builder *builder) {
  mr_cell cell;
  MR_TRY(mr_built(builder, MR_TEXT, &cell));
  return mr_set(field, row, cell);
}

/* ---- Derived rows ----------------------------------------------------------------------------------------------- */

/* A new row that starts as a copy of `parent`, or with MR_NO_PARENT empty; *derived is its handle. */
static inline int32_t mr_derive(mr_batch *batch, uint32_t parent, uint32_t *derived) {
  return batch->derive_row(batch, parent, derived);
}

static inline int32_t mr_set_derived(mr_batch *batch, uint32_t derived, mr_text field, mr_cell cell) {
  return batch->set_derived(batch, derived, field, &cell);
}

/* Copies the text. */
static inline int32_t mr_set_derived_text(mr_batch *batch, uint32_t derived, mr_text field, mr_text text) {
  mr_cell cell;
  MR_TRY(mr_copy(batch, MR_TEXT, text, &cell));
  return batch->set_derived(batch, derived, field, &cell);
}

/* ---- Declaring -------------------------------------------------------------------------------------------------- */

/* The exports of a plugin: MR_PLUGIN(plugin) for a `static const mr_plugin plugin`. */
#ifdef __cplusplus
#define MR_C extern "C"
#else
#define MR_C
#endif
#define MR_PLUGIN(plugin)                                                                                   \
  MR_C MR_EXPORT const uint32_t millrace_abi_major = MR_ABI_MAJOR;                                          \
  MR_C MR_EXPORT int32_t millrace_plugin_v1(const mr_host *host, const mr_plugin **out, mr_error *error) {  \
    (void)host, (void)error;                                                                                \
    *out = &(plugin);                                                                                       \
    return MR_OK;                                                                                           \
  }                                                                                                         \
  typedef int mr_plugin_is_declared

#endif
