#pragma once
// A JSON Schema, read once: 2020-12 without its dynamic parts. The README lists the keywords.
#include "../shared/regex.h"
#include "formats.h"

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct JsonSchema {
  using Owned = std::unique_ptr<JsonSchema>;
  struct Named {
    std::string name;
    Owned schema;
  };
  struct Patterned {
    Regex pattern;
    Owned schema;
  };
  struct Dependents {
    std::string name;
    std::vector<std::string> required;
    Owned schema;  // null for none
  };

  bool refuses_all = false;                         // the schema `false`
  uint32_t types = 0;                               // a bit for each of `type`; 0 for any
  std::optional<std::vector<std::string>> allowed;  // canonical values of `enum` and `const`
  bool is_const = false;

  double minimum = -std::numeric_limits<double>::infinity(), maximum = -minimum;
  double above = minimum, below = maximum;  // exclusive
  double multiple_of = 0;

  uint64_t min_length = 0, max_length = UINT64_MAX;
  std::optional<Regex> pattern;
  FormatCheck *format = nullptr;

  std::vector<Owned> prefix_items;
  Owned items, contains;
  uint64_t min_items = 0, max_items = UINT64_MAX, min_contains = 1, max_contains = UINT64_MAX;
  bool unique_items = false;

  std::vector<Named> properties;
  std::vector<Patterned> pattern_properties;
  Owned additional_properties, property_names;
  std::vector<std::string> required;
  std::vector<Dependents> dependents;
  uint64_t min_properties = 0, max_properties = UINT64_MAX;

  std::vector<Owned> all_of, any_of, one_of;
  Owned not_, if_, then, else_;
  const JsonSchema *ref = nullptr;

  std::vector<Named> definitions;  // only referred to

  // Reads a schema. Throws millrace::Error, which tells the place in it as a JSON pointer.
  static Owned read(millrace::Json json);
};

// Bits of `types`.
enum SchemaType : uint32_t {
  type_null = 1, type_boolean = 2, type_integer = 4, type_number = 8, type_string = 16, type_array = 32, type_object = 64
};
