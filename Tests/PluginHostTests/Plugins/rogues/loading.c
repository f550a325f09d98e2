/* Those that misbehave while they are loaded, or describe themselves wrongly. Compiled once for each: -DROGUE="..." */
#include "rogue.h"
#include "millrace/capabilities.h"
#include "worker_messages.h"

#define IS(name) (strcmp(ROGUE_NAME, name) == 0)

static mr_processor processor = {sizeof(mr_processor), 0, MR_LITERAL("rogue"), MR_LITERAL("rogue"), MR_LITERAL(""),
                                 MR_LITERAL(ANY_OBJECT), create, pass, NULL, destroy, NULL};
static const mr_processor *processors[] = {&processor, &processor};
static mr_capabilities capabilities = {sizeof capabilities, MR_NEEDS_NETWORK, MR_LITERAL("to ask a server")};
static const void *extension(const char *id) {
  if (IS("changes-after-the-check")) processor.config_schema.length = 1ull << 40;
  if (IS("extension-segfaults")) *nowhere = 1;
  return strcmp(id, MR_CAPABILITIES) == 0 ? &capabilities : NULL;
}
static mr_plugin plugin = {sizeof(mr_plugin), 0, MR_LITERAL("rogue"), MR_LITERAL("rogue"), MR_LITERAL("1.2.3"),
                           MR_LITERAL(""), MR_LITERAL(""), 1, 0, processors, extension};

static void hang(void) { for (;;) pause(); }
static void loop(void) { for (;;) __asm__ volatile(""); }

/* Says what Millrace's own code says when a plugin is loaded, and then what it would never say. */
static void answer_in_its_place(void) {
  static const char forged[] =
      "{\"id\":\"../x\",\"name\":\"\",\"version\":\"1\",\"description\":\"\",\"vendor\":\"\",\"abi\":\"1.0\","
      "\"capabilities\":0,\"capabilitiesReason\":\"\",\"eventTypes\":[],\"processors\":[]}";
  mrw_reply ready = {.kind = MRW_READY, .sandbox = MRW_SECCOMP | MRW_LANDLOCK};
  mrw_request request;
  (void)!write(MRW_SOCKET, &ready, sizeof ready);
  (void)!read(MRW_SOCKET, &request, sizeof request);
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[512], *output = NULL;
  while (maps && fgets(line, sizeof line, maps)) {
    if (strstr(line, "rw-s")) output = (char *)(uintptr_t)strtoull(line, NULL, 16);
  }
  memcpy(output + MRP_OUTPUT_START, forged, sizeof forged - 1);
  mrw_reply done = {.kind = MRW_DONE, .serial = request.serial, .length = sizeof forged - 1};
  (void)!write(MRW_SOCKET, &done, sizeof done);
  hang();
}

__attribute__((constructor)) static void construct(void) {
  if (IS("constructor-segfaults")) *nowhere = 1;
  if (IS("constructor-aborts")) abort();
  if (IS("constructor-exits")) exit(5);
  if (IS("constructor-hangs")) hang();
  if (IS("constructor-loops")) loop();
  if (IS("constructor-stops")) raise(SIGSTOP);
  if (IS("constructor-closes")) close(MRW_SOCKET);
  if (IS("constructor-answers")) answer_in_its_place();
  if (IS("constructor-registers")) atexit(hang);
}

#if defined(WRONG_MAJOR)
MR_EXPORT const uint32_t millrace_abi_major = 9;
#else
MR_EXPORT const uint32_t millrace_abi_major = 1;
#endif
#if defined(UNDEFINED_SYMBOL)
void a_function_that_nobody_has(void);
#else
#define a_function_that_nobody_has()
#endif

MR_EXPORT int32_t millrace_plugin_v1(const mr_host *host, const mr_plugin **out, mr_error *error) {
  static const mr_processor *const nobody[] = {NULL};
  mr_plugin *copy;
  (void)host;
  a_function_that_nobody_has();
  *out = &plugin;
  if (IS("entry-segfaults")) *nowhere = 1;
  if (IS("entry-aborts")) abort();
  if (IS("entry-exits")) exit(5);
  if (IS("entry-hangs")) hang();
  if (IS("entry-loops")) loop();
  if (IS("entry-refuses")) return fail(error, "my licence has run out");
  if (IS("entry-gives-nothing")) *out = NULL;
  if (IS("entry-gives-garbage")) *out = (const mr_plugin *)(uintptr_t)0xdead0000;
  if (IS("descriptor-in-freed-memory")) {
    *out = copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *copy = plugin;
    munmap(copy, 4096);
  }
  if (IS("plugin-too-small")) plugin.struct_size = 8;
  if (IS("plugin-of-a-later-minor")) plugin.struct_size = UINT32_MAX;
  if (IS("plugin-bad-id")) plugin.id = mr_string("../../etc");
  if (IS("plugin-endless-name")) plugin.name.length = UINT64_MAX;
  if (IS("plugin-name-not-utf8")) plugin.name = mr_string("caf\xe9");
  if (IS("plugin-name-nowhere")) plugin.name = mr_make_text(NULL, 8);
  if (IS("plugin-name-with-escape")) plugin.name = mr_string("\x1b[2J");
  if (IS("plugin-without-version")) plugin.version.length = 0;
  if (IS("processors-too-many")) plugin.processor_count = UINT32_MAX;
  if (IS("processors-nowhere")) plugin.processors = NULL;
  if (IS("processors-twice")) plugin.processor_count = 2;
  if (IS("processor-null")) plugin.processors = nobody;
  if (IS("processor-too-small")) processor.struct_size = 16;
  if (IS("processor-without-create")) processor.create = NULL;
  if (IS("processor-endless-schema")) processor.config_schema.length = 1ull << 40;
  if (IS("processor-without-schema")) processor.config_schema.length = 0;
  if (IS("schema-not-json")) processor.config_schema = mr_string("{\"type\":");
  if (IS("schema-painted")) processor.config_schema = mr_string("{\"\\u001b[2J\": 1}");
  if (IS("capabilities-too-small")) capabilities.struct_size = 4;
  if (IS("capabilities-unknown")) capabilities.flags = 1u << 31;
  if (IS("capabilities-reason-nowhere")) capabilities.reason = mr_make_text(NULL, 8);
  return MR_OK;
}
