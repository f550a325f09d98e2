// validate-schema: records and values that are as a JSON Schema says.
#include "../shared/read_file.h"
#include "../shared/strict_json.h"
#include "schema.h"
#include "validator.h"

#include <algorithm>

using millrace::Batch;
using millrace::Field;
using millrace::Json;

namespace {

class ValidateSchema {
public:
  explicit ValidateSchema(Json config)
      : field_name(config["field"].string()), mark_field(config["mark_field"].string("schema_errors")),
        on_invalid(config["on_invalid"].equals("mark")   ? OnInvalid::mark
                   : config["on_invalid"].equals("drop") ? OnInvalid::drop
                                                         : OnInvalid::reject),
        limit(on_invalid == OnInvalid::mark ? size_t(config["max_errors"].integer(10)) : 1),
        schema(read_schema(config)), validator(*schema) {}

  void process(Batch &batch) {
    Field mark = batch.field(mark_field);
    mr_builder out = mr_build(batch.raw);
    char scratch[32];
    if (!field_name.empty()) {
      Field field = batch.field(field_name);
      for (uint32_t row : batch.kept())
        if (field[row].kind != MR_ABSENT)
          settle(batch, row, validator.failures(json_of(batch, field[row], scratch), limit), mark, out);
      return;
    }
    std::vector<const mr_column *> columns(batch.raw->columns, batch.raw->columns + batch.raw->column_count);
    // What is told first does not depend on the order in which other records brought their fields.
    std::sort(columns.begin(), columns.end(), [](const mr_column *a, const mr_column *b) {
      return millrace::view(a->name) < millrace::view(b->name);
    });
    std::vector<const mr_cell *> cells;
    for (auto *column : columns) cells.push_back(column->cells);
    numbers.resize(columns.size());
    for (uint32_t row : batch.kept()) {
      record.members.clear();
      for (size_t i = 0; i < columns.size(); i++)
        if (cells[i][row].kind != MR_ABSENT)
          record.members.push_back({millrace::view(columns[i]->name), json_of(batch, cells[i][row], numbers[i].text)});
      settle(batch, row, validator.failures(record, limit), mark, out);
    }
  }

private:
  enum class OnInvalid { reject, drop, mark };
  static constexpr uint32_t not_valid = 1;  // the code of a rejected record
  struct Number {
    char text[32];
  };

  std::string field_name, mark_field;
  OnInvalid on_invalid;
  size_t limit;
  JsonSchema::Owned schema;
  Validator validator;
  RecordView record;
  std::vector<Number> numbers;  // where the spellings of a record's numbers are written

  static JsonSchema::Owned read_schema(Json config) {
    constexpr uint64_t largest = 1 << 20;
    if (config["schema"].exists() == config["schema_file"].exists())
      throw millrace::Error("give either 'schema' or 'schema_file'");
    if (config["schema"].exists()) return JsonSchema::read(config["schema"]);
    std::string path = config["schema_file"].string(), text = read_file(path, largest), bare(text.size(), '\0');
    size_t length = 0;
    if (const char *problem = StrictJson(200).minify(text, bare.data(), &length))
      throw millrace::Error(name_of_file(path) + " " + problem);
    return JsonSchema::read(Json(std::string_view(bare.data(), length)));
  }

  // A cell as a JSON value; a text is there without escapes.
  static mr_json json_of(Batch &batch, const mr_cell &cell, char scratch[32]) {
    mr_json json{};
    json.kind = cell.kind == MR_TIME ? MR_TEXT : cell.kind;
    json.raw = cell.kind == MR_NULL ? mr_make_text("null", 4) : mr_spell(batch.raw, &cell, scratch);
    return json;
  }

  void settle(Batch &batch, uint32_t row, const std::vector<std::string> &failures, Field &mark, mr_builder &out) {
    if (failures.empty()) return;
    if (on_invalid == OnInvalid::drop) return batch.drop(row, "is not as the schema says");
    if (on_invalid == OnInvalid::reject) {
      std::string culprit = field_name.empty() ? field_of(failures[0]) : field_name;
      return batch.reject(row, not_valid, culprit, reason_of(failures[0]).c_str());
    }
    mr_append_byte(&out, '[');
    for (auto &failure : failures) {
      if (mr_length(&out) > 1) mr_append_byte(&out, ',');
      mr_append_quoted(&out, millrace::text(failure));
    }
    mr_append_byte(&out, ']');
    mr_cell list;
    millrace::check(mr_built(&out, MR_LIST, &list));
    mark.set(row, list);
  }

  // The record's field that a failure begins at; empty where it is of the whole record.
  static std::string field_of(const std::string &failure) {
    std::string name;
    for (size_t i = 1, end = std::min(failure.find('/', 1), failure.rfind(": ")); i < end; i++) {
      if (failure[i] == '~') name += failure[++i] == '0' ? '~' : '/';
      else name += failure[i];
    }
    return name;
  }

  // Within the length of a reason: of a long way the end counts.
  static std::string reason_of(const std::string &failure) {
    constexpr size_t longest = 150;
    std::string reason = "not as the schema says at ";
    if (failure.size() <= longest) return reason + failure;
    size_t cut = failure.find('/', failure.size() - longest);
    return reason + "…" + (cut == failure.npos ? failure.substr(failure.rfind(": ")) : failure.substr(cut));
  }

};

}  // namespace

static const auto processor = millrace::processor<ValidateSchema>(
    {"validate-schema", "Validate schema", "Rejects, drops or marks records that are not as a JSON Schema says.",
     CONFIG_SCHEMA, MR_PURE});
static const auto plugin = millrace::plugin(
    {"validate-schema", "Validate schema", "1.0.0", "Records as a JSON Schema says.", "Millrace"}, processor);
MR_PLUGIN(plugin);
