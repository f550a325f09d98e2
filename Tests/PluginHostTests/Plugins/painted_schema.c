#include "plugin_under_test.h"
static int32_t pass(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
  return MR_OK;
}
PLUGIN_UNDER_TEST("painted-schema",
                  PROCESSOR("painted-schema", create, pass, NULL, "{\"type\":\"object\",\"\\u001b[2J\":{}}"));
