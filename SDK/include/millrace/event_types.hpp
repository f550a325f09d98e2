#pragma once
/*
 * millrace/event_types.hpp: Timeline event types in C++17.
 *
 * A type is a class with either or both of two static functions; what they throw becomes the status and the error of the
 * call:
 *
 *     struct ArticleRead {
 *       static void validate(millrace::Batch &events);   // rejects events
 *       static void summarise(millrace::Batch &events);  // writes the field "@summary"
 *     };
 *     static constexpr mr_event_property title = millrace::property({"title", "Title"}, MR_PROPERTY_TEXT);
 *     static constexpr millrace::Properties properties{&title};
 *     static constexpr mr_event_type article_read =
 *         millrace::event_type<ArticleRead>({"article-read", "Article read", "1.0.0"}, properties);
 *     static constexpr millrace::EventTypes event_types{&article_read};
 *     static constexpr auto plugin = millrace::plugin<event_types>({"reading", "Reading", "1.0.0", "…", "Example"});
 *     MR_PLUGIN(plugin)
 */
#include "event_types.h"
#include "plugin.hpp"

namespace millrace {

struct PropertyFacts {
  std::string_view key, name, description = {};
};

struct EventTypeFacts {
  std::string_view id, name, version, description = {}, icon = {};
  uint32_t priority = 50, retention_days = 0; /* 0: for ever */
};

/* Pointers to static properties: of a type, or of an object. */
template <size_t N> struct Properties {
  const mr_event_property *list[N];
  template <class... Pointers> constexpr Properties(Pointers... pointers) : list{pointers...} {}
};
template <class... Pointers> Properties(Pointers...) -> Properties<sizeof...(Pointers)>;

/* `type` is MR_PROPERTY_TEXT and so on, `flags` are MR_PROPERTY_REQUIRED and so on. The facts' text must be static. */
constexpr mr_event_property property(const PropertyFacts &facts, uint32_t type, uint32_t flags = 0) {
  return {sizeof(mr_event_property), type, flags, 0, text(facts.key), text(facts.name), text(facts.description), nullptr};
}
/* An object. */
template <size_t N>
constexpr mr_event_property property(const PropertyFacts &facts, const Properties<N> &properties, uint32_t flags = 0) {
  mr_event_property made = property(facts, MR_PROPERTY_OBJECT, flags);
  made.property_count = N;
  made.properties = properties.list;
  return made;
}

namespace detail {

template <class T, class = void> struct has_validate : std::false_type {};
template <class T>
struct has_validate<T, std::void_t<decltype(T::validate(std::declval<Batch &>()))>> : std::true_type {};
template <class T, class = void> struct has_summarise : std::false_type {};
template <class T>
struct has_summarise<T, std::void_t<decltype(T::summarise(std::declval<Batch &>()))>> : std::true_type {};

template <class T> int32_t validate(void *, mr_batch *raw, mr_error *error) {
  return guarded(error, [&] {
    Batch events(raw);
    T::validate(events);
  });
}
template <class T> int32_t summarise(void *, mr_batch *raw, mr_error *error) {
  return guarded(error, [&] {
    Batch events(raw);
    T::summarise(events);
  });
}

}  // namespace detail

/* The descriptor of the event type that T is, with properties or none. */
template <class T> constexpr mr_event_type event_type(const EventTypeFacts &facts) {
  mr_event_type type{};
  type.struct_size = sizeof type;
  type.id = text(facts.id);
  type.name = text(facts.name);
  type.description = text(facts.description);
  type.icon = text(facts.icon);
  type.version = text(facts.version);
  type.priority = facts.priority;
  type.retention_days = facts.retention_days;
  if constexpr (detail::has_validate<T>::value) type.validate = detail::validate<T>;
  if constexpr (detail::has_summarise<T>::value) type.summarise = detail::summarise<T>;
  return type;
}
template <class T, size_t N>
constexpr mr_event_type event_type(const EventTypeFacts &facts, const Properties<N> &properties) {
  mr_event_type type = event_type<T>(facts);
  type.property_count = N;
  type.properties = properties.list;
  return type;
}

/* What a plugin offers of event types: pointers to static ones. */
template <size_t N> struct EventTypes : mr_event_types {
  const mr_event_type *list[N];
  template <class... Pointers> constexpr EventTypes(Pointers... pointers) : mr_event_types{}, list{pointers...} {
    struct_size = sizeof(mr_event_types);
    count = N;
    types = list;
  }
  EventTypes(const EventTypes &) = delete;  // `list` is where it is
};
template <class... Pointers> EventTypes(Pointers...) -> EventTypes<sizeof...(Pointers)>;

namespace detail {

template <const auto &types> const void *extension(const char *id) {
  return std::string_view(id) == MR_EVENT_TYPES ? static_cast<const mr_event_types *>(&types) : nullptr;
}

template <const auto &types, size_t N> struct PluginWithTypes : Plugin<N> {
  template <class... Processors>
  constexpr PluginWithTypes(const PluginFacts &facts, const Processors &...processors)
      : Plugin<N>(facts, processors...) {
    this->get_extension = extension<types>;
  }
};

}  // namespace detail

/* The descriptor of a plugin that offers `types`, which are static EventTypes, and processors or none. */
template <const auto &types, class... Processors>
constexpr detail::PluginWithTypes<types, sizeof...(Processors)> plugin(const PluginFacts &facts,
                                                                       const Processors &...processors) {
  return {facts, processors...};
}

}  // namespace millrace
