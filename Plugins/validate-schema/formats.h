#pragma once
// The formats of JSON Schema that are checked.
#include <string_view>

using FormatCheck = bool(std::string_view text);

// The check of a format; null for one that is not known.
FormatCheck *format_check(std::string_view name);
// Their names, for messages.
extern const char *const format_names;
