#pragma once
// Pointers into JSON as RFC 6901 has them: "", "/items/0/name".
#include <millrace/plugin.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

class JsonPointer {
public:
  // Throws millrace::Error where the text is no pointer.
  explicit JsonPointer(std::string_view text) {
    if (text.empty()) return;
    if (text[0] != '/') throw millrace::Error("a JSON pointer is empty or begins with /");
    for (size_t i = 0; i < text.size(); i++) {
      if (text[i] == '/') {
        parts.emplace_back();
      } else if (text[i] == '~') {
        if (++i == text.size() || (text[i] != '0' && text[i] != '1'))
          throw millrace::Error("in a JSON pointer ~ stands in ~0, for itself, and in ~1, for /");
        parts.back() += text[i] == '0' ? '~' : '/';
      } else {
        parts.back() += text[i];
      }
    }
  }

  bool is_empty() const { return parts.empty(); }

  // The part that it points to; absent where there is none.
  millrace::Json find(millrace::Json value) const {
    for (auto &part : parts) {
      if (value.kind() == MR_OBJECT) value = member(value, part);
      else if (value.kind() == MR_LIST) value = item(value, part);
      else return millrace::Json(mr_json{});
    }
    return value;
  }

  // As a part of a pointer's text.
  static std::string escaped(std::string_view part) {
    std::string text;
    for (char byte : part) {
      if (byte == '~') text += "~0";
      else if (byte == '/') text += "~1";
      else text += byte;
    }
    return text;
  }

private:
  std::vector<std::string> parts;

  static millrace::Json member(millrace::Json object, const std::string &name) {
    millrace::Json found{mr_json{}};
    object.each_key([&](millrace::Json key, millrace::Json value) {
      if (!found.exists() && key.equals(name)) found = value;
    });
    return found;
  }

  static millrace::Json item(millrace::Json list, const std::string &number) {
    if (number.empty() || number.size() > 9 || (number[0] == '0' && number.size() > 1)) return mr_json{};
    size_t left = 0;
    for (char digit : number) {
      if (digit < '0' || digit > '9') return mr_json{};
      left = left * 10 + size_t(digit - '0');
    }
    millrace::Json found{mr_json{}};
    list.each([&](millrace::Json item) {
      if (left-- == 0) found = item;
    });
    return found;
  }
};
