/*
 * An answer that is being looked at: the copy of an output block at the batch's end, and what may be believed of it.
 */
#ifndef MILLRACE_PLUGIN_ANSWER_H
#define MILLRACE_PLUGIN_ANSWER_H

#include "plugin_absorb.h"

typedef struct mrp_answer {
  mrb_region *region;
  mrp_range range;
  mrp_taken *taken;
  uint64_t data_start; /* of the region: before it are tables, which are not the plugin's to point at */
  const mrp_change *changes;
  uint32_t change_count;
} mrp_answer;

static inline uint64_t mrp_data_start(const mrb_region *region) {
  return region->row_positions + MRB_ROWS * sizeof(uint64_t);
}

/* Whether these bytes of the output were handed out. */
static inline bool mrp_in_output(const mrp_taken *taken, uint64_t offset, uint64_t bytes) {
  return offset >= MRP_OUTPUT_START && offset <= taken->used && bytes <= taken->used - offset;
}

/* Where the copy of an offset of the output is. */
static inline void *mrp_copied(const mrp_answer *a, uint64_t offset) {
  return mrb_bytes(a->region, offset + a->taken->shift);
}

/* Checks a cell and makes it one of the batch. Null, or what is wrong with it. */
const char *mrp_take_cell(const mrp_answer *, const mr_cell *, mr_cell *taken);

#endif
