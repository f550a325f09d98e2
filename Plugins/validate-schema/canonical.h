#pragma once
// JSON values as texts that are equal where the values are.
#include <millrace/plugin.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

// The text that a value is. Valid as long as the value and `scratch`.
inline std::string_view text_of(const mr_json &value, std::string &scratch) {
  std::string_view raw = millrace::view(value.raw);
  if (!value.escaped) return raw;
  return scratch = millrace::Json(value).string();
}

// Appends it: members in one order, numbers by value, texts behind their length.
inline void append_canonical(const mr_json &value, std::string &out) {
  std::string scratch;
  switch (value.kind) {
  case MR_TEXT: {
    std::string_view text = text_of(value, scratch);
    out.append(1, '"').append(std::to_string(text.size())).append(1, ':').append(text);
    break;
  }
  case MR_INT:
  case MR_DOUBLE: {
    char digits[32];
    double number = mr_json_double(value);
    bool is_whole = value.kind == MR_INT || (number == std::trunc(number) && std::abs(number) < 9e18);
    int64_t whole = value.kind == MR_INT ? mr_json_int(value) : is_whole ? int64_t(number) : 0;
    int length = is_whole ? snprintf(digits, sizeof digits, "%lld,", static_cast<long long>(whole))
                          : snprintf(digits, sizeof digits, "%.17g,", number);
    out.append(digits, size_t(length));
    break;
  }
  case MR_LIST:
    out += '[';
    for (auto [cursor, item] = std::pair(mr_json_open(value), mr_json{}); mr_json_next(&cursor, nullptr, &item);)
      append_canonical(item, out);
    out += ']';
    break;
  case MR_OBJECT: {
    std::vector<std::string> members;
    for (auto [cursor, key, item] = std::tuple(mr_json_open(value), mr_json{}, mr_json{});
         mr_json_next(&cursor, &key, &item);) {
      std::string member;
      append_canonical(key, member);
      append_canonical(item, member);
      members.push_back(std::move(member));
    }
    std::sort(members.begin(), members.end());
    out += '{';
    for (auto &member : members) out += member;
    out += '}';
    break;
  }
  default: out.append(millrace::view(value.raw)).append(1, ','); break;
  }
}

inline std::string canonical(const mr_json &value) {
  std::string text;
  append_canonical(value, text);
  return text;
}
