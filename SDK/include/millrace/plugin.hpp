#pragma once
/*
 * millrace/plugin.hpp: the plugin ABI in C++17.
 *
 * A processor is a class with a constructor that takes the configuration and a `process`; what it throws becomes the
 * status and the error of the call:
 *
 *     struct Upper {
 *       explicit Upper(millrace::Json config);  // or Upper(millrace::Json config, millrace::Host host), to log
 *       void process(millrace::Batch &batch);   // and, if rows were held back: void finish(millrace::Batch &batch);
 *     };
 *     static const auto upper = millrace::processor<Upper>({"upper", "Upper case", "…", schema, MR_PURE});
 *     static const auto plugin = millrace::plugin({"upper", "Upper case", "1.0.0", "…", "Example"}, upper);
 *     MR_PLUGIN(plugin)
 *
 * Views of text are valid until process() returns.
 */
#include "json.h"

#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace millrace {

constexpr mr_text text(std::string_view view) { return {view.data(), view.size()}; }
inline std::string_view view(mr_text text) { return {text.data, static_cast<size_t>(text.length)}; }

/* What a processor throws to give its users a message. It must not repeat values of a record. */
struct Error : std::exception {
  int32_t status;
  uint32_t code;
  std::string message;

  explicit Error(std::string message, uint32_t code = 0, int32_t status = MR_ERROR)
      : status(status), code(code), message(std::move(message)) {}
  const char *what() const noexcept override { return message.c_str(); }
};

/* Throws for a status other than MR_OK. */
inline void check(int32_t status) {
  if (status == MR_OK) return;
  if (status == MR_OUT_OF_MEMORY) throw Error("the batch's output memory is used up", 0, status);
  throw Error("no such row, field or kind", 0, status);
}

/* ---- Configuration and nested values ---------------------------------------------------------------------------- */

/* One JSON value, a view of the text it was read from. What is missing reads as the default. */
class Json {
public:
  Json(mr_json value) : value(value) {}
  explicit Json(std::string_view json) : value(mr_json_read(millrace::text(json))) {}

  uint32_t kind() const { return value.kind; }
  bool exists() const { return value.kind != MR_ABSENT; }
  std::string_view raw() const { return view(value.raw); }
  /* As the C functions know it. */
  const mr_json &c() const { return value; }
  Json operator[](const char *name) const { return mr_json_get(value, name); }

  bool boolean(bool missing = false) const { return value.kind == MR_BOOL ? mr_json_is_true(value) : missing; }
  int64_t integer(int64_t missing = 0) const { return is_number() ? mr_json_int(value) : missing; }
  double number(double missing = 0) const { return is_number() ? mr_json_double(value) : missing; }
  std::string string(std::string_view missing = "") const {
    if (value.kind != MR_TEXT) return std::string(missing);
    std::string text(static_cast<size_t>(value.raw.length), '\0');
    text.resize(static_cast<size_t>(unescape(text.data())));
    return text;
  }
  /* Writes a text without its escapes, at most raw().size() bytes and perhaps over raw() itself; returns how many. */
  uint64_t unescape(char *out) const { return mr_json_unescape(value, out); }

  /* Calls body(Json item) for each item of a list. */
  template <class Body> void each(Body body) const {
    mr_json_cursor cursor = mr_json_open(value);
    for (mr_json item; !cursor.in_object && mr_json_next(&cursor, nullptr, &item);) body(Json(item));
  }
  /* Calls body(std::string key, Json value) for each member of an object. */
  template <class Body> void each_member(Body body) const {
    each_key([&](Json key, Json item) { body(key.string(), item); });
  }
  /* The same without copying: body(Json key, Json value). */
  template <class Body> void each_key(Body body) const {
    mr_json_cursor cursor = mr_json_open(value);
    for (mr_json key, item; cursor.in_object && mr_json_next(&cursor, &key, &item);) body(Json(key), Json(item));
  }
  /* Whether it is this text. */
  bool equals(std::string_view text) const {
    return value.kind == MR_TEXT && (value.escaped ? string() == text : raw() == text);
  }

private:
  mr_json value;
  bool is_number() const { return value.kind == MR_INT || value.kind == MR_DOUBLE; }
};

/* ---- Batches ---------------------------------------------------------------------------------------------------- */

/* One field of one batch; the first write copies its column. */
class Field {
public:
  explicit Field(mr_field field) : raw(field) {}

  const mr_cell &operator[](uint32_t row) const { return *mr_at(&raw, row); }
  bool is_empty(uint32_t row) const { return mr_is_empty(mr_at(&raw, row)); }
  std::optional<std::string_view> text(uint32_t row) const {
    mr_text value;
    return mr_get_text(&raw, row, &value) ? std::optional(view(value)) : std::nullopt;
  }
  std::optional<double> number(uint32_t row) const {
    double value;
    return mr_get_double(&raw, row, &value) ? std::optional(value) : std::nullopt;
  }

  void set(uint32_t row, mr_cell cell) { check(mr_set(&raw, row, cell)); }
  void set(uint32_t row, std::string_view text) { check(mr_set_text(&raw, row, millrace::text(text))); }

  mr_field raw;
};

/* The numbers of the rows that no step has dropped or rejected, looked at as the loop comes to them. */
class KeptRows {
public:
  struct End {};
  class Iterator {
  public:
    explicit Iterator(const mr_batch *batch) : batch(batch) { skip(); }
    uint32_t operator*() const { return row; }
    void operator++() { ++row, skip(); }
    bool operator!=(End) const { return row < batch->row_count; }

  private:
    const mr_batch *batch;
    uint32_t row = 0;
    void skip() {
      while (row < batch->row_count && !mr_is_kept(batch, row)) ++row;
    }
  };

  explicit KeptRows(const mr_batch *batch) : batch(batch) {}
  Iterator begin() const { return Iterator(batch); }
  End end() const { return {}; }

private:
  const mr_batch *batch;
};

class Batch {
public:
  explicit Batch(mr_batch *batch) : raw(batch) {}

  uint32_t row_count() const { return raw->row_count; }
  KeptRows kept() const { return KeptRows(raw); }
  /* `name` must outlive the field. */
  Field field(std::string_view name) const { return Field(mr_find(raw, text(name))); }
  bool has(std::string_view name) const { return mr_find(raw, text(name)).cells != nullptr; }
  std::string_view bytes(const mr_cell &cell) const { return view(mr_bytes(raw, &cell)); }

  /* A text cell with a copy of `text`. */
  mr_cell copy(std::string_view text, uint8_t kind = MR_TEXT) const {
    mr_cell cell;
    check(mr_copy(raw, kind, millrace::text(text), &cell));
    return cell;
  }
  void remove(std::string_view name) { check(mr_remove(raw, text(name))); }
  void rename(std::string_view from, std::string_view to) { check(mr_rename(raw, text(from), text(to))); }
  void drop(uint32_t row, const char *reason) { check(mr_drop(raw, row, reason)); }
  void reject(uint32_t row, uint32_t code, std::string_view field, const char *reason) {
    check(mr_reject(raw, row, code, text(field), reason));
  }
  /* The handle of a new row that starts as a copy of `parent`, or empty. */
  uint32_t derive(uint32_t parent = MR_NO_PARENT) {
    uint32_t row;
    check(mr_derive(raw, parent, &row));
    return row;
  }
  void set_derived(uint32_t derived, std::string_view field, mr_cell cell) {
    check(mr_set_derived(raw, derived, text(field), cell));
  }

  mr_batch *raw;
};

/* What a processor may keep of the host, for its own life. */
class Host {
public:
  explicit Host(const mr_host *host) : raw(host) {}

  /* `level` is one of MR_LOG_*. The message repeats no values of a record. */
  void log(uint32_t level, std::string_view message) const { raw->log(raw->context, level, text(message)); }

  const mr_host *raw;
};

/* ---- Declaring -------------------------------------------------------------------------------------------------- */

struct ProcessorFacts {
  std::string_view id, name, description, config_schema;
  uint32_t flags = 0;
};

struct PluginFacts {
  std::string_view id, name, version, description, vendor;
  /* Answers extensions, such as millrace/capabilities.h, by their id; null for others. */
  const void *(*get_extension)(const char *id) = nullptr;
};

namespace detail {

/* Runs the body; nothing that it throws leaves. */
template <class Body> int32_t guarded(mr_error *error, Body body) noexcept {
  try {
    body();
    return MR_OK;
  } catch (const Error &failure) {
    mr_fail(error, failure.code, "%s", failure.what());
    return failure.status == MR_OK ? MR_ERROR : failure.status;
  } catch (const std::bad_alloc &) {
    return mr_fail(error, 0, "out of memory"), MR_OUT_OF_MEMORY;
  } catch (const std::exception &failure) {
    return mr_fail(error, 0, "%s", failure.what());
  } catch (...) {
    return mr_fail(error, 0, "unknown exception");
  }
}

template <class P, class = void> struct has_finish : std::false_type {};
template <class P>
struct has_finish<P, std::void_t<decltype(std::declval<P &>().finish(std::declval<Batch &>()))>> : std::true_type {};

template <class P> int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
  return guarded(error, [&] {
    if constexpr (std::is_constructible_v<P, Json, Host>) *self = new P(Json(view(config)), Host(host));
    else *self = new P(Json(view(config)));
  });
}
template <class P> int32_t process(void *self, mr_batch *raw, mr_error *error) {
  return guarded(error, [&] {
    Batch batch(raw);
    static_cast<P *>(self)->process(batch);
  });
}
template <class P> int32_t finish(void *self, mr_batch *raw, mr_error *error) {
  return guarded(error, [&] {
    Batch batch(raw);
    static_cast<P *>(self)->finish(batch);
  });
}
/* There is nobody left to tell. */
template <class P> void destroy(void *self) {
  mr_error ignored;
  guarded(&ignored, [&] { delete static_cast<P *>(self); });
}

}  // namespace detail

/* The descriptor of the processor that P is. The facts' text must be static. Descriptors are made by the compiler: a
 * plugin runs nothing merely because it is loaded. */
template <class P> constexpr mr_processor processor(const ProcessorFacts &facts) {
  mr_processor processor{};
  processor.struct_size = sizeof processor;
  processor.flags = facts.flags;
  processor.id = text(facts.id);
  processor.name = text(facts.name);
  processor.description = text(facts.description);
  processor.config_schema = text(facts.config_schema);
  processor.create = detail::create<P>;
  processor.process = detail::process<P>;
  if constexpr (detail::has_finish<P>::value) processor.finish = detail::finish<P>;
  processor.destroy = detail::destroy<P>;
  return processor;
}

/* The descriptor of a plugin with its processors, all of them static; event types are in event_types.hpp. */
template <size_t N> struct Plugin : mr_plugin {
  const mr_processor *list[N + (N == 0)];

  template <class... Processors>
  constexpr Plugin(const PluginFacts &facts, const Processors &...processors) : mr_plugin{}, list{&processors...} {
    struct_size = sizeof(mr_plugin);
    abi_minor = MR_ABI_MINOR;
    id = text(facts.id);
    name = text(facts.name);
    version = text(facts.version);
    description = text(facts.description);
    vendor = text(facts.vendor);
    processor_count = N;
    this->processors = list;
    get_extension = facts.get_extension;
  }
  Plugin(const Plugin &) = delete;  // `list` is where it is
};

template <class... Processors>
constexpr Plugin<sizeof...(Processors)> plugin(const PluginFacts &facts, const Processors &...processors) {
  return {facts, processors...};
}

}  // namespace millrace
