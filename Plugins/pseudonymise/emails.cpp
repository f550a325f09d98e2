#include "characters.h"
#include "personal_data.h"

#include <cstring>

static bool is_local(UChar32 c) { return is_letter_or_digit(c) || (c < 0x80 && c && strchr("._+-'~", char(c))); }

// Where the part before the @ at `at` begins, not before `floor`; `at` itself where there is none.
static size_t local_begin(std::string_view text, size_t floor, size_t at) {
  size_t begin = at;
  for (size_t before = at; before > floor;) {
    if (!is_local(take_back(text, before))) break;
    begin = before;
  }
  while (begin < at && strchr(".'-~+", text[begin])) begin++;
  return at - begin > 64 || (begin < at && text[at - 1] == '.') ? at : begin;
}

static bool is_top_level(std::string_view label) {
  if (label.substr(0, 4) == "xn--") return label.size() > 4;
  size_t characters = 0;
  for (size_t at = 0; at < label.size(); characters++)
    if (UChar32 c = take(label, at); !is_letter_or_digit(c) || digit_value(c) >= 0) return false;
  return characters >= 2;
}

// Where the domain behind the @ at `at` ends; 0 where there is none.
static size_t domain_end(std::string_view text, size_t at) {
  size_t begin = at + 1, end = begin;
  UChar32 last = '.';
  for (size_t next = begin; next < text.size();) {
    UChar32 c = take(text, next);
    if (!is_letter_or_digit(c) && c != '-' && c != '.') break;
    if (last == '.' && !is_letter_or_digit(c)) break;
    end = next, last = c;
  }
  while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) end--;
  // Numbers and single letters at the end belong to the sentence.
  for (;;) {
    std::string_view domain = text.substr(begin, end - begin);
    size_t dot = domain.rfind('.');
    if (dot == domain.npos || dot == 0) return 0;
    if (is_top_level(domain.substr(dot + 1))) return domain.size() <= 253 ? end : 0;
    end = begin + dot;
  }
}

void PersonalDataFinder::find_emails(std::string_view text) {
  size_t floor = 0;
  for (size_t at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
    size_t begin = local_begin(text, floor, at), end = domain_end(text, at);
    if (begin == at || end == 0) continue;
    emails.push_back({PersonalData::email, begin, end, std::string(fold(text.substr(begin, end - begin)))});
    floor = end;
  }
}

const std::vector<PersonalData> &PersonalDataFinder::find(std::string_view text) {
  found.clear(), emails.clear();
  // An address may hold a number, never the other way round.
  find_emails(text);
  size_t from = 0;
  for (auto &email : emails) {
    if (finds_phones) find_phones(text, from, email.begin, found);
    from = email.end;
    if (finds_emails) found.push_back(std::move(email));
  }
  if (finds_phones) find_phones(text, from, text.size(), found);
  return found;
}
