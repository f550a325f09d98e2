#include "plugin_answer.h"

static bool has_bytes(const mr_cell *cell) {
  return cell->kind == MR_TEXT || cell->kind == MR_LIST || cell->kind == MR_OBJECT;
}

/* What a copy takes of another batch's memory, at most. */
static uint64_t bytes_of(const mr_cell *cell) {
  uint64_t bytes = has_bytes(cell) ? cell->length : cell->spelling;
  return bytes + 32;
}

/* Copies a cell with its bytes into another batch, which has room for them. */
static void copy_cell(const mrb_region *from, const mr_cell *cell, mrb_region *into, mr_cell *copy) {
  *copy = *cell;
  if (has_bytes(cell)) {
    uint8_t flags = cell->flags;
    mrb_set_bytes(into, copy, cell->kind, mrb_bytes(from, cell->as.offset), cell->length);
    copy->flags = flags;
  } else if (cell->spelling) {
    uint64_t offset = mrb_allocate(into, cell->spelling);
    memcpy(mrb_bytes(into, offset), mrb_bytes(from, cell->length), cell->spelling);
    copy->length = (uint32_t)offset;
  }
}

/* Copies a present cell to a field of the last row, made when needed. False where there is no room. */
static bool give(const mrb_region *from, const mr_cell *cell, mrb_region *into, uint32_t row, uint32_t step,
                 const char *name, uint32_t length, int32_t *index) {
  uint64_t left = into->capacity - into->used;
  if (bytes_of(cell) + MRB_ROWS * sizeof(mr_cell) + length + 4 * MRB_PADDING > left) return false;
  if (*index < 0) *index = mrb_find_column(into, name, length);
  if (*index < 0) *index = mrb_add_column(into, name, length, step);
  if (*index < 0) return false;
  copy_cell(from, cell, into, &mrb_cells(into, &mrb_columns(into)[*index])[row]);
  return true;
}

uint32_t mrp_derive(const mrb_region *from, const mrp_taken *taken, mrp_range range, uint32_t step, uint32_t first,
                    mrb_region *into) {
  mrp_taken copy = *taken;
  copy.looked_at = 0;
  const mrp_answer a = {
      .region = (mrb_region *)(uintptr_t)from,
      .range = range,
      .taken = &copy,
      .data_start = mrp_data_start(from),
  };
  const uint32_t *parents = mrp_copied(&a, taken->derived.offset);
  const mrp_field *fields = mrp_copied(&a, taken->fields.offset);
  const mrp_set *sets = mrp_copied(&a, taken->sets.offset);
  const mrb_column *columns = mrb_columns(from);
  int32_t column_of[MRB_COLUMNS], column_of_field[MRB_COLUMNS];
  for (uint32_t i = 0; i < MRB_COLUMNS; i++) column_of[i] = column_of_field[i] = -1;

  uint32_t room = MRB_ROWS - into->row_count, start = into->row_count, made = 0;
  uint32_t left = taken->derived.count - first;
  for (; made < room && made < left; made++) {
    uint32_t parent = parents[first + made], row = start + made;
    bool fits = true;
    for (uint32_t i = 0; parent != MR_NO_PARENT && fits && i < from->column_count; i++) {
      if (columns[i].removed) continue;
      const mr_cell *cell = &mrb_cells(from, &columns[i])[range.begin + parent];
      if (cell->kind == MR_ABSENT) continue;
      const char *name = (const char *)mrb_bytes(from, columns[i].name);
      fits = give(from, cell, into, row, columns[i].step, name, columns[i].name_length, &column_of[i]);
    }
    if (!fits) break;
    mrb_row_states(into)[row] = MR_ROW_KEPT;
    mrb_row_numbers(into)[row] = parent == MR_NO_PARENT ? 0 : mrb_row_numbers(from)[range.begin + parent];
    mrb_row_positions(into)[row] = 0;
  }

  /* Fields that were set come in the order in which the plugin set them, so a later value wins. */
  for (uint32_t i = 0; i < taken->sets.count; i++) {
    const mrp_set *set = &sets[i];
    if (set->derived < first || set->derived >= first + made) continue;
    mr_cell cell;
    if (mrp_take_cell(&a, &set->cell, &cell)) continue; /* was checked: cannot be */
    const mrp_field *field = &fields[set->field];
    const char *name = mrp_copied(&a, field->name);
    if (!give(from, &cell, into, start + set->derived - first, step, name, (uint32_t)field->length,
              &column_of_field[set->field])) {
      made = set->derived - first;
    }
  }
  /* A row that was given up leaves nothing behind. */
  for (uint32_t i = 0; i < into->column_count; i++) {
    uint32_t unused = MRB_ROWS - start - made;
    memset(mrb_cells(into, &mrb_columns(into)[i]) + start + made, 0, unused * sizeof(mr_cell));
  }
  into->row_count = start + made;
  return made;
}
