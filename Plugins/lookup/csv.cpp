#include "csv.h"

#include <algorithm>
#include <cstring>

#include <unicode/utf8.h>

Csv::Csv(std::string &text, char delimiter) : text(text), delimiter(delimiter) {
  if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) at = 3;
}

Csv::Error Csv::error(size_t offset, std::string message) const {
  std::string_view before(text.data(), std::min(offset, text.size()));
  size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
  if (begin == 0 && before.substr(0, 3) == "\xEF\xBB\xBF") begin = 3;
  size_t line = size_t(std::count(before.begin(), before.end(), '\n')) + 1;
  return {line, before.size() - std::min(begin, before.size()) + 1, std::move(message)};
}

void Csv::check_utf8() const {
  int64_t length = int64_t(text.size());
  for (int64_t i = 0; i < length;) {
    if (uint8_t(text[size_t(i)]) < 0x80) {
      i++;
      continue;
    }
    int64_t start = i;
    UChar32 character;
    U8_NEXT(text.data(), i, length, character);
    if (character < 0) throw error(size_t(start), "not UTF-8");
  }
}

bool Csv::next() {
  auto ends_line = [&] {
    if (at < text.size() && text[at] == '\n') return at += 1, true;
    if (at + 1 < text.size() && text[at] == '\r' && text[at + 1] == '\n') return at += 2, true;
    return at == text.size();
  };
  for (line = next_line; at < text.size() && ends_line();) line++;
  if (at == text.size()) return false;

  fields.clear();
  next_line = line;
  for (;;) {
    fields.push_back(text[at] == '"' ? quoted() : plain());
    if (ends_line()) break;
    at++;  // the delimiter
    if (at == text.size()) {
      fields.push_back({uint32_t(at), 0});
      break;
    }
  }
  next_line++;
  return true;
}

// From the opening quote to behind the closing one.
Csv::Field Csv::quoted() {
  size_t open = at, start = at + 1, out = start, from = start;
  for (;;) {
    auto close = static_cast<const char *>(memchr(text.data() + from, '"', text.size() - from));
    if (!close) throw error(open, "the quote that begins here does not end");
    size_t end = size_t(close - text.data());
    bool is_escaped = end + 1 < text.size() && text[end + 1] == '"';
    size_t run = end - from + is_escaped;
    next_line += size_t(std::count(text.begin() + ptrdiff_t(from), text.begin() + ptrdiff_t(end), '\n'));
    if (out != from) memmove(text.data() + out, text.data() + from, run);
    out += run;
    from = end + 1 + is_escaped;
    if (!is_escaped) break;
  }
  memset(text.data() + out, ' ', from - 1 - out);
  at = from;
  bool ends = at == text.size() || text[at] == delimiter || text[at] == '\n' ||
              (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
  if (!ends) throw error(at, "the delimiter or the line's end is expected behind a quote");
  return {uint32_t(start), uint32_t(out - start)};
}

// To the delimiter or the line's end.
Csv::Field Csv::plain() {
  size_t start = at;
  for (; at < text.size() && text[at] != delimiter && text[at] != '\n'; at++)
    if (text[at] == '"') throw error(at, "a quote stands in a value without quotes; put quotes around it and double it");
  size_t end = at;
  if (at < text.size() && text[at] == '\n' && end > start && text[end - 1] == '\r') at = --end;
  return {uint32_t(start), uint32_t(end - start)};
}
