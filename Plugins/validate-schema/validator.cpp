#include "validator.h"

#include "../shared/json_pointer.h"
#include "canonical.h"

#include <unordered_set>

const std::vector<std::string> &Validator::failures(const RecordView &record, size_t most) {
  found.clear(), way.clear(), limit = most;
  validate(schema, {nullptr, &record});
  return found;
}

const std::vector<std::string> &Validator::failures(const mr_json &value, size_t most) {
  found.clear(), way.clear(), limit = most;
  validate(schema, {&value, nullptr});
  return found;
}

bool Validator::fail(const char *keyword) {
  if (is_silent || found.size() >= limit) return false;
  std::string place;
  for (auto &step : way) place += "/" + (step.name.data() ? JsonPointer::escaped(step.name) : std::to_string(step.number));
  found.push_back((place.empty() ? "/" : place) + ": " + keyword);
  return false;
}

bool Validator::fits(const JsonSchema &schema, Value value) {
  bool was_silent = is_silent;
  is_silent = true;
  bool result = validate(schema, value);
  is_silent = was_silent;
  return result;
}

bool Validator::validate_part(const JsonSchema &schema, std::string_view name, size_t number, const mr_json &value) {
  way.push_back({name, number});
  bool is_valid = validate(schema, {&value, nullptr});
  way.pop_back();
  return is_valid;
}

template <class Body> void Validator::each_member(Value object, Body body) {
  if (object.record) {
    for (auto &member : object.record->members)
      if (!body(member.name, member.value)) return;
    return;
  }
  std::string unescaped;
  mr_json_cursor cursor = mr_json_open(*object.json);
  for (mr_json key, value; mr_json_next(&cursor, &key, &value);)
    if (!body(text_of(key, unescaped), value)) return;
}

bool Validator::has(Value object, std::string_view name) {
  bool is_there = false;
  each_member(object, [&](std::string_view member, const mr_json &) { return !(is_there = member == name); });
  return is_there;
}

bool Validator::validate(const JsonSchema &schema, Value value) {
  if (schema.refuses_all) return fail("false");
  bool is_valid = validate_type(schema, value);
  if (!is_valid && (is_enough() || schema.types)) return false;
  uint32_t kind = value.kind();
  if (kind == MR_INT || kind == MR_DOUBLE) is_valid &= validate_number(schema, *value.json);
  else if (kind == MR_TEXT) is_valid &= validate_text(schema, *value.json);
  else if (kind == MR_LIST) is_valid &= validate_list(schema, *value.json);
  else if (kind == MR_OBJECT) is_valid &= validate_object(schema, value);
  if (!is_valid && is_enough()) return false;
  return validate_forms(schema, value) && is_valid;
}

bool Validator::validate_type(const JsonSchema &schema, Value value) {
  bool is_valid = true;
  if (schema.types) {
    uint32_t types = 0;
    switch (value.kind()) {
    case MR_NULL: types = type_null; break;
    case MR_BOOL: types = type_boolean; break;
    case MR_INT: types = type_integer | type_number; break;
    case MR_DOUBLE: {
      double number = mr_json_double(*value.json);
      types = number == std::trunc(number) ? type_integer | type_number : type_number;
      break;
    }
    case MR_TEXT: types = type_string; break;
    case MR_LIST: types = type_array; break;
    case MR_OBJECT: types = type_object; break;
    }
    if (!(types & schema.types)) is_valid = fail("type");
  }
  if (schema.allowed && !value.record) {
    scratch.clear();
    append_canonical(*value.json, scratch);
    bool is_allowed = false;
    for (auto &each : *schema.allowed) is_allowed |= each == scratch;
    if (!is_allowed) is_valid = fail(schema.is_const ? "const" : "enum");
  }
  return is_valid;
}

bool Validator::validate_number(const JsonSchema &schema, const mr_json &value) {
  bool is_valid = true;
  double number = mr_json_double(value);
  if (number < schema.minimum) is_valid = fail("minimum");
  if (number > schema.maximum) is_valid = fail("maximum");
  if (number <= schema.above && schema.above > -std::numeric_limits<double>::infinity()) is_valid = fail("exclusiveMinimum");
  if (number >= schema.below && schema.below < std::numeric_limits<double>::infinity()) is_valid = fail("exclusiveMaximum");
  if (schema.multiple_of) {
    double quotient = number / schema.multiple_of;
    // 0.3 is no exact multiple of 0.1 in binary, and is one.
    bool is_multiple = std::isfinite(quotient) &&
                       std::abs(quotient - std::nearbyint(quotient)) <= 1e-9 * std::max(1.0, std::abs(quotient) * 1e-6);
    if (!is_multiple) is_valid = fail("multipleOf");
  }
  return is_valid;
}

bool Validator::validate_text(const JsonSchema &schema, const mr_json &value) {
  if (!schema.min_length && schema.max_length == UINT64_MAX && !schema.pattern && !schema.format) return true;
  bool is_valid = true;
  std::string_view text = text_of(value, scratch);
  if (schema.min_length || schema.max_length != UINT64_MAX) {
    uint64_t characters = 0;
    for (char byte : text) characters += (uint8_t(byte) & 0xC0) != 0x80;
    if (characters < schema.min_length) is_valid = fail("minLength");
    if (characters > schema.max_length) is_valid = fail("maxLength");
  }
  try {
    if (schema.pattern && !matcher.matches(*schema.pattern, text)) is_valid = fail("pattern");
  } catch (const Regex::TooCostly &) {
    is_valid = fail("pattern, which takes too long on this value");
  }
  if (schema.format && !schema.format(text)) is_valid = fail("format");
  return is_valid;
}

bool Validator::validate_list(const JsonSchema &schema, const mr_json &value) {
  bool is_valid = true;
  uint64_t count = 0, containing = 0;
  std::unordered_set<std::string> seen;
  bool is_unique = true;
  mr_json_cursor cursor = mr_json_open(value);
  for (mr_json item; mr_json_next(&cursor, nullptr, &item); count++) {
    const JsonSchema *each = count < schema.prefix_items.size() ? schema.prefix_items[count].get() : schema.items.get();
    if (each) is_valid &= validate_part(*each, {}, count, item);
    if (schema.contains) containing += fits(*schema.contains, {&item, nullptr});
    if (schema.unique_items) is_unique &= seen.insert(canonical(item)).second;
    if (!is_valid && is_enough()) return false;
  }
  if (count < schema.min_items) is_valid = fail("minItems");
  if (count > schema.max_items) is_valid = fail("maxItems");
  if (!is_unique) is_valid = fail("uniqueItems");
  if (schema.contains && containing < schema.min_contains)
    is_valid = fail(schema.min_contains == 1 ? "contains" : "minContains");
  if (schema.contains && containing > schema.max_contains) is_valid = fail("maxContains");
  return is_valid;
}

bool Validator::validate_member(const JsonSchema &schema, std::string_view name, const mr_json &value) {
  bool is_valid = true, is_named = false;
  for (auto &property : schema.properties) {
    if (property.name != name) continue;
    is_named = true;
    is_valid &= validate_part(*property.schema, property.name, 0, value);
  }
  bool is_known = is_named;
  // A name that the schema does not name may be somebody's.
  std::string_view shown = is_named || way.empty() ? name : "*";
  for (auto &property : schema.pattern_properties) {
    try {
      if (!matcher.matches(property.pattern, name)) continue;
    } catch (const Regex::TooCostly &) {
      continue;
    }
    is_known = true;
    is_valid &= validate_part(*property.schema, shown, 0, value);
  }
  if (!is_known && schema.additional_properties) {
    if (schema.additional_properties->refuses_all) {
      way.push_back({shown, 0});
      is_valid = fail("additionalProperties");
      way.pop_back();
    } else {
      is_valid &= validate_part(*schema.additional_properties, shown, 0, value);
    }
  }
  if (schema.property_names) {
    mr_json text = mr_json_read(mr_make_text("null", 4));
    text.kind = MR_TEXT, text.escaped = 0, text.raw = millrace::text(name);
    if (!fits(*schema.property_names, {&text, nullptr})) is_valid = fail("propertyNames");
  }
  return is_valid;
}

bool Validator::validate_object(const JsonSchema &schema, Value value) {
  bool is_valid = true;
  bool looks_at_members = !schema.properties.empty() || !schema.pattern_properties.empty() ||
                          schema.additional_properties || schema.property_names || schema.min_properties ||
                          schema.max_properties != UINT64_MAX;
  if (looks_at_members) {
    uint64_t count = 0;
    each_member(value, [&](std::string_view name, const mr_json &member) {
      count++;
      is_valid &= validate_member(schema, name, member);
      return is_valid || !is_enough();
    });
    if (!is_valid && is_enough()) return false;
    if (count < schema.min_properties) is_valid = fail("minProperties");
    if (count > schema.max_properties) is_valid = fail("maxProperties");
  }
  auto require = [&](const std::vector<std::string> &names, const char *keyword) {
    for (auto &name : names) {
      if (has(value, name)) continue;
      way.push_back({name, 0});
      is_valid = fail(keyword);
      way.pop_back();
    }
  };
  require(schema.required, "required");
  for (auto &dependent : schema.dependents) {
    if (!has(value, dependent.name)) continue;
    require(dependent.required, "dependentRequired");
    if (dependent.schema) is_valid &= validate(*dependent.schema, value);
  }
  return is_valid;
}

bool Validator::validate_forms(const JsonSchema &schema, Value value) {
  bool is_valid = true;
  if (schema.ref) is_valid &= validate(*schema.ref, value);
  for (auto &each : schema.all_of) is_valid &= validate(*each, value);
  if (!schema.any_of.empty()) {
    bool fits_one = false;
    for (auto &each : schema.any_of) fits_one = fits_one || fits(*each, value);
    if (!fits_one) is_valid = fail("anyOf");
  }
  if (!schema.one_of.empty()) {
    size_t fitting = 0;
    for (auto &each : schema.one_of) fitting += fits(*each, value);
    if (fitting != 1) is_valid = fail("oneOf");
  }
  if (schema.not_ && fits(*schema.not_, value)) is_valid = fail("not");
  if (schema.if_) {
    const JsonSchema *next = fits(*schema.if_, value) ? schema.then.get() : schema.else_.get();
    if (next) is_valid &= validate(*next, value);
  }
  return is_valid;
}
