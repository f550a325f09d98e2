// throwing: throws where its configuration says, what it says. One of three alike.
#include <millrace/plugin.hpp>

#include <new>
#include <stdexcept>

struct Throwing {
  std::string at, what;

  explicit Throwing(millrace::Json config) : at(config["at"].string()), what(config["what"].string()) { come("create"); }
  ~Throwing() noexcept(false) { come("destroy"); }

  void process(millrace::Batch &batch) {
    for (uint32_t row : batch.kept())
      if (batch.field("bad")[row].kind != MR_ABSENT) come("process");
  }
  void finish(millrace::Batch &) { come("finish"); }

private:
  void come(std::string_view place) const {
    if (at != place) return;
    if (what == "error") throw millrace::Error("words of its own", 3);
    if (what == "ok") throw millrace::Error("not well at all", 0, MR_OK);
    if (what == "library") throw std::out_of_range("words of the library");
    if (what == "memory") throw std::bad_alloc();
    if (what == "long") throw std::runtime_error(std::string(246, 'x') + "\u00e9\u00e9");
    throw 5;
  }
};

static const auto throwing = millrace::processor<Throwing>({"throwing", "Throwing", "Throws.", R"({"type": "object"})"});
static const auto plugin = millrace::plugin({"throwing", "Throwing", "1.0.0", "A test.", "Millrace"}, throwing);
MR_PLUGIN(plugin);
