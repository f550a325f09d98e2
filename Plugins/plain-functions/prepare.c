/* From the compiled form of a manifest to calls that can be made. */
#define _GNU_SOURCE
#include "call.h"
#include "library.h"
#include <sys/mman.h>
#include <unistd.h>

/* ---- Words -------------------------------------------------------------------------------------------------------- */

static const char *const type_words[] = {"nothing", "int32", "uint32", "int64", "uint64", "double", "text", "pointer"};
static const char *const pass_words[] = {"value", "length", "constant", "capacity", "out", "buffer"};
static const char *const role_words[] = {"ignored", "result", "length", "status", "kept"};
static const char *const good_words[] = {"listed", "not_zero", "not_negative", "positive"};

/* The place of a text among words; -1. */
#define WORD(value, words) word_of(value, words, sizeof(words) / sizeof *(words))
static int word_of(mr_json value, const char *const *words, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    if (value.kind == MR_TEXT && mr_equal(value.raw, mr_string(words[i]))) return (int)i;
  }
  return -1;
}

static ffi_type *foreign_type(call_type type) {
  switch (type) {
  case TYPE_NOTHING: return &ffi_type_void;
  case TYPE_INT32: return &ffi_type_sint32;
  case TYPE_UINT32: return &ffi_type_uint32;
  case TYPE_INT64: return &ffi_type_sint64;
  case TYPE_UINT64: return &ffi_type_uint64;
  case TYPE_DOUBLE: return &ffi_type_double;
  default: return &ffi_type_pointer;
  }
}

char *call_copy_text(mr_json value) {
  if (value.kind != MR_TEXT) return NULL;
  char *copy = malloc(value.raw.length + 1);
  if (copy) copy[mr_json_unescape(value, copy)] = 0;
  return copy;
}

/* ---- Parts of a call ---------------------------------------------------------------------------------------------- */

static int32_t malformed(mr_error *error, const char *what) {
  return mr_fail(error, 0, "the compiled manifest has no sound '%s'", what);
}

/* `borrowed`, `free`, or the name of the function that frees. */
static int32_t read_release(mr_json value, void *library, call_free *release, mr_error *error) {
  *release = NULL;
  if (value.kind == MR_ABSENT || mr_equal(value.raw, mr_string("borrowed"))) return MR_OK;
  if (mr_equal(value.raw, mr_string("free"))) {
    *release = free;
    return MR_OK;
  }
  char *name = call_copy_text(value);
  if (!name) return malformed(error, "ownership");
  *(void **)release = library_function(library, name, error);
  free(name);
  return *release ? MR_OK : MR_ERROR;
}

/* Ends where memory ends: a function that writes too much does not write into anything else. */
static char *guarded_buffer(uint32_t capacity) {
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), size = (capacity + page - 1) / page * page;
  char *memory = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  if (mprotect(memory + size, page, PROT_NONE) != 0) return NULL;
  return memory + size - capacity;
}

static int32_t read_constant(mr_json form, call_type type, void *library, void *const *kept, uint32_t kept_count,
                             call_value *value, mr_error *error) {
  mr_json constant = mr_json_get(form, "value"), symbol = mr_json_get(form, "symbol"), index = mr_json_get(form, "kept");
  if (symbol.kind == MR_TEXT) {
    char *name = call_copy_text(symbol);
    value->pointer = name ? library_symbol(library, name, error) : NULL;
    free(name);
    return value->pointer ? MR_OK : MR_ERROR;
  }
  if (index.kind == MR_INT) {
    int64_t place = mr_json_int(index);
    if (place < 0 || place >= kept_count) return malformed(error, "kept");
    value->pointer = kept[place];
    return MR_OK;
  }
  switch (type) {
  case TYPE_INT32: value->int32 = (int32_t)mr_json_int(constant); break;
  case TYPE_UINT32: value->uint32 = (uint32_t)mr_json_int(constant); break;
  case TYPE_INT64:
  case TYPE_UINT64: value->int64 = mr_json_int(constant); break;
  case TYPE_DOUBLE: value->number = mr_json_double(constant); break;
  default: value->pointer = call_copy_text(constant); /* null: a null pointer */
  }
  return MR_OK;
}

static int32_t read_parameter(call *c, mr_json form, void *library, void *const *kept, uint32_t kept_count,
                              mr_error *error) {
  if (c->count == CALL_PARAMETERS) return mr_fail(error, 0, "a function has at most %d parameters", CALL_PARAMETERS);
  uint32_t i = c->count++;
  call_parameter *parameter = &c->parameters[i];
  int pass = WORD(mr_json_get(form, "pass"), pass_words), type = WORD(mr_json_get(form, "type"), type_words);
  int role = WORD(mr_json_get(form, "role"), role_words);
  if (pass < 0 || type <= TYPE_NOTHING) return malformed(error, "parameters");
  parameter->pass = (call_pass)pass;
  parameter->type = (call_type)type;
  parameter->role = role < 0 ? ROLE_IGNORED : (call_role)role;
  c->types[i] = foreign_type(pass == PASS_OUT || pass == PASS_BUFFER ? TYPE_POINTER : parameter->type);
  c->pointers[i] = &c->values[i];
  switch (parameter->pass) {
  case PASS_CONSTANT:
    return read_constant(form, parameter->type, library, kept, kept_count, &c->values[i], error);
  case PASS_OUT:
    c->values[i].pointer = &c->outs[i];
    return read_release(mr_json_get(form, "ownership"), library, &parameter->release, error);
  case PASS_BUFFER: {
    int64_t capacity = mr_json_int(mr_json_get(form, "capacity"));
    if (capacity < 1 || capacity > CALL_BUFFER) return malformed(error, "capacity");
    parameter->capacity = (uint32_t)capacity;
    parameter->filled = mr_json_is_true(mr_json_get(form, "filled"));
    parameter->buffer = guarded_buffer(parameter->capacity);
    c->values[i].pointer = parameter->buffer;
    return parameter->buffer ? MR_OK : mr_fail(error, 0, "no memory for a buffer of %u bytes", parameter->capacity);
  }
  default: return MR_OK;
  }
}

/* How large the buffer is, for the parameters that say so to the function. */
static void set_capacities(call *c) {
  uint64_t capacity = 0;
  for (uint32_t i = 0; i < c->count; i++) {
    if (c->parameters[i].pass == PASS_BUFFER) capacity = c->parameters[i].capacity;
  }
  for (uint32_t i = 0; i < c->count; i++) {
    if (c->parameters[i].pass == PASS_CAPACITY) c->values[i].uint64 = capacity;
    /* A pointer to the length of a buffer's text holds the buffer's size before the call. */
    if (c->parameters[i].role == ROLE_LENGTH) c->parameters[i].capacity = (uint32_t)capacity;
  }
}

static void read_numbers(mr_json list, int64_t *numbers, uint32_t *count) {
  mr_json item;
  for (mr_json_cursor cursor = mr_json_open(list); *count < CALL_STATUSES && mr_json_next(&cursor, NULL, &item);) {
    numbers[(*count)++] = mr_json_int(item);
  }
}

static int32_t read_returns(call *c, mr_json form, void *library, mr_error *error) {
  int type = WORD(mr_json_get(form, "type"), type_words), role = WORD(mr_json_get(form, "role"), role_words);
  int good = WORD(mr_json_get(form, "good"), good_words);
  if (type < 0 || role < 0) return malformed(error, "returns");
  c->returns = (call_type)type;
  c->role = (call_role)role;
  c->good = good < 0 ? GOOD_LISTED : (call_good)good;
  read_numbers(mr_json_get(form, "ok"), c->good_values, &c->good_count);
  read_numbers(mr_json_get(form, "no_value"), c->none_values, &c->none_count);
  MR_TRY(read_release(mr_json_get(form, "ownership"), library, &c->release, error));
  char *name = call_copy_text(mr_json_get(form, "error_text"));
  if (!name) return MR_OK;
  *(void **)&c->error_text = library_function(library, name, error);
  free(name);
  return c->error_text ? MR_OK : MR_ERROR;
}

int32_t call_prepare(call *c, mr_json form, void *library, void *const *kept, uint32_t kept_count, mr_error *error) {
  memset(c, 0, sizeof *c);
  c->name = call_copy_text(mr_json_get(form, "function"));
  if (!c->name) return malformed(error, "function");
  *(void **)&c->function = library_function(library, c->name, error);
  if (!c->function) return MR_ERROR;
  mr_json parameter;
  for (mr_json_cursor cursor = mr_json_open(mr_json_get(form, "parameters")); mr_json_next(&cursor, NULL, &parameter);) {
    MR_TRY(read_parameter(c, parameter, library, kept, kept_count, error));
  }
  set_capacities(c);
  MR_TRY(read_returns(c, mr_json_get(form, "returns"), library, error));
  if (ffi_prep_cif(&c->cif, FFI_DEFAULT_ABI, c->count, foreign_type(c->returns), c->types) == FFI_OK) return MR_OK;
  return mr_fail(error, 0, "'%.150s' cannot be called with this signature", c->name);
}

void call_dispose(call *c) {
  for (uint32_t i = 0; i < c->count; i++) {
    /* Guarded buffers stay until the process ends, as the library does. */
    const call_parameter *parameter = &c->parameters[i];
    if (parameter->pass == PASS_CONSTANT && parameter->type == TYPE_TEXT) free(c->values[i].pointer);
  }
  free(c->name);
}
