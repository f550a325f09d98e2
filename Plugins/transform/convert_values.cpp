// convert_values: replaces values by a table.
#include "values.h"

#include <unordered_map>

using millrace::Batch;
using millrace::Json;

namespace {

class ConvertValues : public ValueOperation {
public:
  explicit ConvertValues(Json config) : ValueOperation(config) {
    config["table"].each_member([&](const std::string &from, Json to) { table.emplace(from, spelled(to)); });
    if (config["default"].exists()) table.emplace(otherwise, spelled(config["default"])), has_default = true;
  }

protected:
  // The text of a value is in the batch once, however many rows get it.
  void begin(Batch &) override {
    for (auto &entry : table) entry.second.is_in_batch = false;
  }

  bool convert(std::string_view text, mr_builder &out) override {
    Replacement *to = find(text);
    if (to) append(out, to->text);
    return to != nullptr;
  }

  bool convert(Batch &batch, const mr_cell &cell, mr_builder &, mr_cell &result) override {
    char scratch[32];
    if (cell.kind == MR_OBJECT) return false;
    Replacement *to = find(millrace::view(mr_spell(batch.raw, &cell, scratch)));
    if (!to) return false;
    if (!to->is_in_batch) to->cell = batch.copy(to->text), to->is_in_batch = true;
    result = to->cell;
    return true;
  }

private:
  struct Replacement {
    std::string text;
    mr_cell cell;
    bool is_in_batch;
  };
  /* No text of a record is this: it is not UTF-8. */
  const std::string otherwise = "\xFF";
  std::unordered_map<std::string, Replacement> table;
  std::string key;
  bool has_default = false;

  static Replacement spelled(Json value) {
    return {value.kind() == MR_TEXT ? value.string() : std::string(value.raw()), {}, false};
  }

  Replacement *find(std::string_view text) {
    key.assign(text);
    auto entry = table.find(key);
    if (entry == table.end() && has_default) entry = table.find(otherwise);
    return entry == table.end() ? nullptr : &entry->second;
  }
};

}  // namespace

std::unique_ptr<Operation> make_convert_values(Json config) { return std::make_unique<ConvertValues>(config); }
