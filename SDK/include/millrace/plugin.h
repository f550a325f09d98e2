/*
 * millrace/plugin.h: the Millrace plugin ABI, version 1.
 *
 * This page is the whole contract between Millrace and a plugin. A plugin is one shared object that exports
 *
 *     const uint32_t millrace_abi_major = 1;
 *     int32_t millrace_plugin_v1(const mr_host *, const mr_plugin **out, mr_error *);
 *
 * and nothing else. Helpers that make it pleasant stand in millrace/rows.h, millrace/json.h and millrace/plugin.hpp;
 * they are conveniences on top of this page and are compiled into the plugin.
 *
 * Rules
 *  - C99, fixed-width integers, no bool, enum, size_t or long in a struct; text is pointer + length, UTF-8, unterminated.
 *  - A struct is FROZEN (never changes) or APPENDABLE (may grow at its end; read a member if struct_size covers it).
 *    Arrays of APPENDABLE structs are arrays of pointers. What is called reserved, and every bit of flags that this page
 *    does not name, a plugin sets to 0 and does not read: a later version may give it a meaning.
 *  - Memory never crosses an allocator. What the host lends is valid until the call returns. What a plugin gives is
 *    static in the plugin (descriptors) or was written into memory that the host lent (mr_batch.allocate).
 *  - Every function returns MR_OK or another status; on another status the caller's mr_error says why.
 *  - No exception, panic, trap or longjmp may leave a plugin function.
 *  - [thread] tags: [any] any thread, once at a time; [one] one thread at a time for one `self`, and any thread, if the
 *    processor carries MR_THREAD_SAFE.
 *
 * Rationale: why columns, why offsets and why a plugin never changes its input is told in SDK/README.md.
 */
#ifndef MILLRACE_PLUGIN_H
#define MILLRACE_PLUGIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MR_ABI_MAJOR 1u /* in the entry symbol's name; another major is refused before anything is called */
#define MR_ABI_MINOR 0u /* grows when something is appended */

#if defined(_WIN32)
#error "Millrace plugins are ELF shared objects"
#endif
#define MR_EXPORT __attribute__((visibility("default")))

/* ---- Values ----------------------------------------------------------------------------------------------------- */

/* FROZEN. UTF-8 text of `length` bytes; `data` may be null where length is 0. Not terminated. */
typedef struct mr_text {
  const char *data;
  uint64_t length;
} mr_text;

/* Kinds of a cell. Absent (the record has no such field) is not null (the field is there and empty). */
#define MR_ABSENT 0u
#define MR_NULL 1u
#define MR_BOOL 2u   /* as.integer is 0 or 1 */
#define MR_INT 3u    /* as.integer */
#define MR_DOUBLE 4u /* as.number, finite */
#define MR_TEXT 5u   /* `length` bytes of UTF-8 at as.offset */
#define MR_TIME 6u   /* as.integer: microseconds since 1970-01-01T00:00:00Z */
#define MR_LIST 7u   /* `length` bytes of JSON text, an array, at as.offset */
#define MR_OBJECT 8u /* `length` bytes of JSON text, an object, at as.offset */

/* Flags of a cell. */
#define MR_CELL_OUTPUT 1u /* as.offset counts from mr_batch.output, not from mr_batch.input */
/* MR_TEXT: no quote, backslash or control character in it. A hint of the host's, which a copied cell or a part of its
 * text may keep; never set it on text of your own (the host finds out for itself). */
#define MR_CELL_PLAIN 2u

/*
 * FROZEN. One value, 16 bytes.
 * MR_TEXT, MR_LIST, MR_OBJECT: `length` bytes at as.offset.
 * MR_NULL, MR_BOOL, MR_INT, MR_DOUBLE read from a source: the value's own spelling is `spelling` bytes at input offset
 * `length`, so that it can be written as it came; a plugin that makes such a value leaves both 0.
 */
typedef struct mr_cell {
  uint8_t kind;
  uint8_t flags;
  uint16_t spelling;
  uint32_t length;
  union {
    int64_t integer;
    double number;
    uint64_t offset;
  } as;
} mr_cell;

/* APPENDABLE, lent by the host. One field of all the batch's rows: `cells` holds mr_batch.row_count cells. */
typedef struct mr_column {
  uint32_t struct_size;
  uint32_t reserved;
  mr_text name;
  const mr_cell *cells;
} mr_column;

/* ---- Errors and status ------------------------------------------------------------------------------------------ */

#define MR_OK 0
#define MR_ERROR 1         /* mr_error says what */
#define MR_OUT_OF_MEMORY 2 /* the batch's output memory or a quota is used up */
#define MR_BAD_ARGUMENT 3  /* no such row, column, or kind */

/* FROZEN. Owned by the caller; `message` is terminated UTF-8 and must not repeat values of a record. */
typedef struct mr_error {
  uint32_t code; /* the plugin's own, for its users to look up; 0 where it has none */
  uint32_t reserved;
  char message[248];
} mr_error;

/* ---- The host, as a plugin sees it ------------------------------------------------------------------------------ */

#define MR_LOG_DEBUG 0u
#define MR_LOG_INFO 1u
#define MR_LOG_WARNING 2u
#define MR_LOG_ERROR 3u

/* APPENDABLE, lent by the host for the life of the plugin. */
typedef struct mr_host {
  uint32_t struct_size;
  uint32_t abi_minor; /* what the host knows; a plugin may use what its own header and this both have */
  mr_text name;       /* "millrace" */
  mr_text version;    /* the host's, such as "1.0.0"; for messages only */
  void *context;      /* for the functions below */
  void (*log)(void *context, uint32_t level, mr_text message); /* [any] never log values of a record */
  const void *(*get_extension)(void *context, const char *id); /* [any] "name/revision"; null: not offered */
} mr_host;

/* ---- A batch ---------------------------------------------------------------------------------------------------- */

#define MR_ROW_KEPT 0u
#define MR_ROW_DROPPED 1u  /* a processor filtered it on purpose */
#define MR_ROW_REJECTED 2u /* it could not be used; has a code and a reason */

#define MR_NO_PARENT UINT32_MAX

/*
 * APPENDABLE, lent by the host for one call of process() or finish(). Up to 1,024 rows, a column per field.
 *
 * Input is read-only: writing to it is a fault. What a processor writes are new columns in its own output memory; the
 * host checks them (bounds, kinds, UTF-8, quotas) after the call and takes all of it or nothing. `columns` and
 * `row_states` always show what this call has written so far. A function below that fails leaves everything as it was.
 */
typedef struct mr_batch mr_batch;
struct mr_batch {
  uint32_t struct_size;
  uint32_t row_count;
  uint32_t column_count; /* changes with write_column, rename_column and remove_column */
  uint32_t reserved;
  const mr_column *const *columns; /* column_count of them; read again after those three */
  const uint8_t *row_states;       /* row_count of MR_ROW_*; rows that earlier steps dropped are still there */
  const uint64_t *row_numbers;     /* row_count; the record's number in the goal's source, from 1 */
  const uint8_t *input;            /* base of offsets without MR_CELL_OUTPUT */
  const uint8_t *output;           /* base of offsets with MR_CELL_OUTPUT */
  int64_t now;                     /* the run's start, microseconds since 1970 UTC: the clock of a pure processor */
  void *host;                      /* the host's own */

  /* All [one]. */

  /* A column to write, `row_count` cells, in *cells. It starts as a copy of the field's present cells, all absent where
   * there is no such field. Called again for the same field it answers the same memory. */
  int32_t (*write_column)(mr_batch *, mr_text name, mr_cell **cells);
  /* The field is no longer there; MR_BAD_ARGUMENT where it was not. */
  int32_t (*remove_column)(mr_batch *, mr_text name);
  /* Gives the field another name without touching a cell; a field that has the name already is replaced. */
  int32_t (*rename_column)(mr_batch *, mr_text from, mr_text to);
  /* `bytes` of output memory, uninitialised, 8-byte aligned; *offset is where they are for a cell with MR_CELL_OUTPUT.
   * Null where the output memory is used up. */
  uint8_t *(*allocate)(mr_batch *, uint64_t bytes, uint64_t *offset);
  /* Filters the row. `reason` is copied, at most 200 bytes, for the run's account. */
  int32_t (*drop_row)(mr_batch *, uint32_t row, mr_text reason);
  /* Rejects the row: `code` is the plugin's own and is shown behind its id, as in `normalize-email:1`; `field` may be
   * empty; `reason` is copied, at most 200 bytes, and repeats no value of the record. */
  int32_t (*reject_row)(mr_batch *, uint32_t row, uint32_t code, mr_text field, mr_text reason);
  /* A new row behind this batch, that goes through the remaining steps. It starts as a copy of row `parent` as this
   * call leaves it (with MR_NO_PARENT as an empty row, numbered 0); *derived is its handle for set_derived. */
  int32_t (*derive_row)(mr_batch *, uint32_t parent, uint32_t *derived);
  /* Sets one field of a derived row; the cell is copied, its text stays where it is. */
  int32_t (*set_derived)(mr_batch *, uint32_t derived, mr_text field, const mr_cell *cell);
};

/* ---- What a plugin offers --------------------------------------------------------------------------------------- */

/* Flags of a processor. They are checked by `millrace plugin validate`, not believed. */
#define MR_THREAD_SAFE 1u /* process() may run on several threads at once with one `self` */
#define MR_PURE 2u        /* the same row gives the same result, whatever came before: no memory between rows */
#define MR_FOR_IMPORT 4u  /* meant for import goals; with neither flag or both: for either */
#define MR_FOR_EXPORT 8u  /* meant for export goals */

/* APPENDABLE, static in the plugin. `create`, `process` and `destroy` are required. */
typedef struct mr_processor {
  uint32_t struct_size;
  uint32_t flags;
  mr_text id;            /* [a-z][a-z0-9-]*, unique in the plugin; what a connection file names */
  mr_text name;          /* for people */
  mr_text description;   /* one sentence */
  mr_text config_schema; /* JSON Schema, the subset in SDK/README.md; the host validates against it before create() */

  /* [any] Makes an instance for one goal of one run. `config` is the validated configuration, defaults filled in. */
  int32_t (*create)(const mr_host *, mr_text config, void **self, mr_error *);
  /* [one] Works on one batch. On another status than MR_OK the host uses nothing that the call wrote. */
  int32_t (*process)(void *self, mr_batch *, mr_error *);
  /* [one] Optional. After the last batch, with a batch of no rows: what was held back is given with derive_row. */
  int32_t (*finish)(void *self, mr_batch *, mr_error *);
  /* [any] Frees the instance. */
  void (*destroy)(void *self);
  /* [any] Optional. "name/revision"; null: not offered. `self` is null where no instance is meant. */
  const void *(*get_extension)(void *self, const char *id);
} mr_processor;

/* APPENDABLE, static in the plugin. */
typedef struct mr_plugin {
  uint32_t struct_size;
  uint32_t abi_minor; /* MR_ABI_MINOR of the header it was compiled with */
  mr_text id;         /* [a-z][a-z0-9-]* */
  mr_text name;
  mr_text version;    /* semantic version */
  mr_text description;
  mr_text vendor;
  uint32_t processor_count;
  uint32_t reserved;
  const mr_processor *const *processors;
  const void *(*get_extension)(const char *id); /* [any] optional; "name/revision"; null: not offered */
} mr_plugin;

/* What a plugin exports. The major is read before anything is called. [any], once a process. */
extern MR_EXPORT const uint32_t millrace_abi_major;
MR_EXPORT int32_t millrace_plugin_v1(const mr_host *host, const mr_plugin **out, mr_error *error);

#ifdef __cplusplus
}
#endif
#endif
