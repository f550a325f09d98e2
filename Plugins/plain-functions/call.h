/* One C function with its signature, ready to be called again and again. */
#ifndef PLAIN_FUNCTIONS_CALL_H
#define PLAIN_FUNCTIONS_CALL_H

#include <ffi.h>
#include <millrace/json.h>

#define CALL_PARAMETERS 16
#define CALL_STATUSES 32        /* values that a list of statuses may have */
#define CALL_BUFFER (1u << 20)  /* bytes of a buffer that the function writes to, at most */
#define CALL_TEXT (4ull << 20)  /* bytes of a text that the function answers, at most */

/* The types of the manifest. */
typedef enum call_type {
  TYPE_NOTHING, TYPE_INT32, TYPE_UINT32, TYPE_INT64, TYPE_UINT64, TYPE_DOUBLE, TYPE_TEXT, TYPE_POINTER
} call_type;

/* Room for a value of any type; a text is its pointer. Functions answer integers in the low bytes of it. */
typedef union call_value {
  int32_t int32;
  uint32_t uint32;
  int64_t int64;
  uint64_t uint64;
  double number;
  void *pointer;
} call_value;

/* What is passed for a parameter. */
typedef enum call_pass {
  PASS_VALUE,    /* the field's value */
  PASS_LENGTH,   /* how many bytes that text has */
  PASS_CONSTANT, /* the same in every call: a constant, the address of a symbol, what a setup call kept */
  PASS_CAPACITY, /* how many bytes the buffer has */
  PASS_OUT,      /* where the function puts a value of the type */
  PASS_BUFFER    /* memory that it writes a text to */
} call_pass;

/* What an answer, returned or put out, is. */
typedef enum call_role {
  ROLE_IGNORED,
  ROLE_RESULT, /* becomes the field's value */
  ROLE_LENGTH, /* how many bytes the result has */
  ROLE_STATUS, /* whether there is a result */
  ROLE_KEPT    /* a setup call's pointer, for later calls */
} call_role;

/* Who frees a text that the function answers: nobody, free(), or a function of the library. */
typedef void (*call_free)(void *);

typedef struct call_parameter {
  call_pass pass;
  call_type type;
  call_role role;
  call_free release; /* null: borrowed */
  uint32_t capacity; /* PASS_BUFFER */
  int filled;        /* PASS_BUFFER: the value stands in it before the call */
  char *buffer;      /* the memory behind it is not there: who writes further crashes at once */
} call_parameter;

/* Which statuses are good. */
typedef enum call_good { GOOD_LISTED, GOOD_NOT_ZERO, GOOD_NOT_NEGATIVE, GOOD_POSITIVE } call_good;

typedef struct call {
  char *name;
  void (*function)(void);
  ffi_cif cif;
  uint32_t count;
  call_parameter parameters[CALL_PARAMETERS];
  ffi_type *types[CALL_PARAMETERS];
  call_value values[CALL_PARAMETERS]; /* as they are passed */
  call_value outs[CALL_PARAMETERS];   /* PASS_OUT: what the function put there */
  void *pointers[CALL_PARAMETERS];
  call_type returns;
  call_role role;
  call_free release;
  call_good good;
  uint32_t good_count, none_count;
  int64_t good_values[CALL_STATUSES], none_values[CALL_STATUSES]; /* none: there is no value, and that is no failure */
  const char *(*error_text)(int);
} call;

/*
 * Reads the compiled form of a call, finds its symbols, and prepares it. `kept` are the pointers of the setup calls so
 * far. MR_OK, or MR_ERROR with a message.
 */
int32_t call_prepare(call *, mr_json form, void *library, void *const *kept, uint32_t kept_count, mr_error *);

/* Frees what call_prepare made. */
void call_dispose(call *);

/* A terminated copy of a JSON text; null where it is none. */
char *call_copy_text(mr_json);

/* ---- Calling ------------------------------------------------------------------------------------------------------ */

/* A field's value as it is passed. */
typedef struct call_input {
  call_value value;
  uint64_t length; /* of a text, without its terminator */
} call_input;

typedef enum call_outcome {
  OUTCOME_VALUE,  /* *result is it; nothing in particular where the function has no result */
  OUTCOME_NONE,   /* the function has none */
  OUTCOME_INVALID /* it cannot use the value: `code` and `reason` */
} call_outcome;

typedef struct call_result {
  call_type type; /* TYPE_NOTHING: the function only checks */
  call_value value;
  uint64_t length;   /* of a text */
  call_free release; /* to be called with the text once it was copied */
  uint32_t code;
  char reason[200];
} call_result;

call_outcome call_run(call *, const call_input *, call_result *);

/* A setup call: its values are all constant. *answer is what it returned. */
call_outcome call_set_up(call *, call_value *answer, call_result *);

#endif
