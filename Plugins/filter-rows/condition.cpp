#include "condition.h"

#include "../shared/date_text.h"

#include <charconv>
#include <cmath>
#include <limits>

using millrace::Batch;
using millrace::Error;
using millrace::Json;

namespace {

std::optional<double> number_of(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  double number;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return {};
  return number;
}

std::optional<double> number_of(const Batch &batch, const mr_cell &cell) {
  if (cell.kind == MR_INT) return double(cell.as.integer);
  if (cell.kind == MR_DOUBLE) return cell.as.number;
  if (cell.kind == MR_TEXT) return number_of(batch.bytes(cell));
  return {};
}

/* Microseconds since 1970. A bare number counts seconds, one too great for that milliseconds. */
std::optional<int64_t> time_of(const Batch &batch, const mr_cell &cell) {
  if (cell.kind == MR_TIME) return cell.as.integer;
  if (cell.kind == MR_INT) {
    bool in_seconds = std::abs(double(cell.as.integer)) < 1e11;
    if (std::abs(double(cell.as.integer)) > 1e15) return {};
    return cell.as.integer * (in_seconds ? 1000000 : 1000);
  }
  if (cell.kind != MR_TEXT) return {};
  auto moment = dates::parse_iso(batch.bytes(cell));
  return moment ? std::optional(moment->microseconds) : std::nullopt;
}

}  // namespace

// ---- Configuration ----

Condition::Condition(Json config, size_t number)
    : field(config["field"].string()), oper(config["operator"].string()),
      ignore_case(config["ignore_case"].boolean()), least(-std::numeric_limits<double>::infinity()), most(-least) {
  auto need = [&](const char *key) {
    if (!config[key].exists())
      throw Error("condition " + std::to_string(number) + " on " + field + ": " + oper + " needs " + key);
    return config[key];
  };
  auto need_date = [&](const char *key) {
    auto moment = dates::parse_iso(need(key).string());
    if (!moment)
      throw Error("condition " + std::to_string(number) + " on " + field + ": " + key + " is not an ISO date");
    return moment->microseconds;
  };
  auto need_number = [&](const char *key) {
    Json value = need(key);
    if (value.kind() == MR_INT || value.kind() == MR_DOUBLE) return value.number();
    throw Error("condition " + std::to_string(number) + " on " + field + ": " + key + " is not a number");
  };
  auto want = [&](Json value) {
    bool is_number = value.kind() == MR_INT || value.kind() == MR_DOUBLE;
    std::string text = value.kind() == MR_TEXT ? value.string() : std::string(value.raw());
    if (ignore_case) patterns.push_back(std::make_unique<Regex>(text, Regex::literal, true));
    wanted.push_back({std::move(text), value.number(), is_number});
  };

  if (oper.rfind("not_", 0) == 0) {
    negated = true;
    oper.erase(0, 4);
  }
  since = std::numeric_limits<int64_t>::min();
  until = std::numeric_limits<int64_t>::max();
  if (oper == "equals") want(need("value"));
  else if (oper == "in") need("values").each(want);
  else if (oper == "regex")
    patterns.push_back(std::make_unique<Regex>(need("value").string(), Regex::pattern, ignore_case));
  else if (oper == "less") most = std::nextafter(need_number("value"), least);
  else if (oper == "less_or_equal") most = need_number("value");
  else if (oper == "greater") least = std::nextafter(need_number("value"), most);
  else if (oper == "greater_or_equal") least = need_number("value");
  else if (oper == "between") least = need_number("min"), most = need_number("max");
  else if (oper == "before") until = need_date("value");
  else if (oper == "after") since = need_date("value") + 1;
  else if (oper == "date_between") since = need_date("from"), until = need_date("to");
  else if (oper == "last_days") days = need("days").integer();
}

// ---- Rows ----

template <class Test> void Condition::each_cell(Batch &batch, std::vector<uint8_t> &met, Test test) const {
  auto cells = batch.field(field);
  for (uint32_t row : batch.kept()) met[row] = test(cells[row]) != negated;
}

void Condition::look_at_texts(Batch &batch, std::vector<uint8_t> &met) const {
  Regex::Matcher matcher;
  bool by_pattern = !patterns.empty();
  std::string scratch;
  auto is_met = [&](std::string_view text, std::optional<double> number) {
    for (auto &pattern : patterns)
      if (matcher.matches(*pattern, text)) return true;
    for (auto &value : wanted)
      if ((!by_pattern && value.text == text) || (value.is_number && number && *number == value.number)) return true;
    return false;
  };
  bool with_numbers = false;
  for (auto &value : wanted) with_numbers |= value.is_number;

  auto cells = batch.field(field);
  for (uint32_t row : batch.kept()) {
    const mr_cell &cell = cells[row];
    bool result = false;
    try {
      if (cell.kind == MR_LIST) {
        Json(batch.bytes(cell)).each([&](Json item) {
          scratch = item.kind() == MR_TEXT ? item.string() : std::string(item.raw());
          result = result || is_met(scratch, with_numbers ? number_of(scratch) : std::nullopt);
        });
      } else if (cell.kind > MR_NULL) {
        char spelling[32];
        result = is_met(millrace::view(mr_spell(batch.raw, &cell, spelling)),
                        with_numbers ? number_of(batch, cell) : std::nullopt);
      }
      met[row] = result != negated;
    } catch (const Regex::TooCostly &) {
      batch.reject(row, 1, field, "the pattern takes too long on this value");
    }
  }
}

void Condition::look(Batch &batch, std::vector<uint8_t> &met) const {
  if (!wanted.empty() || !patterns.empty()) {
    look_at_texts(batch, met);
  } else if (oper == "empty") {
    each_cell(batch, met, [](const mr_cell &cell) { return mr_is_empty(&cell) != 0; });
  } else if (oper == "before" || oper == "after" || oper == "date_between" || oper == "last_days") {
    int64_t from = since, to = until;
    if (days) to = batch.raw->now + 1, from = batch.raw->now - days * 86400000000;
    each_cell(batch, met, [&](const mr_cell &cell) {
      auto time = time_of(batch, cell);
      return time && *time >= from && *time < to;
    });
  } else {
    each_cell(batch, met, [&](const mr_cell &cell) {
      auto number = number_of(batch, cell);
      return number && *number >= least && *number <= most;
    });
  }
}
