#include "json_lines.h"

#include <charconv>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string>
#include <vector>

namespace {

using Stage1 = simdjson::internal::dom_parser_implementation;

/// A field that the reader has met, and its column in the batch that is being read.
struct Field {
  std::string name;
  int32_t column = -1;
  bool seen = false;  // in this batch
};

bool is_space(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

/// Whether [p, end) is spelled as JSON wants a number; *integral says whether it has neither fraction nor exponent.
bool is_number(const uint8_t *p, const uint8_t *end, bool *integral) {
  *integral = true;
  if (p != end && *p == '-') p++;
  if (p == end || !is_digit(*p)) return false;
  if (*p == '0') {
    p++;
  } else {
    while (p != end && is_digit(*p)) p++;
  }
  if (p != end && *p == '.') {
    *integral = false;
    p++;
    if (p == end || !is_digit(*p)) return false;
    while (p != end && is_digit(*p)) p++;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    *integral = false;
    p++;
    if (p != end && (*p == '+' || *p == '-')) p++;
    if (p == end || !is_digit(*p)) return false;
    while (p != end && is_digit(*p)) p++;
  }
  return p == end;
}

int32_t hexadecimal(const uint8_t *p) {
  int32_t code = 0;
  for (int i = 0; i < 4; i++) {
    uint8_t c = p[i];
    int32_t digit = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return -1;
    code = code << 4 | digit;
  }
  return code;
}

/// Undoes the escapes of [p, end) into `out`, which has room for as many bytes, or only checks them where `out` is null.
/// Answers the length, or -1 where an escape is wrong.
int64_t unescape(const uint8_t *p, const uint8_t *end, uint8_t *out) {
  int64_t length = 0;
  auto put = [&](uint32_t byte) {
    if (out) out[length] = (uint8_t)byte;
    length++;
  };
  while (p != end) {
    if (*p != '\\') {
      put(*p++);
      continue;
    }
    if (++p == end) return -1;
    switch (*p++) {
      case '"': put('"'); break;
      case '\\': put('\\'); break;
      case '/': put('/'); break;
      case 'b': put('\b'); break;
      case 'f': put('\f'); break;
      case 'n': put('\n'); break;
      case 'r': put('\r'); break;
      case 't': put('\t'); break;
      case 'u': {
        if (end - p < 4) return -1;
        int32_t code = hexadecimal(p);
        p += 4;
        if (code < 0) return -1;
        if (code >= 0xD800 && code < 0xE000) {
          if (code >= 0xDC00 || end - p < 6 || p[0] != '\\' || p[1] != 'u') return -1;
          int32_t low = hexadecimal(p + 2);
          if (low < 0xDC00 || low >= 0xE000) return -1;
          p += 6;
          code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        if (code < 0x80) {
          put(code);
        } else if (code < 0x800) {
          put(0xC0 | code >> 6);
          put(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
          put(0xE0 | code >> 12);
          put(0x80 | (code >> 6 & 0x3F));
          put(0x80 | (code & 0x3F));
        } else {
          put(0xF0 | code >> 18);
          put(0x80 | (code >> 12 & 0x3F));
          put(0x80 | (code >> 6 & 0x3F));
          put(0x80 | (code & 0x3F));
        }
        break;
      }
      default: return -1;
    }
  }
  return length;
}

const char *message(simdjson::error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR: return "the line is not UTF-8";
    case simdjson::UNCLOSED_STRING: return "a text is not closed";
    case simdjson::UNESCAPED_CHARS: return "a control character stands unescaped in a text";
    default: return "the line is not JSON";
  }
}

struct Line {
  uint64_t begin, end;  // in the text; `end` is the line feed or the text's end
};

}  // namespace

struct mrj_reader {
  std::unique_ptr<Stage1> stage1;
  std::vector<Field> fields;
  std::vector<uint32_t> order;    // indexes of `fields` as they follow one another in a record
  std::vector<uint32_t> slots;    // open hashing of `fields`: index + 1, 0 is free; a power of two
  std::vector<Line> lines;
  std::vector<mrj_fault> faults;
  std::string key;                // a key with escapes, undone

  // The batch that is being read.
  mrb_region *region = nullptr;
  uint8_t *text = nullptr;        // structural positions count from here
  uint64_t text_offset = 0;       // the same in the block
  const uint32_t *structure = nullptr;
  uint32_t cursor = 0;            // next structural position
  bool has_escape = false;        // this line has a backslash
  const char *fault = nullptr;    // why this line is refused

  bool fail(const char *why) {
    fault = why;
    return false;
  }

  // ---- Fields

  static uint64_t hash(const char *name, size_t length) {
    uint64_t h = 0xcbf29ce484222325ull;
    for (size_t i = 0; i < length; i++) h = (h ^ (uint8_t)name[i]) * 0x100000001b3ull;
    return h ^ h >> 32;
  }

  void rehash() {
    size_t size = 64;
    while (size < fields.size() * 2) size *= 2;
    slots.assign(size, 0);
    for (uint32_t i = 0; i < fields.size(); i++) place(i);
  }

  void place(uint32_t index) {
    const std::string &name = fields[index].name;
    size_t slot = hash(name.data(), name.size()) & (slots.size() - 1);
    while (slots[slot]) slot = (slot + 1) & (slots.size() - 1);
    slots[slot] = index + 1;
  }

  int64_t find(const char *name, size_t length) const {
    size_t slot = hash(name, length) & (slots.size() - 1);
    while (uint32_t entry = slots[slot]) {
      const std::string &known = fields[entry - 1].name;
      if (known.size() == length && memcmp(known.data(), name, length) == 0) return entry - 1;
      slot = (slot + 1) & (slots.size() - 1);
    }
    return -1;
  }

  bool matches(uint32_t place, const char *name, size_t length) const {
    if (place >= order.size()) return false;
    const std::string &known = fields[order[place]].name;
    return known.size() == length && memcmp(known.data(), name, length) == 0;
  }

  /// The field of this name, met at `place` of the order or learned there; *place goes behind it. -1: no room.
  int64_t field(const char *name, size_t length, uint32_t *place) {
    // Records of one source have their fields in the same order, now and then one is missing.
    for (uint32_t skip = 0; skip < 4; skip++) {
      if (matches(*place + skip, name, length)) {
        *place += skip + 1;
        return order[*place - 1];
      }
    }
    int64_t index = find(name, length);
    if (index < 0) {
      if (fields.size() >= MRB_COLUMNS || length > 1024) return -1;
      index = (int64_t)fields.size();
      fields.push_back({std::string(name, length), -1, false});
      if (fields.size() * 2 > slots.size()) {
        rehash();
      } else {
        this->place((uint32_t)index);
      }
      order.insert(order.begin() + std::min<size_t>(*place, order.size()), (uint32_t)index);
      *place += 1;
    } else {
      for (uint32_t i = 0; i < order.size(); i++) {
        if (order[i] == index) {
          *place = i + 1;
          break;
        }
      }
    }
    return index;
  }

  /// Forgets fields that the last batch did not have, once there are many, and gives the others their columns.
  void begin(mrb_region *batch) {
    region = batch;
    if (fields.size() > 256) {
      std::vector<Field> kept;
      std::vector<uint32_t> kept_order;
      for (uint32_t index : order) {
        if (!fields[index].seen) continue;
        kept_order.push_back((uint32_t)kept.size());
        kept.push_back(std::move(fields[index]));
      }
      fields = std::move(kept);
      order = std::move(kept_order);
      rehash();
    }
    for (uint32_t index : order) {
      fields[index].seen = false;
      (void)column(fields[index]);  // where there is no room, a record that has the field is too large
    }
  }

  bool column(Field &field) {
    field.column = mrb_add_column(region, field.name.data(), (uint32_t)field.name.size(), 0);
    if (field.column < 0) return false;
    mrb_columns(region)[field.column].in_place = 1;
    return true;
  }

  // ---- One line. The text's structure is known: every brace, bracket, colon, comma, and where a scalar begins.

  uint8_t next() const { return text[structure[cursor]]; }

  /// The end of the scalar that begins at the cursor: whatever stands before the next structure, without white space.
  const uint8_t *scalar_end() const {
    const uint8_t *end = text + structure[cursor + 1];
    while (is_space(end[-1])) end--;
    return end;
  }

  bool scalar_is_valid(const uint8_t *begin, const uint8_t *end) {
    bool integral;
    switch (*begin) {
      case '"':
        if (has_escape && unescape(begin + 1, end - 1, nullptr) < 0) return fail("a text has an escape that JSON does not know");
        return true;
      case 't': return (end - begin == 4 && memcmp(begin, "true", 4) == 0) || fail("a value is no JSON value");
      case 'f': return (end - begin == 5 && memcmp(begin, "false", 5) == 0) || fail("a value is no JSON value");
      case 'n': return (end - begin == 4 && memcmp(begin, "null", 4) == 0) || fail("a value is no JSON value");
      default: return is_number(begin, end, &integral) || fail("a value is no JSON value");
    }
  }

  /// Checks the list or object at the cursor and puts the cursor behind it. Answers its last byte's position, or 0.
  uint32_t container() {
    uint64_t objects = 0;  // bit d: whether what is open at depth d is an object
    uint32_t depth = 0;
    while (true) {
      // At a value.
      uint8_t c = next();
      if (c == '{' || c == '[') {
        if (depth == MRJ_DEPTH) return fail("values are nested deeper than 64"), 0;
        bool object = c == '{';
        objects = object ? objects | 1ull << depth : objects & ~(1ull << depth);
        depth++;
        cursor++;
        if (next() == (object ? '}' : ']')) {
          depth--;
          cursor++;
          goto closed;
        }
        if (object && !inner_key()) return 0;
        continue;
      }
      if (!scalar_is_valid(text + structure[cursor], scalar_end())) return 0;
      cursor++;
    closed:
      while (true) {
        if (depth == 0) return structure[cursor - 1];
        bool object = objects >> (depth - 1) & 1;
        uint8_t behind = next();
        if (behind == ',') {
          cursor++;
          if (object && !inner_key()) return 0;
          break;
        }
        if (behind != (object ? '}' : ']')) return fail(object ? "',' or '}' is missing" : "',' or ']' is missing"), 0;
        depth--;
        cursor++;
      }
    }
  }

  bool inner_key() {
    if (next() != '"') return fail("a field's name in quotes is missing");
    if (!scalar_is_valid(text + structure[cursor], scalar_end())) return false;
    cursor++;
    if (next() != ':') return fail("':' is missing");
    cursor++;
    return true;
  }

  bool set_spelling(mr_cell *cell, uint8_t kind, const uint8_t *begin, const uint8_t *end) {
    if (end - begin > UINT16_MAX) return fail("a number is longer than 65,535 digits");
    cell->kind = kind;
    cell->flags = 0;
    cell->spelling = (uint16_t)(end - begin);
    cell->length = (uint32_t)(text_offset + (uint64_t)(begin - text));
    return true;
  }

  bool set_number(mr_cell *cell, const uint8_t *begin, const uint8_t *end) {
    bool integral;
    if (!is_number(begin, end, &integral)) return fail("a value is no JSON value");
    const char *from = (const char *)begin, *to = (const char *)end;
    if (integral && std::from_chars(from, to, cell->as.integer).ec == std::errc()) return set_spelling(cell, MR_INT, begin, end);
    auto result = std::from_chars(from, to, cell->as.number);
    if (result.ec != std::errc()) return fail("a number is too large or too small for a double");
    return set_spelling(cell, MR_DOUBLE, begin, end);
  }

  bool set_text(mr_cell *cell, const uint8_t *begin, const uint8_t *end) {
    uint64_t length = (uint64_t)(end - begin);
    if (has_escape && memchr(begin, '\\', length)) {
      uint64_t offset = mrb_allocate(region, length);
      if (!offset) return fail("the record is too large");
      int64_t unescaped = unescape(begin, end, mrb_bytes(region, offset));
      if (unescaped < 0) return fail("a text has an escape that JSON does not know");
      *cell = mr_cell{MR_TEXT, 0, 0, (uint32_t)unescaped, {}};
      cell->as.offset = offset;
    } else {
      *cell = mr_cell{MR_TEXT, MR_CELL_PLAIN, 0, (uint32_t)length, {}};
      cell->as.offset = text_offset + (uint64_t)(begin - text);
    }
    return true;
  }

  bool value(mr_cell *cell) {
    uint32_t position = structure[cursor];
    const uint8_t *begin = text + position;
    switch (*begin) {
      case '"': {
        const uint8_t *end = scalar_end();
        cursor++;
        return set_text(cell, begin + 1, end - 1);
      }
      case '{':
      case '[': {
        uint32_t last = container();
        if (!last) return false;
        *cell = mr_cell{(uint8_t)(*begin == '{' ? MR_OBJECT : MR_LIST), 0, 0, last + 1 - position, {}};
        cell->as.offset = text_offset + position;
        return true;
      }
      case 't':
      case 'f':
      case 'n': {
        const uint8_t *end = scalar_end();
        if (!scalar_is_valid(begin, end)) return false;
        cursor++;
        cell->as.integer = *begin == 't';
        return set_spelling(cell, *begin == 'n' ? MR_NULL : MR_BOOL, begin, end);
      }
      default: {
        const uint8_t *end = scalar_end();
        cursor++;
        return set_number(cell, begin, end);
      }
    }
  }

  bool record(uint32_t row, uint32_t line_end) {
    if (next() != '{') return fail("the line is not a JSON object");
    cursor++;
    uint32_t place = 0;
    if (next() == '}') {
      cursor++;
    } else {
      while (true) {
        if (next() != '"') return fail("a field's name in quotes is missing");
        const uint8_t *begin = text + structure[cursor] + 1;
        const uint8_t *end = scalar_end() - 1;
        cursor++;
        if (next() != ':') return fail("':' is missing");
        cursor++;
        int64_t index;
        if (has_escape && memchr(begin, '\\', (size_t)(end - begin))) {
          key.resize((size_t)(end - begin));
          int64_t length = unescape(begin, end, (uint8_t *)key.data());
          if (length < 0) return fail("a field's name has an escape that JSON does not know");
          index = field(key.data(), (size_t)length, &place);
        } else {
          index = field((const char *)begin, (size_t)(end - begin), &place);
        }
        if (index < 0) return fail("the records have more than 4,096 different fields, or one with a name longer than 1,024 bytes");
        Field &known = fields[(size_t)index];
        if (known.column < 0 && !column(known)) return fail("the record is too large");
        known.seen = true;
        if (!value(mrb_cells(region, &mrb_columns(region)[known.column]) + row)) return false;
        uint8_t c = next();
        cursor++;
        if (c == ',') continue;
        if (c == '}') break;
        return fail("',' or '}' is missing");
      }
    }
    if (structure[cursor - 1] >= line_end) return fail("the line ends in the middle of the record");
    return structure[cursor] >= line_end || fail("something follows the record");
  }

  void clear(uint32_t row) {
    for (uint32_t i = 0; i < region->column_count; i++) {
      mrb_cells(region, &mrb_columns(region)[i])[row] = mr_cell{};
    }
  }

  simdjson::error_code find_structure(uint64_t begin, uint64_t length) {
    if (stage1->capacity() < length) {
      if (auto error = stage1->allocate(std::max<size_t>(length, 1 << 20), MRJ_DEPTH)) return error;
    }
    text = mrb_bytes(region, begin);
    text_offset = begin;
    cursor = 0;
    if (auto error = stage1->stage1(text, length, simdjson::stage1_mode::regular)) return error;
    structure = stage1->structural_indexes.get();
    return simdjson::SUCCESS;
  }

  void refuse(uint32_t row, const char *why) {
    clear(row);
    mrb_row_states(region)[row] = MR_ROW_REJECTED;
    faults.push_back({row, 0, why});
  }

  void read_line(uint32_t row, const Line &line, uint64_t line_begin, uint64_t line_end) {
    has_escape = memchr(text + line_begin, '\\', line.end - line.begin) != nullptr;
    if (!record(row, (uint32_t)line_end)) refuse(row, fault);
  }
};

mrj_reader *mrj_reader_create(void) {
  auto reader = std::unique_ptr<mrj_reader>(new (std::nothrow) mrj_reader);
  if (!reader) return nullptr;
  auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(1 << 20, MRJ_DEPTH, reader->stage1);
  if (error) return nullptr;
  reader->rehash();
  return reader.release();
}

void mrj_reader_destroy(mrj_reader *reader) { delete reader; }

uint64_t mrj_read(mrj_reader *r, mrb_region *region, uint64_t text, uint64_t length, uint64_t first_number,
                  uint64_t first_position, const mrj_fault **faults, uint32_t *fault_count) {
  r->faults.clear();
  r->lines.clear();
  r->begin(region);

  uint8_t *bytes = mrb_bytes(region, text);
  uint64_t used = 0;
  while (used < length && r->lines.size() < MRB_ROWS) {
    const void *feed = memchr(bytes + used, '\n', length - used);
    Line line{used, feed ? (uint64_t)((const uint8_t *)feed - bytes) : length};
    used = feed ? line.end + 1 : length;
    uint64_t begin = line.begin;
    while (begin < line.end && is_space(bytes[begin])) begin++;
    if (begin < line.end) r->lines.push_back(line);
  }

  uint32_t rows = (uint32_t)r->lines.size();
  region->row_count = rows;
  memset(mrb_row_states(region), MR_ROW_KEPT, MRB_ROWS);
  for (uint32_t row = 0; row < rows; row++) {
    mrb_row_numbers(region)[row] = first_number + row;
    mrb_row_positions(region)[row] = first_position + std::min(r->lines[row].end + 1, length);
  }

  uint8_t behind = bytes[used];
  bytes[used] = 0;  // no structure: what reads past the last one stops here
  if (rows && r->find_structure(text, used) == simdjson::SUCCESS) {
    for (uint32_t row = 0; row < rows; row++) {
      const Line &line = r->lines[row];
      r->read_line(row, line, line.begin, line.end);
      while (r->structure[r->cursor] < line.end) r->cursor++;
      // A record that ran into the next line has eaten of it; the next one begins where its line does.
      while (r->cursor > 0 && r->structure[r->cursor - 1] >= line.end) r->cursor--;
    }
  } else {
    // One line spoils the structure of all: find it by reading each alone.
    for (uint32_t row = 0; row < rows; row++) {
      const Line &line = r->lines[row];
      uint8_t feed = bytes[line.end];
      bytes[line.end] = 0;
      auto error = r->find_structure(text + line.begin, line.end - line.begin);
      if (error) {
        r->refuse(row, message(error));
      } else {
        r->read_line(row, line, 0, line.end - line.begin);
      }
      bytes[line.end] = feed;
    }
  }
  bytes[used] = behind;
  *faults = r->faults.data();
  *fault_count = (uint32_t)r->faults.size();
  return used;
}
