#include "json_schema.h"

#include "../shared/json_pointer.h"
#include "canonical.h"

#include <map>

using millrace::Error;
using millrace::Json;

namespace {

// Deeper ones are a mistake, and would use up the stack.
constexpr int deepest = 64;

class Reader {
public:
  JsonSchema::Owned read_root(Json json) {
    root_json = json;
    JsonSchema::Owned root = read(json, "", 0);
    for (auto &[schema, target] : references) {
      auto found = known.find(target);
      if (found == known.end()) throw Error("schema: $ref: there is no schema at '#" + target + "'");
      schema->ref = found->second;
    }
    for (auto &[place, schema] : known) check_ends(*schema, place);
    return root;
  }

private:
  Json root_json{mr_json{}};
  std::map<std::string, JsonSchema *> known;  // by pointer
  std::vector<std::pair<JsonSchema *, std::string>> references;
  std::map<const JsonSchema *, int> visited;  // 1 while it is looked at, 2 after

  [[noreturn]] static void fail(const std::string &place, const std::string &message) {
    throw Error("schema: at '" + (place.empty() ? "/" : place) + "': " + message);
  }

  // A schema that applies itself to the very same value never ends.
  void check_ends(const JsonSchema &schema, const std::string &place) {
    int &state = visited[&schema];
    if (state == 2) return;
    if (state == 1) fail(place, "$ref: the schema refers to itself without end");
    state = 1;
    auto look = [&](const JsonSchema *next) {
      if (next) check_ends(*next, place);
    };
    look(schema.ref);
    for (auto *list : {&schema.all_of, &schema.any_of, &schema.one_of})
      for (auto &each : *list) look(each.get());
    for (auto *each : {&schema.not_, &schema.if_, &schema.then, &schema.else_}) look(each->get());
    for (auto &each : schema.dependents) look(each.schema.get());
    visited[&schema] = 2;
  }

  JsonSchema::Owned read(Json json, const std::string &place, int depth) {
    auto schema = std::make_unique<JsonSchema>();
    known[place] = schema.get();
    if (depth > deepest) fail(place, "the schema is nested too deep");
    if (json.kind() == MR_BOOL) {
      schema->refuses_all = !json.boolean();
      return schema;
    }
    if (json.kind() != MR_OBJECT) fail(place, "a schema is an object, true or false");
    json.each_member([&](const std::string &keyword, Json value) {
      read_keyword(*schema, keyword, value, place, place + "/" + JsonPointer::escaped(keyword), depth + 1);
    });
    return schema;
  }

  void read_keyword(JsonSchema &schema, const std::string &keyword, Json value, const std::string &place,
                    const std::string &at, int depth) {
    auto sub = [&] { return read(value, at, depth); };
    auto list = [&](std::vector<JsonSchema::Owned> &schemas) {
      if (value.kind() != MR_LIST) fail(at, "a list of schemas is expected");
      value.each([&](Json item) { schemas.push_back(read(item, at + "/" + std::to_string(schemas.size()), depth)); });
      if (schemas.empty()) fail(at, "the list is empty");
    };
    auto members = [&](auto body) {
      if (value.kind() != MR_OBJECT) fail(at, "an object is expected");
      value.each_member(
          [&](const std::string &name, Json member) { body(name, member, at + "/" + JsonPointer::escaped(name)); });
    };
    auto named = [&](std::vector<JsonSchema::Named> &schemas) {
      members([&](const std::string &name, Json member, const std::string &where) {
        schemas.push_back({name, read(member, where, depth)});
      });
    };

    if (keyword == "type") schema.types = types(value, at);
    else if (keyword == "enum" || keyword == "const") read_allowed(schema, keyword, value, at);
    else if (keyword == "minimum") schema.minimum = number(value, at);
    else if (keyword == "maximum") schema.maximum = number(value, at);
    else if (keyword == "exclusiveMinimum") schema.above = number(value, at);
    else if (keyword == "exclusiveMaximum") schema.below = number(value, at);
    else if (keyword == "multipleOf") {
      schema.multiple_of = number(value, at);
      if (!(schema.multiple_of > 0)) fail(at, "a number above 0 is expected");
    }
    else if (keyword == "minLength") schema.min_length = count(value, at);
    else if (keyword == "maxLength") schema.max_length = count(value, at);
    else if (keyword == "pattern") schema.pattern.emplace(regex(text(value, at), at));
    else if (keyword == "format") {
      schema.format = format_check(text(value, at));
      if (!schema.format) fail(at, std::string("this format is not known; known are ") + format_names);
    }
    else if (keyword == "prefixItems") list(schema.prefix_items);
    else if (keyword == "items") {
      if (value.kind() == MR_LIST) fail(at, "a list of schemas is 'prefixItems' now");
      schema.items = sub();
    }
    else if (keyword == "contains") schema.contains = sub();
    else if (keyword == "minContains") schema.min_contains = count(value, at);
    else if (keyword == "maxContains") schema.max_contains = count(value, at);
    else if (keyword == "minItems") schema.min_items = count(value, at);
    else if (keyword == "maxItems") schema.max_items = count(value, at);
    else if (keyword == "uniqueItems") schema.unique_items = flag(value, at);
    else if (keyword == "properties") named(schema.properties);
    else if (keyword == "patternProperties")
      members([&](const std::string &name, Json member, const std::string &where) {
        schema.pattern_properties.push_back({regex(name, where), read(member, where, depth)});
      });
    else if (keyword == "additionalProperties") schema.additional_properties = sub();
    else if (keyword == "propertyNames") schema.property_names = sub();
    else if (keyword == "required") schema.required = texts(value, at);
    else if (keyword == "minProperties") schema.min_properties = count(value, at);
    else if (keyword == "maxProperties") schema.max_properties = count(value, at);
    else if (keyword == "dependentRequired")
      members([&](const std::string &name, Json member, const std::string &where) {
        schema.dependents.push_back({name, texts(member, where), nullptr});
      });
    else if (keyword == "dependentSchemas")
      members([&](const std::string &name, Json member, const std::string &where) {
        schema.dependents.push_back({name, {}, read(member, where, depth)});
      });
    else if (keyword == "allOf") list(schema.all_of);
    else if (keyword == "anyOf") list(schema.any_of);
    else if (keyword == "oneOf") list(schema.one_of);
    else if (keyword == "not") schema.not_ = sub();
    else if (keyword == "if") schema.if_ = sub();
    else if (keyword == "then") schema.then = sub();
    else if (keyword == "else") schema.else_ = sub();
    else if (keyword == "$ref") references.push_back({&schema, reference(text(value, at), at)});
    else if (keyword == "$defs" || keyword == "definitions") named(schema.definitions);
    else if (keyword == "$id") {
      if (!place.empty()) fail(at, "only the whole schema has an $id");
    }
    else if (!is_annotation(keyword)) fail(at, "the keyword is not supported");
  }

  static bool is_annotation(const std::string &keyword) {
    for (const char *known : {"$schema", "$comment", "title", "description", "default", "examples", "deprecated",
                              "readOnly", "writeOnly"})
      if (keyword == known) return true;
    return keyword.compare(0, 2, "x-") == 0;
  }

  static uint32_t types(Json value, const std::string &place) {
    static const char *const names[] = {"null", "boolean", "integer", "number", "string", "array", "object"};
    uint32_t types = 0;
    auto add = [&](Json name) {
      uint32_t type = 0;
      for (uint32_t i = 0; i < 7; i++)
        if (name.equals(names[i])) type = 1u << i;
      if (!type) fail(place, "a type is null, boolean, integer, number, string, array or object");
      types |= type;
    };
    if (value.kind() == MR_LIST) value.each(add);
    else add(value);
    return types;
  }

  static void read_allowed(JsonSchema &schema, const std::string &keyword, Json value, const std::string &place) {
    if (schema.allowed) fail(place, "'enum' and 'const' do not stand together");
    schema.allowed.emplace();
    schema.is_const = keyword == "const";
    auto add = [&](Json each) { schema.allowed->push_back(canonical(each.c())); };
    if (schema.is_const) add(value);
    else if (value.kind() == MR_LIST) value.each(add);
    else fail(place, "a list is expected");
  }

  static double number(Json value, const std::string &place) {
    if (value.kind() != MR_INT && value.kind() != MR_DOUBLE) fail(place, "a number is expected");
    return value.number();
  }
  static uint64_t count(Json value, const std::string &place) {
    double count = number(value, place);
    if (count < 0 || count != std::trunc(count) || count > 9e15) fail(place, "a whole number from 0 is expected");
    return uint64_t(count);
  }
  static bool flag(Json value, const std::string &place) {
    if (value.kind() != MR_BOOL) fail(place, "true or false is expected");
    return value.boolean();
  }
  static std::string text(Json value, const std::string &place) {
    if (value.kind() != MR_TEXT) fail(place, "a text is expected");
    return value.string();
  }
  static std::vector<std::string> texts(Json value, const std::string &place) {
    std::vector<std::string> texts;
    if (value.kind() != MR_LIST) fail(place, "a list of texts is expected");
    value.each([&](Json item) { texts.push_back(text(item, place)); });
    return texts;
  }
  static Regex regex(const std::string &pattern, const std::string &place) {
    try {
      return Regex(pattern, Regex::ecmascript, false);
    } catch (const Error &error) {
      fail(place, error.message);
    }
  }

  // `#` or `#/$defs/name`, without the #.
  static std::string reference(const std::string &text, const std::string &place) {
    if (text.empty() || text[0] != '#' || (text.size() > 1 && text[1] != '/') || text.find('%') != text.npos)
      fail(place, "only references inside the schema are followed, such as #/$defs/name");
    return text.substr(1);
  }
};

}  // namespace

JsonSchema::Owned JsonSchema::read(Json json) { return Reader().read_root(json); }
