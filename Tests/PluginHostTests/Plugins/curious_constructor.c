/* Loads all the same, and says in its description what its constructor could do. */
#define _GNU_SOURCE
#include "plugin_under_test.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static char found[64] = "nothing";
__attribute__((constructor)) static void look(void) {
  if (open("/etc/passwd", O_RDONLY) >= 0) strcpy(found, "a file");
  if (socket(AF_INET, SOCK_STREAM, 0) >= 0) strcpy(found, "a socket");
  if (fork() >= 0) strcpy(found, "a process");
}
static int32_t pass(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch, (void)error;
  return MR_OK;
}
static const mr_processor processor = {sizeof(mr_processor), 0, MR_LITERAL("curious"), MR_LITERAL("curious"), MR_LITERAL(""),
                                       MR_LITERAL(ANY_OBJECT), create, pass, NULL, destroy, NULL};
static const mr_processor *const processors[] = {&processor};
static mr_plugin plugin = {sizeof(mr_plugin), 0, MR_LITERAL("curious"), MR_LITERAL("curious"), MR_LITERAL("1.0.0"),
                           MR_LITERAL(""), MR_LITERAL(""), 1, 0, processors, NULL};
MR_EXPORT const uint32_t millrace_abi_major = 1;
MR_EXPORT int32_t millrace_plugin_v1(const mr_host *host, const mr_plugin **out, mr_error *error) {
  (void)host, (void)error;
  plugin.description = mr_string(found);
  *out = &plugin;
  return MR_OK;
}
