#pragma once
// A PCRE2 pattern over UTF-8.
#include <cstdint>
#include <memory>
#include <string_view>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

class Regex {
public:
  enum Kind { pattern, literal };  // literal: the whole text, no metacharacters

  // Throws millrace::Error where the pattern is wrong.
  Regex(std::string_view text, Kind kind, bool ignore_case);

  // What one thread needs to match; made once a batch.
  class Matcher {
  public:
    Matcher();
    // Throws Regex::TooCostly.
    bool matches(const Regex &regex, std::string_view text) const;

  private:
    std::unique_ptr<pcre2_match_data, void (*)(pcre2_match_data *)> data;
    std::unique_ptr<pcre2_match_context, void (*)(pcre2_match_context *)> limits;
  };

  // The pattern backtracks too much over a text.
  struct TooCostly {};

private:
  std::unique_ptr<pcre2_code, void (*)(pcre2_code *)> code;
};
