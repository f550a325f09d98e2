#include "values.h"

using millrace::Batch;
using millrace::Json;

void ValueOperation::apply(Batch &batch) {
  begin(batch);
  mr_builder out = mr_build(batch.raw), item_out = mr_build(batch.raw);
  for (auto &name : fields) {
    auto field = batch.field(name);
    if (!field.raw.cells) continue;
    for (uint32_t row : batch.kept()) {
      const mr_cell &cell = field[row];
      mr_cell result;
      if (cell.kind <= MR_NULL) continue;
      bool is_changed = cell.kind == MR_LIST ? convert_list(batch.bytes(cell), out, item_out, result)
                                             : convert(batch, cell, out, result);
      if (is_changed) field.set(row, result);
    }
  }
}

bool ValueOperation::convert(Batch &batch, const mr_cell &cell, mr_builder &out, mr_cell &result) {
  if (cell.kind != MR_TEXT || !convert(batch.bytes(cell), out)) return false;
  millrace::check(mr_built(&out, MR_TEXT, &result));
  return true;
}

bool ValueOperation::convert_list(std::string_view list, mr_builder &out, mr_builder &item_out, mr_cell &result) {
  bool is_changed = false;
  mr_append_byte(&out, '[');
  Json(list).each([&](Json item) {
    if (mr_length(&out) > 1) mr_append_byte(&out, ',');
    mr_cell converted;
    if (item.kind() == MR_TEXT && convert(item.string(), item_out)) {
      millrace::check(mr_built(&item_out, MR_TEXT, &converted));
      mr_append_json(&out, &converted);
      is_changed = true;
    } else if (item.kind() == MR_TEXT) {
      mr_append_byte(&out, '"');
      append(out, item.raw());
      mr_append_byte(&out, '"');
    } else {
      append(out, item.raw());
    }
  });
  mr_append_byte(&out, ']');
  if (is_changed) millrace::check(mr_built(&out, MR_LIST, &result));
  else mr_discard(&out);
  return is_changed;
}
