#pragma once
// A PCRE2 pattern over UTF-8.
#include <millrace/plugin.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

class Regex {
public:
  enum Kind {
    pattern,
    literal,    // the whole text, no metacharacters
    ecmascript  // as JSON Schema has it: \d and \w are ASCII's, $ is the very end
  };

  // Throws millrace::Error where the pattern is wrong.
  Regex(std::string_view text, Kind kind, bool ignore_case) : code(nullptr, pcre2_code_free) {
    uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | (ignore_case ? PCRE2_CASELESS : 0);
    options |= kind == literal      ? PCRE2_LITERAL | PCRE2_ANCHORED | PCRE2_ENDANCHORED
               : kind == ecmascript ? PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX
                                    : PCRE2_UCP;
    int error;
    PCRE2_SIZE offset;
    auto bytes = reinterpret_cast<PCRE2_SPTR>(text.data() ? text.data() : "");
    code.reset(pcre2_compile(bytes, text.size(), options, &error, &offset, nullptr));
    if (!code) {
      unsigned char message[128] = "";
      pcre2_get_error_message(error, message, sizeof message);
      throw millrace::Error("regex: " + std::string(reinterpret_cast<char *>(message)) + ", at character " +
                            std::to_string(offset + 1) + " of the pattern");
    }
    pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);  // where it is not to be had, the pattern is interpreted
  }

  // What one thread needs to match; made once a batch.
  class Matcher {
  public:
    Matcher()
        : data(pcre2_match_data_create(1, nullptr), pcre2_match_data_free),
          limits(pcre2_match_context_create(nullptr), pcre2_match_context_free) {
      if (!data || !limits) throw std::bad_alloc();
      pcre2_set_match_limit(limits.get(), match_limit);
    }

    // Throws Regex::TooCostly.
    bool matches(const Regex &regex, std::string_view text) const {
      auto bytes = reinterpret_cast<PCRE2_SPTR>(text.data() ? text.data() : "");
      int result =
          pcre2_match(regex.code.get(), bytes, text.size(), 0, PCRE2_NO_UTF_CHECK, data.get(), limits.get());
      if (result >= 0) return true;
      if (result == PCRE2_ERROR_NOMATCH) return false;
      throw TooCostly();
    }

  private:
    // Some milliseconds of backtracking; an honest pattern needs a small part of it.
    static constexpr uint32_t match_limit = 200000;

    std::unique_ptr<pcre2_match_data, void (*)(pcre2_match_data *)> data;
    std::unique_ptr<pcre2_match_context, void (*)(pcre2_match_context *)> limits;
  };

  // The pattern backtracks too much over a text.
  struct TooCostly {};

private:
  std::unique_ptr<pcre2_code, void (*)(pcre2_code *)> code;
};
