// What both yardsticks share: records read with simdjson, one at a time, and JSON written by hand. This is the program
// that a careful C programmer would write for the one job; Millrace is measured against it.
#pragma once
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <simdjson.h>
#include <string>
#include <string_view>

namespace yardstick {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

/// Output that is written out in large pieces.
struct Out {
  FILE *file = nullptr;
  std::string bytes;

  void put(char c) { bytes.push_back(c); }
  void put(std::string_view text) { bytes.append(text); }

  void string(std::string_view text) {
    static const char hexadecimal[] = "0123456789abcdef";
    bytes.push_back('"');
    size_t from = 0;
    for (size_t i = 0; i < text.size(); i++) {
      unsigned char c = (unsigned char)text[i];
      if (c >= 0x20 && c != '"' && c != '\\') continue;
      bytes.append(text.data() + from, i - from);
      from = i + 1;
      switch (c) {
        case '"': bytes.append("\\\""); break;
        case '\\': bytes.append("\\\\"); break;
        case '\n': bytes.append("\\n"); break;
        case '\r': bytes.append("\\r"); break;
        case '\t': bytes.append("\\t"); break;
        default:
          bytes.append("\\u00");
          bytes.push_back(hexadecimal[c >> 4]);
          bytes.push_back(hexadecimal[c & 15]);
      }
    }
    bytes.append(text.data() + from, text.size() - from);
    bytes.push_back('"');
  }

  template <typename Number> void number(Number value) {
    char text[40];
    bytes.append(text, (size_t)(std::to_chars(text, text + sizeof text, value).ptr - text));
  }

  void value(element e) {
    switch (e.type()) {
      case element_type::STRING: string(e.get_string().value_unsafe()); break;
      case element_type::INT64: number(e.get_int64().value_unsafe()); break;
      case element_type::UINT64: number(e.get_uint64().value_unsafe()); break;
      case element_type::DOUBLE: number(e.get_double().value_unsafe()); break;
      case element_type::BOOL: put(e.get_bool().value_unsafe() ? "true" : "false"); break;
      case element_type::NULL_VALUE: put("null"); break;
      case element_type::ARRAY: {
        put('[');
        bool first = true;
        simdjson::dom::array elements = e.get_array().value_unsafe();
        for (element inner : elements) {
          if (!first) put(',');
          first = false;
          value(inner);
        }
        put(']');
        break;
      }
      case element_type::OBJECT: {
        put('{');
        bool first = true;
        object fields = e.get_object().value_unsafe();
        for (auto field : fields) {
          if (!first) put(',');
          first = false;
          string(field.key);
          put(':');
          value(field.value);
        }
        put('}');
        break;
      }
    }
  }

  void flush(size_t above = 0) {
    if (bytes.size() <= above) return;
    fwrite(bytes.data(), 1, bytes.size(), file);
    bytes.clear();
  }
};

/// Hands every line of a file, padded as simdjson wants it, to `body(line, length)`.
template <typename Body> void each_line(const char *path, Body body) {
  FILE *in = fopen(path, "rb");
  if (!in) {
    perror(path);
    exit(1);
  }
  const size_t block = 4u << 20;
  std::string buffer(block * 2 + simdjson::SIMDJSON_PADDING, '\0');
  size_t held = 0;
  while (true) {
    size_t count = fread(&buffer[held], 1, block, in);
    if (count == 0) break;
    held += count;
    size_t from = 0;
    while (const char *end = (const char *)memchr(&buffer[from], '\n', held - from)) {
      size_t length = (size_t)(end - &buffer[from]);
      body(&buffer[from], length);
      from += length + 1;
    }
    memmove(&buffer[0], &buffer[from], held - from);
    held -= from;
  }
  if (held) body(&buffer[0], held);
  fclose(in);
}

/// Trims and lower-cases an e-mail address into `out`; false where it is none.
inline bool normalized_email(std::string_view text, std::string &out) {
  size_t from = 0, to = text.size();
  while (from < to && (unsigned char)text[from] <= ' ') from++;
  while (to > from && (unsigned char)text[to - 1] <= ' ') to--;
  out.assign(text.data() + from, to - from);
  size_t at = std::string::npos, dot = std::string::npos;
  for (size_t i = 0; i < out.size(); i++) {
    char &c = out[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
    if (c == '@') {
      if (at != std::string::npos) return false;
      at = i;
    } else if (c == '.') {
      if (dot == i - 1 && i) return false;
      dot = i;
    } else if ((unsigned char)c <= ' ') {
      return false;
    }
  }
  return at != std::string::npos && at > 0 && dot != std::string::npos && dot > at + 1 && dot + 1 < out.size();
}

}  // namespace yardstick
