/* Processors that do everything that the ABI allows. */
#include "plugin_under_test.h"

static int32_t pass(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
  return MR_OK;
}

static int32_t upper(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  mr_field name = mr_find(batch, mr_string("name"));
  MR_EACH_KEPT(row, batch) {
    mr_text text;
    if (!mr_get_text(&name, row, &text)) continue;
    MR_TRY(mr_set_text(&name, row, text));
    uint8_t *copy = (uint8_t *)(uintptr_t)mr_bytes(batch, mr_at(&name, row)).data;
    for (uint64_t i = 0; i < text.length; i++) {
      if (copy[i] >= 'a' && copy[i] <= 'z') copy[i] -= 32;
    }
  }
  return MR_OK;
}

static int32_t domain(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  mr_field email = mr_find(batch, mr_string("email")), part = mr_find(batch, mr_string("domain"));
  MR_EACH_KEPT(row, batch) {
    mr_text text;
    if (!mr_get_text(&email, row, &text)) continue;
    const char *at = memchr(text.data, '@', text.length);
    if (!at) continue;
    uint32_t from = (uint32_t)(at + 1 - text.data);
    MR_TRY(mr_set_slice(&part, row, mr_at(&email, row), from, (uint32_t)text.length - from));
  }
  return MR_OK;
}

static int32_t judge(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  mr_field age = mr_find(batch, mr_string("age"));
  MR_EACH_KEPT(row, batch) {
    int64_t years;
    if (!mr_get_int(&age, row, &years)) continue;
    if (years > 60) MR_TRY(mr_reject(batch, row, 7, mr_string("age"), "is more than 60"));
    else if (years % 2) MR_TRY(mr_drop(batch, row, "age is odd"));
    /* The first verdict stands, and is seen. */
    if (mr_is_kept(batch, row) == (years > 60 || years % 2)) return MR_ERROR;
    if (years > 60) MR_TRY(mr_drop(batch, row, "twice"));
  }
  return MR_OK;
}

static int32_t rename_fields(void *self, mr_batch *batch, mr_error *error) {
  (void)self;
  MR_TRY(mr_rename(batch, mr_string("email"), mr_string("mail")));
  MR_TRY(mr_remove(batch, mr_string("age")));
  MR_TRY(mr_rename(batch, mr_string("name"), mr_string("amount"))); /* replaces that field */
  if (mr_find(batch, mr_string("email")).cells || mr_find(batch, mr_string("age")).cells) return fail(error, "still there");
  if (!mr_find(batch, mr_string("mail")).cells) return fail(error, "not renamed");
  if (mr_remove(batch, mr_string("age")) != MR_BAD_ARGUMENT) return fail(error, "removed twice");
  return MR_OK;
}

/* Verdicts that would break lines and command terminals. */
static int32_t paint(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  MR_EACH_KEPT(row, batch) {
    if (row % 2) MR_TRY(mr_drop(batch, row, "\x1b[2J\n"));
    else MR_TRY(mr_reject(batch, row, 1, mr_string("a\tb"), "r\xc2\x9b\"\xc3\xa9"));
  }
  return MR_OK;
}

/* A removed field that is made again is a new one; a new one may be renamed, or removed. */
static int32_t shuffle(void *self, mr_batch *batch, mr_error *error) {
  (void)self;
  mr_cell *cells, *again;
  MR_TRY(mr_remove(batch, mr_string("name")));
  MR_TRY(batch->write_column(batch, mr_string("name"), &cells));
  MR_TRY(batch->write_column(batch, mr_string("name"), &again));
  if (cells != again) return fail(error, "two columns for one name");
  for (uint32_t row = 0; row < batch->row_count; row++) {
    if (cells[row].kind != MR_ABSENT) return fail(error, "a new column is not empty");
    cells[row] = mr_int(row);
  }
  MR_TRY(batch->write_column(batch, mr_string("shadow"), &cells));
  MR_TRY(mr_remove(batch, mr_string("shadow")));
  MR_TRY(batch->write_column(batch, mr_string("first"), &cells));
  for (uint32_t row = 0; row < batch->row_count; row++) cells[row] = mr_bool(1);
  return mr_rename(batch, mr_string("first"), mr_string("second"));
}

static int32_t kinds(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  const char *names[] = {"null", "bool", "int", "double", "text", "time", "list", "object", "empty"};
  mr_field field[9];
  for (int i = 0; i < 9; i++) field[i] = mr_find(batch, mr_string(names[i]));
  MR_EACH_KEPT(row, batch) {
    MR_TRY(mr_set_null(&field[0], row));
    MR_TRY(mr_set_bool(&field[1], row, 1));
    MR_TRY(mr_set_int(&field[2], row, -42));
    MR_TRY(mr_set_double(&field[3], row, 0.1));
    MR_TRY(mr_set_text(&field[4], row, mr_string("\"quoted\" \\ ü 😀\n")));
    MR_TRY(mr_set_time(&field[5], row, batch->now));
    mr_cell cell;
    MR_TRY(mr_copy(batch, MR_LIST, mr_string("[1, \"a\", {\"b\": null}]"), &cell));
    MR_TRY(mr_set(&field[6], row, cell));
    MR_TRY(mr_copy(batch, MR_OBJECT, mr_string("{\"a\": [true, -1.5e3]}"), &cell));
    MR_TRY(mr_set(&field[7], row, cell));
    MR_TRY(mr_set_text(&field[8], row, mr_string("")));
  }
  return MR_OK;
}

/* A copied number keeps its spelling; one that is changed in place loses it. */
static int32_t numbers(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  mr_field amount = mr_find(batch, mr_string("amount")), copy = mr_find(batch, mr_string("copy"));
  mr_field age = mr_find(batch, mr_string("age"));
  MR_EACH_KEPT(row, batch) {
    MR_TRY(mr_set(&copy, row, *mr_at(&amount, row)));
    mr_cell older = *mr_at(&age, row);
    older.as.integer += 1;
    MR_TRY(mr_set(&age, row, older));
  }
  return MR_OK;
}

/* A twin behind every row that has the field, in the parent's place where it is an only child. */
static int32_t twins(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  mr_field twin = mr_find(batch, mr_string("twin"));
  MR_EACH_KEPT(row, batch) {
    if (!is_true(&twin, row)) continue;
    uint32_t derived;
    MR_TRY(mr_derive(batch, row, &derived));
    MR_TRY(mr_set_derived_text(batch, derived, mr_string("name"), mr_string("twin")));
    MR_TRY(mr_set_derived(batch, derived, mr_string("twin"), mr_bool(0)));
    MR_TRY(mr_set_derived(batch, derived, mr_string("number"), mr_int((int64_t)batch->row_numbers[row])));
  }
  return MR_OK;
}

static int32_t count(void *self, mr_batch *batch, mr_error *error) {
  (void)error;
  MR_EACH_KEPT(row, batch) { ((instance *)self)->count++; }
  return MR_OK;
}

static int32_t tell_count(void *self, mr_batch *batch, mr_error *error) {
  (void)error;
  uint32_t derived;
  MR_TRY(mr_derive(batch, MR_NO_PARENT, &derived));
  return mr_set_derived(batch, derived, mr_string("count"), mr_int(((instance *)self)->count));
}

static int32_t tell_config(void *self, mr_batch *batch, mr_error *error) {
  (void)error;
  mr_field field = mr_find(batch, mr_string("config"));
  MR_EACH_KEPT(row, batch) { MR_TRY(mr_set_text(&field, row, mr_string(((instance *)self)->config))); }
  return MR_OK;
}

static int32_t talk(void *self, mr_batch *batch, mr_error *error) {
  (void)batch, (void)error;
  const mr_host *host = ((instance *)self)->host;
  for (int i = 0; i < 5000; i++) host->log(host->context, MR_LOG_INFO, mr_string("words"));
  return MR_OK;
}

static int32_t bad_arguments(void *self, mr_batch *batch, mr_error *error) {
  (void)self;
  mr_cell *cells, wrong = mr_int(1);
  uint32_t derived;
  wrong.kind = 99;
  if (mr_drop(batch, batch->row_count, "x") != MR_BAD_ARGUMENT) return fail(error, "dropped a row that is not there");
  if (mr_derive(batch, batch->row_count, &derived) != MR_BAD_ARGUMENT) return fail(error, "a parent that is not there");
  if (batch->set_derived(batch, 0, mr_string("x"), &wrong) != MR_BAD_ARGUMENT) return fail(error, "no such kind");
  if (mr_set_derived(batch, 0, mr_string("x"), mr_int(1)) != MR_BAD_ARGUMENT) return fail(error, "no such derived row");
  if (batch->write_column(batch, mr_make_text("\xff", 1), &cells) != MR_BAD_ARGUMENT) return fail(error, "name not UTF-8");
  if (batch->write_column(batch, mr_make_text(NULL, 3), &cells) != MR_BAD_ARGUMENT) return fail(error, "name is null");
  if (mr_rename(batch, mr_string("nope"), mr_string("x")) != MR_BAD_ARGUMENT) return fail(error, "renamed nothing");
  if (mr_reject(batch, 0, 1, mr_string(""), "\xff") != MR_BAD_ARGUMENT) return fail(error, "reason not UTF-8");
  return MR_OK;
}

#define SCHEMA                                                                                                 \
  "{\"type\":\"object\",\"properties\":{\"fields\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"      \
  "\"mode\":{\"enum\":[\"keep\",\"drop\"],\"default\":\"keep\"}},\"required\":[\"fields\"],"                   \
  "\"additionalProperties\":false}"

PLUGIN_UNDER_TEST("conduct", PROCESSOR("pass", create, pass, NULL, ANY_OBJECT),
                  PROCESSOR("upper", create, upper, NULL, ANY_OBJECT),
                  PROCESSOR("domain", create, domain, NULL, ANY_OBJECT),
                  PROCESSOR("judge", create, judge, NULL, ANY_OBJECT),
                  PROCESSOR("rename-fields", create, rename_fields, NULL, ANY_OBJECT),
                  PROCESSOR("shuffle", create, shuffle, NULL, ANY_OBJECT),
                  PROCESSOR("kinds", create, kinds, NULL, ANY_OBJECT),
                  PROCESSOR("numbers", create, numbers, NULL, ANY_OBJECT),
                  PROCESSOR("twins", create, twins, NULL, ANY_OBJECT),
                  PROCESSOR("count", create, count, tell_count, ANY_OBJECT),
                  PROCESSOR("tell-config", create, tell_config, NULL, SCHEMA),
                  PROCESSOR("talk", create, talk, NULL, ANY_OBJECT),
                  PROCESSOR("paint", create, paint, NULL, ANY_OBJECT),
                  PROCESSOR("bad-arguments", create, bad_arguments, NULL, ANY_OBJECT));
