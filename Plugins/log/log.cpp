// log: what records look like at this place of the chain, without their values.
#include "../shared/sha256.h"
#include "schema.h"

#include <optional>
#include <string>
#include <vector>

#include <sys/random.h>

using millrace::Batch;
using millrace::Field;
using millrace::Json;

namespace {

class Log {
public:
  Log(Json config, millrace::Host host)
      : host(host), names(names_of(config["fields"])), needed(names_of(config["with"])),
        every(uint64_t(config["every"].integer(1))), left_to_see(uint64_t(config["first"].integer(INT64_MAX))),
        left_to_log(uint64_t(config["limit"].integer(100))), shows_length(!config["show"].equals("kinds")),
        shows_digest(config["show"].equals("digests")), label(config["label"].string()), level(level_of(config["level"])) {
    if (!label.empty()) label += ": ";
    if (shows_digest && getrandom(salt, sizeof salt, 0) != sizeof salt) throw millrace::Error("digests: no random numbers are to be had");
  }

  void process(Batch &batch) {
    if (!left_to_see || !left_to_log) return;
    std::vector<Field> fields, conditions;
    if (names.empty())
      for (uint32_t i = 0; i < batch.raw->column_count; i++) fields.push_back(batch.field(millrace::view(batch.raw->columns[i]->name)));
    for (auto &name : names) fields.push_back(batch.field(name));
    for (auto &name : needed) conditions.push_back(batch.field(name));
    for (uint32_t row : batch.kept()) {
      if (!left_to_see || !left_to_log) return;
      if (!has_values(conditions, row)) continue;
      left_to_see--;
      if (seen++ % every != 0) continue;
      left_to_log--;
      write(batch, fields, row);
      if (!left_to_log) host.log(level, label + "this was the last line of this run");
    }
  }

private:
  // A line is cut behind 512 bytes on its way.
  static constexpr size_t longest_line = 480;

  millrace::Host host;
  std::vector<std::string> names, needed;
  uint64_t every, left_to_see, left_to_log, seen = 0;
  bool shows_length, shows_digest;
  std::string label;
  uint32_t level;
  char salt[16] = {};  // of this run alone: without it nobody tries values out on a digest
  std::optional<Sha256> sha256;

  static std::vector<std::string> names_of(Json list) {
    std::vector<std::string> names;
    list.each([&](Json name) { names.push_back(name.string()); });
    return names;
  }

  static uint32_t level_of(Json word) {
    return word.equals("debug")     ? MR_LOG_DEBUG
           : word.equals("warning") ? MR_LOG_WARNING
           : word.equals("error")   ? MR_LOG_ERROR
                                    : MR_LOG_INFO;
  }

  static bool has_values(const std::vector<Field> &conditions, uint32_t row) {
    for (auto &field : conditions)
      if (field.is_empty(row)) return false;
    return true;
  }

  void write(Batch &batch, const std::vector<Field> &fields, uint32_t row) {
    std::string line = label + "record " + std::to_string(batch.raw->row_numbers[row]) + ":";
    size_t left_out = 0;
    bool is_first = true;
    for (auto &field : fields) {
      const mr_cell &cell = field[row];
      if (cell.kind == MR_ABSENT && names.empty()) continue;
      std::string part = is_first ? " " : ", ";
      part.append(millrace::view(field.raw.name)).append(" ").append(description(batch, cell));
      if (left_out || line.size() + part.size() > longest_line) left_out++;
      else line += part;
      is_first = false;
    }
    if (left_out) line += " and " + std::to_string(left_out) + " more";
    host.log(level, line);
  }

  std::string description(Batch &batch, const mr_cell &cell) {
    static const char *const kinds[] = {"absent", "null", "boolean", "whole number", "decimal", "text", "time", "list", "object"};
    std::string text = kinds[cell.kind];
    if (cell.kind <= MR_NULL) return text;
    if (shows_length && cell.kind == MR_TEXT) {
      size_t characters = 0;
      for (char byte : batch.bytes(cell)) characters += (uint8_t(byte) & 0xC0) != 0x80;
      text += " of " + std::to_string(characters);
    } else if (shows_length && cell.kind >= MR_LIST) {
      size_t count = 0;
      Json value(batch.bytes(cell));
      value.each([&](Json) { count++; });
      value.each_key([&](Json, Json) { count++; });
      text += " of " + std::to_string(count);
    }
    if (shows_digest) text += " #" + digest(batch, cell);
    return text;
  }

  std::string digest(Batch &batch, const mr_cell &cell) {
    char scratch[32], digits[9];
    if (!sha256) sha256.emplace();
    Sha256::Sum sum = (*sha256)({salt, sizeof salt}, millrace::view(mr_spell(batch.raw, &cell, scratch)));
    snprintf(digits, sizeof digits, "%02x%02x%02x%02x", sum[0], sum[1], sum[2], sum[3]);
    return digits;
  }
};

}  // namespace

static const auto processor = millrace::processor<Log>(
    {"log", "Log", "Writes what records look like to the log, without their values.", CONFIG_SCHEMA, MR_PURE});
static const auto plugin =
    millrace::plugin({"log", "Log", "1.0.0", "Lines about records in the log.", "Millrace"}, processor);
MR_PLUGIN(plugin);
