// The processor chain as one C-like program: trim and lower-case `email`, leave out rows whose address is none, leave
// out ten fields, make `full_name`, rename two fields, write JSON lines.  chain_yardstick IN OUT
#include "yardstick_json.h"

using namespace yardstick;

static const std::string_view dropped[] = {
    "itblInternal.documentCreatedAt", "itblInternal.documentUpdatedAt", "itblInternal.emailDomain",
    "unsubscribedChannelIds", "unsubscribedMessageTypeIds", "signupSource",
    "timeZone", "referralCode", "notes", "acquisitionChannel",
};

static bool is_dropped(std::string_view key) {
  for (std::string_view name : dropped) {
    if (name.size() == key.size() && memcmp(name.data(), key.data(), key.size()) == 0) return true;
  }
  return false;
}

int main(int argc, char **argv) {
  if (argc != 3) return 64;
  Out out;
  out.file = fopen(argv[2], "wb");
  if (!out.file) return 1;
  simdjson::dom::parser parser;
  std::string email;
  size_t rows = 0, written = 0;
  each_line(argv[1], [&](const char *line, size_t length) {
    rows++;
    element document;
    object record;
    if (parser.parse(line, length, false).get(document) || document.get(record)) return;
    std::string_view text;
    if (record["email"].get(text) || !normalized_email(text, email)) return;
    std::string_view first, last;
    if (record["firstName"].get(first)) first = {};
    if (record["lastName"].get(last)) last = {};
    bool comma = false;
    out.put('{');
    for (auto field : record) {
      std::string_view key = field.key;
      if (is_dropped(key)) continue;
      if (key == "phoneNumber") key = "phone";
      else if (key == "jobTitle") key = "job_title";
      if (comma) out.put(',');
      comma = true;
      out.string(key);
      out.put(':');
      if (key == "email") out.string(email);
      else out.value(field.value);
    }
    out.put(",\"full_name\":");
    std::string full(first);
    if (!first.empty() && !last.empty()) full += ' ';
    full += last;
    out.string(full);
    out.put("}\n");
    written++;
    out.flush(1 << 20);
  });
  out.flush();
  fclose(out.file);
  fprintf(stderr, "%zu rows read, %zu written\n", rows, written);
}
