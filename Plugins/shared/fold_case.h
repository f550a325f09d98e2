#pragma once
// Text in which capital and small letters of every script are the same, through ICU.
#include <millrace/plugin.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <unicode/ucasemap.h>

// One for a call of a processor: not thread-safe.
class FoldCase {
public:
  FoldCase() : map(nullptr, ucasemap_close) {}

  // The folded text, valid until the next call.
  std::string_view operator()(std::string_view text) {
    folded.resize(text.size());
    uint8_t seen = 0;
    for (size_t i = 0; i < text.size(); i++) {
      uint8_t byte = uint8_t(text[i]);
      seen |= byte;
      folded[i] = char(byte | (uint8_t(byte - 'A') < 26) << 5);
    }
    if (seen >= 0x80) fold_beyond_ascii(text);
    return folded;
  }

private:
  std::string folded;
  std::unique_ptr<UCaseMap, void (*)(UCaseMap *)> map;

  void fold_beyond_ascii(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    if (!map) map.reset(ucasemap_open("", 0, &status));
    folded.resize(3 * text.size());  // the longest that a folding gets
    int32_t length = ucasemap_utf8FoldCase(map.get(), folded.data(), int32_t(folded.size()), text.data(),
                                           int32_t(text.size()), &status);
    if (U_FAILURE(status)) throw millrace::Error("folding case: ICU failed");
    folded.resize(size_t(length));
  }
};
