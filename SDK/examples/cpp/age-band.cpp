// age-band: puts a number into bands, and rejects a number that nobody can have.
#include <millrace/plugin.hpp>

#include <vector>

struct AgeBand {
  std::string field, to;
  std::vector<double> limits;

  explicit AgeBand(millrace::Json config) : field(config["field"].string()), to(config["to"].string()) {
    config["limits"].each([&](millrace::Json limit) { limits.push_back(limit.number()); });
    for (size_t i = 1; i < limits.size(); i++)
      if (limits[i] <= limits[i - 1]) throw millrace::Error("limits must rise");
  }

  void process(millrace::Batch &batch) {
    auto age = batch.field(field), band = batch.field(to);
    for (uint32_t row : batch.kept()) {
      auto years = age.number(row);
      if (!years) continue;
      if (*years < 0 || *years > 150) {
        batch.reject(row, 1, field, "not an age");
        continue;
      }
      size_t i = 0;
      while (i < limits.size() && *years >= limits[i]) i++;
      band.set(row, mr_int(int64_t(i)));
    }
  }
};

static const char schema[] = R"({
  "type": "object", "additionalProperties": false, "required": ["limits"],
  "properties": {
    "field": {"type": "string", "default": "age", "x-millrace-field": true},
    "to": {"type": "string", "default": "age_band", "x-millrace-field": true},
    "limits": {"type": "array", "items": {"type": "number"}, "minItems": 1, "description": "Where a band begins."}
  }
})";
static const auto age_band = millrace::processor<AgeBand>(
    {"age-band", "Age band", "Puts an age into bands.", schema, MR_PURE | MR_THREAD_SAFE});
static const auto plugin =
    millrace::plugin({"age-band", "Age band", "1.0.0", "An example in C++.", "Millrace"}, age_band);
MR_PLUGIN(plugin);
