// Operations on whole fields: rename, copy, concatenate, constant, first_rows.
#include "operation.h"

using millrace::Batch;
using millrace::Json;

namespace {

class Rename : public Operation {
public:
  explicit Rename(Json config) : from(config["from"].string()), to(config["to"].string()) {}
  void apply(Batch &batch) override {
    if (from != to && batch.has(from)) batch.rename(from, to);
  }

private:
  std::string from, to;
};

class Copy : public Operation {
public:
  explicit Copy(Json config) : from(config["from"].string()), to(config["to"].string()) {}
  void apply(Batch &batch) override {
    if (from == to || !batch.has(from)) return;
    auto source = batch.field(from), target = batch.field(to);
    for (uint32_t row : batch.kept()) target.set(row, source[row]);
  }

private:
  std::string from, to;
};

class Concatenate : public Operation {
public:
  explicit Concatenate(Json config)
      : names(strings(config["fields"])), to(config["to"].string()), separator(config["separator"].string(" ")),
        skip_empty(config["skip_empty"].boolean(true)) {}

  void apply(Batch &batch) override {
    std::vector<mr_field> parts;
    bool is_there = false;
    for (auto &name : names) {
      parts.push_back(batch.field(name).raw);
      is_there |= parts.back().cells != nullptr;
    }
    if (!is_there) return;
    auto target = batch.field(to);
    millrace::check(mr_edit(&target.raw));
    mr_builder builder = mr_build(batch.raw);
    for (uint32_t row : batch.kept()) {
      bool is_first = true, has_value = false;
      for (auto &part : parts) {
        const mr_cell *cell = mr_at(&part, row);
        bool is_empty = mr_is_empty(cell);
        has_value |= !is_empty;
        if (is_empty && skip_empty) continue;
        char scratch[32];
        mr_text text = is_empty ? mr_make_text("", 0) : mr_spell(batch.raw, cell, scratch);
        uint8_t *room = mr_reserve(&builder, separator.size() + text.length);
        if (!room) break;
        if (!is_first && !separator.empty()) {
          memcpy(room, separator.data(), separator.size());
          room += separator.size();
          builder.end += separator.size();
        }
        if (text.length) memcpy(room, text.data, text.length);
        builder.end += text.length;
        is_first = false;
      }
      /* Nothing to put together gives nothing, not an empty text. */
      if (has_value) millrace::check(mr_built(&builder, MR_TEXT, &target.raw.written[row]));
      else mr_discard(&builder), target.raw.written[row] = mr_absent();
    }
  }

private:
  std::vector<std::string> names;
  std::string to, separator;
  bool skip_empty;
};

class Constant : public Operation {
public:
  explicit Constant(Json config) : to(config["to"].string()), text(config["value"].string()), cell(mr_null()) {
    Json value = config["value"];
    if (value.kind() == MR_TEXT) cell.kind = MR_TEXT;
    else if (value.kind() == MR_BOOL) cell = mr_bool(value.boolean());
    else if (value.kind() == MR_INT) cell = mr_int(value.integer());
    else if (value.kind() == MR_DOUBLE) cell = mr_double(value.number());
  }
  void apply(Batch &batch) override {
    mr_cell value = cell.kind == MR_TEXT ? batch.copy(text) : cell;
    auto target = batch.field(to);
    for (uint32_t row : batch.kept()) target.set(row, value);
  }

private:
  std::string to, text;
  mr_cell cell;
};

// Goes by the record's number in its source, so that it does not matter in which batches the records come.
class FirstRows : public Operation {
public:
  explicit FirstRows(Json config) : count(uint64_t(config["count"].integer())) {}
  void apply(Batch &batch) override {
    for (uint32_t row : batch.kept())
      if (batch.raw->row_numbers[row] > count) batch.drop(row, "behind the first rows");
  }

private:
  uint64_t count;
};

}  // namespace

std::unique_ptr<Operation> make_rename(Json config) { return std::make_unique<Rename>(config); }
std::unique_ptr<Operation> make_copy(Json config) { return std::make_unique<Copy>(config); }
std::unique_ptr<Operation> make_concatenate(Json config) { return std::make_unique<Concatenate>(config); }
std::unique_ptr<Operation> make_constant(Json config) { return std::make_unique<Constant>(config); }
std::unique_ptr<Operation> make_first_rows(Json config) { return std::make_unique<FirstRows>(config); }
