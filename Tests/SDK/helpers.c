/* Tests millrace/rows.h and millrace/json.h on a batch of two rows. Ends with 0 where all is well. */
#undef NDEBUG
#include <assert.h>
#include <millrace/json.h>

/* ---- A host of one field ---- */

static uint8_t output[1 << 20];
static uint64_t output_used, output_limit = sizeof output;
static mr_cell read_cells[2], written_cells[2];
static mr_column column = {sizeof(mr_column), 0, MR_LITERAL("a"), read_cells};
static const mr_column *columns[] = {&column};
static int columns_written;

static int32_t write_column(mr_batch *batch, mr_text name, mr_cell **cells) {
  (void)batch;
  assert(mr_equal(name, mr_string("a")));
  if (!columns_written++) memcpy(written_cells, read_cells, sizeof read_cells);
  column.cells = written_cells;
  *cells = written_cells;
  return MR_OK;
}

static uint8_t *allocate(mr_batch *batch, uint64_t bytes, uint64_t *offset) {
  (void)batch;
  if (bytes > output_limit - output_used) return NULL;
  *offset = output_used;
  output_used += (bytes + 7) & ~7ull;
  return output + *offset;
}

static const char input[] = "  hello 1.50";
static const uint8_t row_states[] = {MR_ROW_KEPT, MR_ROW_DROPPED};
static mr_batch batch;

static void begin(void) {
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.row_count = 2;
  batch.column_count = 1;
  batch.columns = columns;
  batch.row_states = row_states;
  batch.input = (const uint8_t *)input;
  batch.output = output;
  batch.write_column = write_column;
  batch.allocate = allocate;
  memset(read_cells, 0, sizeof read_cells);
  read_cells[0].kind = MR_TEXT;
  read_cells[0].flags = MR_CELL_PLAIN;
  read_cells[0].length = 7;
  read_cells[1].kind = MR_DOUBLE;
  read_cells[1].as.number = 1.5;
  read_cells[1].length = 8;
  read_cells[1].spelling = 4;
  column.cells = read_cells;
  columns_written = 0;
  output_used = 0;
}

static int is(mr_text text, const char *expected) { return mr_equal(text, mr_string(expected)); }

/* ---- Rows ---- */

static void fields(void) {
  begin();
  mr_field a = mr_find(&batch, mr_string("a")), none = mr_find(&batch, mr_string("b"));
  mr_text text;
  double number;
  int64_t integer;
  int rows = 0;
  MR_EACH_KEPT(row, &batch) rows++;
  assert(rows == 1);
  assert(mr_at(&none, 1)->kind == MR_ABSENT && !mr_get_text(&none, 0, &text));
  assert(mr_get_text(&a, 0, &text) && is(text, "  hello"));
  assert(mr_get_double(&a, 1, &number) && number == 1.5 && !mr_get_int(&a, 1, &integer));
  assert(columns_written == 0);

  /* A slice copies nothing and keeps the flags of its origin. */
  assert(mr_set_slice(&a, 0, mr_at(&a, 0), 2, 5) == MR_OK);
  assert(columns_written == 1 && output_used == 0);
  assert(mr_at(&a, 0)->flags == MR_CELL_PLAIN && is(mr_bytes(&batch, mr_at(&a, 0)), "hello"));
  assert(read_cells[0].length == 7);
  assert(mr_set_text(&a, 1, mr_string("new")) == MR_OK && is(mr_bytes(&batch, mr_at(&a, 1)), "new"));
  assert(mr_at(&a, 1)->flags == MR_CELL_OUTPUT && columns_written == 1);
  assert(mr_set_double(&a, 1, 0.0 / 0.0) == MR_OK && mr_at(&a, 1)->kind == MR_NULL);
}

static void spelling(void) {
  char scratch[32];
  mr_cell cell;
  begin();
  assert(is(mr_spell(&batch, &read_cells[1], scratch), "1.50"));
  assert(is(mr_spell(&batch, (cell = mr_double(0.1), &cell), scratch), "0.1"));
  assert(is(mr_spell(&batch, (cell = mr_double(0.1 + 0.2), &cell), scratch), "0.30000000000000004"));
  assert(is(mr_spell(&batch, (cell = mr_int(INT64_MIN), &cell), scratch), "-9223372036854775808"));
  assert(is(mr_spell(&batch, (cell = mr_bool(2), &cell), scratch), "true"));
  assert(is(mr_spell(&batch, (cell = mr_null(), &cell), scratch), ""));
  assert(is(mr_spell(&batch, (cell = mr_time(1709251199123456), &cell), scratch), "2024-02-29T23:59:59.123456Z"));
  assert(is(mr_spell(&batch, (cell = mr_time(-1000000), &cell), scratch), "1969-12-31T23:59:59.000Z"));
  assert(is(mr_spell(&batch, (cell = mr_time(-62135596800000000), &cell), scratch), "0001-01-01T00:00:00.000Z"));
  assert(mr_is_empty((cell = mr_absent(), &cell)) && !mr_is_empty((cell = mr_int(0), &cell)));
}

static void building(void) {
  begin();
  mr_builder builder = mr_build(&batch);
  mr_cell first, second, list;
  for (int i = 0; i < 10000; i++) mr_append(&builder, mr_string("abc"));
  assert(mr_built(&builder, MR_TEXT, &first) == MR_OK && first.length == 30000);
  mr_append(&builder, mr_string("lost"));
  mr_discard(&builder);
  mr_append_byte(&builder, 'x');
  assert(mr_built(&builder, MR_TEXT, &second) == MR_OK && is(mr_bytes(&batch, &second), "x"));
  assert(memcmp(mr_bytes(&batch, &first).data + 29997, "abc", 3) == 0);
  mr_append_byte(&builder, '[');
  mr_append_quoted(&builder, mr_make_text("a\"\\\n\x01\xC3\xA9", 7));
  mr_append_byte(&builder, ',');
  mr_append_json(&builder, &read_cells[1]);
  mr_append_byte(&builder, ']');
  assert(mr_built(&builder, MR_LIST, &list) == MR_OK);
  assert(is(mr_bytes(&batch, &list), "[\"a\\\"\\\\\\n\\u0001\xC3\xA9\",1.50]"));

  /* Without memory the builder fails, and says so at the end of the text. */
  output_limit = output_used;
  for (int i = 0; i < 10000; i++) mr_append(&builder, mr_string("abc"));
  assert(mr_built(&builder, MR_TEXT, &first) == MR_OUT_OF_MEMORY);
  mr_field a = mr_find(&batch, mr_string("a"));
  assert(mr_set_text(&a, 0, mr_string("x")) == MR_OUT_OF_MEMORY && is(mr_bytes(&batch, mr_at(&a, 0)), "  hello"));
  output_limit = sizeof output;
}

/* ---- JSON ---- */

static void json(void) {
  mr_json config = mr_json_read(mr_string(
      " { \"list\" : [ 1 , -2.5e3, \"\\u00e9\\ud83d\\ude00\\ud800\\/\\n\", null, true, {\"b\": [\"]\"]}, \"\" ],"
      " \"n\":12 } "));
  static const uint32_t kinds[] = {MR_INT, MR_DOUBLE, MR_TEXT, MR_NULL, MR_BOOL, MR_OBJECT, MR_TEXT};
  mr_json_cursor cursor = mr_json_open(mr_json_get(config, "list"));
  mr_json item;
  char text[64];
  uint32_t count = 0;
  while (mr_json_next(&cursor, NULL, &item)) {
    assert(item.kind == kinds[count++]);
    if (count == 2) assert(mr_json_double(item) == -2500);
    if (count == 3) {
      assert(item.escaped);
      assert(is(mr_make_text(text, mr_json_unescape(item, text)), "\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBD/\n"));
    }
  }
  assert(count == 7);
  assert(mr_json_read(mr_string("9223372036854775807")).kind == MR_INT);
  assert(mr_json_int(mr_json_read(mr_string("-9223372036854775808"))) == INT64_MIN);
  assert(mr_json_read(mr_string("9999999999999999999")).kind == MR_DOUBLE);
  assert(mr_json_double(mr_json_read(mr_string("9999999999999999999"))) == 1e19);
  assert(mr_json_int(mr_json_get(config, "n")) == 12 && mr_json_get(config, "none").kind == MR_ABSENT);
  assert(mr_json_get(mr_json_get(config, "n"), "x").kind == MR_ABSENT);
}

/* Every beginning of a document, in memory of its own, so that a sanitizer sees a byte too far. */
static void json_cut_off(void) {
  static const char whole[] = "{\"a\":[1,\"\\u00e9\\\\\",{\"b\":null}],\"c\":-1.5e+3,\"d\":true}";
  for (size_t length = 0; length < sizeof whole; length++) {
    char *part = malloc(length ? length : 1), *text = malloc(length ? length : 1);
    memcpy(part, whole, length);
    mr_json value = mr_json_read(mr_make_text(part, length)), key, item;
    assert(length == sizeof whole - 1 || length == sizeof whole || value.kind == MR_ABSENT);
    mr_json_cursor cursor = mr_json_open(value);
    while (mr_json_next(&cursor, &key, &item)) mr_json_unescape(key, text);
    mr_json_cursor open = {part, part + length, 0};
    while (mr_json_next(&open, &key, &item))
      if (item.kind == MR_TEXT) mr_json_unescape(item, text);
    free(part), free(text);
  }
}

int main(void) {
  fields();
  spelling();
  building();
  json();
  json_cut_off();
  return 0;
}
