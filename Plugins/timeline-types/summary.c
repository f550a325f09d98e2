#include "summary.h"

void append_cut(mr_builder *summary, mr_text text) {
  uint64_t length = text.length;
  if (length > 100) {
    for (length = 97; length > 0 && ((uint8_t)text.data[length] & 0xC0) == 0x80;) length--;
  }
  mr_append(summary, mr_make_text(text.data, length));
  if (length < text.length) mr_append(summary, mr_string("…"));
}
