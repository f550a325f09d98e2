#pragma once
// Validates values against a JsonSchema.
#include "json_schema.h"

#include <millrace/plugin.hpp>

#include <string>
#include <string_view>
#include <vector>

// A record as the object that it is: its fields with their values.
struct RecordView {
  struct Member {
    std::string_view name;
    mr_json value;  // of MR_TEXT without escapes
  };
  std::vector<Member> members;
};

class Validator {
public:
  explicit Validator(const JsonSchema &schema) : schema(schema) {}

  // What is wrong, at most `limit` things: "/address/zip: pattern". Names of members that the schema does not name are
  // shown as *, since they may be personal data. Valid until the next call.
  const std::vector<std::string> &failures(const RecordView &record, size_t limit);
  const std::vector<std::string> &failures(const mr_json &value, size_t limit);

private:
  // A value, or the record itself.
  struct Value {
    const mr_json *json;
    const RecordView *record;
    uint32_t kind() const { return record ? MR_OBJECT : json->kind; }
  };
  // A part of the way to a value; of an item its number.
  struct Step {
    std::string_view name;
    size_t number;
  };

  const JsonSchema &schema;
  Regex::Matcher matcher;
  std::vector<std::string> found;
  size_t limit = 1;
  bool is_silent = false;  // inside anyOf and the like, where a failure is none yet
  std::vector<Step> way;
  std::string scratch;

  bool validate(const JsonSchema &schema, Value value);
  bool validate_type(const JsonSchema &schema, Value value);
  bool validate_number(const JsonSchema &schema, const mr_json &value);
  bool validate_text(const JsonSchema &schema, const mr_json &value);
  bool validate_list(const JsonSchema &schema, const mr_json &value);
  bool validate_object(const JsonSchema &schema, Value value);
  bool validate_member(const JsonSchema &schema, std::string_view name, const mr_json &value);
  bool validate_forms(const JsonSchema &schema, Value value);
  bool validate_part(const JsonSchema &schema, std::string_view name, size_t number, const mr_json &value);
  bool fits(const JsonSchema &schema, Value value);
  bool has(Value object, std::string_view name);
  bool fail(const char *keyword);
  // Whether nobody asks for more failures.
  bool is_enough() const { return is_silent || found.size() >= limit; }
  template <class Body> void each_member(Value object, Body body);
};
