/*
 * Writes descriptions as JSON into memory of fixed size, and goes on counting where that is full.
 */
#ifndef MILLRACE_DESCRIPTION_WRITER_H
#define MILLRACE_DESCRIPTION_WRITER_H

#include "millrace/plugin.h"

typedef struct mrp_writer {
  char *json;
  uint64_t capacity;
  uint64_t length; /* beyond capacity: it did not fit */
} mrp_writer;

void mrp_put(mrp_writer *, const char *bytes, uint64_t length);
/* At most 127 bytes. */
__attribute__((format(printf, 2, 3))) void mrp_print(mrp_writer *, const char *format, ...);
/* A member: "key":"text", with escapes. The text is UTF-8. */
void mrp_put_text(mrp_writer *, const char *key, mr_text text);

#endif
