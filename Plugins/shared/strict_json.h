#pragma once
// JSON as RFC 8259 has it, and nothing else: whether a text is, without white space between its values.
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

// Not simdjson, which calls a whole number beyond 64 bits an error and gives no text of a part.
class StrictJson {
public:
  explicit StrictJson(uint32_t depth) : depth(depth) {}

  // Writes the text without white space to `out`, which has room for as many bytes, and sets the length. Answers null, or
  // what is wrong. The text is UTF-8.
  const char *minify(std::string_view text, char *out, size_t *length) {
    at = text.data(), end = at + text.size(), to = out;
    open.clear();
    enum { value, item, member, key, after } expected = value;
    for (;;) {
      while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) at++;
      if (at == end) {
        *length = size_t(to - out);
        return expected == after && open.empty() ? nullptr : malformed;
      }
      bool closes = *at == ']' || *at == '}';
      if (closes && (expected == after || expected == item || expected == member)) {
        if (open.empty() || open.back() != *at) return malformed;
        open.pop_back();
        *to++ = *at++;
        expected = after;
      } else if (expected == after) {
        if (*at != ',' || open.empty()) return malformed;
        *to++ = *at++;
        expected = open.back() == '}' ? key : value;
      } else if (expected == key || expected == member) {
        if (!take_string()) return malformed;
        while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) at++;
        if (at == end || *at != ':') return malformed;
        *to++ = *at++;
        expected = value;
      } else if (*at == '[' || *at == '{') {
        if (open.size() == depth) return "is nested too deep";
        open.push_back(*at == '[' ? ']' : '}');
        expected = *at == '[' ? item : member;
        *to++ = *at++;
      } else {
        if (!(*at == '"' ? take_string() : *at == '-' || is_digit(*at) ? take_number() : take_word())) return malformed;
        expected = after;
      }
    }
  }

private:
  static constexpr const char *malformed = "is not JSON";

  uint32_t depth;
  std::vector<char> open;  // what closes each list and object that is open
  const char *at = nullptr, *end = nullptr;
  char *to = nullptr;

  static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
  static bool is_hex(char byte) { return is_digit(byte) || ((byte | 32) >= 'a' && (byte | 32) <= 'f'); }

  void copy_from(const char *start) {
    memcpy(to, start, size_t(at - start));
    to += at - start;
  }

  bool take_string() {
    const char *start = at;
    if (*at++ != '"') return false;
    for (; at < end && *at != '"'; at++) {
      if (uint8_t(*at) < ' ') return false;
      if (*at != '\\') continue;
      if (++at == end || !*at || !strchr("\"\\/bfnrtu", *at)) return false;
      if (*at != 'u') continue;
      if (end - at < 5) return false;
      for (int i = 0; i < 4; i++)
        if (!is_hex(*++at)) return false;
    }
    if (at++ == end) return false;
    copy_from(start);
    return true;
  }

  bool take_digits() {
    const char *start = at;
    while (at < end && is_digit(*at)) at++;
    return at > start;
  }

  bool take_number() {
    const char *start = at;
    if (*at == '-') at++;
    if (at < end && *at == '0') at++;
    else if (!take_digits()) return false;
    if (at < end && *at == '.' && (at++, !take_digits())) return false;
    if (at < end && (*at | 32) == 'e') {
      at++;
      if (at < end && (*at == '+' || *at == '-')) at++;
      if (!take_digits()) return false;
    }
    copy_from(start);
    return true;
  }

  bool take_word() {
    for (std::string_view word : {"true", "false", "null"}) {
      if (size_t(end - at) < word.size() || memcmp(at, word.data(), word.size()) != 0) continue;
      at += word.size();
      copy_from(at - word.size());
      return true;
    }
    return false;
  }
};
