#include "plugin_under_test.h"
static int32_t pass(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
  return MR_OK;
}
PLUGIN_UNDER_TEST("bad-schema", PROCESSOR("bad-schema", create, pass, NULL, "{\"type\":\"object\",\"propertys\":{}}"));
