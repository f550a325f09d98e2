#include "text_check.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define EACH(byte) (0x0101010101010101ull * (byte))
#define HIGH EACH(0x80)

/* The high bit of some byte of a word is set where a byte is a quote, a backslash or below 32. For ASCII only. */
static uint64_t special(uint64_t word) {
  uint64_t quote = word ^ EACH('"'), backslash = word ^ EACH('\\');
  return ((quote - EACH(1)) | (backslash - EACH(1)) | (word - EACH(0x20))) & HIGH;
}

/* Length of the character that begins with a byte above 127; 0 where it is not UTF-8. */
static unsigned character(const uint8_t *s, uint64_t left) {
#define CONTINUES(i) ((s[i] & 0xC0) == 0x80)
  uint8_t first = s[0];
  if (first >= 0xC2 && first <= 0xDF) return left >= 2 && CONTINUES(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (left < 3 || !CONTINUES(1) || !CONTINUES(2)) return 0;
    if (first == 0xE0 && s[1] < 0xA0) return 0; /* overlong */
    if (first == 0xED && s[1] > 0x9F) return 0; /* surrogate */
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (left < 4 || !CONTINUES(1) || !CONTINUES(2) || !CONTINUES(3)) return 0;
    if (first == 0xF0 && s[1] < 0x90) return 0; /* overlong */
    if (first == 0xF4 && s[1] > 0x8F) return 0; /* above U+10FFFF */
    return 4;
  }
  return 0;
}

int mrp_check_text(const uint8_t *s, uint64_t length) {
  uint64_t at = 0, found = 0;
  while (at < length) {
    uint64_t word;
    if (length - at >= 8) {
      memcpy(&word, s + at, 8);
      if (!(word & HIGH)) {
        found |= special(word);
        at += 8;
        continue;
      }
    }
    if (s[at] < 0x80) {
      found |= special(EACH('a') ^ 'a' ^ s[at]);
      at++;
    } else {
      unsigned bytes = character(s + at, length - at);
      if (!bytes) return -1;
      at += bytes;
    }
  }
  return found == 0;
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

/* The byte behind the number that begins at `at`; `at` itself where there is none. */
static uint64_t behind_number(const uint8_t *s, uint64_t at, uint64_t length) {
#define DIGIT (i < length && s[i] >= '0' && s[i] <= '9')
  uint64_t i = at;
  if (i < length && s[i] == '-') i++;
  if (!DIGIT) return at;
  if (s[i] == '0') i++;
  else while (DIGIT) i++;
  if (i < length && s[i] == '.') {
    i++;
    if (!DIGIT) return at;
    while (DIGIT) i++;
  }
  if (i < length && (s[i] == 'e' || s[i] == 'E')) {
    i++;
    if (i < length && (s[i] == '+' || s[i] == '-')) i++;
    if (!DIGIT) return at;
    while (DIGIT) i++;
  }
  return i;
}

static bool is_hex(uint8_t c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'); }

static unsigned hex4(const uint8_t *s) {
  unsigned value = 0;
  for (int i = 0; i < 4; i++) value = value << 4 | (s[i] <= '9' ? s[i] - '0' : (s[i] | 32) - 'a' + 10);
  return value;
}

static bool is_escape(const uint8_t *s, uint64_t at, uint64_t length) {
  return length - at >= 6 && s[at] == '\\' && s[at + 1] == 'u' && is_hex(s[at + 2]) && is_hex(s[at + 3]) &&
         is_hex(s[at + 4]) && is_hex(s[at + 5]);
}

/* The byte behind the text whose quote stands at `at`; `at` itself where it is no text. */
static uint64_t behind_string(const uint8_t *s, uint64_t at, uint64_t length) {
  for (uint64_t i = at + 1; i < length; i++) {
    if (s[i] == '"') return i + 1;
    if (s[i] < 0x20) return at;
    if (s[i] != '\\') continue;
    if (i + 1 == length) return at;
    if (s[i + 1] != 'u') {
      if (!strchr("\"\\/bfnrt", s[i + 1]) || s[i + 1] == 0) return at;
      i++;
      continue;
    }
    if (!is_escape(s, i, length)) return at;
    unsigned code = hex4(s + i + 2);
    i += 5;
    if (code >= 0xDC00 && code <= 0xDFFF) return at;
    if (code < 0xD800 || code > 0xDBFF) continue;
    if (!is_escape(s, i + 1, length)) return at;
    code = hex4(s + i + 3);
    if (code < 0xDC00 || code > 0xDFFF) return at;
    i += 6;
  }
  return at;
}

const char *mrp_check_json(const uint8_t *s, uint64_t length, uint8_t opening) {
  static const char malformed[] = "is not JSON";
  uint8_t closing[MRP_JSON_DEPTH]; /* what ends each open array or object */
  uint32_t depth = 0;
  uint64_t at = 0;
  /* After a value: a comma or the closing bracket. Before a value: a value, or, in a new container, its end. */
  enum { VALUE, FIRST, NAME, BEHIND } expected = VALUE;
  if (length == 0 || s[0] != opening) return opening == '[' ? "is not a JSON array" : "is not a JSON object";
  for (;;) {
    while (at < length && (s[at] == ' ' || s[at] == '\t')) at++;
    if (at == length) return malformed;
    uint8_t c = s[at];
    if (c == '\n' || c == '\r') return "has a line break between its JSON values";
    if (expected == FIRST || expected == BEHIND) {
      if (c == closing[depth - 1]) {
        at++;
        if (--depth == 0) return at == length ? NULL : "has something behind its JSON value";
        expected = BEHIND;
        continue;
      }
      if (expected == BEHIND) {
        if (c != ',') return malformed;
        at++;
        expected = closing[depth - 1] == '}' ? NAME : VALUE;
        continue;
      }
      expected = closing[depth - 1] == '}' ? NAME : VALUE;
    }
    if (expected == NAME) {
      uint64_t end = c == '"' ? behind_string(s, at, length) : at;
      if (end == at) return malformed;
      at = end;
      while (at < length && (s[at] == ' ' || s[at] == '\t')) at++;
      if (at == length || s[at] != ':') return malformed;
      at++;
      expected = VALUE;
      continue;
    }
    if (c == '[' || c == '{') {
      if (depth == MRP_JSON_DEPTH) return "is nested too deep";
      closing[depth++] = c == '[' ? ']' : '}';
      at++;
      expected = FIRST;
      continue;
    }
    uint64_t end = at;
    if (c == '"') end = behind_string(s, at, length);
    else if (c == 't' && length - at >= 4 && !memcmp(s + at, "true", 4)) end = at + 4;
    else if (c == 'f' && length - at >= 5 && !memcmp(s + at, "false", 5)) end = at + 5;
    else if (c == 'n' && length - at >= 4 && !memcmp(s + at, "null", 4)) end = at + 4;
    else end = behind_number(s, at, length);
    if (end == at) return malformed;
    at = end;
    expected = BEHIND;
  }
}

/* ---- Numbers ----------------------------------------------------------------------------------------------------- */

/* A terminated copy, where the bytes are a JSON number of bearable length. */
static bool number_text(const uint8_t *s, uint64_t length, char text[400]) {
  if (length == 0 || length >= 400 || behind_number(s, 0, length) != length) return false;
  memcpy(text, s, length);
  text[length] = 0;
  return true;
}

bool mrp_spells_integer(const uint8_t *s, uint64_t length, int64_t value) {
  char text[400], *end;
  if (!number_text(s, length, text)) return false;
  errno = 0;
  return strtoll(text, &end, 10) == value && *end == 0 && errno == 0;
}

bool mrp_spells_double(const uint8_t *s, uint64_t length, double value) {
  char text[400];
  return number_text(s, length, text) && strtod(text, NULL) == value;
}
