// cleanse-phone: phone numbers in one spelling.
#include "../shared/on_invalid.h"
#include "schema.h"

#include <phonenumbers/phonenumberutil.h>

#include <set>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using millrace::Batch;
using millrace::Field;
using millrace::Json;

namespace {

class CleansePhone {
public:
  explicit CleansePhone(Json config)
      : util(*PhoneNumberUtil::GetInstance()), country_from(config["country_from"].string()),
        type_to(config["type_to"].string()), country_to(config["country_to"].string()),
        extension_to(config["extension_to"].string()), format(format_of(config["format"])),
        only_possible(config["check"].equals("possible")), only_mobile(config["only_mobile"].boolean()),
        on_invalid(on_invalid_of(config)) {
    util.GetSupportedRegions(&countries);
    config["fields"].each([&](Json name) { names.push_back(name.string()); });
    std::string country = config["default_country"].string();
    default_country = known_country(country);
    if (!country.empty() && default_country.empty())
      throw millrace::Error("default_country: no phone numbers are known of '" + country + "'");
    if (names.size() > 1 && !(type_to.empty() && country_to.empty() && extension_to.empty()))
      throw millrace::Error("type_to, country_to and extension_to tell of one number; name one field, or use two steps");
  }

  void process(Batch &batch) {
    Field country_field = batch.field(country_from);
    for (auto &name : names) {
      Field field = batch.field(name);
      if (!field.raw.cells) continue;
      Field type = batch.field(type_to), country = batch.field(country_to), extension = batch.field(extension_to);
      for (uint32_t row : batch.kept()) {
        mr_cell cell = field[row];
        if (cell.kind <= MR_NULL) continue;
        char scratch[32];
        std::string_view text;
        if (cell.kind == MR_TEXT || cell.kind == MR_INT) text = millrace::view(mr_spell(batch.raw, &cell, scratch));
        if (!read(text, country_of(country_field, row))) {
          settle_invalid(on_invalid, field, row, not_a_number, "not a phone number");
          continue;
        }
        if (only_mobile && !is_mobile(util.GetNumberType(number))) {
          settle_invalid(on_invalid, field, row, not_mobile, "not a mobile phone number");
          continue;
        }
        util.Format(number, format, &written);
        if (cell.kind != MR_TEXT || written != text) field.set(row, written);
        if (!type_to.empty()) type.set(row, type_name(util.GetNumberType(number)));
        if (!country_to.empty()) set_country(country, row);
        if (!extension_to.empty() && number.has_extension()) extension.set(row, number.extension());
      }
    }
  }

private:
  // Codes of rejected records.
  static constexpr uint32_t not_a_number = 1, not_mobile = 2;
  // More digits than any number with its extension has, and room for what people write between them.
  static constexpr size_t longest_text = 250;

  const PhoneNumberUtil &util;
  std::vector<std::string> names;
  std::set<std::string> countries;
  std::string default_country, country_from, type_to, country_to, extension_to;
  PhoneNumberUtil::PhoneNumberFormat format;
  bool only_possible, only_mobile;
  OnInvalid on_invalid;
  PhoneNumber number;
  std::string written, given;

  static PhoneNumberUtil::PhoneNumberFormat format_of(Json word) {
    return word.equals("international") ? PhoneNumberUtil::INTERNATIONAL
           : word.equals("national")    ? PhoneNumberUtil::NATIONAL
                                        : PhoneNumberUtil::E164;
  }

  // Two letters in capitals, or empty where no numbers of such a country are known.
  std::string known_country(std::string_view text) const {
    if (text.size() != 2) return "";
    std::string country{char(text[0] & ~32), char(text[1] & ~32)};
    if (country == "UK") country = "GB";
    return countries.count(country) ? country : "";
  }

  std::string country_of(const Field &field, uint32_t row) const {
    std::string country;
    if (auto text = field.text(row)) country = known_country(*text);
    return country.empty() ? default_country : country;
  }

  bool read(std::string_view text, const std::string &country) {
    if (text.empty() || text.size() > longest_text) return false;
    given = text;
    // Without a country nobody knows what is dialled before a foreign number; mostly it is 00.
    if (country.empty() && given.compare(0, 2, "00") == 0) given.replace(0, 2, "+");
    if (util.Parse(given, country.empty() ? "ZZ" : country, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
    return only_possible ? util.IsPossibleNumber(number) : util.IsValidNumber(number);
  }

  static bool is_mobile(PhoneNumberUtil::PhoneNumberType type) {
    return type == PhoneNumberUtil::MOBILE || type == PhoneNumberUtil::FIXED_LINE_OR_MOBILE;
  }

  static const char *type_name(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
    case PhoneNumberUtil::FIXED_LINE: return "fixed_line";
    case PhoneNumberUtil::MOBILE: return "mobile";
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return "fixed_line_or_mobile";
    case PhoneNumberUtil::TOLL_FREE: return "toll_free";
    case PhoneNumberUtil::PREMIUM_RATE: return "premium_rate";
    case PhoneNumberUtil::SHARED_COST: return "shared_cost";
    case PhoneNumberUtil::VOIP: return "voip";
    case PhoneNumberUtil::PERSONAL_NUMBER: return "personal_number";
    case PhoneNumberUtil::PAGER: return "pager";
    case PhoneNumberUtil::UAN: return "company";
    case PhoneNumberUtil::VOICEMAIL: return "voicemail";
    default: return "unknown";
    }
  }

  // Numbers that belong to no country, such as +800, have none.
  void set_country(Field &field, uint32_t row) {
    std::string country;
    util.GetRegionCodeForNumber(number, &country);
    if (country.size() == 2 && country != "ZZ") field.set(row, country);
  }
};

}  // namespace

static const auto processor = millrace::processor<CleansePhone>(
    {"cleanse-phone", "Cleanse phone", "Brings phone numbers into one spelling and sorts out what is none.",
     CONFIG_SCHEMA, MR_PURE});
static const auto plugin = millrace::plugin(
    {"cleanse-phone", "Cleanse phone", "1.0.0", "Phone numbers in one spelling.", "Millrace"}, processor);
MR_PLUGIN(plugin);
