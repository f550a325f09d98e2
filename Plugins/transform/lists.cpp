// Operations between one value and several: split, join; and remove_null_texts, which knows both.
#include "values.h"

using millrace::Batch;
using millrace::Json;

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && uint8_t(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && uint8_t(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

class Split : public Operation {
public:
  explicit Split(Json config)
      : name(config["field"].string()), separator(config["separator"].string(",")),
        trim(config["trim"].boolean(true)) {}

  void apply(Batch &batch) override {
    auto field = batch.field(name);
    mr_builder out = mr_build(batch.raw);
    for (uint32_t row : batch.kept()) {
      auto text = field.text(row);
      if (!text) continue;
      mr_append_byte(&out, '[');
      for (std::string_view rest = *text;;) {
        size_t end = rest.find(separator);
        std::string_view item = rest.substr(0, end);
        if (trim) item = trimmed(item);
        if (!item.empty()) {
          if (mr_length(&out) > 1) mr_append_byte(&out, ',');
          mr_append_quoted(&out, millrace::text(item));
        }
        if (end == rest.npos) break;
        rest.remove_prefix(end + separator.size());
      }
      mr_append_byte(&out, ']');
      mr_cell list;
      millrace::check(mr_built(&out, MR_LIST, &list));
      field.set(row, list);
    }
  }

private:
  std::string name, separator;
  bool trim;
};

class Join : public Operation {
public:
  explicit Join(Json config) : name(config["field"].string()), separator(config["separator"].string(",")) {}

  void apply(Batch &batch) override {
    auto field = batch.field(name);
    mr_builder out = mr_build(batch.raw);
    for (uint32_t row : batch.kept()) {
      if (field[row].kind != MR_LIST) continue;
      bool is_first = true;
      Json(batch.bytes(field[row])).each([&](Json item) {
        if (item.kind() == MR_NULL) return;
        if (!is_first) append(out, separator);
        append(out, item.kind() == MR_TEXT ? item.string() : item.raw());
        is_first = false;
      });
      mr_cell text;
      millrace::check(mr_built(&out, MR_TEXT, &text));
      field.set(row, text);
    }
  }

private:
  std::string name, separator;
};

class RemoveNullTexts : public Operation {
public:
  explicit RemoveNullTexts(Json config) : names(strings(config["fields"])), texts(strings(config["texts"])) {
    if (texts.empty()) texts = {"null", "NULL"};
  }

  void apply(Batch &batch) override {
    if (!names.empty()) {
      for (auto &name : names) apply(batch, name);
      return;
    }
    std::vector<std::string_view> all;
    for (uint32_t i = 0; i < batch.raw->column_count; i++) all.push_back(millrace::view(batch.raw->columns[i]->name));
    for (auto name : all) apply(batch, name);
  }

private:
  std::vector<std::string> names, texts;

  bool is_null(std::string_view text) const {
    for (auto &candidate : texts)
      if (candidate == text) return true;
    return false;
  }

  void apply(Batch &batch, std::string_view name) const {
    auto field = batch.field(name);
    if (!field.raw.cells) return;
    for (uint32_t row : batch.kept()) {
      const mr_cell &cell = field[row];
      if (cell.kind == MR_TEXT) {
        if (is_null(batch.bytes(cell))) field.set(row, mr_null());
      } else if (cell.kind == MR_LIST) {
        remove_items(batch, field, row);
      }
    }
  }

  void remove_items(Batch &batch, millrace::Field &field, uint32_t row) const {
    Json list(batch.bytes(field[row]));
    std::string rest = "[";
    bool is_changed = false;
    list.each([&](Json item) {
      if (item.kind() == MR_TEXT && is_null(item.raw())) {
        is_changed = true;
        return;
      }
      if (rest.size() > 1) rest += ',';
      if (item.kind() == MR_TEXT) rest.append(1, '"').append(item.raw()).append(1, '"');
      else rest += item.raw();
    });
    if (is_changed) field.set(row, batch.copy(rest + ']', MR_LIST));
  }
};

}  // namespace

std::unique_ptr<Operation> make_split(Json config) { return std::make_unique<Split>(config); }
std::unique_ptr<Operation> make_join(Json config) { return std::make_unique<Join>(config); }
std::unique_ptr<Operation> make_remove_null_texts(Json config) { return std::make_unique<RemoveNullTexts>(config); }
