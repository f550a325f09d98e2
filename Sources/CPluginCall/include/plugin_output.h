/*
 * What one call of a processor wrote: a block of memory apart from the batch, filled by the call (plugin_call.h),
 * checked and taken over by the host (plugin_absorb.h). A worker process shares it with the host.
 *
 * Offsets count from the block's first byte; 0 means "none". Nothing in it is believed before it was checked.
 * Host and worker are built together, so this layout may change with them; plugins never see it.
 */
#ifndef MILLRACE_PLUGIN_OUTPUT_H
#define MILLRACE_PLUGIN_OUTPUT_H

#include "batch_region.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MRP_OUTPUT_MAGIC 0x3154554f524dull /* "MROUT1" */
#define MRP_OUTPUT_BYTES (64ull << 20)     /* of virtual memory; only pages that are written exist */
#define MRP_OUTPUT_START 256u              /* the first byte behind the header that is handed out */
#define MRP_DERIVED_ROWS 65536u            /* that one call may make */
#define MRP_NEW_COLUMNS 1024u              /* that one call may make */
#define MRP_NAME_BYTES 1024u               /* of a field's name at most */
#define MRP_REASON_BYTES 200u              /* of a reason at most; longer ones are cut */
#define MRP_NEW_COLUMN UINT32_MAX

/* A growing table in the block. */
typedef struct mrp_list {
  uint64_t offset;
  uint32_t count;
  uint32_t capacity;
} mrp_list;

/* A column that the call made or changed, as the call left it. */
typedef struct mrp_change {
  uint32_t column; /* index in the batch, or MRP_NEW_COLUMN */
  uint32_t removed;
  uint64_t name; /* 0: it keeps its name */
  uint64_t name_length;
  uint64_t cells; /* one a row of the call; 0: it keeps its cells */
} mrp_change;

/* A row that the call dropped or rejected. */
typedef struct mrp_mark {
  uint32_t row; /* of the call */
  uint32_t state;
  uint32_t code;
  uint32_t field_length;
  uint64_t field;
  uint64_t reason;
  uint32_t reason_length;
  uint32_t reserved;
} mrp_mark;

/* The name of a field that derived rows set. */
typedef struct mrp_field {
  uint64_t name;
  uint64_t length;
} mrp_field;

/* A field of a derived row. */
typedef struct mrp_set {
  uint32_t derived;
  uint32_t field; /* index in `fields` */
  mr_cell cell;
} mrp_set;

typedef struct mrp_output {
  uint64_t magic;
  uint64_t used; /* bytes handed out, header included */
  mrp_list changes; /* mrp_change */
  mrp_list marks;   /* mrp_mark */
  mrp_list derived; /* uint32_t: the parent's row of the call, or MR_NO_PARENT */
  mrp_list fields;  /* mrp_field */
  mrp_list sets;    /* mrp_set */
} mrp_output;

/* The rows [begin, end) of a batch that one call is about, and the batch's columns when the step began. */
typedef struct mrp_range {
  uint32_t begin;
  uint32_t end;
  uint32_t columns;
  uint32_t reserved;
} mrp_range;

/* Anonymous shared memory of MRP_OUTPUT_BYTES with its memory file in *descriptor; null with errno. */
mrp_output *mrp_map_output(int *descriptor);
void mrp_unmap_output(mrp_output *, int descriptor);
/* Makes it empty for the next call. */
void mrp_reset_output(mrp_output *);
/* Offset of `bytes` new bytes, 8-byte aligned, uninitialised; 0 where the block is full. */
uint64_t mrp_reserve(mrp_output *, uint64_t bytes);
/* A new element at the table's end, zeroed; null where the block is full. Moves the table. */
void *mrp_append(mrp_output *, mrp_list *, uint64_t size);

static inline uint8_t *mrp_at(const mrp_output *output, uint64_t offset) {
  return (uint8_t *)(uintptr_t)output + offset;
}

#ifdef __cplusplus
}
#endif
#endif
