#pragma once
// Characters of UTF-8 text by their places.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

// The character at `at`, which moves behind it.
inline UChar32 take(std::string_view text, size_t &at) {
  int64_t place = int64_t(at), length = int64_t(text.size());
  UChar32 character;
  U8_NEXT_OR_FFFD(text.data(), place, length, character);
  at = size_t(place);
  return character;
}

// The character that begins at `at`, or 0 at the end.
inline UChar32 peek(std::string_view text, size_t at) { return at < text.size() ? take(text, at) : 0; }

// The character before `at`, which moves to its begin; 0 at the text's.
inline UChar32 take_back(std::string_view text, size_t &at) {
  if (at == 0) return 0;
  size_t start = at > U8_MAX_LENGTH ? at - U8_MAX_LENGTH : 0;
  int32_t place = int32_t(at - start);
  UChar32 character;
  U8_PREV_OR_FFFD(reinterpret_cast<const uint8_t *>(text.data() + start), 0, place, character);
  at = start + size_t(place);
  return character;
}

inline bool is_letter_or_digit(UChar32 c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
  return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK);  // marks belong to their letters
}

// 0 to 9 for a digit of any script, else -1.
inline int digit_value(UChar32 c) { return c < 0x80 ? (c >= '0' && c <= '9' ? c - '0' : -1) : u_charDigitValue(c); }
