// lookup: fields from the row of a table that has the record's key.
#include "schema.h"
#include "table.h"

#include <charconv>
#include <cmath>

using millrace::Batch;
using millrace::Field;
using millrace::Json;

namespace {

constexpr uint32_t no_row = 1;  // the code of a rejected record
constexpr size_t longest_field = 1024;

enum class Missing { keep, defaults, drop, reject };

struct Added {
  std::string field;
  bool is_number;
  // Where the table has no row; absent for none.
  mr_cell fallback;
  std::string fallback_text;
};

// A number in the whole text.
std::optional<mr_cell> number_in(std::string_view text) {
  const char *begin = text.data(), *end = begin + text.size();
  int64_t integer;
  double number;
  if (auto [at, error] = std::from_chars(begin, end, integer); error == std::errc() && at == end) return mr_int(integer);
  if (auto [at, error] = std::from_chars(begin, end, number);
      error == std::errc() && at == end && std::isfinite(number))
    return mr_double(number);
  return {};
}

class Lookup {
public:
  Lookup(Json config, millrace::Host host)
      : ignore_case(config["ignore_case"].boolean()), missing(missing_of(config["on_missing"].string())),
        table(options_of(config)) {
    config["keys"].each(
        [&](Json key) { keys.push_back(key["field"].string(key["column"].string())); });
    load(config);
    host.log(MR_LOG_INFO, "the table has " + std::to_string(table.row_count()) + " rows and takes " +
                              std::to_string((table.bytes() + 1023) >> 10) + " kB of memory");
  }

  void process(Batch &batch) const {
    std::vector<uint32_t> rows = found_rows(batch);
    mr_builder out = mr_build(batch.raw);
    for (size_t i = 0; i < added.size(); i++) add(batch, i, rows, out);
    if (missing != Missing::drop && missing != Missing::reject) return;
    for (uint32_t row : batch.kept()) {
      if (rows[row] != Table::none) continue;
      if (missing == Missing::drop) batch.drop(row, "the table has no row for it");
      else batch.reject(row, no_row, keys[0], "the table has no row for it");
    }
  }

private:
  bool ignore_case;
  Missing missing;
  std::vector<std::string> keys;
  std::vector<Added> added;
  Table table;

  static Missing missing_of(const std::string &word) {
    return word == "defaults" ? Missing::defaults
           : word == "drop"   ? Missing::drop
           : word == "reject" ? Missing::reject
                              : Missing::keep;
  }

  static Table::Options options_of(Json config) {
    std::string duplicates = config["duplicates"].string();
    Table::Options options{config["file"].string(), config["delimiter"].string(",")[0],
                           config["ignore_case"].boolean(),
                           duplicates == "first"  ? Table::Duplicates::first
                           : duplicates == "last" ? Table::Duplicates::last
                                                  : Table::Duplicates::error,
                           {}};
    config["keys"].each([&](Json key) { options.keys.push_back(key["column"].string()); });
    return options;
  }

  void load(Json config) {
    std::vector<size_t> columns;
    std::string prefix = config["prefix"].string();
    config["add"].each([&](Json column) {
      std::string name = column["column"].string();
      columns.push_back(table.column(name));
      Json fallback = column["default"];
      mr_cell cell = mr_absent();
      if (fallback.kind() == MR_NULL) cell = mr_null();
      if (fallback.kind() == MR_BOOL) cell = mr_bool(fallback.boolean());
      if (fallback.kind() == MR_INT) cell = mr_int(fallback.integer());
      if (fallback.kind() == MR_DOUBLE) cell = mr_double(fallback.number());
      if (fallback.kind() == MR_TEXT) cell = mr_make_cell(MR_TEXT, 0);
      added.push_back({column["field"].string(prefix + name), column["type"].string() == "number", cell,
                       fallback.string()});
    });
    if (added.empty()) {
      for (size_t i = 0; i < table.header().size(); i++) {
        if (is_key(config, table.header()[i])) continue;
        columns.push_back(i);
        added.push_back({prefix + table.header()[i], false, mr_absent(), ""});
      }
    }
    for (auto &column : added)
      if (column.field.empty() || column.field.size() > longest_field)
        throw millrace::Error("a column's name is no name of a field; give it one in 'add'");
    table.load(columns);
    for (size_t i = 0; i < added.size(); i++)
      for (uint32_t row = 0; added[i].is_number && row < table.row_count(); row++)
        if (auto text = table.value(row, i); !text.empty() && !number_in(text)) table.fail(row, i, "a number is expected");
  }

  static bool is_key(Json config, const std::string &column) {
    bool found = false;
    config["keys"].each([&](Json key) { found |= key["column"].string() == column; });
    return found;
  }

  // The table's row for each row of the batch. All hashes come first, so that the memory that they lead to is there when
  // the keys are compared.
  std::vector<uint32_t> found_rows(Batch &batch) const {
    std::vector<Field> fields;
    for (auto &key : keys) fields.push_back(batch.field(key));
    std::vector<uint32_t> rows(batch.row_count(), Table::none);
    std::vector<uint64_t> hashes(batch.row_count());
    FoldCase fold;
    char scratch[32];
    auto part = [&](uint32_t row, size_t i) {
      std::string_view text = millrace::view(mr_spell(batch.raw, &fields[i][row], scratch));
      return ignore_case ? fold(text) : text;
    };
    auto has_key = [&](uint32_t row) {
      for (auto &field : fields)
        if (mr_is_empty(&field[row]) || field[row].kind >= MR_LIST) return false;
      return true;
    };
    for (uint32_t row : batch.kept()) {
      if (!has_key(row)) continue;
      for (size_t i = 0; i < fields.size(); i++) hashes[row] = hash_key(hashes[row], part(row, i));
      table.prefetch(hashes[row]);
    }
    for (uint32_t row : batch.kept())
      if (has_key(row)) rows[row] = table.find(hashes[row], [&](size_t i) { return part(row, i); });
    return rows;
  }

  void add(Batch &batch, size_t i, const std::vector<uint32_t> &rows, mr_builder &out) const {
    const Added &column = added[i];
    Field field = batch.field(column.field);
    mr_cell fallback = column.fallback;
    if (fallback.kind == MR_TEXT && missing == Missing::defaults) fallback = batch.copy(column.fallback_text);
    for (uint32_t row : batch.kept()) {
      if (rows[row] == Table::none) {
        if (missing == Missing::defaults && fallback.kind != MR_ABSENT) field.set(row, fallback);
        continue;
      }
      std::string_view text = table.value(rows[row], i);
      if (text.empty()) {
        field.set(row, mr_null());
      } else if (column.is_number) {
        field.set(row, *number_in(text));
      } else {
        mr_append(&out, millrace::text(text));
        millrace::check(mr_set_built(&field.raw, row, &out));
      }
    }
  }
};

}  // namespace

static const auto processor = millrace::processor<Lookup>(
    {"lookup", "Look up", "Adds fields from the row of a CSV table that has the record's key.", CONFIG_SCHEMA,
     MR_PURE | MR_THREAD_SAFE});
static const auto plugin =
    millrace::plugin({"lookup", "Look up", "1.0.0", "Fields from a table in a CSV file.", "Millrace"}, processor);
MR_PLUGIN(plugin);
