/*
 * millrace/json.h: reading the JSON of a configuration or of an MR_LIST or MR_OBJECT cell in place, and writing list
 * text. Nothing is allocated: a value is a part of the text that it was read from, and valid as long as that is.
 *
 *     mr_json config = mr_json_read(text), item;
 *     mr_json_cursor fields = mr_json_open(mr_json_get(config, "fields"));
 *     while (mr_json_next(&fields, NULL, &item)) { … }
 *
 * Text that is not JSON reads as absent, or ends early; it is never read beyond its end.
 */
#ifndef MILLRACE_JSON_H
#define MILLRACE_JSON_H

#include "rows.h"
#include <errno.h>

/*
 * One value. `kind` is one of MR_NULL, MR_BOOL, MR_INT, MR_DOUBLE, MR_TEXT, MR_LIST, MR_OBJECT, or MR_ABSENT where
 * there is none. `raw` is its text; for MR_TEXT what stands between the quotes, with its escapes still in it.
 */
typedef struct mr_json {
  uint32_t kind;
  uint32_t escaped; /* MR_TEXT: there are escapes in `raw` */
  mr_text raw;
} mr_json;

/* The next item of a list or member of an object. */
typedef struct mr_json_cursor {
  const char *at, *end;
  uint32_t in_object;
} mr_json_cursor;

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

static inline const char *mr_json_skip_space(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) at++;
  return at;
}

/* Behind the closing quote of a string whose first byte is `at`; null where it does not end. */
static inline const char *mr_json_skip_string(const char *at, const char *end, uint32_t *escaped) {
  for (; at < end; at++) {
    if (*at == '"') return at + 1;
    if (*at == '\\') {
      *escaped = 1;
      at++;
    }
  }
  return NULL;
}

/* Whether the number, of digits only, is one of 64 bits. */
static inline int mr_json_fits(mr_text number) {
  char digits[24];
  if (number.length <= 18) return 1;
  if (number.length >= sizeof digits) return 0;
  memcpy(digits, number.data, number.length);
  digits[number.length] = 0;
  errno = 0;
  (void)strtoll(digits, NULL, 10);
  return errno == 0;
}

/* Reads the value that begins at *at and moves *at behind it. */
static inline mr_json mr_json_take(const char **at, const char *end) {
  mr_json value;
  const char *p = mr_json_skip_space(*at, end), *start = p;
  uint32_t depth = 0, ignored = 0;
  memset(&value, 0, sizeof value);
  *at = end;
  if (p == end) return value;
  if (*p == '"') {
    p = mr_json_skip_string(p + 1, end, &value.escaped);
    if (!p) return value;
    value.kind = MR_TEXT;
    value.raw = mr_make_text(start + 1, (uint64_t)(p - start) - 2);
  } else if (*p == '[' || *p == '{') {
    do {
      if (p == end) return value;
      if (*p == '"') {
        p = mr_json_skip_string(p + 1, end, &ignored);
        if (!p) return value;
        continue;
      }
      if (*p == '[' || *p == '{') depth++;
      else if (*p == ']' || *p == '}') depth--;
      p++;
    } while (depth);
    value.kind = *start == '[' ? MR_LIST : MR_OBJECT;
    value.raw = mr_make_text(start, (uint64_t)(p - start));
  } else {
    while (p < end && *p != ',' && *p != ']' && *p != '}' && *p != ':' && (unsigned char)*p > ' ') p++;
    value.raw = mr_make_text(start, (uint64_t)(p - start));
    if (mr_equal(value.raw, mr_make_text("null", 4))) value.kind = MR_NULL;
    else if (mr_equal(value.raw, mr_make_text("true", 4))) value.kind = MR_BOOL;
    else if (mr_equal(value.raw, mr_make_text("false", 5))) value.kind = MR_BOOL;
    else if (*start == '-' || (*start >= '0' && *start <= '9')) {
      const char *digit = start + 1;
      value.kind = MR_INT;
      for (; digit < p; digit++) {
        if (*digit >= '0' && *digit <= '9') continue;
        value.kind = memchr(".eE+-", *digit, 5) ? MR_DOUBLE : MR_ABSENT;
        if (value.kind == MR_ABSENT) return value;
      }
      if (value.kind == MR_INT && !mr_json_fits(value.raw)) value.kind = MR_DOUBLE;
    } else return value;
  }
  *at = p;
  return value;
}

/* The value that the text is. */
static inline mr_json mr_json_read(mr_text text) {
  const char *at = text.data;
  return mr_json_take(&at, text.data + text.length);
}

/* A cursor before the first item or member; at the end where `value` is neither list nor object. */
static inline mr_json_cursor mr_json_open(mr_json value) {
  mr_json_cursor cursor;
  memset(&cursor, 0, sizeof cursor);
  if (value.kind == MR_LIST || value.kind == MR_OBJECT) {
    cursor.at = value.raw.data + 1;
    cursor.end = value.raw.data + value.raw.length - 1;
    cursor.in_object = value.kind == MR_OBJECT;
  }
  return cursor;
}

/* Moves on; 0 at the end. `key` may be null; it is absent for an item of a list. */
static inline int mr_json_next(mr_json_cursor *cursor, mr_json *key, mr_json *value) {
  mr_json name;
  const char *end = cursor->end;
  if (key) memset(key, 0, sizeof *key);
  cursor->at = mr_json_skip_space(cursor->at, end);
  if (cursor->at == end) return 0;
  if (cursor->in_object) {
    name = mr_json_take(&cursor->at, end);
    cursor->at = mr_json_skip_space(cursor->at, end);
    if (name.kind != MR_TEXT || cursor->at == end || *cursor->at != ':') return 0;
    cursor->at++;
    if (key) *key = name;
  }
  *value = mr_json_take(&cursor->at, end);
  cursor->at = mr_json_skip_space(cursor->at, end);
  if (cursor->at < end && *cursor->at == ',') cursor->at++;
  return value->kind != MR_ABSENT;
}

/* The member of an object under a key without escapes; absent where there is none. */
static inline mr_json mr_json_get(mr_json object, const char *name) {
  mr_json_cursor cursor = mr_json_open(object);
  mr_json key, value;
  if (object.kind == MR_OBJECT) {
    while (mr_json_next(&cursor, &key, &value)) {
      if (mr_equal(key.raw, mr_string(name))) return value;
    }
  }
  memset(&value, 0, sizeof value);
  return value;
}

/* ---- Values ----------------------------------------------------------------------------------------------------- */

static inline int mr_json_is_true(mr_json value) { return value.kind == MR_BOOL && value.raw.data[0] == 't'; }

/* A number too long to be copied whole: its first digits, and where the point is, say as much as a double holds. */
static inline double mr_json_long_double(mr_text number) {
  char digits[64];
  uint32_t length = 0, count = 0, has_point = 0;
  int64_t shift = 0, exponent = 0;
  const char *at = number.data, *end = at + number.length;
  if (*at == '-') digits[length++] = *at++;
  for (; at < end && *at != 'e' && *at != 'E'; at++) {
    if (*at == '.') {
      has_point = 1;
    } else if (count == 40) { /* counts no more, but for its place */
      shift += !has_point;
    } else {
      shift -= has_point;
      if (count || *at != '0') digits[length++] = *at, count++;
    }
  }
  if (at < end) {
    int is_negative = ++at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    for (; at < end && exponent < 1000000000; at++) exponent = 10 * exponent + (*at - '0');
    if (is_negative) exponent = -exponent;
  }
  snprintf(digits + length, sizeof digits - length, "%se%lld", count ? "" : "0", (long long)(exponent + shift));
  return strtod(digits, NULL);
}

/* The number; 0 where it is none. */
static inline double mr_json_double(mr_json value) {
  char digits[64];
  if (value.kind != MR_INT && value.kind != MR_DOUBLE) return 0;
  if (value.raw.length >= sizeof digits) return mr_json_long_double(value.raw);
  memcpy(digits, value.raw.data, value.raw.length);
  digits[value.raw.length] = 0;
  return strtod(digits, NULL);
}

/* The integer, of a number with a fraction what stands before it; 0 where it is none, or beyond 64 bits. */
static inline int64_t mr_json_int(mr_json value) {
  char digits[64];
  if (value.kind == MR_DOUBLE) {
    double number = mr_json_double(value);
    return number >= -9223372036854775808.0 && number < 9223372036854775808.0 ? (int64_t)number : 0;
  }
  if (value.kind != MR_INT || value.raw.length >= sizeof digits) return 0;
  memcpy(digits, value.raw.data, value.raw.length);
  digits[value.raw.length] = 0;
  return strtoll(digits, NULL, 10);
}

static inline uint32_t mr_json_hex(const char *digits) {
  uint32_t value = 0;
  int i;
  for (i = 0; i < 4; i++) {
    char c = digits[i];
    value = value << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
  }
  return value;
}

/* Writes a character as UTF-8; returns the number of bytes, up to 4. */
static inline uint32_t mr_put_utf8(uint32_t character, char *out) {
  if (character < 0x80) {
    out[0] = (char)character;
    return 1;
  }
  if (character < 0x800) {
    out[0] = (char)(0xC0 | character >> 6);
    out[1] = (char)(0x80 | (character & 63));
    return 2;
  }
  if (character < 0x10000) {
    out[0] = (char)(0xE0 | character >> 12);
    out[1] = (char)(0x80 | (character >> 6 & 63));
    out[2] = (char)(0x80 | (character & 63));
    return 3;
  }
  out[0] = (char)(0xF0 | character >> 18);
  out[1] = (char)(0x80 | (character >> 12 & 63));
  out[2] = (char)(0x80 | (character >> 6 & 63));
  out[3] = (char)(0x80 | (character & 63));
  return 4;
}

/*
 * Writes the text of an MR_TEXT value without its escapes, at most raw.length bytes, and returns how many. Half a
 * surrogate pair becomes U+FFFD. Where value.escaped is 0, raw is the text already.
 */
static inline uint64_t mr_json_unescape(mr_json value, char *out) {
  const char *at = value.raw.data, *end = at + value.raw.length;
  char *start = out;
  while (at < end) {
    uint32_t character, low;
    if (*at != '\\' || end - at < 2) {
      *out++ = *at++;
      continue;
    }
    at++;
    switch (*at) {
    case 'b': *out++ = '\b', at++; break;
    case 'f': *out++ = '\f', at++; break;
    case 'n': *out++ = '\n', at++; break;
    case 'r': *out++ = '\r', at++; break;
    case 't': *out++ = '\t', at++; break;
    case 'u':
      if (end - at < 5) return (uint64_t)(out - start);
      character = mr_json_hex(at + 1);
      at += 5;
      if (character >= 0xD800 && character < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u' &&
          (low = mr_json_hex(at + 2)) >= 0xDC00 && low < 0xE000) {
        character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
        at += 6;
      } else if (character >= 0xD800 && character < 0xE000) {
        character = 0xFFFD;
      }
      out += mr_put_utf8(character, out);
      break;
    default: *out++ = *at++; break;
    }
  }
  return (uint64_t)(out - start);
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

/* Appends the text as a JSON string, with quotes and escapes. */
static inline void mr_append_quoted(mr_builder *builder, mr_text text) {
  static const char hex[] = "0123456789abcdef";
  uint8_t *out = mr_reserve(builder, text.length > UINT32_MAX ? UINT64_MAX : 6 * text.length + 2), *start = out;
  uint64_t i;
  if (!out) return;
  *out++ = '"';
  for (i = 0; i < text.length; i++) {
    uint8_t byte = (uint8_t)text.data[i];
    if (byte >= ' ' && byte != '"' && byte != '\\') {
      *out++ = byte;
    } else if (byte == '"' || byte == '\\') {
      *out++ = '\\';
      *out++ = byte;
    } else if (byte == '\n' || byte == '\t' || byte == '\r') {
      *out++ = '\\';
      *out++ = byte == '\n' ? 'n' : byte == '\t' ? 't' : 'r';
    } else {
      memcpy(out, "\\u00", 4);
      out[4] = (uint8_t)hex[byte >> 4];
      out[5] = (uint8_t)hex[byte & 15];
      out += 6;
    }
  }
  *out++ = '"';
  builder->end += (uint64_t)(out - start);
}

/* Appends a value as JSON: text quoted, a number in its own spelling, a time as quoted ISO 8601, absent as null. */
static inline void mr_append_json(mr_builder *builder, const mr_cell *cell) {
  char scratch[32];
  mr_text text = mr_spell(builder->batch, cell, scratch);
  if (cell->kind <= MR_NULL) mr_append(builder, mr_make_text("null", 4));
  else if (cell->kind == MR_TEXT || cell->kind == MR_TIME) mr_append_quoted(builder, text);
  else mr_append(builder, text);
}

#endif
