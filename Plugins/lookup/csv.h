#pragma once
// CSV as RFC 4180 has it, read in place.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

class Csv {
public:
  // A field of the row that was read last: where its text, without its quotes, stands in the buffer.
  struct Field {
    uint32_t offset, length;
  };

  // What is wrong, and where: a line and a byte of it, both from 1.
  struct Error {
    size_t line, column;
    std::string message;
  };

  // Reads `text`, which it changes: quotes within quotes are taken out, and the gap is filled with spaces. Skips a byte
  // order mark.
  Csv(std::string &text, char delimiter);

  // Throws Error where the text is no UTF-8.
  void check_utf8() const;

  // Reads the next row, without empty lines; false at the end. Throws Error.
  bool next();

  std::vector<Field> fields;
  size_t line = 1;  // of the row's begin

  std::string_view view(Field field) const { return {text.data() + field.offset, field.length}; }
  // The place of an offset in the buffer, for messages.
  Error error(size_t offset, std::string message) const;

private:
  std::string &text;
  char delimiter;
  size_t at = 0;
  size_t next_line = 1;

  Field quoted();
  Field plain();
};
