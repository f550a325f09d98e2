/*
 * The host's side of a call: checks what the plugin wrote and takes all of it into the batch, or nothing.
 */
#ifndef MILLRACE_PLUGIN_ABSORB_H
#define MILLRACE_PLUGIN_ABSORB_H

#include "plugin_output.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MRP_TAKEN 0
#define MRP_INVALID 1 /* the plugin's answer is not to be used; `message` says what is wrong with it */
#define MRP_FULL 2    /* the answer may be right, and the batch has no room for it */

/* Values may share their bytes, and each is checked: without a limit a few large ones would hold the host for hours. */
#define MRP_CHECKED_BYTES (512ull << 20)

/* What was taken, for the host's account. Its tables are in the batch, `shift` behind their offsets. */
typedef struct mrp_taken {
  uint32_t dropped;
  uint32_t rejected;
  mrp_list marks;   /* mrp_mark; rows of the call; their `field` and `reason` as in the batch, see mrp_taken_text */
  mrp_list derived; /* uint32_t */
  mrp_list fields;
  mrp_list sets;
  uint64_t shift;     /* what was at offset o of the output is at o + shift of the batch */
  uint64_t used;      /* of the output */
  uint64_t data_end;  /* of the batch before the call */
  uint64_t looked_at; /* bytes of values that were checked */
  char message[200];  /* terminated; names fields, never values */
} mrp_taken;

/*
 * Takes the answer of a call of `function` (MRP_PROCESSOR and so on, see plugin_load.h) on `range` into the batch as the
 * work of `step`. What the function may not do makes the answer invalid. The output may be shared with a hostile
 * process that goes on writing: it is copied before anything in it is looked at. Columns that the call did not write
 * are not looked at; an answer that changes nothing costs the look at a header.
 *
 * A call on all rows changes columns: new ones stand at the end, changed ones keep their place. A call on some rows
 * changes those rows' cells.
 *
 * On another result than MRP_TAKEN the batch is as it was.
 */
int mrp_absorb(mrb_region *, const mrp_output *, mrp_range, uint32_t function, uint32_t step, mrp_taken *);

/* Bytes of a mark's field or reason. */
static inline const uint8_t *mrp_taken_text(const mrb_region *region, const mrp_taken *taken, uint64_t offset) {
  return mrb_bytes(region, offset + taken->shift);
}

/*
 * Makes rows of those that the call derived, from number `first`, at the end of `into`: up to `into`'s 1,024 rows or
 * its memory. They are copies of their parents as the batch now has them, with what the plugin set. Returns how many
 * rows were made; 0 where not even one fits.
 */
uint32_t mrp_derive(const mrb_region *from, const mrp_taken *, mrp_range, uint32_t step, uint32_t first,
                    mrb_region *into);

#ifdef __cplusplus
}
#endif
#endif
