// everything: does to each record what its field `do` says, by every wrapper there is. One of four alike.
#include <millrace/plugin.hpp>

struct Everything {
  std::string suffix;

  explicit Everything(millrace::Json config) : suffix(config["suffix"].string()) {
    if (suffix.size() > 15) throw millrace::Error("suffix is longer than 15 bytes", 1);
  }

  void process(millrace::Batch &batch) {
    if (batch.has("gone")) batch.remove("gone");
    if (batch.has("old")) batch.rename("old", "new");
    auto todo = batch.field("do"), n = batch.field("n");
    for (uint32_t row : batch.kept()) {
      auto text = todo.text(row);
      if (!text) continue;
      if (*text == "drop") batch.drop(row, "asked to");
      else if (*text == "reject") batch.reject(row, 7, "do", "asked to");
      else if (*text == "fail") throw millrace::Error("asked to fail", 3);
      else if (*text == "slice") todo.set(row, mr_slice(&todo[row], 1, 3));
      else if (*text == "text") todo.set(row, suffix);
      else if (*text == "list") make_list(batch, todo, row, *text);
      else if (*text == "double" && n.number(row)) n.set(row, mr_double(2 * *n.number(row)));
      else if (*text == "int") n.set(row, mr_int(7));
      else if (*text == "bool") n.set(row, mr_bool(1));
      else if (*text == "now") n.set(row, mr_time(batch.raw->now));
      else if (*text == "null") n.set(row, mr_null());
      else if (*text == "clear") n.set(row, mr_absent());
      else if (*text == "derive") batch.set_derived(batch.derive(row), "by", batch.copy(suffix));
    }
  }

  void finish(millrace::Batch &batch) { batch.set_derived(batch.derive(), "end", mr_bool(1)); }

private:
  void make_list(millrace::Batch &batch, millrace::Field &todo, uint32_t row, std::string_view text) {
    mr_builder builder = mr_build(batch.raw);
    mr_cell list;
    mr_append_byte(&builder, '[');
    mr_append_quoted(&builder, millrace::text(text));
    mr_append_byte(&builder, ',');
    mr_append_quoted(&builder, millrace::text(suffix));
    mr_append_byte(&builder, ']');
    millrace::check(mr_built(&builder, MR_LIST, &list));
    todo.set(row, list);
  }
};

static const auto everything = millrace::processor<Everything>(
    {"everything", "Everything", "Does what records say.",
     R"({"type": "object", "properties": {"suffix": {"type": "string", "default": "é\""}}})"});
static const auto plugin =
    millrace::plugin({"everything-cpp", "Everything", "1.0.0", "A test.", "Millrace"}, everything);
MR_PLUGIN(plugin);
