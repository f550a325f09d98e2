#pragma once
// A table from a CSV file: rows found by the text of their key columns.
#include "csv.h"

#include "../shared/fold_case.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The hash of a key; every part of it has to be put in, in order.
inline uint64_t hash_key(uint64_t hash, std::string_view part) {
  return (hash ^ std::hash<std::string_view>()(part)) * 0x9E3779B97F4A7C15;
}

// Loaded once, then only read. Holds the file's bytes, 8 bytes for each key and value, and a hash table of 4-byte places
// that is two thirds full at most.
class Table {
public:
  enum class Duplicates { error, first, last };
  struct Options {
    std::string path;
    char delimiter;
    bool ignore_case;
    Duplicates duplicates;
    std::vector<std::string> keys;  // columns of the header
  };
  static constexpr uint32_t none = UINT32_MAX;

  // Reads the file and its header. Throws millrace::Error, which names the file, and line and column where there are any;
  // so does `load`.
  explicit Table(Options options);

  // The header's names.
  const std::vector<std::string> &header() const { return names; }
  // Where the column of this name stands.
  size_t column(std::string_view name) const;
  // Reads the rows and keeps the values of these columns; to be called once, before anything is looked up.
  void load(const std::vector<size_t> &columns);

  uint32_t row_count() const { return uint32_t(spans.size() / width); }
  size_t bytes() const { return text.capacity() + spans.capacity() * sizeof spans[0] + slots.size() * sizeof slots[0]; }

  void prefetch(uint64_t hash) const { __builtin_prefetch(&slots[hash >> shift]); }
  // The row of a key, or none. `part(i)` is the text of its i-th column, folded where case is ignored.
  template <class Part> uint32_t find(uint64_t hash, Part part) const {
    for (size_t slot = hash >> shift;; slot = (slot + 1) & (slots.size() - 1)) {
      uint32_t row = slots[slot];
      if (row == none || has_key(row, part)) return row;
    }
  }
  // A value of a row, of the i-th of the columns that were loaded.
  std::string_view value(uint32_t row, size_t i) const { return csv.view(spans[row * width + options.keys.size() + i]); }

  // Throws a millrace::Error about that value.
  [[noreturn]] void fail(uint32_t row, size_t i, const std::string &message) const;

private:
  Options options;
  std::string text;
  Csv csv;
  std::vector<std::string> names;
  std::vector<size_t> key_columns;
  bool keeps_keys = false;        // a key column is among the values, and is not folded in place
  size_t width = 1;               // keys and values of a row
  std::vector<Csv::Field> spans;  // row by row, keys before values
  std::vector<uint32_t> slots;    // rows by hash; a power of two of them
  unsigned shift = 63;
  FoldCase fold;

  template <class Part> bool has_key(uint32_t row, Part part) const {
    for (size_t i = 0; i < options.keys.size(); i++)
      if (csv.view(spans[row * width + i]) != part(i)) return false;
    return true;
  }
  Csv::Field folded(Csv::Field field);
  void index();
  [[noreturn]] void fail(const Csv::Error &error) const;
};
