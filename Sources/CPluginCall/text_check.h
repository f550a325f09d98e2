/* Is this what it says it is? Checks of bytes that a plugin gave. */
#ifndef MILLRACE_TEXT_CHECK_H
#define MILLRACE_TEXT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

/* 1: UTF-8 without quotes, backslashes and control characters; 0: other UTF-8; -1: not UTF-8. */
int mrp_check_text(const uint8_t *, uint64_t length);

/* Nested at most this deep. */
#define MRP_JSON_DEPTH 1024

/* One JSON array ('[') or object ('{') without line breaks, so that it can stand in a line of JSON lines. The bytes are
 * UTF-8 already. Null, or what is wrong with it. */
const char *mrp_check_json(const uint8_t *, uint64_t length, uint8_t opening);

/* Whether the bytes are a JSON number, and this one. */
bool mrp_spells_integer(const uint8_t *, uint64_t length, int64_t);
bool mrp_spells_double(const uint8_t *, uint64_t length, double);

#endif
