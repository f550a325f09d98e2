#pragma once
// Dates in the spellings of ISO 8601 and of Iterable, read without a library.
#include <cstdint>
#include <optional>
#include <string_view>

namespace dates {

struct Moment {
  int64_t microseconds;  // since 1970; in UTC if has_zone, else of the local clock
  bool has_zone;
};

inline int64_t days_from_civil(int64_t year, unsigned month, unsigned day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  unsigned of_era = unsigned(year - era * 400);
  unsigned of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + int64_t(of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719468;
}

// 2024-02-29, 2024-02-29T23:59, 2024-02-29 23:59:59.123456 +01:00, …Z, …+0100. White space around it is allowed.
inline std::optional<Moment> parse_iso(std::string_view text) {
  size_t at = 0;
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  auto digits = [&](size_t count, unsigned &value) {
    if (text.size() - at < count) return false;
    value = 0;
    for (size_t end = at + count; at < end; at++) {
      if (text[at] < '0' || text[at] > '9') return false;
      value = value * 10 + unsigned(text[at] - '0');
    }
    return true;
  };
  auto mark = [&](char a, char b) {
    if (at == text.size() || (text[at] != a && text[at] != b)) return false;
    return ++at, true;
  };

  unsigned year, month, day, hour = 0, minute = 0, second = 0, fraction = 0;
  if (!digits(4, year) || !mark('-', '-') || !digits(2, month) || !mark('-', '-') || !digits(2, day)) return {};
  static const unsigned char lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1] - unsigned(month == 2 && !leap)) return {};

  bool has_zone = false;
  int64_t offset = 0;
  if (at < text.size()) {
    if (!mark('T', ' ') || !digits(2, hour) || !mark(':', ':') || !digits(2, minute)) return {};
    if (mark(':', ':')) {
      if (!digits(2, second)) return {};
      if (mark('.', ',')) {
        unsigned scale = 1000000;
        size_t start = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; at++)
          if (scale > 1) fraction += unsigned(text[at] - '0') * (scale /= 10);
        if (at == start) return {};
      }
    }
    if (hour > 23 || minute > 59 || second > 60) return {};
    mark(' ', ' ');
    if (at < text.size()) {
      has_zone = true;
      if (!mark('Z', 'z')) {
        unsigned hours, minutes = 0;
        bool west = text[at] == '-';
        if (!mark('+', '-') || !digits(2, hours)) return {};
        mark(':', ':');
        if (at < text.size() && !digits(2, minutes)) return {};
        if (hours > 18 || minutes > 59) return {};
        offset = (int64_t(hours) * 60 + minutes) * 60 * (west ? -1 : 1);
      }
      if (at != text.size()) return {};
    }
  }
  int64_t seconds = days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
  return Moment{seconds * 1000000 + fraction, has_zone};
}

}  // namespace dates
