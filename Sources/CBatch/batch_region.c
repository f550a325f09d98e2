#include "batch_region.h"

static uint64_t aligned(uint64_t n) { return (n + 15u) & ~(uint64_t)15u; }

bool mrb_init(void *block, uint64_t capacity) {
  mrb_region *r = block;
  if (capacity < sizeof *r) return false;
  *r = (mrb_region){.magic = MRB_MAGIC, .capacity = capacity, .used = aligned(sizeof *r)};
  r->columns = mrb_allocate(r, MRB_COLUMNS * sizeof(mrb_column));
  r->row_states = mrb_allocate(r, MRB_ROWS);
  r->row_numbers = mrb_allocate(r, MRB_ROWS * sizeof(uint64_t));
  r->row_positions = mrb_allocate(r, MRB_ROWS * sizeof(uint64_t));
  return r->columns && r->row_states && r->row_numbers && r->row_positions;
}

void mrb_reset(mrb_region *r) { (void)mrb_init(r, r->capacity); }

uint64_t mrb_allocate(mrb_region *r, uint64_t bytes) {
  /* Room for the padding is kept behind everything, so that vector reads never leave the block. */
  if (bytes > r->capacity || r->used + MRB_PADDING > r->capacity - bytes) return 0;
  uint64_t offset = r->used;
  r->used = aligned(offset + bytes);
  return offset;
}

int32_t mrb_add_column(mrb_region *r, const char *name, uint32_t length, uint32_t step) {
  if (r->column_count == MRB_COLUMNS) return -1;
  uint64_t before = r->used;
  uint64_t name_offset = mrb_allocate(r, length ? length : 1);
  uint64_t cells = name_offset ? mrb_allocate(r, MRB_ROWS * sizeof(mr_cell)) : 0;
  if (!cells) {
    r->used = before;
    return -1;
  }
  if (length) memcpy(mrb_bytes(r, name_offset), name, length);
  memset(mrb_bytes(r, cells), 0, MRB_ROWS * sizeof(mr_cell));
  mrb_columns(r)[r->column_count] = (mrb_column){.name = name_offset, .name_length = length, .step = step, .cells = cells};
  return (int32_t)r->column_count++;
}

int32_t mrb_find_column(const mrb_region *r, const char *name, uint32_t length) {
  const mrb_column *columns = mrb_columns(r);
  for (uint32_t i = 0; i < r->column_count; i++) {
    const mrb_column *c = &columns[i];
    if (!c->removed && c->name_length == length && memcmp(mrb_bytes(r, c->name), name, length) == 0) return (int32_t)i;
  }
  return -1;
}

bool mrb_set_bytes(mrb_region *r, mr_cell *cell, uint8_t kind, const void *bytes, uint64_t length) {
  if (length > UINT32_MAX) return false;
  uint64_t offset = mrb_allocate(r, length ? length : 1);
  if (!offset) return false;
  if (length) memcpy(mrb_bytes(r, offset), bytes, length);
  *cell = (mr_cell){.kind = kind, .length = (uint32_t)length, .as.offset = offset};
  return true;
}
