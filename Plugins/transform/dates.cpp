// date_format and current_date: dates between spellings and time zones.
#include "../shared/date_text.h"
#include "values.h"

#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#include <charconv>
#include <cmath>

using millrace::Batch;
using millrace::Error;
using millrace::Json;

namespace {

using UText16 = std::basic_string<UChar>;

UText16 utf16(std::string_view text) {
  UText16 result(text.size() + 1, 0);
  int32_t length = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strFromUTF8(result.data(), int32_t(result.size()), &length, text.data(), int32_t(text.size()), &status);
  result.resize(U_SUCCESS(status) ? size_t(length) : 0);
  return result;
}

void check_time_zone(const std::string &name, const UText16 &zone) {
  UErrorCode status = U_ZERO_ERROR;
  UBool is_known = false;
  UChar canonical[128];
  ucal_getCanonicalTimeZoneID(zone.data(), int32_t(zone.size()), canonical, 128, &is_known, &status);
  if (U_FAILURE(status)) throw Error("time zone " + name + " is not known; write for example Europe/Amsterdam");
}

// One spelling of dates in one time zone: iso, epoch_seconds, epoch_milliseconds, or a pattern of Unicode's (TR 35).
class Spelling {
public:
  Spelling(const std::string &name, const std::string &zone_name)
      : kind(kind_of(name)), in_utc(zone_name == "UTC"), format(nullptr, udat_close) {
    UText16 zone = utf16(zone_name), symbols = utf16(kind == iso ? "yyyy-MM-dd'T'HH:mm:ss.SSSXXX" : name);
    check_time_zone(zone_name, zone);
    if (kind == epoch_seconds || kind == epoch_milliseconds) return;
    UErrorCode status = U_ZERO_ERROR;
    format.reset(udat_open(UDAT_PATTERN, UDAT_PATTERN, "en", zone.data(), int32_t(zone.size()), symbols.data(),
                           int32_t(symbols.size()), &status));
    if (U_FAILURE(status)) throw Error("date pattern " + name + " is not one of Unicode's, such as dd/MM/yyyy HH:mm");
    if (kind == pattern) udat_setLenient(format.get(), false);
  }

  // Microseconds since 1970 UTC, of text that is wholly a date in this spelling.
  std::optional<int64_t> read(std::string_view text) const {
    switch (kind) {
    case iso: {
      auto moment = dates::parse_iso(text);
      if (!moment) return {};
      return moment->has_zone || in_utc ? moment->microseconds : from_local(moment->microseconds);
    }
    case epoch_seconds:
    case epoch_milliseconds: {
      int64_t number;
      auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      int64_t scale = kind == epoch_seconds ? 1000000 : 1000;
      if (error != std::errc() || end != text.data() + text.size()) return {};
      if (number > latest / scale || number < -latest / scale) return {};
      return number * scale;
    }
    case pattern: break;
    }
    UChar wide[max_length];
    int32_t length = 0, position = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8(wide, max_length, &length, text.data(), int32_t(text.size()), &status);
    if (U_FAILURE(status) || text.empty()) return {};
    UDate milliseconds = udat_parse(format.get(), wide, length, &position, &status);
    if (U_FAILURE(status) || position != length || std::abs(milliseconds) > latest / 1000) return {};
    return int64_t(milliseconds) * 1000;
  }

  void write(int64_t microseconds, mr_builder &out) const {
    char text[4 * max_length];
    if (kind == iso && in_utc) {
      append(out, {text, mr_spell_time(microseconds, text)});
    } else if (kind == epoch_seconds || kind == epoch_milliseconds) {
      int64_t number = floored(microseconds, kind == epoch_seconds ? 1000000 : 1000);
      append(out, {text, size_t(std::to_chars(text, text + sizeof text, number).ptr - text)});
    } else {
      UChar wide[max_length];
      UErrorCode status = U_ZERO_ERROR;
      double milliseconds = double(floored(microseconds, 1000));
      int32_t length = udat_format(format.get(), milliseconds, wide, max_length, nullptr, &status), used = 0;
      u_strToUTF8(text, sizeof text, &used, wide, length, &status);
      if (U_FAILURE(status)) throw Error("a date is too long in its new pattern");
      append(out, {text, size_t(used)});
    }
  }

private:
  static constexpr int max_length = 128;
  static constexpr int64_t latest = 253402300800000000;  // the year 10000

  static int64_t floored(int64_t microseconds, int64_t scale) {
    return microseconds / scale - (microseconds % scale < 0);
  }

  enum Kind { iso, epoch_seconds, epoch_milliseconds, pattern } kind;
  static Kind kind_of(std::string_view name) {
    if (name == "iso") return iso;
    if (name == "epoch_seconds") return epoch_seconds;
    return name == "epoch_milliseconds" ? epoch_milliseconds : pattern;
  }
  bool in_utc;
  std::unique_ptr<UDateFormat, void (*)(UDateFormat *)> format;

  // From the clock on the wall in this time zone.
  std::optional<int64_t> from_local(int64_t microseconds) const {
    char text[32];
    mr_spell_time(microseconds - microseconds % 1000000, text);
    int year, month, day, hour, minute, second;
    if (sscanf(text, "%d-%d-%dT%d:%d:%d", &year, &month, &day, &hour, &minute, &second) != 6) return {};
    auto calendar = const_cast<UCalendar *>(udat_getCalendar(format.get()));
    UErrorCode status = U_ZERO_ERROR;
    ucal_clear(calendar);
    ucal_setDateTime(calendar, year, month - 1, day, hour, minute, second, &status);
    UDate milliseconds = ucal_getMillis(calendar, &status);
    if (U_FAILURE(status)) return {};
    return int64_t(milliseconds) * 1000 + microseconds % 1000000;
  }
};

class DateFormat : public ValueOperation {
public:
  explicit DateFormat(Json config)
      : ValueOperation(config), to(config["to"].string("iso"), config["time_zone"].string("UTC")),
        clears(config["on_unreadable"].string() == "clear") {
    std::string zone = config["from_time_zone"].string("UTC");
    for (auto &name : strings(config["from"])) from.push_back(std::make_unique<Spelling>(name, zone));
    if (from.empty()) from.push_back(std::make_unique<Spelling>("iso", zone));
  }

protected:
  bool convert(std::string_view text, mr_builder &out) override {
    for (auto &spelling : from)
      if (auto time = spelling->read(text)) return to.write(*time, out), true;
    return false;
  }

  bool convert(Batch &batch, const mr_cell &cell, mr_builder &out, mr_cell &result) override {
    char scratch[32];
    if (cell.kind == MR_TIME) {
      to.write(cell.as.integer, out);
    } else if (!convert(millrace::view(mr_spell(batch.raw, &cell, scratch)), out)) {
      result = mr_null();
      return clears;
    }
    millrace::check(mr_built(&out, MR_TEXT, &result));
    return true;
  }

private:
  std::vector<std::unique_ptr<Spelling>> from;
  Spelling to;
  bool clears;
};

// The run's start, so that all the records of a run get the same.
class CurrentDate : public Operation {
public:
  explicit CurrentDate(Json config)
      : to(config["to"].string()), spelling(config["format"].string("iso"), config["time_zone"].string("UTC")) {}
  void apply(Batch &batch) override {
    mr_builder out = mr_build(batch.raw);
    mr_cell cell;
    spelling.write(batch.raw->now, out);
    millrace::check(mr_built(&out, MR_TEXT, &cell));
    auto target = batch.field(to);
    for (uint32_t row : batch.kept()) target.set(row, cell);
  }

private:
  std::string to;
  Spelling spelling;
};

}  // namespace

std::unique_ptr<Operation> make_date_format(Json config) { return std::make_unique<DateFormat>(config); }
std::unique_ptr<Operation> make_current_date(Json config) { return std::make_unique<CurrentDate>(config); }
