/*
 * JSON lines into a batch and out of it.
 *
 * Reading finds structure with simdjson's first stage and keeps every value as a slice of the source text, which lies
 * in the batch. Writing copies runs of neighbouring fields that nobody touched as they came, in one piece.
 */
#ifndef MILLRACE_JSON_LINES_H
#define MILLRACE_JSON_LINES_H

#include "batch_region.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MRJ_DEPTH 64u            /* values nested deeper are refused */
#define MRJ_LINE_LIMIT (32u << 20) /* bytes of one line at most */

/* ---- Reading ---- */

typedef struct mrj_reader mrj_reader;

/* Why a line could not be read. */
typedef struct mrj_fault {
  uint32_t row;        /* in the batch */
  uint32_t reserved;
  const char *message; /* static, lower-case, without values */
} mrj_fault;

/* A reader that learns the order of fields as it goes; null without memory. One thread at a time. */
mrj_reader *mrj_reader_create(void);
void mrj_reader_destroy(mrj_reader *);

/*
 * Reads lines of `text` into an empty batch: at most MRB_ROWS of them. `text` are `length` bytes inside the batch's
 * block (from mrb_allocate), each line whole and ended by a line feed or by the end. Blank lines are passed over.
 *
 * A line that is no JSON object becomes a rejected row, with a fault. `first_number` is the first row's number and
 * `first_position` the source's byte at which `text` begins. Answers the bytes that were used up, a whole number of
 * lines. Faults live until the next call. Thread: one at a time for a reader.
 */
uint64_t mrj_read(mrj_reader *, mrb_region *, uint64_t text, uint64_t length, uint64_t first_number,
                  uint64_t first_position, const mrj_fault **faults, uint32_t *fault_count);

/* ---- Writing ---- */

/* Bytes that grow; begin with zeros, free with mrj_buffer_free. */
typedef struct mrj_buffer {
  uint8_t *bytes;
  uint64_t length, capacity;
} mrj_buffer;

bool mrj_buffer_reserve(mrj_buffer *, uint64_t more);
void mrj_buffer_free(mrj_buffer *);

/* Which columns to write, and their keys as JSON; made once a batch, for many rows. */
typedef struct mrj_writer mrj_writer;
mrj_writer *mrj_writer_create(void);
void mrj_writer_destroy(mrj_writer *);
/* Looks at the batch's columns as they are now. False without memory. */
bool mrj_writer_prepare(mrj_writer *, const mrb_region *);
/* Appends one row as a JSON object, absent fields left out; no line feed. False without memory. */
bool mrj_write_row(mrj_writer *, const mrb_region *, uint32_t row, mrj_buffer *);
/* Appends all kept rows as lines. */
bool mrj_write_rows(mrj_writer *, const mrb_region *, mrj_buffer *);
/* Appends one cell's value as JSON; an absent one as null. */
bool mrj_write_value(const mrb_region *, const mr_cell *, mrj_buffer *);

#ifdef __cplusplus
}
#endif
#endif
