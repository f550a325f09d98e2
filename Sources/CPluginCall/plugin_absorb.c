#include "plugin_absorb.h"
#include "plugin_answer.h"
#include "plugin_load.h"
#include "text_check.h"
#include <stdarg.h>
#include <stdio.h>

#define MOST_CHANGES (MRB_COLUMNS + MRP_NEW_COLUMNS)

__attribute__((format(printf, 2, 3))) static int invalid(mrp_taken *taken, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(taken->message, sizeof taken->message, format, arguments);
  va_end(arguments);
  return MRP_INVALID;
}

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

static bool is_table(const mrp_taken *taken, const mrp_list *list, uint64_t size, uint64_t limit) {
  if (list->count == 0) return list->offset <= taken->used;
  return list->count <= limit && list->offset % 8 == 0 && mrp_in_output(taken, list->offset, list->count * size);
}

static bool is_text(const mrp_answer *a, uint64_t offset, uint64_t length, uint64_t limit) {
  if (length == 0) return offset <= a->taken->used;
  if (length > limit || !mrp_in_output(a->taken, offset, length)) return false;
  return mrp_check_text(mrp_copied(a, offset), length) >= 0;
}

/* What the column is called in a message: its name, cut. */
static const uint8_t *name_of_change(const mrp_answer *a, const mrp_change *change, int *length) {
  const mrb_column *column = change->column == MRP_NEW_COLUMN ? NULL : &mrb_columns(a->region)[change->column];
  uint64_t bytes = change->name ? change->name_length : column->name_length;
  *length = bytes > 64 ? 64 : (int)bytes;
  return change->name ? mrp_copied(a, change->name) : mrb_bytes(a->region, column->name);
}

/* Checks the written cells of a column into `cells`, which has room for the call's rows. */
static int take_cells(const mrp_answer *a, const mrp_change *change, mr_cell *cells) {
  uint32_t rows = a->range.end - a->range.begin;
  if (change->cells % 8 || !mrp_in_output(a->taken, change->cells, rows * sizeof(mr_cell))) {
    return invalid(a->taken, "a column's cells lie outside the output memory");
  }
  const mr_cell *written = mrp_copied(a, change->cells), *before = NULL;
  if (change->column != MRP_NEW_COLUMN) {
    before = mrb_cells(a->region, &mrb_columns(a->region)[change->column]) + a->range.begin;
  }
  for (uint32_t row = 0; row < rows; row++) {
    if (before && memcmp(&before[row], &written[row], sizeof(mr_cell)) == 0) {
      cells[row] = written[row];
      continue;
    }
    const char *wrong = mrp_take_cell(a, &written[row], &cells[row]);
    if (wrong) {
      int length;
      const uint8_t *name = name_of_change(a, change, &length);
      return invalid(a->taken, "field '%.*s' %s", length, name, wrong);
    }
  }
  return MRP_TAKEN;
}

static bool test_and_set(uint64_t *bits, uint32_t index) {
  uint64_t bit = 1ull << (index & 63), before = bits[index >> 6];
  bits[index >> 6] = before | bit;
  return before & bit;
}

static bool same_bytes(const uint8_t *a, uint64_t a_length, const uint8_t *b, uint64_t b_length) {
  return a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0);
}

/* Each change is about a column that the call saw, once, and no two fields have one name afterwards. */
static int check_changes(const mrp_answer *a) {
  uint64_t seen[MRB_COLUMNS / 64] = {0};
  const mrb_column *columns = mrb_columns(a->region);
  uint32_t added = 0;
  for (uint32_t i = 0; i < a->change_count; i++) {
    const mrp_change *change = &a->changes[i];
    bool new = change->column == MRP_NEW_COLUMN;
    if (!new && (change->column >= a->range.columns || columns[change->column].removed)) {
      return invalid(a->taken, "it changed a column that it was not shown");
    }
    if (!new && test_and_set(seen, change->column)) return invalid(a->taken, "it gave one column twice");
    if (change->removed) continue;
    if (change->name && !is_text(a, change->name, change->name_length, MRP_NAME_BYTES)) {
      return invalid(a->taken, "a field's name is too long or not UTF-8");
    }
    if (new && (!change->name || !change->cells)) return invalid(a->taken, "a new column has no name or no cells");
    added += new;
  }
  if (added > MRB_COLUMNS - a->region->column_count) {
    return invalid(a->taken, "it made more than %u fields", MRB_COLUMNS);
  }
  for (uint32_t i = 0; i < a->change_count; i++) {
    const mrp_change *change = &a->changes[i];
    if (change->removed || !change->name) continue;
    const uint8_t *name = mrp_copied(a, change->name);
    for (uint32_t j = 0; j < i; j++) {
      const mrp_change *other = &a->changes[j];
      if (other->removed || !other->name) continue;
      if (same_bytes(name, change->name_length, mrp_copied(a, other->name), other->name_length)) {
        return invalid(a->taken, "two fields have one name");
      }
    }
    for (uint32_t j = 0; j < a->range.columns; j++) {
      if (columns[j].removed || j == change->column) continue;
      const uint8_t *other = mrb_bytes(a->region, columns[j].name);
      if (!same_bytes(name, change->name_length, other, columns[j].name_length)) continue;
      /* Fine where that column is gone, or has another name now. */
      bool free = false;
      if (seen[j >> 6] >> (j & 63) & 1) {
        for (uint32_t k = 0; k < a->change_count && !free; k++) {
          free = a->changes[k].column == j && (a->changes[k].removed || a->changes[k].name);
        }
      }
      if (!free) return invalid(a->taken, "two fields have one name");
    }
  }
  return MRP_TAKEN;
}

static int check_marks(const mrp_answer *a) {
  uint64_t seen[MRB_ROWS / 64] = {0};
  const mrp_mark *marks = mrp_copied(a, a->taken->marks.offset);
  for (uint32_t i = 0; i < a->taken->marks.count; i++) {
    const mrp_mark *mark = &marks[i];
    if (mark->row >= a->range.end - a->range.begin) return invalid(a->taken, "it judged a row that is not there");
    if (mark->state != MR_ROW_DROPPED && mark->state != MR_ROW_REJECTED) {
      return invalid(a->taken, "it gave a row a state that does not exist");
    }
    if (test_and_set(seen, mark->row)) return invalid(a->taken, "it judged one row twice");
    if (!is_text(a, mark->field, mark->field_length, MRP_NAME_BYTES) ||
        !is_text(a, mark->reason, mark->reason_length, MRP_REASON_BYTES)) {
      return invalid(a->taken, "the reason for a row is too long or not UTF-8");
    }
  }
  return MRP_TAKEN;
}

static int check_derived(const mrp_answer *a) {
  const mrp_taken *taken = a->taken;
  const uint32_t *parents = mrp_copied(a, taken->derived.offset);
  for (uint32_t i = 0; i < taken->derived.count; i++) {
    if (parents[i] >= a->range.end - a->range.begin && parents[i] != MR_NO_PARENT) {
      return invalid(a->taken, "a derived row has a parent that is not there");
    }
  }
  const mrp_field *fields = mrp_copied(a, taken->fields.offset);
  for (uint32_t i = 0; i < taken->fields.count; i++) {
    if (!is_text(a, fields[i].name, fields[i].length, MRP_NAME_BYTES)) {
      return invalid(a->taken, "a field's name is too long or not UTF-8");
    }
  }
  const mrp_set *sets = mrp_copied(a, taken->sets.offset);
  for (uint32_t i = 0; i < taken->sets.count; i++) {
    mr_cell cell;
    if (sets[i].derived >= taken->derived.count || sets[i].field >= taken->fields.count) {
      return invalid(a->taken, "it set a field of a derived row that is not there");
    }
    const char *wrong = mrp_take_cell(a, &sets[i].cell, &cell);
    if (wrong) {
      const mrp_field *field = &fields[sets[i].field];
      int length = field->length > 64 ? 64 : (int)field->length;
      return invalid(a->taken, "field '%.*s' of a derived row %s", length, (char *)mrp_copied(a, field->name), wrong);
    }
  }
  return MRP_TAKEN;
}

/* What an event type's functions may do, as millrace/event_types.h says. */
static int check_function(const mrp_answer *a, uint32_t function) {
  static const char summary[] = "@summary";
  if (function == MRP_PROCESSOR) return MRP_TAKEN;
  if (a->taken->derived.count) return invalid(a->taken, "it derived rows of an event");
  const mrp_mark *marks = mrp_copied(a, a->taken->marks.offset);
  for (uint32_t i = 0; i < a->taken->marks.count; i++) {
    if (function == MRP_VALIDATE && marks[i].state == MR_ROW_REJECTED) continue;
    return invalid(a->taken, "it %s an event", marks[i].state == MR_ROW_REJECTED ? "rejected" : "dropped");
  }
  for (uint32_t i = 0; i < a->change_count; i++) {
    const mrp_change *change = &a->changes[i];
    int length;
    const uint8_t *name = name_of_change(a, change, &length);
    bool renamed = change->column != MRP_NEW_COLUMN && change->name;
    bool is_summary = same_bytes(name, (uint64_t)length, (const uint8_t *)summary, sizeof summary - 1);
    if (function == MRP_SUMMARISE && is_summary && !renamed && !change->removed) continue;
    return invalid(a->taken, "it changed field '%.*s' of an event", length, name);
  }
  return MRP_TAKEN;
}

static int check_summaries(const mrp_answer *a, const mr_cell *cells, uint32_t rows) {
  for (uint32_t row = 0; row < rows; row++) {
    if (cells[row].kind > MR_NULL && cells[row].kind != MR_TEXT) return invalid(a->taken, "a summary is not text");
    if (cells[row].kind == MR_TEXT && cells[row].length > MR_EVENT_SUMMARY_MOST) {
      return invalid(a->taken, "a summary has more than %u bytes", MR_EVENT_SUMMARY_MOST);
    }
  }
  return MRP_TAKEN;
}

/* ---- Taking over ------------------------------------------------------------------------------------------------- */

/* All rows: columns are exchanged. fresh[i] are the checked cells of change i. */
static void change_columns(const mrp_answer *a, const uint64_t *fresh, uint32_t step) {
  mrb_column *columns = mrb_columns(a->region);
  for (uint32_t i = 0; i < a->change_count; i++) {
    const mrp_change *change = &a->changes[i];
    bool new = change->column == MRP_NEW_COLUMN;
    if (new && change->removed) continue;
    mrb_column *column = new ? &columns[a->region->column_count++] : &columns[change->column];
    if (new) *column = (mrb_column){0};
    if (change->name) {
      column->name = change->name + a->taken->shift;
      column->name_length = (uint32_t)change->name_length;
    }
    if (fresh[i]) column->cells = fresh[i];
    if (change->removed) column->removed = 1;
    column->step = step;
    column->in_place = 0;
  }
}

/* Gives the column new cells: as they were, but those of the call's rows are `cells`, or absent. */
static void change_rows(const mrp_answer *a, mrb_column *column, const mr_cell *cells, uint32_t step) {
  uint32_t rows = a->range.end - a->range.begin;
  uint64_t offset = mrb_allocate(a->region, MRB_ROWS * sizeof(mr_cell));
  mr_cell *changed = (mr_cell *)mrb_bytes(a->region, offset);
  memcpy(changed, mrb_cells(a->region, column), MRB_ROWS * sizeof(mr_cell));
  if (cells) memcpy(changed + a->range.begin, cells, rows * sizeof(mr_cell));
  else memset(changed + a->range.begin, 0, rows * sizeof(mr_cell));
  column->cells = offset;
  column->step = step;
  column->in_place = 0;
}

/* Some rows: what was done to columns is done to these rows' cells. */
static void change_cells(const mrp_answer *a, const uint64_t *fresh, uint32_t step) {
  mrb_region *region = a->region;
  mrb_column *columns = mrb_columns(region);
  /* Old arrays stay as they are, so a renamed column's cells can be read after the column lost them. */
  const mr_cell *source[MOST_CHANGES];
  for (uint32_t i = 0; i < a->change_count; i++) {
    const mrp_change *change = &a->changes[i];
    if (fresh[i]) source[i] = (mr_cell *)mrb_bytes(region, fresh[i]);
    else if (change->column != MRP_NEW_COLUMN) source[i] = mrb_cells(region, &columns[change->column]) + a->range.begin;
    else source[i] = NULL;
  }
  for (uint32_t i = 0; i < a->change_count; i++) {
    const mrp_change *change = &a->changes[i];
    if (change->column == MRP_NEW_COLUMN) continue;
    bool leaves = change->removed || change->name;
    change_rows(a, &columns[change->column], leaves ? NULL : source[i], step);
  }
  for (uint32_t i = 0; i < a->change_count; i++) {
    const mrp_change *change = &a->changes[i];
    if (change->removed || !change->name) continue;
    const char *name = mrp_copied(a, change->name);
    int32_t index = mrb_find_column(region, name, (uint32_t)change->name_length);
    if (index < 0) index = mrb_add_column(region, name, (uint32_t)change->name_length, step);
    change_rows(a, &columns[index], source[i], step);
  }
}

/* A row's first verdict stands; a mark that comes too late becomes one of MR_ROW_KEPT, for the host to pass over. */
static void change_states(const mrp_answer *a) {
  uint8_t *states = mrb_row_states(a->region) + a->range.begin;
  mrp_mark *marks = mrp_copied(a, a->taken->marks.offset);
  for (uint32_t i = 0; i < a->taken->marks.count; i++) {
    if (states[marks[i].row] != MR_ROW_KEPT) {
      marks[i].state = MR_ROW_KEPT;
      continue;
    }
    states[marks[i].row] = (uint8_t)marks[i].state;
    if (marks[i].state == MR_ROW_DROPPED) a->taken->dropped++;
    else a->taken->rejected++;
  }
}

/* Checks everything, then changes the batch. The output was copied to the batch's end. */
static int take(mrp_answer *a, uint32_t function, uint32_t step) {
  mrb_region *region = a->region;
  uint32_t rows = a->range.end - a->range.begin;
  int result;
  if ((result = check_changes(a)) || (result = check_marks(a)) || (result = check_derived(a)) ||
      (result = check_function(a, function))) {
    return result;
  }

  bool all_rows = a->range.begin == 0 && rows == region->row_count && a->range.columns == region->column_count;
  uint64_t fresh[MOST_CHANGES];
  for (uint32_t i = 0; i < a->change_count; i++) {
    fresh[i] = 0;
    if (a->changes[i].removed || !a->changes[i].cells) continue;
    uint32_t room = all_rows ? MRB_ROWS : rows;
    fresh[i] = mrb_allocate(region, room * sizeof(mr_cell));
    if (!fresh[i]) return MRP_FULL;
    mr_cell *cells = (mr_cell *)mrb_bytes(region, fresh[i]);
    if ((result = take_cells(a, &a->changes[i], cells))) return result;
    if (function == MRP_SUMMARISE && (result = check_summaries(a, cells, rows))) return result;
    memset(cells + rows, 0, (room - rows) * sizeof(mr_cell));
  }
  if (all_rows) {
    change_columns(a, fresh, step);
  } else {
    /* A change takes at most three arrays of cells and a name. From here on nothing may fail. */
    uint64_t most = a->change_count * (3 * MRB_ROWS * sizeof(mr_cell) + MRP_NAME_BYTES + 64) + 2 * MRB_PADDING;
    if (most > region->capacity - region->used || a->change_count > MRB_COLUMNS - region->column_count) return MRP_FULL;
    change_cells(a, fresh, step);
  }
  change_states(a);
  return MRP_TAKEN;
}

int mrp_absorb(mrb_region *region, const mrp_output *output, mrp_range range, uint32_t function, uint32_t step,
               mrp_taken *taken) {
  mrp_output header;
  memcpy(&header, output, sizeof header);
  __asm__ volatile("" ::: "memory"); /* the copy is what counts; the original is not read again */
  *taken = (mrp_taken){.used = header.used, .data_end = region->used};
  if (header.magic != MRP_OUTPUT_MAGIC || header.used < MRP_OUTPUT_START || header.used > MRP_OUTPUT_BYTES) {
    return invalid(taken, "its output memory is overwritten");
  }
  if (!(header.changes.count | header.marks.count | header.derived.count)) return MRP_TAKEN;
  if (!is_table(taken, &header.changes, sizeof(mrp_change), MOST_CHANGES) ||
      !is_table(taken, &header.marks, sizeof(mrp_mark), MRB_ROWS) ||
      !is_table(taken, &header.derived, sizeof(uint32_t), MRP_DERIVED_ROWS) ||
      !is_table(taken, &header.fields, sizeof(mrp_field), MRB_COLUMNS) ||
      !is_table(taken, &header.sets, sizeof(mrp_set), UINT32_MAX)) {
    return invalid(taken, "its output memory is overwritten");
  }

  uint64_t before = region->used, bytes = header.used - MRP_OUTPUT_START;
  uint64_t tail = mrb_allocate(region, bytes);
  if (!tail) return MRP_FULL;
  memcpy(mrb_bytes(region, tail), mrp_at(output, MRP_OUTPUT_START), bytes);
  taken->shift = tail - MRP_OUTPUT_START;
  taken->marks = header.marks;
  taken->derived = header.derived;
  taken->fields = header.fields;
  taken->sets = header.sets;
  mrp_answer a = {
      .region = region,
      .range = range,
      .taken = taken,
      .data_start = mrp_data_start(region),
      .change_count = header.changes.count,
  };
  a.changes = mrp_copied(&a, header.changes.offset);
  int result = take(&a, function, step);
  if (result != MRP_TAKEN) region->used = before;
  return result;
}
