/* A processor that does nothing: what the host itself costs. With -DCRASHES it dies of every record. */
#include <millrace/plugin.h>

#define TEXT(s) {s, sizeof(s) - 1}

static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
  (void)host, (void)config, (void)self, (void)error;
  return MR_OK;
}
static int32_t process(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
#ifdef CRASHES
  *(volatile int *volatile)0 = 1;
#endif
  return MR_OK;
}
static void destroy(void *self) { (void)self; }

static const mr_processor processor = {
    .struct_size = sizeof processor, .flags = MR_PURE | MR_THREAD_SAFE, .id = TEXT("empty"), .name = TEXT("Empty"),
    .description = TEXT("Does nothing."), .config_schema = TEXT("{\"type\":\"object\"}"),
    .create = create, .process = process, .destroy = destroy,
};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {
    .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = TEXT("empty"), .name = TEXT("Empty"),
    .version = TEXT("1.0.0"), .description = TEXT("Does nothing."), .vendor = TEXT("Millrace"),
    .processor_count = 1, .processors = processors,
};

const uint32_t millrace_abi_major = MR_ABI_MAJOR;
int32_t millrace_plugin_v1(const mr_host *host, const mr_plugin **out, mr_error *error) {
  (void)host, (void)error;
  *out = &plugin;
  return MR_OK;
}
