#include "formats.h"

#include "../shared/date_text.h"

#include <arpa/inet.h>
#include <cstring>
#include <string>

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); }
bool is_alnum(char c) { return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

bool is_date(std::string_view text) { return text.size() == 10 && is_digit(text[9]) && dates::parse_iso(text); }

// RFC 3339: seconds and a zone are not left out.
bool is_date_time(std::string_view text) {
  if (text.size() < 20 || (text[10] | 32) != 't' || text[16] != ':' || text.find(',') != text.npos) return false;
  char last = text.back();
  size_t end = text.size() - 1;
  if ((last | 32) != 'z') {
    end = text.size() - 6;
    if (end < 19 || text[end + 3] != ':' || (text[end] != '+' && text[end] != '-')) return false;
  }
  if (text.substr(19, end - 19).find_first_not_of(".0123456789") != text.npos) return false;
  std::string upper(text);
  upper[10] = 'T';
  return bool(dates::parse_iso(upper));
}

bool is_time(std::string_view text) { return is_date_time("2000-01-01T" + std::string(text)); }

// An address as people have one: no quoted parts, no comments.
bool is_email(std::string_view text) {
  size_t at = text.rfind('@');
  if (at == text.npos || at == 0 || at > 64 || text.size() > 254) return false;
  char last = '.';
  for (char c : text.substr(0, at)) {
    if (c == '.' ? last == '.' : !is_alnum(c) && uint8_t(c) < 0x80 && (!c || !strchr("!#$%&'*+-/=?^_`{|}~", c))) return false;
    last = c;
  }
  if (last == '.') return false;
  last = '.';
  for (char c : text.substr(at + 1)) {
    if (c == '.' ? last == '.' || last == '-' : c == '-' ? last == '.' : !is_alnum(c) && uint8_t(c) < 0x80) return false;
    last = c;
  }
  return last != '.' && last != '-';
}

// RFC 3986, with a scheme.
bool is_uri(std::string_view text) {
  size_t colon = text.find(':');
  if (colon == text.npos || colon == 0 || is_digit(text[0])) return false;
  for (char c : text.substr(0, colon))
    if (!is_alnum(c) && c != '+' && c != '-' && c != '.') return false;
  for (size_t i = colon + 1; i < text.size(); i++) {
    if (text[i] == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))) return false;
    if (!is_alnum(text[i]) && (!text[i] || !strchr("-._~:/?#[]@!$&'()*+,;=%", text[i]))) return false;
  }
  return true;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); i++)
    if (i == 8 || i == 13 || i == 18 || i == 23 ? text[i] != '-' : !is_hex(text[i])) return false;
  return true;
}

template <int family> bool is_address(std::string_view text) {
  char terminated[64], address[16];
  if (text.size() >= sizeof terminated || memchr(text.data(), 0, text.size())) return false;
  memcpy(terminated, text.data(), text.size());
  terminated[text.size()] = 0;
  return inet_pton(family, terminated, address) == 1;
}

}  // namespace

const char *const format_names = "date, date-time, email, ipv4, ipv6, time, uri, uuid";

FormatCheck *format_check(std::string_view name) {
  static const struct {
    std::string_view name;
    FormatCheck *check;
  } formats[] = {
      {"date", is_date},          {"date-time", is_date_time},     {"email", is_email}, {"ipv4", is_address<AF_INET>},
      {"ipv6", is_address<AF_INET6>}, {"time", is_time}, {"uri", is_uri},     {"uuid", is_uuid},
  };
  for (auto &format : formats)
    if (format.name == name) return format.check;
  return nullptr;
}
