// parse-json: the value that a text of JSON is.
#include "../shared/json_pointer.h"
#include "../shared/on_invalid.h"
#include "../shared/strict_json.h"
#include "schema.h"

#include <cmath>
#include <deque>

using millrace::Batch;
using millrace::Field;
using millrace::Json;

namespace {

// The fields that members of objects become, in one batch. Objects of one kind have their members in one order, so the
// next member is mostly the next field.
class SpreadFields {
public:
  SpreadFields(Batch &batch, const std::string &prefix) : batch(batch), prefix(prefix) {}

  // Null where the key is no name of a field.
  Field *of(Json key) {
    for (size_t tries = 0; tries < known.size(); tries++) {
      if (next >= known.size()) next = 0;
      if (Known &candidate = known[next++]; key.equals(candidate.key)) return candidate.field.raw.name.length ? &candidate.field : nullptr;
    }
    Known &added = known.emplace_back(key.string(), prefix);
    if (added.name.size() <= longest_name) added.field = batch.field(added.name);
    next = known.size();
    return added.field.raw.name.length ? &added.field : nullptr;
  }

private:
  static constexpr size_t longest_name = 1024;

  struct Known {
    std::string key, name;
    Field field{mr_field{}};
    Known(std::string key, const std::string &prefix) : key(std::move(key)), name(prefix + this->key) {}
  };
  Batch &batch;
  const std::string &prefix;
  std::deque<Known> known;
  size_t next = 0;
};

class ParseJson {
public:
  explicit ParseJson(Json config)
      : name(config["field"].string()), target(config["to"].string(name)), prefix(config["prefix"].string()),
        pointer(config["pointer"].string()), spreads(config["spread"].boolean()), removes(config["remove"].boolean()),
        depth(uint32_t(config["max_depth"].integer(32))), on_invalid(on_invalid_of(config)) {
    if (spreads && config["to"].exists()) throw millrace::Error("'to' names the field of one value; leave it out, or 'spread'");
  }

  void process(Batch &batch) const {
    Field source = batch.field(name), to = batch.field(target);
    if (!source.raw.cells) return;
    bool in_place = !spreads && target == name;
    Field &written = in_place ? source : to;
    SpreadFields fields(batch, prefix);
    StrictJson json(depth);
    mr_builder out = mr_build(batch.raw);

    for (uint32_t row : batch.kept()) {
      const mr_cell cell = source[row];
      if (cell.kind <= MR_NULL) continue;
      mr_cell value = cell;
      if (cell.kind == MR_TEXT || cell.kind >= MR_LIST) {
        mr_cell whole;
        if (const char *problem = read(batch, cell, json, out, whole)) {
          settle_invalid(on_invalid, source, row, not_json, problem);
          continue;
        }
        Json found = pointer.find(Json(batch.bytes(whole)));
        if (spreads && found.kind() == MR_OBJECT) {
          if (removes) millrace::check(mr_clear(&source.raw, row));
          found.each_key([&](Json key, Json member) {
            if (Field *field = fields.of(key)) field->set(row, cell_of(batch, whole, member));
          });
          continue;
        }
        value = cell_of(batch, whole, found);
      } else if (!pointer.is_empty()) {
        value = mr_absent();
      }
      if (value.kind == MR_ABSENT) continue;
      if (spreads) {
        settle_invalid(on_invalid, source, row, not_an_object, "is not a JSON object");
        continue;
      }
      if (removes && !in_place) millrace::check(mr_clear(&source.raw, row));
      written.set(row, value);
    }
  }

private:
  // Codes of rejected records.
  static constexpr uint32_t not_json = 1, not_an_object = 2;

  std::string name, target, prefix;
  JsonPointer pointer;
  bool spreads, removes;
  uint32_t depth;
  OnInvalid on_invalid;

  // Writes the text without white space to output memory; answers what is wrong with it, or null.
  static const char *read(Batch &batch, const mr_cell &cell, StrictJson &json, mr_builder &out, mr_cell &whole) {
    std::string_view text = batch.bytes(cell);
    uint8_t *room = mr_reserve(&out, text.size());
    size_t length = 0;
    if (!room) millrace::check(out.status);
    if (const char *problem = json.minify(text, reinterpret_cast<char *>(room), &length)) return problem;
    out.end += length;
    millrace::check(mr_built(&out, MR_TEXT, &whole));
    return nullptr;
  }

  // A cell of a part of `whole`, which is in output memory and read by nobody else: a text loses its escapes in place.
  static mr_cell cell_of(Batch &batch, const mr_cell &whole, Json part) {
    auto slice = [&](uint8_t kind, uint64_t length) {
      mr_cell cell = mr_slice(&whole, uint32_t(part.raw().data() - batch.bytes(whole).data()), uint32_t(length));
      cell.kind = kind;
      return cell;
    };
    switch (part.kind()) {
    case MR_NULL: return mr_null();
    case MR_BOOL: return mr_bool(part.boolean());
    case MR_INT: return mr_int(part.integer());
    case MR_DOUBLE: return std::isfinite(part.number()) ? mr_double(part.number()) : slice(MR_TEXT, part.raw().size());
    case MR_TEXT: return slice(MR_TEXT, part.unescape(const_cast<char *>(part.raw().data())));
    case MR_LIST:
    case MR_OBJECT: return slice(uint8_t(part.kind()), part.raw().size());
    default: return mr_absent();
    }
  }
};

}  // namespace

static const auto processor = millrace::processor<ParseJson>(
    {"parse-json", "Parse JSON", "Makes a value, a part of it, or fields of a text of JSON.", CONFIG_SCHEMA,
     MR_PURE | MR_THREAD_SAFE});
static const auto plugin =
    millrace::plugin({"parse-json", "Parse JSON", "1.0.0", "Values from JSON in a text.", "Millrace"}, processor);
MR_PLUGIN(plugin);
