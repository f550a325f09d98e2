/* Those that want too much. */
#include "rogue.h"

/* One large text, and many cells that point to it. */
static int32_t repeat(mr_batch *batch, uint32_t row) {
  const uint32_t length = 40 << 20;
  mr_cell *cells, cell = mr_make_cell(MR_TEXT, 0);
  uint64_t offset;
  uint8_t *text = batch->allocate(batch, length, &offset);
  if (!text) return MR_OUT_OF_MEMORY;
  memset(text, 'x', length);
  cell.flags = MR_CELL_OUTPUT, cell.length = length, cell.as.offset = offset;
  for (int i = 0; i < 100; i++) {
    char name[32];
    snprintf(name, sizeof name, "field %d", i);
    MR_TRY(batch->write_column(batch, mr_string(name), &cells));
    cells[row] = cell;
  }
  return MR_OK;
}
/* A large row, and many copies of it. */
static int32_t breed(mr_batch *batch, uint32_t row, mr_cell *cell) {
  const uint32_t length = 8 << 20;
  uint32_t derived;
  uint8_t *text = batch->allocate(batch, length, &cell->as.offset);
  if (!text) return MR_OUT_OF_MEMORY;
  memset(text, 'x', length);
  cell->kind = MR_TEXT, cell->flags = MR_CELL_OUTPUT, cell->length = length;
  for (int i = 0; i < 100; i++) MR_TRY(mr_derive(batch, row, &derived));
  return MR_OK;
}
static int32_t leak(mr_batch *batch) {
  for (uint32_t row = 0; row < batch->row_count; row++) {
    char *memory = malloc(16 << 20);
    *(volatile char *)memory = 1;
  }
  return MR_OK;
}
static void log_much(const mr_host *host) {
  static const char garbage[500] = "\x1b[31m garbage \r\n";
  for (int i = 0; i < 20000; i++) host->log(host->context, MR_LOG_ERROR, mr_make_text(garbage, sizeof garbage));
}
static void print_much(void) {
  for (int i = 0; i < 20000; i++) printf("\x1b[31m garbage %d \xff\x07 of no use to anybody\n", i);
  for (int i = 0; i < 2000; i++) fputs("and no line of it ends ", stderr);
}

ROGUE(a_million_rows, uint32_t derived; for (int i = 0; i < 1000000; i++) MR_TRY(mr_derive(batch, row, &derived)))
ROGUE(hoards, uint64_t offset; while (batch->allocate(batch, 1 << 20, &offset)) {} return MR_OUT_OF_MEMORY)
ROGUE(a_terabyte_of_text, uint64_t offset; if (!batch->allocate(batch, 1ull << 40, &offset)) return MR_OUT_OF_MEMORY)
ROGUE(all_the_text_there_is, uint64_t offset; if (!batch->allocate(batch, UINT64_MAX, &offset)) return MR_OUT_OF_MEMORY)
ROGUE(a_long_name, MR_TRY(batch->write_column(batch, mr_make_text("x", 1ull << 40), &cells)))
ROGUE(gorges, void *memory = malloc(100ull << 30); if (!memory) return fail(error, "no memory"); free(memory))
ROGUE(widens, char name[32]; for (int i = 0;; i++) {
  snprintf(name, sizeof name, "field %d", i);
  MR_TRY(batch->write_column(batch, mr_string(name), &cells));
})
ROGUE(repeats, MR_TRY(repeat(batch, row)))
ROGUE(breeds, MR_TRY(breed(batch, row, &cells[row])))
ROGUE(logs, log_much(((instance *)self)->host))
ROGUE(prints, print_much())

static int32_t leaks(void *self, mr_batch *batch, mr_error *error) {
  MR_TRY(leak(batch));
  return pass(self, batch, error);
}

PLUGIN_UNDER_TEST("rogue", ENTRY("a-million-rows", a_million_rows), ENTRY("hoards", hoards),
                  ENTRY("a-terabyte-of-text", a_terabyte_of_text),
                  ENTRY("all-the-text-there-is", all_the_text_there_is), ENTRY("a-long-name", a_long_name),
                  ENTRY("gorges", gorges), ENTRY("widens", widens), ENTRY("repeats", repeats),
                  ENTRY("breeds", breeds), ENTRY("logs", logs), ENTRY("prints", prints), ENTRY("leaks", leaks));
