#pragma once
// E-mail addresses and phone numbers in free text; the README tells the rules.
#include "../shared/fold_case.h"

#include <string>
#include <string_view>
#include <vector>

// One that was found, and the spelling that all spellings of it share.
struct PersonalData {
  enum Kind { email, phone } kind;
  size_t begin, end;  // in the text
  std::string normal;  // an address in small letters; the digits of a number, without 00 or +
};

class PersonalDataFinder {
public:
  PersonalDataFinder(bool finds_emails, bool finds_phones) : finds_emails(finds_emails), finds_phones(finds_phones) {}

  // In the order of the text, which is UTF-8; valid until the next call.
  const std::vector<PersonalData> &find(std::string_view text);

private:
  bool finds_emails, finds_phones;
  std::vector<PersonalData> found, emails;
  FoldCase fold;

  void find_emails(std::string_view text);
};

// The phone numbers between two places of a text, appended in order.
void find_phones(std::string_view text, size_t from, size_t to, std::vector<PersonalData> &found);
