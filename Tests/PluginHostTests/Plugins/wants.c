/* Declares all capabilities, and says of each record what it could do: a field for each. */
#define _GNU_SOURCE
#include "plugin_under_test.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "millrace/capabilities.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>

typedef struct wants {
  char file[512];
} wants;

static int32_t want(const mr_host *host, mr_text config, void **self, mr_error *error) {
  wants *made = calloc(1, sizeof *made);
  const char *file = strstr(config.data, "\"file\":\"");
  (void)host, (void)error;
  if (file) sscanf(file + 8, "%511[^\"]", made->file);
  *self = made;
  return MR_OK;
}
static void *set(void *flag) {
  *(int *)flag = 1;
  return NULL;
}
static int has_threads(void) {
  pthread_t thread;
  int ran = 0;
  return pthread_create(&thread, NULL, set, &ran) == 0 && pthread_join(thread, NULL) == 0 && ran;
}
static int has_socket(int family, int type) {
  int opened = socket(family, type, 0);
  if (opened >= 0) close(opened);
  return opened >= 0;
}
/* Port 1 of this machine: nobody is there, and it is not refused by permission. */
static int may_connect(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int opened = socket(AF_INET, SOCK_STREAM, 0);
  int result = connect(opened, (struct sockaddr *)&address, sizeof address);
  int reason = errno;
  if (opened >= 0) close(opened);
  return result == 0 || reason == ECONNREFUSED;
}
static int may_listen(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int opened = socket(AF_INET, SOCK_STREAM, 0);
  int result = bind(opened, (struct sockaddr *)&address, sizeof address) == 0 || listen(opened, 1) == 0;
  if (opened >= 0) close(opened);
  return result;
}
static int may_read(const char *path) {
  int opened = open(path, O_RDONLY);
  if (opened >= 0) close(opened);
  return opened >= 0;
}
static int may_write(const char *path) {
  int opened = open(path, O_RDWR);
  if (opened >= 0) close(opened);
  return opened >= 0;
}

static int32_t tell(void *self, mr_batch *batch, mr_error *error) {
  const wants *w = self;
  const struct { const char *name; int can; } facts[] = {
      {"reads", may_read(w->file)},
      {"writes", may_write(w->file)},
      {"connects", may_connect()},
      {"speaks-udp", has_socket(AF_INET, SOCK_DGRAM)},
      {"listens", may_listen()},
      {"knocks", has_socket(AF_UNIX, SOCK_STREAM)},
      {"threads", has_threads()},
      {"forks", syscall(SYS_fork) >= 0},
  };
  (void)error;
  for (unsigned i = 0; i < sizeof facts / sizeof facts[0]; i++) {
    mr_cell *cells;
    if (!facts[i].can) continue;
    MR_TRY(batch->write_column(batch, mr_string(facts[i].name), &cells));
    for (uint32_t row = 0; row < batch->row_count; row++) cells[row] = mr_bool(1);
  }
  return MR_OK;
}
static int32_t fail_without(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)batch;
  return may_connect() ? MR_OK : fail(error, "cannot reach the server");
}
static int32_t refuse_without(const mr_host *host, mr_text config, void **self, mr_error *error) {
  (void)host, (void)config, (void)self;
  return may_connect() ? MR_OK : fail(error, "cannot reach the server");
}

#define NAMES_A_FILE "{\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\",\"x-millrace-file\":true}}}"
#define NAMES_A_PATH "{\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\"}}}"
static const mr_processor *const processors[] = {
    PROCESSOR("tells", want, tell, NULL, NAMES_A_PATH),
    PROCESSOR("tells-of-its-file", want, tell, NULL, NAMES_A_FILE),
    PROCESSOR("fails", want, fail_without, NULL, ANY_OBJECT),
    PROCESSOR("refuses", refuse_without, fail_without, NULL, ANY_OBJECT),
};
static const mr_capabilities capabilities = {sizeof capabilities, MR_NEEDS_NETWORK | MR_NEEDS_FILES | MR_NEEDS_THREADS,
                                             MR_LITERAL("to ask a server")};
static const void *extension(const char *id) { return strcmp(id, MR_CAPABILITIES) == 0 ? &capabilities : NULL; }
static const mr_plugin plugin = {
    sizeof(mr_plugin), MR_ABI_MINOR, MR_LITERAL("wants"), MR_LITERAL("wants"), MR_LITERAL("1.2.3"), MR_LITERAL("a test"),
    MR_LITERAL("Millrace"), 4, 0, processors, extension};
MR_PLUGIN(plugin);
