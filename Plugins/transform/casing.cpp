// casing: lower, upper, or a first capital, of every script.
#include "values.h"

#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

using millrace::Json;

namespace {

class Casing : public ValueOperation {
public:
  explicit Casing(Json config) : ValueOperation(config), map(nullptr, ucasemap_close) {
    std::string name = config["to"].string();
    to = name == "lower" ? lower : name == "upper" ? upper : first_capital;
    UErrorCode status = U_ZERO_ERROR;
    map.reset(ucasemap_open("", 0, &status));
    if (U_FAILURE(status)) throw millrace::Error("casing: ICU's data is missing");
  }

protected:
  bool convert(std::string_view text, mr_builder &out) override {
    if (text.empty()) return false;
    size_t first = 0;
    if (to == first_capital) first = append_capital(text, out);
    append_cased(text.substr(first), to == upper, out);
    /* A value that stays as it was is not written again. */
    if (mr_length(&out) != text.size()) return true;
    if (memcmp(out.memory + out.start, text.data(), text.size()) != 0) return true;
    mr_discard(&out);
    return false;
  }

private:
  enum { lower, upper, first_capital } to;
  std::unique_ptr<UCaseMap, void (*)(UCaseMap *)> map;

  // Appends the first character in title case; returns its length in the text.
  static size_t append_capital(std::string_view text, mr_builder &out) {
    int32_t length = 0;
    UChar32 character;
    char capital[4];
    U8_NEXT_OR_FFFD(text.data(), length, int32_t(text.size()), character);
    uint32_t size = mr_put_utf8(uint32_t(u_totitle(character)), capital);
    append(out, {capital, size});
    return size_t(length);
  }

  void append_cased(std::string_view text, bool to_upper, mr_builder &out) {
    uint8_t *room = mr_reserve(&out, text.size());
    if (!room) return;
    uint8_t seen = 0;
    uint8_t first = to_upper ? 'a' : 'A';
    for (size_t i = 0; i < text.size(); i++) {
      uint8_t byte = uint8_t(text[i]);
      seen |= byte;
      room[i] = uint8_t(byte ^ (uint8_t(byte - first) < 26) << 5);
    }
    if (seen < 0x80) {
      out.end += text.size();
      return;
    }
    /* Beyond ASCII a text may grow, up to three times. */
    room = mr_reserve(&out, 3 * text.size());
    if (!room) return;
    UErrorCode status = U_ZERO_ERROR;
    auto change = to_upper ? ucasemap_utf8ToUpper : ucasemap_utf8ToLower;
    int32_t length = change(map.get(), reinterpret_cast<char *>(room), int32_t(3 * text.size()), text.data(),
                            int32_t(text.size()), &status);
    if (U_FAILURE(status)) throw millrace::Error("casing failed on a value");
    out.end += uint64_t(length);
  }
};

}  // namespace

std::unique_ptr<Operation> make_casing(Json config) { return std::make_unique<Casing>(config); }
