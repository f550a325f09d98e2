/* Those whose answer is not what an honest plugin gives: values, and the memory in which they are told. */
#include "rogue.h"
#include "plugin_output.h"

static int32_t as_text(mr_batch *batch, mr_cell *cell, const char *bytes, uint8_t kind) {
  return mr_copy(batch, kind, mr_string(bytes), cell);
}
/* The block that the answer is in, as Millrace reads it. */
static mrp_output *answer(mr_batch *batch) { return (mrp_output *)(uintptr_t)batch->output; }
/* A new element of one of its tables, past all checks. */
static void *append(mr_batch *batch, mrp_list *list, uint64_t size) {
  uint64_t offset;
  uint8_t *table = batch->allocate(batch, (list->count + 1) * size, &offset);
  memcpy(table, batch->output + list->offset, list->count * size);
  list->offset = offset;
  return table + list->count++ * size;
}
static void mark(mr_batch *batch, mrp_mark forged) {
  *(mrp_mark *)append(batch, &answer(batch)->marks, sizeof forged) = forged;
}
static void change(mr_batch *batch, mrp_change forged) {
  *(mrp_change *)append(batch, &answer(batch)->changes, sizeof forged) = forged;
}
#define SET(member, value) answer(batch)->member = (value)

ROGUE(bad_utf8, MR_TRY(as_text(batch, &cells[row], "caf\xe9", MR_TEXT)))
ROGUE(bad_list, MR_TRY(as_text(batch, &cells[row], "[1,]", MR_LIST)))
ROGUE(bad_object, MR_TRY(as_text(batch, &cells[row], "[]", MR_OBJECT)))
ROGUE(line_break, MR_TRY(as_text(batch, &cells[row], "[1,\n2]", MR_LIST)))
ROGUE(far_offset, cells[row] = mr_int(1ll << 40); cells[row].kind = MR_TEXT; cells[row].length = 8)
ROGUE(table_offset, cells[row] = mr_int(0); cells[row].kind = MR_TEXT; cells[row].length = 8)
ROGUE(far_output, MR_TRY(as_text(batch, &cells[row], "x", MR_TEXT)); cells[row].length = UINT32_MAX)
ROGUE(wrapping_offset, MR_TRY(as_text(batch, &cells[row], "x", MR_TEXT)); cells[row].as.offset = UINT64_MAX)
ROGUE(bad_kind, cells[row].kind = 200)
ROGUE(bad_bool, cells[row].as.integer = 2)
ROGUE(not_finite, cells[row].kind = MR_DOUBLE; cells[row].as.integer = 0x7FF0000000000000ll)
ROGUE(far_time, cells[row] = mr_time(INT64_MAX))
ROGUE(zeroes, memset((void *)(uintptr_t)batch->output, 0, 4096))
ROGUE(scribbles, memset((void *)(uintptr_t)batch->output, 0xA5, 128))
ROGUE(forges_size, SET(used, UINT64_MAX))
ROGUE(forges_count, SET(changes.count, UINT32_MAX))
ROGUE(forges_place, SET(changes.offset, UINT64_MAX - 7))
ROGUE(forges_half_a_place, SET(changes.offset, 257))
ROGUE(judges_nobody, mark(batch, (mrp_mark){.row = 1u << 30, .state = MR_ROW_DROPPED}))
ROGUE(judges_twice, mark(batch, (mrp_mark){.row = row, .state = MR_ROW_DROPPED});
      mark(batch, (mrp_mark){.row = row, .state = MR_ROW_DROPPED}))
ROGUE(judges_strangely, mark(batch, (mrp_mark){.row = row, .state = 77}))
ROGUE(changes_the_unseen, change(batch, (mrp_change){.column = 4000}))
ROGUE(gives_cells_outside, change(batch, (mrp_change){.column = 0, .cells = MRP_OUTPUT_BYTES - 8}))
ROGUE(complains, return fail(error, "cannot digest this"))
ROGUE(complains_with_escapes, return fail(error, "cannot \x1b[2Jdigest\nthis"))
ROGUE(complains_without_words, return 4711)
ROGUE(never_ends_its_words, memset(error->message, 'x', sizeof error->message); return MR_ERROR)

PLUGIN_UNDER_TEST("rogue", ENTRY("bad-utf8", bad_utf8), ENTRY("bad-list", bad_list), ENTRY("bad-object", bad_object),
                  ENTRY("line-break", line_break), ENTRY("far-offset", far_offset),
                  ENTRY("table-offset", table_offset), ENTRY("far-output", far_output),
                  ENTRY("wrapping-offset", wrapping_offset), ENTRY("bad-kind", bad_kind), ENTRY("bad-bool", bad_bool),
                  ENTRY("not-finite", not_finite), ENTRY("far-time", far_time), ENTRY("zeroes", zeroes),
                  ENTRY("scribbles", scribbles), ENTRY("forges-size", forges_size),
                  ENTRY("forges-count", forges_count), ENTRY("forges-place", forges_place),
                  ENTRY("forges-half-a-place", forges_half_a_place), ENTRY("judges-nobody", judges_nobody),
                  ENTRY("judges-twice", judges_twice), ENTRY("judges-strangely", judges_strangely),
                  ENTRY("changes-the-unseen", changes_the_unseen), ENTRY("gives-cells-outside", gives_cells_outside),
                  ENTRY("complains", complains), ENTRY("complains-with-escapes", complains_with_escapes),
                  ENTRY("complains-without-words", complains_without_words),
                  ENTRY("never-ends-its-words", never_ends_its_words));
