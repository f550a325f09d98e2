#include "description_writer.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void mrp_put(mrp_writer *w, const char *bytes, uint64_t length) {
  if (w->length + length <= w->capacity) memcpy(w->json + w->length, bytes, length);
  w->length += length;
}

void mrp_print(mrp_writer *w, const char *format, ...) {
  char text[128];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  mrp_put(w, text, (uint64_t)length);
}

void mrp_put_text(mrp_writer *w, const char *key, mr_text text) {
  mrp_print(w, "\"%s\":\"", key);
  for (uint64_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c < 0x20) mrp_print(w, "\\u%04x", c);
    else if (c == '"' || c == '\\') mrp_print(w, "\\%c", c);
    else mrp_put(w, &text.data[i], 1);
  }
  mrp_put(w, "\"", 1);
}
