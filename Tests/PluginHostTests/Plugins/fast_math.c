/* Compiled with -ffast-math: GCC then adds a constructor that makes the loading thread flush tiny numbers to zero. Its
 * own functions do the same again, each time they are called. */
#include "plugin_under_test.h"
#include <immintrin.h>

static void flush(void) { _mm_setcsr(_mm_getcsr() | 0x8040); }

static int32_t create_fast(const mr_host *host, mr_text config, void **self, mr_error *error) {
  flush();
  return create(host, config, self, error);
}
static int32_t process_fast(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
  flush();
  return MR_OK;
}
static void destroy_fast(void *self) {
  flush();
  destroy(self);
}
static const mr_processor processor = {
    sizeof(mr_processor), MR_PURE, MR_LITERAL("fast"), MR_LITERAL("fast"), MR_LITERAL(""), MR_LITERAL(ANY_OBJECT),
    create_fast, process_fast, process_fast, destroy_fast, NULL};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {sizeof(mr_plugin), 0, MR_LITERAL("fast-math"), MR_LITERAL("fast"), MR_LITERAL("1.2.3"),
                                 MR_LITERAL(""), MR_LITERAL(""), 1, 0, processors, NULL};
MR_PLUGIN(plugin);
