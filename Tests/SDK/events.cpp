/* events.c in C++. */
#include "millrace/event_types.hpp"

struct ArticleRead {
  static void validate(millrace::Batch &events) {
    auto words = events.field("words");
    for (uint32_t row : events.kept()) {
      auto count = words.number(row);
      if (count && *count <= 0) events.reject(row, 1, "words", "nothing can be read there");
    }
  }
  static void summarise(millrace::Batch &events) {
    auto title = events.field("title"), summary = events.field("@summary");
    for (uint32_t row : events.kept()) {
      auto text = title.text(row);
      if (!text) throw millrace::Error("there is no title");
      summary.set(row, "Read: " + std::string(*text));
    }
  }
};
struct SiteVisited {};

using millrace::property;
static constexpr mr_event_property name = property({"name", "Name"}, MR_PROPERTY_TEXT, MR_PROPERTY_REQUIRED);
static constexpr mr_event_property born = property({"born", ""}, MR_PROPERTY_DATE_TIME, MR_PROPERTY_SENSITIVE);
static constexpr millrace::Properties author_properties{&name, &born};
static constexpr mr_event_property title =
    property({"title", "Title", "What was read."}, MR_PROPERTY_TEXT, MR_PROPERTY_REQUIRED);
static constexpr mr_event_property words = property({"words", "Words"}, MR_PROPERTY_NUMBER);
static constexpr mr_event_property price = property({"price", "Price"}, MR_PROPERTY_DECIMAL);
static constexpr mr_event_property author = property({"author", "Authors"}, author_properties, MR_PROPERTY_MULTIPLE);
static constexpr millrace::Properties properties{&title, &words, &price, &author};

static constexpr mr_event_type article_read = millrace::event_type<ArticleRead>(
    {"article-read", "Article read", "1.0.0", "To its end.", "book", 50, 90}, properties);
static constexpr mr_event_type site_visited =
    millrace::event_type<SiteVisited>({"site-visited", "Site visited", "1.0.0"});
static constexpr millrace::EventTypes event_types{&article_read, &site_visited};
static constexpr auto plugin = millrace::plugin<event_types>({"reading", "Reading", "1.0.0", "A test.", "Millrace"});
MR_PLUGIN(plugin);
