// filter-rows: keeps or drops records by conditions on their fields.
#include "condition.h"
#include "schema.h"

class FilterRows {
public:
  explicit FilterRows(millrace::Json config)
      : drops(config["action"].string() == "drop"), any(config["match"].string() == "any") {
    config["conditions"].each(
        [&](millrace::Json condition) { conditions.emplace_back(condition, conditions.size() + 1); });
  }

  void process(millrace::Batch &batch) const {
    std::vector<uint8_t> matches(batch.row_count(), !any), met(batch.row_count());
    for (auto &condition : conditions) {
      condition.look(batch, met);
      for (uint32_t row = 0; row < batch.row_count(); row++)
        matches[row] = any ? matches[row] | met[row] : matches[row] & met[row];
    }
    const char *reason = drops ? "matches the conditions" : "does not match the conditions";
    for (uint32_t row : batch.kept())
      if (bool(matches[row]) == drops) batch.drop(row, reason);
  }

private:
  bool drops, any;
  std::vector<Condition> conditions;
};

static const auto processor = millrace::processor<FilterRows>(
    {"filter-rows", "Filter rows", "Keeps or drops records by conditions on their fields.", CONFIG_SCHEMA,
     MR_PURE | MR_THREAD_SAFE});
static const auto plugin =
    millrace::plugin({"filter-rows", "Filter rows", "1.0.0", "Keeps or drops records.", "Millrace"}, processor);
MR_PLUGIN(plugin);
