/* A plugin as its author looks for a mistake in it: with printf. */
#include "plugin_under_test.h"

static int32_t create_loudly(const mr_host *host, mr_text config, void **self, mr_error *error) {
  static volatile int *nowhere;
  printf("about to look nowhere\n");
  fprintf(stderr, "looking");
  *nowhere = 1;
  return create(host, config, self, error);
}
static int32_t pass(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
  return MR_OK;
}
PLUGIN_UNDER_TEST("prints", PROCESSOR("prints", create_loudly, pass, NULL, ANY_OBJECT));
