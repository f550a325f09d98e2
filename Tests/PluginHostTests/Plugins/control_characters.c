#include "plugin_under_test.h"
static int32_t pass(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
  return MR_OK;
}
static const mr_processor processor = {
    .struct_size = sizeof processor,
    .id = MR_LITERAL("clear-screen"),
    .name = MR_LITERAL("\x1b[2J"),
    .config_schema = MR_LITERAL(ANY_OBJECT),
    .create = create,
    .process = pass,
    .destroy = destroy,
};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {
    .struct_size = sizeof plugin,
    .id = MR_LITERAL("clear-screen"),
    .version = MR_LITERAL("1.2.3"),
    .processor_count = 1,
    .processors = processors,
};
MR_PLUGIN(plugin);
