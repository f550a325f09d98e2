// @NAME@: takes spaces away around a field's text, and rejects what is too long.
#include <millrace/plugin.hpp>

#include <algorithm>

struct Trim {
  std::string name;
  uint64_t longest;

  // Once for each goal of each run. The configuration is as the schema says, with defaults filled in.
  explicit Trim(millrace::Json config)
      : name(config["field"].string()), longest(static_cast<uint64_t>(config["longest"].integer())) {}

  // Once for each batch of up to 1,024 records. What it throws fails the call; millrace::Error gives it a message.
  void process(millrace::Batch &batch) {
    auto field = batch.field(name);
    for (uint32_t row : batch.kept()) {
      auto text = field.text(row);
      if (!text) continue;
      size_t from = std::min(text->find_first_not_of(" \t\n\r"), text->size());
      size_t to = text->find_last_not_of(" \t\n\r") + 1;
      size_t length = to > from ? to - from : 0;
      if (length > longest) {
        batch.reject(row, 1, name, "longer than allowed");
      } else if (length < text->size()) {
        // The text stays where it is: the new value is a part of it.
        field.set(row, mr_slice(&field[row], uint32_t(from), uint32_t(length)));
      }
    }
  }
};

static const char schema[] = R"({
  "type": "object", "additionalProperties": false, "required": ["field"],
  "properties": {
    "field": {"type": "string", "minLength": 1, "x-millrace-field": true, "description": "Whose text it is."},
    "longest": {"type": "integer", "minimum": 1, "default": 100, "description": "In bytes."}
  }
})";
static const auto trim = millrace::processor<Trim>(
    {"@NAME@", "@NAME@", "Takes spaces away around a field's text, and rejects what is too long.", schema,
     MR_PURE | MR_THREAD_SAFE});
static const auto plugin = millrace::plugin({"@NAME@", "@NAME@", "0.1.0", "A plugin in C++.", "My company"}, trim);
MR_PLUGIN(plugin);
