/* A good plugin, with a place for everything that may be bad about one: macros that a test gives to the compiler. */
#define _GNU_SOURCE
#include "millrace/capabilities.h"
#include "millrace/rows.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef OUTSIDE
#define OUTSIDE
#endif
#ifdef LOADING
__attribute__((constructor)) static void loading(void) { LOADING; }
#endif
#ifndef CREATE
#define CREATE
#endif
#ifndef PROCESS
#define PROCESS
#endif
#ifndef ROW
#define ROW
#endif
#ifndef FINISH
#define FINISH
#endif
#ifndef DESTROY
#define DESTROY free(me)
#endif
#ifndef FLAGS
#define FLAGS MR_PURE | MR_THREAD_SAFE
#endif
#ifndef SCHEMA
#define SCHEMA "{\"type\":\"object\",\"additionalProperties\":false}"
#endif
#ifndef ID
#define ID "subject"
#endif
#ifndef VERSION
#define VERSION "1.0.0"
#endif
#ifndef VENDOR
#define VENDOR "Millrace"
#endif
#ifndef MINOR
#define MINOR MR_ABI_MINOR
#endif
#ifndef EXTENSION
#define EXTENSION NULL
#endif

typedef struct instance {
  const mr_host *host;
  int64_t count;
  pthread_t maker;
  void *kept;
} instance;

static inline void say(instance *me, mr_text text) { me->host->log(me->host->context, MR_LOG_INFO, text); }

OUTSIDE

static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
  instance *me = calloc(1, sizeof *me);
  (void)config, (void)error;
  me->host = host;
  me->maker = pthread_self();
  CREATE;
  *self = me;
  return MR_OK;
}

static int32_t process(void *self, mr_batch *batch, mr_error *error) {
  instance *me = self;
  mr_field email = mr_find(batch, mr_string("email")), out = mr_find(batch, mr_string("out"));
  (void)me, (void)error, (void)out;
  PROCESS;
  MR_EACH_KEPT(row, batch) {
    mr_text text = {"", 0};
    (void)mr_get_text(&email, row, &text);
    ROW;
  }
  return MR_OK;
}

#ifdef HAS_FINISH
static int32_t finish(void *self, mr_batch *batch, mr_error *error) {
  instance *me = self;
  (void)me, (void)batch, (void)error;
  FINISH;
  return MR_OK;
}
#else
#define finish NULL
#endif

static void destroy(void *self) {
  instance *me = self;
  DESTROY;
}

static const mr_processor processor = {
    sizeof processor, FLAGS, MR_LITERAL("subject"), MR_LITERAL("Subject"), MR_LITERAL("Does nothing."), MR_LITERAL(SCHEMA),
    create, process, finish, destroy, NULL};
static const mr_processor *const processors[] = {&processor};
static mr_plugin plugin = {
    sizeof plugin, MINOR, MR_LITERAL(ID), MR_LITERAL("Subject"), MR_LITERAL(VERSION), MR_LITERAL("For tests."),
    MR_LITERAL(VENDOR), 1, 0, processors, EXTENSION};

#ifndef NO_ENTRY
MR_EXPORT const uint32_t millrace_abi_major = MR_ABI_MAJOR;
MR_EXPORT int32_t millrace_plugin_v1(const mr_host *host, const mr_plugin **out, mr_error *error) {
  (void)host, (void)error;
#ifdef ASKED
  ASKED;
#endif
  *out = &plugin;
  return MR_OK;
}
#endif
