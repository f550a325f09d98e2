#define _GNU_SOURCE
#include "plugin_call.h"
#include "text_check.h"
#include <fenv.h>
#include <stdlib.h>

#define SLOTS (MRB_COLUMNS + MRP_NEW_COLUMNS)
#define NOWHERE UINT32_MAX

/* A column as the call sees it. */
typedef struct slot {
  mr_column shown;
  uint32_t column; /* index in the batch, or MRP_NEW_COLUMN */
  uint32_t change; /* index in the output's changes, or NOWHERE */
} slot;

struct mrp_view {
  mr_batch batch; /* first, so that a plugin's mr_batch is this view */
  mrp_output *output;
  uint32_t slot_count;
  uint8_t states[MRB_ROWS];
  const mr_column *order[SLOTS]; /* the columns that are there */
  slot slots[SLOTS];
};

mrp_view *mrp_make_view(void) { return calloc(1, sizeof(mrp_view)); }
void mrp_free_view(mrp_view *view) { free(view); }

static mrp_view *view_of(mr_batch *batch) { return (mrp_view *)batch; }
static slot *slot_at(const mrp_view *view, uint32_t place) { return (slot *)(uintptr_t)view->order[place]; }

static mrp_change *change_of(const mrp_view *view, const slot *slot) {
  return (mrp_change *)mrp_at(view->output, view->output->changes.offset) + slot->change;
}

static bool is_text(mr_text text) { return text.length == 0 || text.data != NULL; }

static bool is_name(mr_text name) {
  return is_text(name) && name.length <= MRP_NAME_BYTES && mrp_check_text((const uint8_t *)name.data, name.length) >= 0;
}

static uint32_t place_of(const mrp_view *view, mr_text name) {
  for (uint32_t i = 0; i < view->batch.column_count; i++) {
    mr_text other = view->order[i]->name;
    if (other.length == name.length && (name.length == 0 || memcmp(other.data, name.data, name.length) == 0)) return i;
  }
  return NOWHERE;
}

/* Copies the text to the output block; 0 where it is full. */
static uint64_t keep(mrp_output *output, mr_text text) {
  uint64_t offset = mrp_reserve(output, text.length ? text.length : 1);
  if (offset && text.length) memcpy(mrp_at(output, offset), text.data, text.length);
  return offset;
}

/* The slot's entry among the changes, made when needed; null where the output is full. */
static mrp_change *changed(mrp_view *view, slot *slot) {
  if (slot->change != NOWHERE) return change_of(view, slot);
  mrp_change *change = mrp_append(view->output, &view->output->changes, sizeof *change);
  if (!change) return NULL;
  change->column = slot->column;
  slot->change = view->output->changes.count - 1;
  return change;
}

static void take_out(mrp_view *view, uint32_t place) {
  uint32_t behind = --view->batch.column_count - place;
  memmove(&view->order[place], &view->order[place + 1], behind * sizeof view->order[0]);
}

static int32_t write_column(mr_batch *batch, mr_text name, mr_cell **cells) {
  mrp_view *view = view_of(batch);
  if (!cells || !is_name(name)) return MR_BAD_ARGUMENT;
  uint32_t place = place_of(view, name);
  if (place != NOWHERE) {
    slot *slot = slot_at(view, place);
    if (slot->change != NOWHERE && change_of(view, slot)->cells) {
      *cells = (mr_cell *)(uintptr_t)slot->shown.cells;
      return MR_OK;
    }
  }

  uint64_t bytes = batch->row_count * sizeof(mr_cell);
  uint64_t memory = mrp_reserve(view->output, bytes ? bytes : 1);
  if (!memory) return MR_OUT_OF_MEMORY;
  *cells = (mr_cell *)mrp_at(view->output, memory);
  if (place != NOWHERE) {
    slot *slot = slot_at(view, place);
    mrp_change *change = changed(view, slot);
    if (!change) return MR_OUT_OF_MEMORY;
    memcpy(*cells, slot->shown.cells, bytes);
    change->cells = memory;
    slot->shown.cells = *cells;
    return MR_OK;
  }

  if (view->slot_count == SLOTS) return MR_OUT_OF_MEMORY;
  uint64_t kept = keep(view->output, name);
  slot *slot = &view->slots[view->slot_count];
  slot->column = MRP_NEW_COLUMN;
  slot->change = NOWHERE;
  mrp_change *change = kept ? changed(view, slot) : NULL;
  if (!change) return MR_OUT_OF_MEMORY;
  memset(*cells, 0, bytes);
  change->name = kept;
  change->name_length = name.length;
  change->cells = memory;
  slot->shown = (mr_column){sizeof slot->shown, 0, {(const char *)mrp_at(view->output, kept), name.length}, *cells};
  view->slot_count++;
  view->order[batch->column_count++] = &slot->shown;
  return MR_OK;
}

static int32_t remove_column(mr_batch *batch, mr_text name) {
  mrp_view *view = view_of(batch);
  uint32_t place = is_text(name) ? place_of(view, name) : NOWHERE;
  if (place == NOWHERE) return MR_BAD_ARGUMENT;
  mrp_change *change = changed(view, slot_at(view, place));
  if (!change) return MR_OUT_OF_MEMORY;
  change->removed = 1;
  take_out(view, place);
  return MR_OK;
}

static int32_t rename_column(mr_batch *batch, mr_text from, mr_text to) {
  mrp_view *view = view_of(batch);
  if (!is_text(from) || !is_name(to)) return MR_BAD_ARGUMENT;
  uint32_t place = place_of(view, from), replaced = place_of(view, to);
  if (place == NOWHERE) return MR_BAD_ARGUMENT;
  if (place == replaced) return MR_OK;

  uint64_t kept = keep(view->output, to);
  if (!kept) return MR_OUT_OF_MEMORY;
  slot *slot = slot_at(view, place);
  if (!changed(view, slot)) return MR_OUT_OF_MEMORY;
  if (replaced != NOWHERE) {
    mrp_change *gone = changed(view, slot_at(view, replaced));
    if (!gone) return MR_OUT_OF_MEMORY;
    gone->removed = 1;
    take_out(view, replaced);
  }
  mrp_change *change = change_of(view, slot);
  change->name = kept;
  change->name_length = to.length;
  slot->shown.name = (mr_text){(const char *)mrp_at(view->output, kept), to.length};
  return MR_OK;
}

static uint8_t *allocate(mr_batch *batch, uint64_t bytes, uint64_t *offset) {
  mrp_view *view = view_of(batch);
  uint64_t memory = offset ? mrp_reserve(view->output, bytes) : 0;
  if (!memory) return NULL;
  *offset = memory;
  return mrp_at(view->output, memory);
}

/* Where a text of at most `limit` bytes ends, between characters. */
static uint64_t cut(mr_text text, uint64_t limit) {
  if (text.length <= limit) return text.length;
  while (limit > 0 && ((uint8_t)text.data[limit] & 0xC0) == 0x80) limit--;
  return limit;
}

/* A row's first verdict stands: where it has one already, nothing happens. */
static int32_t mark(mrp_view *view, uint32_t row, uint8_t state, uint32_t code, mr_text field, mr_text reason) {
  mrp_output *output = view->output;
  if (row >= view->batch.row_count || !is_name(field) || !is_text(reason)) return MR_BAD_ARGUMENT;
  if (view->states[row] != MR_ROW_KEPT) return MR_OK;
  reason.length = cut(reason, MRP_REASON_BYTES);
  if (mrp_check_text((const uint8_t *)reason.data, reason.length) < 0) return MR_BAD_ARGUMENT;

  /* Most rows of a batch go for the same reason, which is kept once. */
  uint64_t reason_kept = 0;
  if (output->marks.count && reason.length) {
    const mrp_mark *last = (mrp_mark *)mrp_at(output, output->marks.offset) + output->marks.count - 1;
    if (last->reason_length == reason.length && !memcmp(mrp_at(output, last->reason), reason.data, reason.length)) {
      reason_kept = last->reason;
    }
  }
  if (!reason_kept) reason_kept = keep(output, reason);
  uint64_t field_kept = field.length ? keep(output, field) : 0;
  if (!reason_kept || (field.length && !field_kept)) return MR_OUT_OF_MEMORY;
  mrp_mark *mark = mrp_append(output, &output->marks, sizeof *mark);
  if (!mark) return MR_OUT_OF_MEMORY;
  *mark = (mrp_mark){row, state, code, (uint32_t)field.length, field_kept, reason_kept, (uint32_t)reason.length, 0};
  view->states[row] = state;
  return MR_OK;
}

static int32_t drop_row(mr_batch *batch, uint32_t row, mr_text reason) {
  return mark(view_of(batch), row, MR_ROW_DROPPED, 0, (mr_text){NULL, 0}, reason);
}

static int32_t reject_row(mr_batch *batch, uint32_t row, uint32_t code, mr_text field, mr_text reason) {
  return mark(view_of(batch), row, MR_ROW_REJECTED, code, field, reason);
}

static int32_t derive_row(mr_batch *batch, uint32_t parent, uint32_t *derived) {
  mrp_view *view = view_of(batch);
  if (!derived || (parent >= batch->row_count && parent != MR_NO_PARENT)) return MR_BAD_ARGUMENT;
  if (view->output->derived.count == MRP_DERIVED_ROWS) return MR_OUT_OF_MEMORY;
  uint32_t *row = mrp_append(view->output, &view->output->derived, sizeof *row);
  if (!row) return MR_OUT_OF_MEMORY;
  *row = parent;
  *derived = view->output->derived.count - 1;
  return MR_OK;
}

/* Index among the fields that derived rows set; NOWHERE where the output is full. */
static uint32_t field_of(mrp_output *output, mr_text name) {
  const mrp_field *fields = (mrp_field *)mrp_at(output, output->fields.offset);
  for (uint32_t i = 0; i < output->fields.count; i++) {
    if (fields[i].length != name.length) continue;
    if (name.length == 0 || !memcmp(mrp_at(output, fields[i].name), name.data, name.length)) return i;
  }
  uint64_t kept = output->fields.count < MRB_COLUMNS ? keep(output, name) : 0;
  mrp_field *field = kept ? mrp_append(output, &output->fields, sizeof *field) : NULL;
  if (!field) return NOWHERE;
  *field = (mrp_field){kept, name.length};
  return output->fields.count - 1;
}

static int32_t set_derived(mr_batch *batch, uint32_t derived, mr_text name, const mr_cell *cell) {
  mrp_output *output = view_of(batch)->output;
  if (!cell || cell->kind > MR_OBJECT || derived >= output->derived.count || !is_name(name)) return MR_BAD_ARGUMENT;
  uint32_t field = field_of(output, name);
  mrp_set *set = field == NOWHERE ? NULL : mrp_append(output, &output->sets, sizeof *set);
  if (!set) return MR_OUT_OF_MEMORY;
  *set = (mrp_set){derived, field, *cell};
  return MR_OK;
}

static void show(mrp_view *view, const mrb_region *region, mrp_range range) {
  uint32_t rows = range.end - range.begin, shown = 0;
  const mrb_column *columns = mrb_columns(region);
  for (uint32_t i = 0; i < range.columns; i++) {
    if (columns[i].removed) continue;
    slot *slot = &view->slots[shown];
    slot->shown.struct_size = sizeof slot->shown;
    slot->shown.name = (mr_text){(const char *)mrb_bytes(region, columns[i].name), columns[i].name_length};
    slot->shown.cells = mrb_cells(region, &columns[i]) + range.begin;
    slot->column = i;
    slot->change = NOWHERE;
    view->order[shown++] = &slot->shown;
  }
  memcpy(view->states, mrb_row_states(region) + range.begin, rows);
  view->slot_count = shown;
  view->batch = (mr_batch){
      .struct_size = sizeof(mr_batch),
      .row_count = rows,
      .column_count = shown,
      .columns = view->order,
      .row_states = view->states,
      .row_numbers = mrb_row_numbers(region) + range.begin,
      .input = (const uint8_t *)region,
      .write_column = write_column,
      .remove_column = remove_column,
      .rename_column = rename_column,
      .allocate = allocate,
      .drop_row = drop_row,
      .reject_row = reject_row,
      .derive_row = derive_row,
      .set_derived = set_derived,
  };
}

int32_t mrp_call(mrp_view *view, mrp_function function, void *self, const mrb_region *region, mrp_range range,
                 mrp_output *output, int64_t now, mr_error *error) {
  fenv_t environment;
  mrp_reset_output(output);
  show(view, region, range);
  view->output = output;
  view->batch.output = (const uint8_t *)output;
  view->batch.now = now;
  view->batch.host = view;
  fegetenv(&environment);
  int32_t status = function(self, &view->batch, error);
  fesetenv(&environment);
  error->message[sizeof error->message - 1] = 0;
  return status;
}
