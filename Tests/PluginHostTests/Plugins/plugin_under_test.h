/* What the plugins of these tests have in common: one table of processors, an instance that holds its configuration. */
#ifndef PLUGIN_UNDER_TEST_H
#define PLUGIN_UNDER_TEST_H

#include "millrace/rows.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct instance {
  const mr_host *host;
  int64_t count;
  char config[512];
} instance;

static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
  instance *made = calloc(1, sizeof *made);
  (void)error;
  made->host = host;
  snprintf(made->config, sizeof made->config, "%.*s", (int)config.length, config.data);
  *self = made;
  return MR_OK;
}

static void destroy(void *self) { free(self); }

#define ANY_OBJECT "{\"type\":\"object\"}"
#define PROCESSOR(name, create, process, finish, schema)                                                            \
  &(const mr_processor) {                                                                                           \
    sizeof(mr_processor), MR_PURE, MR_LITERAL(name), MR_LITERAL(name), MR_LITERAL("a test"), MR_LITERAL(schema),    \
        create, process, finish, destroy, NULL                                                                      \
  }
#define PLUGIN_UNDER_TEST(name, ...)                                                                                \
  static const mr_processor *const processors[] = {__VA_ARGS__};                                                    \
  static const mr_plugin plugin = {                                                                                 \
      sizeof(mr_plugin),      MR_ABI_MINOR, MR_LITERAL(name), MR_LITERAL(name), MR_LITERAL("1.2.3"),                \
      MR_LITERAL("a test"),   MR_LITERAL("Millrace"), sizeof processors / sizeof processors[0], 0, processors, NULL}; \
  MR_PLUGIN(plugin)

/* Whether a row's field is true. */
static inline int is_true(const mr_field *field, uint32_t row) {
  const mr_cell *cell = mr_at(field, row);
  return cell->kind == MR_BOOL && cell->as.integer == 1;
}

static inline int32_t fail(mr_error *error, const char *message) {
  snprintf(error->message, sizeof error->message, "%s", message);
  return MR_ERROR;
}

#endif
