// pseudonymise: personal data as tokens that only the key's owner can make again.
#include "personal_data.h"
#include "schema.h"
#include "token.h"

using millrace::Batch;
using millrace::Field;
using millrace::Json;

namespace {

class Pseudonymise {
public:
  explicit Pseudonymise(Json config)
      : whole(names_of(config["fields"])), texts(names_of(config["texts"])), all_texts(config["texts"].equals("all")),
        keep_domain(config["keep_domain"].boolean()), keep_digits(size_t(config["keep_last_digits"].integer())),
        tokens(config["key"].string(),
               {config["format"].equals("base64url"), size_t(config["length"].integer(32)), config["prefix"].string()}),
        any_finder(true, true), finder(finds(config, "email"), finds(config, "phone")) {
    if (whole.empty() && texts.empty() && !all_texts)
      throw millrace::Error("nothing to do; name 'fields', or 'texts', or write texts: all");
  }

  void process(Batch &batch) {
    mr_builder out = mr_build(batch.raw);
    for (auto &name : whole) each_value(batch, name, out, &Pseudonymise::append_token);
    if (all_texts) {
      std::vector<std::string_view> names;
      for (uint32_t i = 0; i < batch.raw->column_count; i++) names.push_back(millrace::view(batch.raw->columns[i]->name));
      for (auto name : names)
        if (!is_whole(name)) each_value(batch, name, out, &Pseudonymise::append_text);
    }
    for (auto &name : texts) each_value(batch, name, out, &Pseudonymise::append_text);
  }

private:
  // Appends what becomes of a text to `result`; false where it stays as it is.
  using Change = bool (Pseudonymise::*)(std::string_view text);

  std::vector<std::string> whole, texts;
  bool all_texts, keep_domain;
  size_t keep_digits;
  TokenMaker tokens;
  PersonalDataFinder any_finder, finder;
  std::string result;

  static std::vector<std::string> names_of(Json list) {
    std::vector<std::string> names;
    list.each([&](Json name) { names.push_back(name.string()); });
    return names;
  }

  static bool finds(Json config, std::string_view kind) {
    bool found = !config["find"].exists();
    config["find"].each([&](Json item) { found |= item.equals(kind); });
    return found;
  }

  bool is_whole(std::string_view name) const {
    for (auto &each : whole)
      if (each == name) return true;
    return false;
  }

  void append(const PersonalData &data) {
    tokens.append(data.normal, result);
    if (data.kind == PersonalData::email && keep_domain) result.append(data.normal, data.normal.rfind('@'));
    if (data.kind == PersonalData::phone && keep_digits) result.append("-").append(data.normal.end() - long(keep_digits), data.normal.end());
  }

  // The text as a whole; an address or a number has the same token that it has inside a text.
  bool append_token(std::string_view text) {
    if (text.empty()) return false;
    std::string_view bare = text;
    while (!bare.empty() && uint8_t(bare.front()) <= ' ') bare.remove_prefix(1);
    while (!bare.empty() && uint8_t(bare.back()) <= ' ') bare.remove_suffix(1);
    auto &found = any_finder.find(bare);
    if (found.size() == 1 && found[0].begin == 0 && found[0].end == bare.size()) append(found[0]);
    else tokens.append(text, result);
    return true;
  }

  bool append_text(std::string_view text) {
    auto &found = finder.find(text);
    if (found.empty()) return false;
    size_t from = 0;
    for (auto &data : found) {
      result.append(text.substr(from, data.begin - from));
      append(data);
      from = data.end;
    }
    result.append(text.substr(from));
    return true;
  }

  void each_value(Batch &batch, std::string_view name, mr_builder &out, Change change) {
    Field field = batch.field(name);
    if (!field.raw.cells) return;
    bool is_whole = change == &Pseudonymise::append_token;
    char scratch[32];
    for (uint32_t row : batch.kept()) {
      const mr_cell cell = field[row];
      if (cell.kind >= MR_LIST) {
        if (append_changed(Json(batch.bytes(cell)), is_whole, change, out)) {
          mr_cell changed;
          millrace::check(mr_built(&out, cell.kind, &changed));
          field.set(row, changed);
        } else {
          mr_discard(&out);
        }
      } else if (cell.kind == MR_TEXT || (is_whole && cell.kind > MR_NULL)) {
        result.clear();
        if ((this->*change)(millrace::view(mr_spell(batch.raw, &cell, scratch)))) field.set(row, result);
      }
    }
  }

  // Appends a list, an object or what is in one as JSON; false where nothing changed.
  bool append_changed(Json value, bool is_whole, Change change, mr_builder &out) {
    bool is_changed = false, is_first = true;
    auto separate = [&] {
      if (!is_first) mr_append_byte(&out, ',');
      is_first = false;
    };
    if (value.kind() == MR_LIST) {
      mr_append_byte(&out, '[');
      value.each([&](Json item) { separate(), is_changed |= append_changed(item, is_whole, change, out); });
      mr_append_byte(&out, ']');
    } else if (value.kind() == MR_OBJECT) {
      mr_append_byte(&out, '{');
      value.each_key([&](Json key, Json member) {
        separate();
        append_quoted(key, out);
        mr_append_byte(&out, ':');
        is_changed |= append_changed(member, is_whole, change, out);
      });
      mr_append_byte(&out, '}');
    } else {
      bool is_text = value.kind() == MR_TEXT;
      result.clear();
      if ((is_text || (is_whole && value.kind() > MR_NULL)) &&
          (this->*change)(is_text ? value.string() : std::string(value.raw()))) {
        mr_append_quoted(&out, millrace::text(result));
        return true;
      }
      if (is_text) append_quoted(value, out);
      else mr_append(&out, millrace::text(value.raw()));
    }
    return is_changed;
  }

  // A text of JSON as it was written.
  static void append_quoted(Json text, mr_builder &out) {
    mr_append_byte(&out, '"');
    mr_append(&out, millrace::text(text.raw()));
    mr_append_byte(&out, '"');
  }
};

}  // namespace

static const auto processor = millrace::processor<Pseudonymise>(
    {"pseudonymise", "Pseudonymise", "Replaces personal data, in fields and in free text, by tokens of a keyed hash.",
     CONFIG_SCHEMA, MR_PURE});
static const auto plugin = millrace::plugin(
    {"pseudonymise", "Pseudonymise", "1.0.0", "Personal data as tokens of a keyed hash.", "Millrace"}, processor);
MR_PLUGIN(plugin);
