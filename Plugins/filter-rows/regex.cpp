#include "regex.h"

#include <millrace/plugin.hpp>

// Some milliseconds of backtracking; an honest pattern needs a small part of it.
static constexpr uint32_t match_limit = 200000;

Regex::Regex(std::string_view text, Kind kind, bool ignore_case) : code(nullptr, pcre2_code_free) {
  uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | (ignore_case ? PCRE2_CASELESS : 0);
  options |= kind == literal ? PCRE2_LITERAL | PCRE2_ANCHORED | PCRE2_ENDANCHORED : PCRE2_UCP;
  int error;
  PCRE2_SIZE offset;
  auto bytes = reinterpret_cast<PCRE2_SPTR>(text.data());
  code.reset(pcre2_compile(bytes, text.size(), options, &error, &offset, nullptr));
  if (!code) {
    unsigned char message[128] = "";
    pcre2_get_error_message(error, message, sizeof message);
    throw millrace::Error("regex: " + std::string(reinterpret_cast<char *>(message)) + ", at character " +
                          std::to_string(offset + 1) + " of the pattern");
  }
  pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);  // where it is not to be had, the pattern is interpreted
}

Regex::Matcher::Matcher()
    : data(pcre2_match_data_create(1, nullptr), pcre2_match_data_free),
      limits(pcre2_match_context_create(nullptr), pcre2_match_context_free) {
  if (!data || !limits) throw std::bad_alloc();
  pcre2_set_match_limit(limits.get(), match_limit);
}

bool Regex::Matcher::matches(const Regex &regex, std::string_view text) const {
  auto bytes = reinterpret_cast<PCRE2_SPTR>(text.data() ? text.data() : "");
  int result = pcre2_match(regex.code.get(), bytes, text.size(), 0, PCRE2_NO_UTF_CHECK, data.get(), limits.get());
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  throw TooCostly();
}
