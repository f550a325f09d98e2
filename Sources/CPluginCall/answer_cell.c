#include "plugin_answer.h"
#include "text_check.h"

/* 0001-01-01 and the end of 9999-12-31, in microseconds since 1970. */
#define TIME_MINIMUM (-62135596800ll * 1000000)
#define TIME_MAXIMUM (253402300800ll * 1000000 - 1)

/* The batch's offset of a cell's bytes; 0 where they are out of bounds. */
static uint64_t place_of_bytes(const mrp_answer *a, const mr_cell *cell) {
  uint64_t offset = cell->as.offset;
  if (cell->length == 0) return a->data_start;
  if (cell->flags & MR_CELL_OUTPUT) return mrp_in_output(a->taken, offset, cell->length) ? offset + a->taken->shift : 0;
  uint64_t end = a->taken->data_end;
  return offset >= a->data_start && offset <= end && cell->length <= end - offset ? offset : 0;
}

/* The number's own spelling stays where it still spells this number. */
static void keep_spelling(const mrp_answer *a, const mr_cell *cell, mr_cell *taken) {
  uint64_t end = a->taken->data_end;
  if (!cell->spelling || cell->length < a->data_start || cell->length > end) return;
  if (cell->spelling > end - cell->length) return;
  const uint8_t *spelling = mrb_bytes(a->region, cell->length);
  bool right = cell->kind == MR_INT ? mrp_spells_integer(spelling, cell->spelling, cell->as.integer)
                                    : mrp_spells_double(spelling, cell->spelling, cell->as.number);
  if (!right) return;
  taken->spelling = cell->spelling;
  taken->length = cell->length;
}

const char *mrp_take_cell(const mrp_answer *a, const mr_cell *cell, mr_cell *taken) {
  *taken = (mr_cell){.kind = cell->kind, .as.integer = cell->as.integer};
  switch (cell->kind) {
  case MR_ABSENT:
  case MR_NULL: taken->as.integer = 0; return NULL;
  case MR_BOOL: return cell->as.integer == 0 || cell->as.integer == 1 ? NULL : "is a boolean other than 0 and 1";
  case MR_INT: keep_spelling(a, cell, taken); return NULL;
  case MR_DOUBLE:
    if ((cell->as.integer >> 52 & 0x7FF) == 0x7FF) return "is a number that is not finite";
    keep_spelling(a, cell, taken);
    return NULL;
  case MR_TIME:
    if (cell->as.integer < TIME_MINIMUM || cell->as.integer > TIME_MAXIMUM) return "is a time outside years 1 to 9999";
    return NULL;
  case MR_TEXT:
  case MR_LIST:
  case MR_OBJECT: break;
  default: return "is of no known kind";
  }
  uint64_t offset = place_of_bytes(a, cell);
  if (!offset) return "points outside the memory that was lent";
  const uint8_t *bytes = mrb_bytes(a->region, offset);
  taken->length = cell->length;
  taken->as.offset = offset;
  a->taken->looked_at += cell->length;
  if (a->taken->looked_at > MRP_CHECKED_BYTES) return "and those before it have more bytes than one call may give";
  int text = mrp_check_text(bytes, cell->length);
  if (text < 0) return "is not UTF-8";
  if (cell->kind != MR_TEXT) return mrp_check_json(bytes, cell->length, cell->kind == MR_LIST ? '[' : '{');
  if (text == 1) taken->flags = MR_CELL_PLAIN;
  return NULL;
}
