#include "json_lines.h"
#include "millrace/rows.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <new>
#include <vector>

bool mrj_buffer_reserve(mrj_buffer *b, uint64_t more) {
  if (b->capacity - b->length >= more) return true;
  uint64_t capacity = b->capacity ? b->capacity : 4096;
  while (capacity - b->length < more) capacity *= 2;
  uint8_t *bytes = (uint8_t *)realloc(b->bytes, capacity);
  if (!bytes) return false;
  b->bytes = bytes;
  b->capacity = capacity;
  return true;
}

void mrj_buffer_free(mrj_buffer *b) {
  free(b->bytes);
  *b = mrj_buffer{};
}

namespace {

bool append(mrj_buffer *b, const void *bytes, uint64_t length) {
  if (!mrj_buffer_reserve(b, length)) return false;
  if (length) memcpy(b->bytes + b->length, bytes, length);
  b->length += length;
  return true;
}

bool append_string(mrj_buffer *b, const uint8_t *text, uint64_t length) {
  static const char hexadecimal[] = "0123456789abcdef";
  if (!mrj_buffer_reserve(b, length * 6 + 2)) return false;
  uint8_t *out = b->bytes + b->length;
  *out++ = '"';
  for (uint64_t i = 0; i < length; i++) {
    uint8_t c = text[i];
    if (c >= 0x20 && c != '"' && c != '\\') {
      *out++ = c;
      continue;
    }
    *out++ = '\\';
    switch (c) {
      case '"': *out++ = '"'; break;
      case '\\': *out++ = '\\'; break;
      case '\n': *out++ = 'n'; break;
      case '\r': *out++ = 'r'; break;
      case '\t': *out++ = 't'; break;
      default:
        *out++ = 'u';
        *out++ = '0';
        *out++ = '0';
        *out++ = hexadecimal[c >> 4];
        *out++ = hexadecimal[c & 15];
    }
  }
  *out++ = '"';
  b->length = (uint64_t)(out - b->bytes);
  return true;
}

/// A double as the shortest text that reads back as the same double and is still no integer.
bool append_double(mrj_buffer *b, double number) {
  if (!std::isfinite(number)) return append(b, "null", 4);
  char text[40];
  char *end = std::to_chars(text, text + 32, number).ptr;
  bool integral = true;
  for (char *p = text; p < end; p++) integral = integral && *p != '.' && *p != 'e';
  if (integral) {
    *end++ = '.';
    *end++ = '0';
  }
  return append(b, text, (uint64_t)(end - text));
}

/// A time as plugins spell it, too.
bool append_time(mrj_buffer *b, int64_t microseconds) {
  char text[34];
  uint32_t length = mr_spell_time(microseconds, text + 1);
  text[0] = text[length + 1] = '"';
  return append(b, text, length + 2);
}

/// A live column. Its key as JSON, `,"name":`, is `key_length` bytes of the writer's keys.
struct Column {
  const mr_cell *cells;
  uint64_t key, key_length;
  bool in_place;
};

/// Where a value's JSON text stands in the block, if it is still the text that was read.
struct Span {
  uint64_t begin = 0, end = 0;
};

Span source_span(const mr_cell *cell) {
  switch (cell->kind) {
    case MR_TEXT:
      if (!(cell->flags & MR_CELL_PLAIN)) return {};
      return {cell->as.offset - 1, cell->as.offset + cell->length + 1};
    case MR_LIST:
    case MR_OBJECT: return {cell->as.offset, cell->as.offset + cell->length};
    default: return {cell->length, (uint64_t)cell->length + cell->spelling};
  }
}

}  // namespace

struct mrj_writer {
  std::vector<Column> columns;
  mrj_buffer keys{};
  ~mrj_writer() { mrj_buffer_free(&keys); }
};

mrj_writer *mrj_writer_create(void) { return new (std::nothrow) mrj_writer; }
void mrj_writer_destroy(mrj_writer *writer) { delete writer; }

bool mrj_writer_prepare(mrj_writer *w, const mrb_region *r) {
  w->columns.clear();
  w->keys.length = 0;
  const mrb_column *columns = mrb_columns(r);
  for (uint32_t i = 0; i < r->column_count; i++) {
    const mrb_column *c = &columns[i];
    if (c->removed) continue;
    uint64_t key = w->keys.length;
    if (!append(&w->keys, ",", 1) || !append_string(&w->keys, mrb_bytes(r, c->name), c->name_length) ||
        !append(&w->keys, ":", 1))
      return false;
    uint64_t length = w->keys.length - key;
    // A name that needs escapes may have been spelled otherwise in the source.
    w->columns.push_back({mrb_cells(r, c), key, length, c->in_place && length == c->name_length + 4ull});
  }
  return true;
}

bool mrj_write_value(const mrb_region *r, const mr_cell *cell, mrj_buffer *out) {
  switch (cell->kind) {
    case MR_NULL: return append(out, "null", 4);
    case MR_BOOL: return cell->as.integer ? append(out, "true", 4) : append(out, "false", 5);
    case MR_INT:
    case MR_DOUBLE:
      if (cell->spelling) return append(out, mrb_bytes(r, cell->length), cell->spelling);
      if (cell->kind == MR_DOUBLE) return append_double(out, cell->as.number);
      {
        char text[24];
        return append(out, text, (uint64_t)(std::to_chars(text, text + sizeof text, cell->as.integer).ptr - text));
      }
    case MR_TEXT:
      if (cell->flags & MR_CELL_PLAIN) {
        if (!mrj_buffer_reserve(out, cell->length + 2ull)) return false;
        uint8_t *to = out->bytes + out->length;
        *to++ = '"';
        memcpy(to, mrb_bytes(r, cell->as.offset), cell->length);
        to[cell->length] = '"';
        out->length += cell->length + 2ull;
        return true;
      }
      return append_string(out, mrb_bytes(r, cell->as.offset), cell->length);
    case MR_TIME: return append_time(out, cell->as.integer);
    case MR_LIST:
    case MR_OBJECT: return append(out, mrb_bytes(r, cell->as.offset), cell->length);
    default: return append(out, "null", 4);
  }
}

bool mrj_write_row(mrj_writer *w, const mrb_region *r, uint32_t row, mrj_buffer *out) {
  if (!append(out, "{", 1)) return false;
  bool first = true;
  Span run;  // what is to be copied from the source in one piece; values and the keys between them
  for (const Column &column : w->columns) {
    const mr_cell *cell = column.cells + row;
    if (cell->kind == MR_ABSENT) continue;
    Span span = column.in_place ? source_span(cell) : Span{};
    // Exactly the key's length between two values: then the key is what stands there.
    if (span.end && run.end && run.end + column.key_length == span.begin) {
      run.end = span.end;
      continue;
    }
    if (run.end && !append(out, mrb_bytes(r, run.begin), run.end - run.begin)) return false;
    run = span;
    if (!append(out, w->keys.bytes + column.key + first, column.key_length - first)) return false;
    first = false;
    if (!span.end && !mrj_write_value(r, cell, out)) return false;
  }
  if (run.end && !append(out, mrb_bytes(r, run.begin), run.end - run.begin)) return false;
  return append(out, "}", 1);
}

bool mrj_write_rows(mrj_writer *w, const mrb_region *r, mrj_buffer *out) {
  const uint8_t *states = mrb_row_states(r);
  for (uint32_t row = 0; row < r->row_count; row++) {
    if (states[row] != MR_ROW_KEPT) continue;
    if (!mrj_write_row(w, r, row, out) || !append(out, "\n", 1)) return false;
  }
  return true;
}
