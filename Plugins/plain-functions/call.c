#include "call.h"

/* ---- Passing ------------------------------------------------------------------------------------------------------ */

static call_outcome invalid(call_result *result, uint32_t code, const char *reason) {
  result->code = code;
  snprintf(result->reason, sizeof result->reason, "%s", reason);
  return OUTCOME_INVALID;
}

/* Puts the value, and what depends on it, where the function finds it. */
static call_outcome pass(call *c, const call_input *input, call_result *result) {
  for (uint32_t i = 0; i < c->count; i++) {
    call_parameter *parameter = &c->parameters[i];
    switch (parameter->pass) {
    case PASS_VALUE: c->values[i] = input->value; break;
    case PASS_LENGTH: c->values[i].uint64 = input->length; break;
    case PASS_OUT:
      c->outs[i].uint64 = parameter->role == ROLE_LENGTH ? parameter->capacity : 0;
      break;
    case PASS_BUFFER:
      parameter->buffer[0] = 0;
      if (!parameter->filled) break;
      if (input->length >= parameter->capacity) return invalid(result, 0, "is longer than the function's buffer");
      memcpy(parameter->buffer, input->value.pointer, input->length + 1);
      break;
    case PASS_CONSTANT:
    case PASS_CAPACITY: break;
    }
  }
  return OUTCOME_VALUE;
}

/* ---- Answers ------------------------------------------------------------------------------------------------------ */

/* A whole number of any width; unsigned ones beyond 63 bits are negative. */
static int64_t integer_of(call_type type, call_value value) {
  if (type == TYPE_INT32) return value.int32;
  if (type == TYPE_UINT32) return value.uint32;
  return value.int64;
}

static int is_listed(int64_t status, const int64_t *list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (list[i] == status) return 1;
  }
  return 0;
}

static int is_good(const call *c, int64_t status) {
  switch (c->good) {
  case GOOD_NOT_ZERO: return status != 0;
  case GOOD_NOT_NEGATIVE: return status >= 0;
  case GOOD_POSITIVE: return status > 0;
  default: return is_listed(status, c->good_values, c->good_count);
  }
}

/* The library's own words, as far as they are plain ones. */
static void append_error_text(const call *c, int64_t status, char *text, uint64_t capacity) {
  const char *words = c->error_text ? c->error_text((int)status) : NULL;
  if (!words || capacity < 4) return;
  uint64_t length = strnlen(words, capacity - 3);
  for (uint64_t i = 0; i < length; i++) {
    if (words[i] < ' ' || words[i] > '~') return;
  }
  snprintf(text, capacity, ": %.*s", (int)length, words);
}

/* What the status says of the call. */
static call_outcome judge(const call *c, call_value answer, call_result *result) {
  if (c->role != ROLE_STATUS) return OUTCOME_VALUE;
  int64_t status = integer_of(c->returns, answer);
  if (is_listed(status, c->none_values, c->none_count)) return OUTCOME_NONE;
  if (is_good(c, status)) return OUTCOME_VALUE;
  uint64_t magnitude = status < 0 ? 0 - (uint64_t)status : (uint64_t)status;
  result->code = magnitude <= UINT32_MAX ? (uint32_t)magnitude : 0;
  int length = snprintf(result->reason, sizeof result->reason, "%.100s answered %lld", c->name, (long long)status);
  append_error_text(c, status, result->reason + length, sizeof result->reason - (uint64_t)length);
  return OUTCOME_INVALID;
}

static call_outcome take_text(call_result *result, char *text, uint64_t limit, const uint64_t *length) {
  if (!text) return OUTCOME_NONE;
  result->value.pointer = text;
  result->length = length ? *length : strnlen(text, limit);
  if (result->length < limit || (length && *length == limit)) return OUTCOME_VALUE;
  if (result->release) result->release(text);
  return invalid(result, 0, "the function's text does not end where it should");
}

static call_outcome take(const call *c, call_result *result, call_type type, call_value value, call_free release,
                         const uint64_t *length) {
  result->type = type;
  result->value = value;
  result->release = release;
  if (type == TYPE_TEXT) return take_text(result, value.pointer, CALL_TEXT, length);
  if (type == TYPE_DOUBLE) return value.number - value.number == 0 ? OUTCOME_VALUE : OUTCOME_NONE;
  result->value.int64 = integer_of(type, value);
  if (is_listed(result->value.int64, c->none_values, c->none_count)) return OUTCOME_NONE;
  if (type != TYPE_UINT64 || result->value.int64 >= 0) return OUTCOME_VALUE;
  return invalid(result, 0, "the function's number is too large");
}

/* How many bytes a result has, where the function says so; null. */
static const uint64_t *length_of(call *c) {
  for (uint32_t i = 0; i < c->count; i++) {
    call_parameter *parameter = &c->parameters[i];
    if (parameter->role != ROLE_LENGTH) continue;
    c->outs[i].uint64 = (uint64_t)integer_of(parameter->type, c->outs[i]);
    return &c->outs[i].uint64;
  }
  return NULL;
}

/* Frees texts that were put out and that nobody asked for. */
static void release_ignored(call *c, call_value answer) {
  for (uint32_t i = 0; i < c->count; i++) {
    call_parameter *parameter = &c->parameters[i];
    if (parameter->pass != PASS_OUT || parameter->role != ROLE_IGNORED || !parameter->release) continue;
    if (c->outs[i].pointer) parameter->release(c->outs[i].pointer);
  }
  if (c->returns == TYPE_TEXT && c->role == ROLE_IGNORED && c->release && answer.pointer) c->release(answer.pointer);
}

call_outcome call_run(call *c, const call_input *input, call_result *result) {
  call_value answer = {0};
  *result = (call_result){.type = TYPE_NOTHING};
  call_outcome outcome = pass(c, input, result);
  if (outcome != OUTCOME_VALUE) return outcome;
  ffi_call(&c->cif, c->function, &answer, c->pointers);
  outcome = judge(c, answer, result);
  if (outcome != OUTCOME_VALUE) return outcome;
  release_ignored(c, answer);
  const uint64_t *length = length_of(c);
  if (c->role == ROLE_RESULT) return take(c, result, c->returns, answer, c->release, length);
  for (uint32_t i = 0; i < c->count; i++) {
    call_parameter *parameter = &c->parameters[i];
    if (parameter->role != ROLE_RESULT) continue;
    if (parameter->pass == PASS_OUT) return take(c, result, parameter->type, c->outs[i], parameter->release, length);
    result->type = TYPE_TEXT;
    return take_text(result, parameter->buffer, parameter->capacity, length);
  }
  return OUTCOME_VALUE;
}

call_outcome call_set_up(call *c, call_value *answer, call_result *result) {
  *answer = (call_value){0};
  *result = (call_result){.type = TYPE_NOTHING};
  ffi_call(&c->cif, c->function, answer, c->pointers);
  if (c->role == ROLE_KEPT && !answer->pointer) {
    snprintf(result->reason, sizeof result->reason, "%.100s answered no pointer", c->name);
    return OUTCOME_INVALID;
  }
  return judge(c, *answer, result);
}
