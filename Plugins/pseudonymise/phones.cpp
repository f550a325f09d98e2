#include "characters.h"
#include "personal_data.h"

#include <cstring>

namespace {

struct Group {
  size_t end;         // in the text
  size_t digits;      // up to here
  UChar32 separator;  // the first one behind it
};

// Digits from one place on, in groups.
struct Candidate {
  bool has_plus = false;
  std::string digits;
  std::vector<Group> groups;

  size_t size_of(size_t group) const { return groups[group].digits - (group ? groups[group - 1].digits : 0); }
  int number(size_t group) const {
    size_t from = group ? groups[group - 1].digits : 0;
    return std::stoi(digits.substr(from, std::min<size_t>(size_of(group), 4)));
  }
};

bool is_separator(UChar32 c, bool takes_slash) {
  if (c < 0x80) return c && (strchr(" -.()", char(c)) || (takes_slash && c == '/'));
  return c == 0xA0 || c == 0x202F || (c >= 0x2007 && c <= 0x2013);  // spaces that do not break, thin ones, hyphens
}

Candidate read(std::string_view text, size_t at, size_t to, bool takes_slash) {
  Candidate candidate;
  size_t separators = 0;
  bool in_group = false;
  UChar32 first = peek(text, at);
  if (first == '+' || first == 0xFF0B) take(text, at), candidate.has_plus = true;
  while (at < to && candidate.digits.size() < 40) {
    // The 0 of +31 (0)20 is dialled inside the country only.
    if (candidate.has_plus && text.substr(at, 3) == "(0)") {
      at += 3;
      if (in_group) candidate.groups.back().separator = '(';
      in_group = false;
      continue;
    }
    UChar32 c = take(text, at);
    if (int digit = digit_value(c); digit >= 0) {
      candidate.digits += char('0' + digit);
      if (in_group) candidate.groups.back() = {at, candidate.digits.size(), 0};
      else candidate.groups.push_back({at, candidate.digits.size(), 0});
      in_group = true, separators = 0;
    } else if (is_separator(c, takes_slash) && ++separators <= 3) {
      if (in_group) candidate.groups.back().separator = c;
      in_group = false;
    } else {
      break;
    }
  }
  return candidate;
}

// 29-02-2024, 2024/2/29, 29.02.2024
bool begins_with_date(const Candidate &candidate) {
  if (candidate.groups.size() < 3) return false;
  UChar32 separator = candidate.groups[0].separator;
  if ((separator != '-' && separator != '/' && separator != '.') || candidate.groups[1].separator != separator)
    return false;
  size_t a = candidate.size_of(0), b = candidate.size_of(1), c = candidate.size_of(2);
  if (b > 2 || candidate.number(1) > 31) return false;
  return (a <= 2 && candidate.number(0) <= 31 && c == 4) || (a == 4 && c <= 2 && candidate.number(2) <= 31);
}

// The number that the first `count` groups are; empty where they are none.
std::string number_of(const Candidate &candidate, size_t count) {
  std::string digits = candidate.digits.substr(0, candidate.groups[count - 1].digits);
  size_t length = digits.size();
  if (candidate.has_plus) return digits[0] != '0' && length >= 8 && length <= 15 ? digits : "";
  if (length < 9 || begins_with_date(candidate)) return "";
  if (digits[0] == '0' && digits[1] == '0')
    return digits[2] != '0' && length >= 11 && length <= 17 ? digits.substr(2) : "";
  if (digits[0] == '0') return candidate.size_of(0) >= 2 && length <= 11 ? digits : "";
  // North America writes no 0.
  size_t first = count == 4 && digits[0] == '1' && candidate.size_of(0) == 1;
  bool is_grouped = count == first + 3 && candidate.size_of(first) == 3 && candidate.size_of(first + 1) == 3 &&
                    candidate.size_of(first + 2) == 4;
  return is_grouped && digits[first] >= '2' && digits[first + 3] >= '2' ? digits : "";
}

bool may_begin(std::string_view text, size_t at) {
  UChar32 before = take_back(text, at);
  if (!before) return true;
  if (is_letter_or_digit(before) || before == 0x2116 || u_charType(before) == U_CURRENCY_SYMBOL) return false;
  if (before < 0x80 && strchr("_#@%-.+&", char(before))) return false;
  if (before == ',' || before == ':' || before == '/') return digit_value(take_back(text, at)) < 0 || before == '/';
  return true;
}

bool may_end(std::string_view text, size_t at) {
  UChar32 behind = peek(text, at);
  if (!behind) return true;
  if (is_letter_or_digit(behind) || (behind < 0x80 && strchr("_@%", char(behind)))) return false;
  return !((behind == ',' || behind == ':') && digit_value(peek(text, at + 1)) >= 0);
}

// The end of a phone number that begins at `at`, or 0; `normal` becomes its digits.
size_t phone_end(std::string_view text, size_t at, size_t to, std::string &normal) {
  for (bool takes_slash : {false, true}) {
    Candidate candidate = read(text, at, to, takes_slash);
    if (candidate.groups.empty()) return 0;
    // What is written without separators ends where its digits do.
    size_t count = candidate.size_of(0) >= 9 ? 1 : candidate.groups.size();
    for (; count > 0; count--) {
      const Group &last = candidate.groups[count - 1];
      bool is_cut = count < candidate.groups.size();
      if ((is_cut && (last.separator == '.' || last.separator == '-')) || !may_end(text, last.end)) continue;
      normal = number_of(candidate, count);
      if (!normal.empty()) return last.end;
    }
  }
  return 0;
}

// Behind an account number that begins at `at`, such as NL91 ABNA 0417 1643 00; `at` where there is none.
size_t skip_account(std::string_view text, size_t at, size_t to) {
  auto is_capital = [&](size_t i) { return text[i] >= 'A' && text[i] <= 'Z'; };
  auto is_digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (to - at < 15 || !is_capital(at) || !is_capital(at + 1) || !is_digit(at + 2) || !is_digit(at + 3)) return at;
  size_t end = at + 4, characters = 4;
  while (end < to && characters < 34) {
    size_t next = end + (text[end] == ' ');
    if (next == to || (!is_capital(next) && !is_digit(next))) break;
    end = next + 1, characters++;
  }
  return characters >= 15 ? end : at;
}

}  // namespace

void find_phones(std::string_view text, size_t from, size_t to, std::vector<PersonalData> &found) {
  if (to - from < 8) return;
  std::string normal;
  bool in_word = false;
  for (size_t at = from; at < to;) {
    size_t next = at;
    UChar32 c = take(text, next);
    if (!in_word && c >= 'A' && c <= 'Z') {
      if (size_t end = skip_account(text, at, to); end > at) {
        at = end;
        continue;
      }
    }
    in_word = is_letter_or_digit(c);
    bool opens = c == '(' && (digit_value(peek(text, next)) >= 0 || peek(text, next) == '+');
    size_t digits_at = opens ? next : at;
    if ((opens || c == '+' || c == 0xFF0B || digit_value(c) >= 0) && may_begin(text, at)) {
      if (size_t end = phone_end(text, digits_at, to, normal); end) {
        found.push_back({PersonalData::phone, at, end, normal});
        at = end;
        in_word = true;
        continue;
      }
    }
    at = next;
  }
}
