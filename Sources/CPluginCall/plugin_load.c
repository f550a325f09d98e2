#define _GNU_SOURCE
#include "plugin_load.h"
#include "description_writer.h"
#include "text_check.h"
#include <dlfcn.h>
#include <fenv.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* What version 1.0 had; a plugin may have more, and need not have what was appended since. */
#define PROCESSOR_SIZE (offsetof(mr_processor, get_extension) + sizeof(void *))
#define PLUGIN_SIZE (offsetof(mr_plugin, get_extension) + sizeof(void *))
#define CAPABILITIES_SIZE (offsetof(mr_capabilities, reason) + sizeof(mr_text))

typedef int32_t (*entry_function)(const mr_host *, const mr_plugin **, mr_error *);

static const void *no_extension(void *context, const char *id) {
  (void)context, (void)id;
  return NULL;
}

mr_host mrp_make_host(void *context, void (*log)(void *context, uint32_t level, mr_text message)) {
  return (mr_host){
      .struct_size = sizeof(mr_host),
      .abi_minor = MR_ABI_MINOR,
      .name = {"millrace", 8},
      .version = {MRP_HOST_VERSION, sizeof MRP_HOST_VERSION - 1},
      .context = context,
      .log = log,
      .get_extension = no_extension,
  };
}

__attribute__((format(printf, 3, 4))) static int refuse(char message[512], int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, 512, format, arguments);
  va_end(arguments);
  return code;
}

/* The linker's words without the memory file's name in front. */
static const char *linker_message(const char *path) {
  const char *text = dlerror();
  if (!text) return "unknown reason";
  size_t length = strlen(path);
  if (strncmp(text, path, length) == 0 && text[length] == ':') {
    text += length + 1;
    while (*text == ' ') text++;
  }
  return text;
}

static bool is_text(mr_text text, uint64_t limit) {
  if (text.length == 0) return true;
  return text.data && text.length <= limit && mrp_check_text((const uint8_t *)text.data, text.length) >= 0;
}

static bool is_id(mr_text id) {
  if (id.length == 0 || id.length > 64 || !id.data || id.data[0] < 'a' || id.data[0] > 'z') return false;
  for (uint64_t i = 1; i < id.length; i++) {
    char c = id.data[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return true;
}

static const mr_processor *find_processor(const mr_plugin *plugin, const char *id, uint64_t length) {
  for (uint32_t i = 0; i < plugin->processor_count; i++) {
    const mr_processor *processor = plugin->processors[i];
    if (processor->id.length == length && memcmp(processor->id.data, id, length) == 0) return processor;
  }
  return NULL;
}

static int check_processor(const mr_plugin *plugin, uint32_t index, char message[512]) {
  const mr_processor *processor = plugin->processors[index];
  const int bad = MRP_BAD_DESCRIPTION;
  if (!processor) return refuse(message, bad, "processor %u is null", index + 1);
  if (processor->struct_size < PROCESSOR_SIZE) {
    return refuse(message, bad, "processor %u has a struct_size of %u, %zu is the least", index + 1,
                  processor->struct_size, PROCESSOR_SIZE);
  }
  if (!is_id(processor->id)) {
    return refuse(message, bad, "the id of processor %u is not like [a-z][a-z0-9-]*", index + 1);
  }
  int length = (int)processor->id.length;
  const char *id = processor->id.data;
  if (!processor->create || !processor->process || !processor->destroy) {
    return refuse(message, bad, "processor %.*s lacks create, process or destroy", length, id);
  }
  if (!is_text(processor->name, 200) || !is_text(processor->description, 4000) ||
      !is_text(processor->config_schema, 1 << 20)) {
    return refuse(message, bad, "a text of processor %.*s is too long or not UTF-8", length, id);
  }
  if (processor->config_schema.length == 0) {
    return refuse(message, bad, "processor %.*s has no config_schema", length, id);
  }
  if (find_processor(plugin, id, processor->id.length) != processor) {
    return refuse(message, bad, "two processors are called %.*s", length, id);
  }
  return MRP_LOADED;
}

const mr_capabilities *mrp_capabilities(const mr_plugin *plugin) {
  return plugin->get_extension ? plugin->get_extension(MR_CAPABILITIES) : NULL;
}

static int check_capabilities(const mr_plugin *plugin, char message[512]) {
  const mr_capabilities *capabilities = mrp_capabilities(plugin);
  const int bad = MRP_BAD_DESCRIPTION;
  if (!capabilities) return MRP_LOADED;
  if (capabilities->struct_size < CAPABILITIES_SIZE) {
    return refuse(message, bad, "its " MR_CAPABILITIES " have a struct_size of %u, %zu is the least",
                  capabilities->struct_size, CAPABILITIES_SIZE);
  }
  if (capabilities->flags & ~(MR_NEEDS_NETWORK | MR_NEEDS_FILES | MR_NEEDS_THREADS)) {
    return refuse(message, bad, "it declares a capability that this Millrace does not know");
  }
  if (!is_text(capabilities->reason, 500)) {
    return refuse(message, bad, "the reason for its capabilities is too long or not UTF-8");
  }
  return MRP_LOADED;
}

static int check_plugin(const mr_plugin *plugin, char message[512]) {
  const int bad = MRP_BAD_DESCRIPTION;
  if (!plugin) return refuse(message, bad, "millrace_plugin_v1 gave no plugin");
  if (plugin->struct_size < PLUGIN_SIZE) {
    return refuse(message, bad, "the plugin has a struct_size of %u, %zu is the least", plugin->struct_size,
                  PLUGIN_SIZE);
  }
  if (!is_id(plugin->id)) return refuse(message, bad, "the plugin's id is not like [a-z][a-z0-9-]*");
  if (!is_text(plugin->name, 200) || !is_text(plugin->version, 64) || !is_text(plugin->description, 4000) ||
      !is_text(plugin->vendor, 200)) {
    return refuse(message, bad, "a text of the plugin is too long or not UTF-8");
  }
  if (plugin->version.length == 0) return refuse(message, bad, "the plugin has no version");
  if (plugin->processor_count > MRP_PROCESSORS || (plugin->processor_count && !plugin->processors)) {
    return refuse(message, bad, "the plugin offers %u processors, at most %u are allowed", plugin->processor_count,
                  MRP_PROCESSORS);
  }
  for (uint32_t i = 0; i < plugin->processor_count; i++) {
    int result = check_processor(plugin, i, message);
    if (result) return result;
  }
  return check_capabilities(plugin, message);
}

#define NO_PLUGIN "it is no plugin of Millrace: the symbol %s is missing"

/* The event types of a plugin that is sound otherwise. */
static int read_event_types(mrp_plugin *plugin, char message[512]) {
  const mr_plugin *descriptor = plugin->descriptor;
  const mr_event_types *types = descriptor->get_extension ? descriptor->get_extension(MR_EVENT_TYPES) : NULL;
  int result = types ? mrp_read_event_types(types, &plugin->event_types, message) : MRP_LOADED;
  if (result == MRP_LOADED && descriptor->processor_count == 0 && plugin->event_types.count == 0) {
    return refuse(message, MRP_BAD_DESCRIPTION, "the plugin offers neither processors nor event types");
  }
  return result;
}

static int load(const char *path, const mr_host *host, mrp_plugin *plugin, char message[512]) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) return refuse(message, MRP_LOAD_FAILED, "it does not load: %s", linker_message(path));
  const uint32_t *major = dlsym(library, "millrace_abi_major");
  if (!major) return refuse(message, MRP_NOT_A_PLUGIN, NO_PLUGIN, "millrace_abi_major");
  if (*major != MR_ABI_MAJOR) {
    return refuse(message, MRP_WRONG_ABI, "it is made for version %u of the plugin ABI, this Millrace has version %u",
                  *major, MR_ABI_MAJOR);
  }
  entry_function entry;
  *(void **)&entry = dlsym(library, "millrace_plugin_v1");
  if (!entry) return refuse(message, MRP_NOT_A_PLUGIN, NO_PLUGIN, "millrace_plugin_v1");
  mr_error error = {0};
  int32_t status = entry(host, &plugin->descriptor, &error);
  error.message[sizeof error.message - 1] = 0;
  if (status != MR_OK) {
    const char *reason = error.message[0] ? error.message : "no reason given";
    return refuse(message, MRP_LOAD_FAILED, "it refused to load: %s", reason);
  }
  int result = check_plugin(plugin->descriptor, message);
  return result == MRP_LOADED ? read_event_types(plugin, message) : result;
}

int mrp_load(const char *path, const mr_host *host, mrp_plugin *plugin, char message[512]) {
  fenv_t environment;
  *plugin = (mrp_plugin){0};
  fegetenv(&environment);
  int result = load(path, host, plugin, message);
  fesetenv(&environment);
  return result;
}

bool mrp_find(const mrp_plugin *plugin, uint32_t function, const char *id, uint64_t length, mrp_functions *found) {
  *found = (mrp_functions){0};
  if (function == MRP_PROCESSOR) {
    const mr_processor *processor = find_processor(plugin->descriptor, id, length);
    if (!processor) return false;
    found->create = processor->create;
    found->process = processor->process;
    found->finish = processor->finish;
    found->destroy = processor->destroy;
    return true;
  }
  for (uint32_t i = 0; i < plugin->event_types.count; i++) {
    const mrp_event_type *type = &plugin->event_types.types[i];
    if (strlen(type->id) != length || memcmp(type->id, id, length) != 0) continue;
    found->process = function == MRP_VALIDATE ? type->validate : type->summarise;
    found->instance = type->context;
    return found->process != NULL;
  }
  return false;
}

int32_t mrp_create(mrp_functions *functions, const mr_host *host, mr_text config, mr_error *error) {
  fenv_t environment;
  fegetenv(&environment);
  int32_t status = functions->create ? functions->create(host, config, &functions->instance, error) : MR_OK;
  fesetenv(&environment);
  error->message[sizeof error->message - 1] = 0;
  return status;
}

void mrp_destroy(mrp_functions *functions) {
  fenv_t environment;
  fegetenv(&environment);
  if (functions->destroy) functions->destroy(functions->instance);
  fesetenv(&environment);
}

/* ---- Description ------------------------------------------------------------------------------------------------- */

uint64_t mrp_describe(const mrp_plugin *loaded, char *json, uint64_t capacity) {
  const mr_plugin *plugin = loaded->descriptor;
  mrp_writer w = {json, capacity, 0};
  mrp_put(&w, "{", 1);
  mrp_put_text(&w, "id", plugin->id);
  mrp_put(&w, ",", 1);
  mrp_put_text(&w, "name", plugin->name);
  mrp_put(&w, ",", 1);
  mrp_put_text(&w, "version", plugin->version);
  mrp_put(&w, ",", 1);
  mrp_put_text(&w, "description", plugin->description);
  mrp_put(&w, ",", 1);
  mrp_put_text(&w, "vendor", plugin->vendor);
  mrp_print(&w, ",\"abi\":\"%u.%u\",", MR_ABI_MAJOR, plugin->abi_minor);
  const mr_capabilities *capabilities = mrp_capabilities(plugin);
  mrp_print(&w, "\"capabilities\":%u,", capabilities ? capabilities->flags : 0);
  mrp_put_text(&w, "capabilitiesReason", capabilities ? capabilities->reason : (mr_text){NULL, 0});
  mrp_put(&w, ",\"processors\":[", 15);
  for (uint32_t i = 0; i < plugin->processor_count; i++) {
    const mr_processor *processor = plugin->processors[i];
    mrp_put(&w, i ? ",{" : "{", i ? 2 : 1);
    mrp_put_text(&w, "id", processor->id);
    mrp_put(&w, ",", 1);
    mrp_put_text(&w, "name", processor->name);
    mrp_put(&w, ",", 1);
    mrp_put_text(&w, "description", processor->description);
    mrp_print(&w, ",\"flags\":%u,\"hasFinish\":%s,", processor->flags, processor->finish ? "true" : "false");
    mrp_put_text(&w, "configSchema", processor->config_schema);
    mrp_put(&w, "}", 1);
  }
  mrp_put(&w, "],\"eventTypes\":[", 16);
  mrp_put(&w, loaded->event_types.json, loaded->event_types.json_length);
  mrp_put(&w, "]}", 2);
  return w.length <= capacity ? w.length : 0;
}
