/*
 * A batch of records as one block of memory: a header, tables, columns of cells, and the bytes that cells point to.
 *
 * Everything inside is an offset from the block's first byte, so the same bytes are valid in a worker process that maps
 * them. Memory is handed out by a bump pointer and given back all at once by mrb_reset; nothing is ever moved, so a
 * column that a step replaced stays readable until then. Offset 0 is the header, so 0 means "none".
 *
 * This layout is Millrace's own: host and worker are built together. What plugins see is millrace/plugin.h.
 *
 * Thread: one writer at a time. Readers in other processes have the block mapped read-only.
 */
#ifndef MILLRACE_BATCH_REGION_H
#define MILLRACE_BATCH_REGION_H

#include "millrace/plugin.h"
#include <stdbool.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MRB_MAGIC 0x3148435442524dull /* "MRBTCH1" */
#define MRB_ROWS 1024u                /* rows in a batch at most */
#define MRB_COLUMNS 4096u             /* fields in a batch at most */
#define MRB_PADDING 64u               /* readable bytes behind every text that is parsed with vector instructions */

/* A field. `name` and `cells` are offsets; `cells` holds MRB_ROWS cells. */
typedef struct mrb_column {
  uint64_t name;
  uint32_t name_length;
  uint32_t step;    /* the last step that wrote, renamed or removed it; 0: as it was read */
  uint64_t cells;
  uint8_t removed;  /* 1: no longer there */
  uint8_t in_place; /* 1: name and cells are as they were read, so its JSON text in the source is still right */
  uint8_t unused[6];
} mrb_column;

typedef struct mrb_region {
  uint64_t magic;
  uint64_t capacity; /* bytes of the block */
  uint64_t used;     /* bytes handed out */
  uint32_t row_count;
  uint32_t column_count;
  uint64_t columns;       /* mrb_column[MRB_COLUMNS] */
  uint64_t row_states;    /* uint8_t[MRB_ROWS], MR_ROW_* */
  uint64_t row_numbers;   /* uint64_t[MRB_ROWS], the record's number in its source, from 1 */
  uint64_t row_positions; /* uint64_t[MRB_ROWS], byte in the source just behind the record; 0 where there is no source */
} mrb_region;

/* A block of `capacity` bytes of shared memory, zero and not yet backed by pages, with its memory file in *descriptor
 * (close-on-exec, seals allowed); null with errno where the system gives none. */
void *mrb_map_block(uint64_t capacity, int *descriptor);
void mrb_unmap_block(void *block, uint64_t capacity, int descriptor);
/* Gives the pages behind `kept` bytes back to the system; they read as zero again. */
void mrb_trim_block(void *block, uint64_t capacity, uint64_t kept);

/* Makes an empty batch of a block. False where the block is too small for the tables. */
bool mrb_init(void *block, uint64_t capacity);
/* Empties it again: no rows, no columns. */
void mrb_reset(mrb_region *);
/* Offset of `bytes` new bytes, 16-byte aligned, uninitialised; 0 where the block is full. */
uint64_t mrb_allocate(mrb_region *, uint64_t bytes);
/* Index of a new column with all cells absent; -1 where the block or the table is full. The name is copied. */
int32_t mrb_add_column(mrb_region *, const char *name, uint32_t length, uint32_t step);
/* Index of the column that is there under this name; -1. */
int32_t mrb_find_column(const mrb_region *, const char *name, uint32_t length);
/* Sets a cell to a copy of the bytes; false where the block is full. `kind` is MR_TEXT, MR_LIST or MR_OBJECT. */
bool mrb_set_bytes(mrb_region *, mr_cell *, uint8_t kind, const void *bytes, uint64_t length);

static inline uint8_t *mrb_bytes(const mrb_region *r, uint64_t offset) { return (uint8_t *)(uintptr_t)r + offset; }
static inline mrb_column *mrb_columns(const mrb_region *r) { return (mrb_column *)mrb_bytes(r, r->columns); }
static inline mr_cell *mrb_cells(const mrb_region *r, const mrb_column *c) { return (mr_cell *)mrb_bytes(r, c->cells); }
static inline uint8_t *mrb_row_states(const mrb_region *r) { return mrb_bytes(r, r->row_states); }
static inline uint64_t *mrb_row_numbers(const mrb_region *r) { return (uint64_t *)mrb_bytes(r, r->row_numbers); }
static inline uint64_t *mrb_row_positions(const mrb_region *r) { return (uint64_t *)mrb_bytes(r, r->row_positions); }

#ifdef __cplusplus
}
#endif
#endif
