// find-duplicates: records of a run whose key another record had before.
#include "../shared/fold_case.h"
#include "../shared/sha256.h"
#include "schema.h"
#include "seen_keys.h"

using millrace::Batch;
using millrace::Field;
using millrace::Json;

namespace {

class FindDuplicates {
public:
  explicit FindDuplicates(Json config)
      : trim(config["trim"].boolean(true)), ignore_case(config["ignore_case"].boolean()),
        mark_field(config["mark_field"].string("duplicate_of")), on_duplicate(action_of(config["on_duplicate"])),
        on_missing(action_of(config["on_missing"])), seen(on_duplicate == Action::mark) {
    config["fields"].each([&](Json name) { names.push_back(name.string()); });
  }

  void process(Batch &batch) {
    if (seen.count() + batch.row_count() > seen.most())
      throw millrace::Error("more than " + std::to_string(seen.most()) + " different keys in one run");
    seen.reserve(batch.row_count());
    inserted.clear();
    try {
      look(batch);
    } catch (...) {
      // The host tries these rows again: then they are not to be their own duplicates.
      while (!inserted.empty()) seen.take_back(inserted.back()), inserted.pop_back();
      throw;
    }
  }

private:
  enum class Action { keep, drop, reject, mark, compare };
  // Codes of rejected records.
  static constexpr uint32_t duplicate = 1, no_value = 2;

  bool trim, ignore_case;
  std::string mark_field;
  Action on_duplicate, on_missing;
  std::vector<std::string> names;
  SeenKeys seen;
  Sha256 sha256;
  FoldCase fold;
  std::string key;
  std::vector<KeyHash> hashes;
  std::vector<size_t> inserted;  // in this call

  static Action action_of(Json word) {
    return word.equals("drop")      ? Action::drop
           : word.equals("reject")  ? Action::reject
           : word.equals("mark")    ? Action::mark
           : word.equals("compare") ? Action::compare
                                    : Action::keep;
  }

  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && uint8_t(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && uint8_t(text.back()) <= ' ') text.remove_suffix(1);
    return text;
  }

  std::string_view text_of(Batch &batch, const mr_cell &cell, char scratch[32]) {
    std::string_view text = millrace::view(mr_spell(batch.raw, &cell, scratch));
    if (trim) text = trimmed(text);
    return ignore_case && cell.kind >= MR_TEXT ? fold(text) : text;
  }

  // Puts the record's key together, each part behind its length; the number of the first empty part, or -1.
  int assemble(Batch &batch, const std::vector<Field> &fields, uint32_t row) {
    char scratch[32];
    int empty = -1;
    key.clear();
    for (size_t i = 0; i < fields.size(); i++) {
      const mr_cell &cell = fields[i][row];
      std::string_view text = text_of(batch, cell, scratch);
      if (empty < 0 && (mr_is_empty(&cell) || text.empty())) empty = int(i);
      uint64_t length = text.size();
      key.append(reinterpret_cast<const char *>(&length), sizeof length).append(text);
    }
    return empty;
  }

  void look(Batch &batch) {
    std::vector<Field> fields;
    for (auto &name : names) fields.push_back(batch.field(name));
    hashes.assign(batch.row_count(), KeyHash{});
    for (uint32_t row : batch.kept()) {
      int empty = assemble(batch, fields, row);
      if (empty >= 0 && on_missing != Action::compare) {
        if (on_missing == Action::drop) batch.drop(row, "has no value to compare");
        if (on_missing == Action::reject) batch.reject(row, no_value, names[size_t(empty)], "has no value to compare");
        continue;
      }
      Sha256::Sum sum = sha256("", key);
      memcpy(&hashes[row], sum.data(), sizeof hashes[row]);
      seen.prefetch(hashes[row]);
    }

    Field mark = batch.field(mark_field);
    for (uint32_t row : batch.kept()) {
      if (hashes[row] == KeyHash{}) continue;
      auto [place, is_known] = seen.insert(hashes[row], batch.raw->row_numbers[row]);
      if (!is_known) inserted.push_back(place);
      else if (on_duplicate == Action::drop) batch.drop(row, "is a duplicate");
      else if (on_duplicate == Action::reject) batch.reject(row, duplicate, names[0], "is a duplicate");
      else mark.set(row, mr_int(int64_t(seen.number(place))));
    }
  }
};

}  // namespace

static const auto processor = millrace::processor<FindDuplicates>(
    {"find-duplicates", "Find duplicates", "Drops, rejects or marks records whose key another record of the run had before.",
     CONFIG_SCHEMA});
static const auto plugin = millrace::plugin(
    {"find-duplicates", "Find duplicates", "1.0.0", "Duplicate records inside a run.", "Millrace"}, processor);
MR_PLUGIN(plugin);
