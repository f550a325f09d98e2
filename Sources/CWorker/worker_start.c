#define _GNU_SOURCE
#include "worker_process.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Descriptors that are passed on stand above the worker's own numbers, so that dup2 never overwrites one. */
#define ABOVE 16

/* A worker asks the kernel to be ended with the thread that started it, so that not even an endless loop outlives
 * Millrace. That thread must live as long as the process: it is this one, and it starts all of them. */
typedef struct order {
  const char *executable;
  char *const *arguments;
  int socket, plugin, output, prints;
  pid_t pid;
  int result;
  bool done;
} order;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int starter_error;
static order *ordered;

static int start_one(order *o) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, every;
  sigemptyset(&none);
  sigfillset(&every);
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, o->prints, 1);
  posix_spawn_file_actions_adddup2(&files, o->prints, 2);
  posix_spawn_file_actions_adddup2(&files, o->socket, MRW_SOCKET);
  posix_spawn_file_actions_adddup2(&files, o->plugin, MRW_PLUGIN);
  posix_spawn_file_actions_adddup2(&files, o->output, MRW_OUTPUT);
  posix_spawn_file_actions_addclosefrom_np(&files, MRW_OUTPUT + 1);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &every);
  /* Without this a Swift plugin's crash would first be told at length, to nobody. */
  char *environment[] = {"SWIFT_BACKTRACE=enable=no", NULL};
  int result = posix_spawn(&o->pid, o->executable, &files, &attributes, o->arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return result;
}

static void *start_on_order(void *unused) {
  (void)unused;
  pthread_mutex_lock(&mutex);
  for (;;) {
    while (!ordered || ordered->done) pthread_cond_wait(&changed, &mutex);
    ordered->result = start_one(ordered);
    ordered->done = true;
    pthread_cond_broadcast(&changed);
  }
  return NULL;
}

static void make_starter(void) {
  pthread_t thread;
  pthread_attr_t attributes;
  sigset_t every, before;
  sigfillset(&every);
  pthread_sigmask(SIG_SETMASK, &every, &before); /* the new thread takes no signals */
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  starter_error = pthread_create(&thread, &attributes, start_on_order, NULL);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static int start_by_starter(order *o) {
  pthread_once(&once, make_starter);
  if (starter_error) return starter_error;
  pthread_mutex_lock(&mutex);
  while (ordered) pthread_cond_wait(&changed, &mutex);
  ordered = o;
  pthread_cond_broadcast(&changed);
  while (!o->done) pthread_cond_wait(&changed, &mutex);
  ordered = NULL;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  return o->result;
}

/* Both ends of what the worker prints: who prints more than is read loses lines, not time. */
static int make_ends(int lines[2], int prints[2]) {
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, lines) < 0) return errno;
  if (pipe2(prints, O_CLOEXEC | O_NONBLOCK) == 0) return 0;
  int result = errno;
  close(lines[0]);
  close(lines[1]);
  return result;
}

int mrw_start(mrw_worker *worker, const char *executable, int plugin, int output, uint64_t memory,
              const mrw_grant *grant) {
  *worker = (mrw_worker){.pid = -1, .socket = -1, .prints = -1};
  if (grant && grant->readable_count > MRW_READABLE) return E2BIG;
  int line[2], prints[2];
  int result = make_ends(line, prints);
  if (result) return result;
  char limit[32], capabilities[16];
  snprintf(limit, sizeof limit, "%llu", (unsigned long long)memory);
  snprintf(capabilities, sizeof capabilities, "%u", grant ? grant->capabilities : 0);
  char *arguments[3 + MRW_READABLE + 1] = {"millrace-worker", limit, capabilities};
  for (uint32_t i = 0; grant && i < grant->readable_count; i++) arguments[3 + i] = (char *)(uintptr_t)grant->readable[i];
  const int passed[4] = {line[1], plugin, output, prints[1]};
  int above[4];
  for (unsigned i = 0; i < 4; i++) {
    above[i] = fcntl(passed[i], F_DUPFD_CLOEXEC, ABOVE);
    if (above[i] < 0) result = errno;
  }
  order o = {
      .executable = executable,
      .arguments = arguments,
      .socket = above[0],
      .plugin = above[1],
      .output = above[2],
      .prints = above[3],
  };
  if (!result) result = start_by_starter(&o);
  close(line[1]);
  close(prints[1]);
  for (unsigned i = 0; i < 4; i++) {
    if (above[i] >= 0) close(above[i]);
  }
  if (result) {
    close(line[0]);
    close(prints[0]);
    return result;
  }
  worker->pid = o.pid;
  worker->socket = line[0];
  worker->prints = prints[0];
  return 0;
}
