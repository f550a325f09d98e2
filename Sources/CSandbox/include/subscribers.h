/* The subscribers that a sandbox is born with. Every byte is a pure function of (population, index). */
#ifndef MILLRACE_SUBSCRIBERS_H
#define MILLRACE_SUBSCRIBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values of project_type. */
enum { SUBSCRIBERS_BY_EMAIL = 0, SUBSCRIBERS_BY_USER_ID = 1, SUBSCRIBERS_HYBRID = 2 };

typedef struct {
  uint64_t seed;
  uint32_t project_type;
  bool clean; /* without odd spelling, invalid and missing values, duplicates */
} subscribers;

/* No row, and no identifier, is longer. */
#define SUBSCRIBERS_ROW_LIMIT 4096
#define SUBSCRIBERS_IDENTIFIER_LIMIT 256

/* The seeded lists; list n is bit n of subscribers_lists and has the id SUBSCRIBERS_FIRST_LIST + n. */
#define SUBSCRIBERS_LIST_COUNT 4
#define SUBSCRIBERS_FIRST_LIST 1001

/* Name and Iterable type of the fields. The first subscribers_top_level_count stand at the top of a row, in this order:
   the bit of a field in a mask is its place here. The others are their dotted parts. */
typedef struct {
  const char *name;
  const char *type;
} subscribers_field;
const subscribers_field *subscribers_fields(void);
extern const int subscribers_field_count;
extern const int subscribers_top_level_count;

/* The row with the fields of the mask, one line of JSON with its line feed; out has SUBSCRIBERS_ROW_LIMIT bytes.
   Returns the length. */
size_t subscribers_row(const subscribers *population, uint64_t index, uint64_t fields, char *out);

/* The identifiers as they stand in the row, unescaped; 0 where the row has none. */
size_t subscribers_email(const subscribers *population, uint64_t index, char *out);
size_t subscribers_user_id(const subscribers *population, uint64_t index, char *out);

/* The subscriber below count that has this identifier (e-mails without regard to case and outer spaces), or -1. */
int64_t subscribers_find_email(const subscribers *population, uint64_t count, const char *text, size_t length);
int64_t subscribers_find_user_id(const subscribers *population, uint64_t count, const char *text, size_t length);

/* Seconds since 1970. */
int64_t subscribers_updated_at(const subscribers *population, uint64_t index);
uint32_t subscribers_lists(const subscribers *population, uint64_t index);

/* A row of the purchase or custom event export; 0 where the subscriber has none. *at is its time. */
size_t subscribers_purchase(const subscribers *population, uint64_t index, int64_t *at, char *out);
size_t subscribers_event(const subscribers *population, uint64_t index, int64_t *at, char *out);

/* YYYY-MM-DD HH:mm:ss +00:00, 26 bytes. */
size_t subscribers_date(int64_t seconds, char *out);

#endif
