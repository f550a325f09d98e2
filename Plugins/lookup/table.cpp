#include "table.h"

#include "../shared/read_file.h"

#include <algorithm>

// Places in the text have 32 bits.
static constexpr uint64_t largest_file = uint64_t(1) << 30;

Table::Table(Options chosen)
    : options(std::move(chosen)), text(read_file(options.path, largest_file)), csv(text, options.delimiter) {
  try {
    csv.check_utf8();
    if (!csv.next()) throw csv.error(0, "the file is empty; its first line names the columns");
    for (auto field : csv.fields) {
      std::string name(csv.view(field));
      for (auto &known : names)
        if (known == name) throw csv.error(field.offset, "the header names the column '" + name + "' twice");
      names.push_back(std::move(name));
    }
  } catch (const Csv::Error &error) {
    fail(error);
  }
  for (auto &key : options.keys) key_columns.push_back(column(key));
}

void Table::fail(const Csv::Error &error) const {
  throw millrace::Error(name_of_file(options.path) + ":" + std::to_string(error.line) + ":" +
                        std::to_string(error.column) + ": " + error.message);
}

void Table::fail(uint32_t row, size_t i, const std::string &message) const {
  fail(csv.error(spans[row * width + options.keys.size() + i].offset, message));
}

size_t Table::column(std::string_view name) const {
  for (size_t i = 0; i < names.size(); i++)
    if (names[i] == name) return i;
  std::string known;
  for (auto &each : names) known += (known.empty() ? "" : ", ") + each;
  throw millrace::Error(name_of_file(options.path) + ":1: no column is named '" + std::string(name) + "'; there are " +
                        known);
}

// Text that folds to no more bytes, as nearly all does, stays where it is; other goes to the end.
Csv::Field Table::folded(Csv::Field field) {
  std::string_view folded = fold(csv.view(field));
  if (folded == csv.view(field)) return field;
  if (folded.size() > field.length || keeps_keys) {
    field.offset = uint32_t(text.size());
    text.append(folded);
  } else {
    memcpy(text.data() + field.offset, folded.data(), folded.size());
  }
  field.length = uint32_t(folded.size());
  return field;
}

void Table::load(const std::vector<size_t> &columns) {
  width = key_columns.size() + columns.size();
  for (size_t column : columns)
    for (size_t key : key_columns) keeps_keys |= column == key;
  try {
    while (csv.next()) {
      if (csv.fields.size() != names.size())
        throw csv.error(csv.fields[std::min(csv.fields.size() - 1, names.size())].offset,
                        std::to_string(names.size()) + " values are expected, " + std::to_string(csv.fields.size()) +
                            " stand here");
      for (size_t column : key_columns) spans.push_back(csv.fields[column]);
      for (size_t column : columns) spans.push_back(csv.fields[column]);
    }
    index();
  } catch (const Csv::Error &error) {
    fail(error);
  }
}

void Table::index() {
  size_t capacity = 2, file_end = text.size(), keys = key_columns.size();
  shift = 63;
  while (2 * capacity < 3 * size_t(row_count())) capacity *= 2, shift--;
  slots.assign(capacity, none);

  for (uint32_t row = 0, count = row_count(); row < count; row++) {
    Csv::Field *key = &spans[row * width];
    size_t place = key->offset;
    uint64_t hash = 0;
    for (size_t i = 0; i < keys; i++) {
      if (options.ignore_case) key[i] = folded(key[i]);
      hash = hash_key(hash, csv.view(key[i]));
    }
    size_t slot = hash >> shift;
    auto part = [&](size_t i) { return csv.view(key[i]); };
    while (slots[slot] != none && !has_key(slots[slot], part)) slot = (slot + 1) & (capacity - 1);
    if (slots[slot] != none && options.duplicates == Duplicates::error) {
      size_t first = spans[slots[slot] * width].offset;
      throw csv.error(place, "the same key stands in " +
                                 (first < file_end ? "line " + std::to_string(csv.error(first, "").line) : "a line above") +
                                 " already; choose with 'duplicates' which row counts");
    }
    if (slots[slot] == none || options.duplicates == Duplicates::last) slots[slot] = row;
  }
}
