#define _GNU_SOURCE
#include "worker_process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Descriptors that are passed on stand above the worker's own numbers, so that dup2 never overwrites one. */
#define ABOVE 16

int mrw_sealed_copy(const void *bytes, uint64_t length) {
  int fd = memfd_create("millrace-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -1;
  for (uint64_t done = 0; done < length;) {
    ssize_t written = write(fd, (const char *)bytes + done, length - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      close(fd);
      return -1;
    }
    done += (uint64_t)written;
  }
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0) {
    close(fd);
    return -1;
  }
  return fd;
}

int mrw_fix_size(int descriptor) { return fcntl(descriptor, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL); }

/* ---- Starting ---------------------------------------------------------------------------------------------------- */

/* A worker asks the kernel to be ended with the thread that started it, so that not even an endless loop outlives
 * Millrace. That thread must live as long as the process: it is this one, and it starts all of them. */
typedef struct order {
  const char *executable;
  char *const *arguments;
  int socket, plugin, output;
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
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
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

int mrw_start(mrw_worker *worker, const char *executable, int plugin, int output, uint64_t memory,
              const mrw_grant *grant) {
  *worker = (mrw_worker){.pid = -1, .socket = -1};
  if (grant && grant->readable_count > MRW_READABLE) return E2BIG;
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return errno;
  char limit[32], capabilities[16];
  snprintf(limit, sizeof limit, "%llu", (unsigned long long)memory);
  snprintf(capabilities, sizeof capabilities, "%u", grant ? grant->capabilities : 0);
  char *arguments[3 + MRW_READABLE + 1] = {"millrace-worker", limit, capabilities};
  for (uint32_t i = 0; grant && i < grant->readable_count; i++) arguments[3 + i] = (char *)(uintptr_t)grant->readable[i];
  order o = {
      .executable = executable,
      .arguments = arguments,
      .socket = fcntl(pair[1], F_DUPFD_CLOEXEC, ABOVE),
      .plugin = fcntl(plugin, F_DUPFD_CLOEXEC, ABOVE),
      .output = fcntl(output, F_DUPFD_CLOEXEC, ABOVE),
  };
  int result = o.socket < 0 || o.plugin < 0 || o.output < 0 ? errno : start_by_starter(&o);
  close(pair[1]);
  if (o.socket >= 0) close(o.socket);
  if (o.plugin >= 0) close(o.plugin);
  if (o.output >= 0) close(o.output);
  if (result) {
    close(pair[0]);
    return result;
  }
  worker->pid = o.pid;
  worker->socket = pair[0];
  return 0;
}

/* ---- Asking ------------------------------------------------------------------------------------------------------ */

static int64_t milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Sets the request's slot, and the descriptor that has to travel with it, to be closed by the caller, or -1. False with
 * errno where the batch cannot be lent. */
static bool attach(mrw_worker *worker, mrw_request *request, int batch, uint64_t capacity, int *descriptor) {
  struct stat status;
  if (fstat(batch, &status) < 0) return false;
  for (uint32_t i = 0; i < MRW_SLOTS; i++) {
    if (worker->mapped[i] != status.st_ino) continue;
    request->slot = i;
    return true;
  }
  /* Opened again for reading only: the worker cannot map it for writing, whatever it tries. */
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", batch);
  *descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (*descriptor < 0) return false;
  request->slot = worker->next_slot;
  request->attach = 1;
  request->capacity = capacity;
  worker->mapped[worker->next_slot] = status.st_ino;
  worker->next_slot = (worker->next_slot + 1) % MRW_SLOTS;
  return true;
}

static bool send_request(mrw_worker *worker, const mrw_request *request, int descriptor) {
  struct iovec part = {(void *)(uintptr_t)request, sizeof *request};
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (descriptor >= 0) {
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
  }
  ssize_t sent;
  do sent = sendmsg(worker->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (sent < 0 && errno == EINTR);
  return sent == sizeof *request;
}

static int receive(mrw_worker *worker, int64_t deadline, mrw_reply *reply) {
  for (;;) {
    int64_t left = deadline - milliseconds();
    struct pollfd ready = {.fd = worker->socket, .events = POLLIN};
    int count = poll(&ready, 1, left > 0 ? (int)(left > 1 << 30 ? 1 << 30 : left) : 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return MRW_ENDED;
    if (count == 0) {
      if (left <= 0) return MRW_TIMEOUT;
      continue;
    }
    ssize_t length = recv(worker->socket, reply, sizeof *reply, MSG_DONTWAIT | MSG_TRUNC);
    if (length < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (length <= 0) return MRW_ENDED;
    return length == sizeof *reply ? MRW_ANSWERED : MRW_NONSENSE;
  }
}

int mrw_ask(mrw_worker *worker, mrw_request *request, int batch, uint64_t capacity, int64_t timeout_ms,
            mrw_reply *reply, mrw_log log, void *context) {
  int64_t deadline = milliseconds() + timeout_ms;
  if (request) {
    request->serial = ++worker->serial;
    int descriptor = -1;
    if (batch >= 0 && !attach(worker, request, batch, capacity, &descriptor)) return MRW_NOT_LENT;
    bool sent = send_request(worker, request, descriptor);
    if (descriptor >= 0) close(descriptor);
    if (!sent) return MRW_ENDED;
  }
  for (;;) {
    int result = receive(worker, deadline, reply);
    if (result != MRW_ANSWERED) return result;
    reply->error.message[sizeof reply->error.message - 1] = 0;
    reply->message[sizeof reply->message - 1] = 0;
    if (reply->kind != MRW_LOG) {
      bool honest = request ? reply->kind == MRW_DONE && reply->serial == request->serial
                            : reply->kind == MRW_READY || reply->kind == MRW_REFUSED;
      return honest ? MRW_ANSWERED : MRW_NONSENSE;
    }
    uint64_t length = reply->length < sizeof reply->message ? reply->length : sizeof reply->message;
    if (log) log(context, (uint32_t)reply->status, reply->message, length);
    if (milliseconds() > deadline) return MRW_TIMEOUT;
  }
}

/* ---- Ending ------------------------------------------------------------------------------------------------------ */

int mrw_stop(mrw_worker *worker, int64_t grace_ms) {
  if (worker->pid < 0) return -1;
  shutdown(worker->socket, SHUT_RDWR); /* the worker's receive returns, and it ends by itself */
  int status = -1;
  int64_t deadline = milliseconds() + grace_ms;
  pid_t ended;
  while ((ended = waitpid(worker->pid, &status, WNOHANG)) == 0 && milliseconds() < deadline) {
    nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
  }
  if (ended == 0) {
    kill(-worker->pid, SIGKILL);
    kill(worker->pid, SIGKILL);
    while ((ended = waitpid(worker->pid, &status, 0)) < 0 && errno == EINTR) {}
  }
  close(worker->socket);
  worker->pid = worker->socket = -1;
  return ended > 0 ? status : -1;
}

void mrw_spell_status(int status, char text[64]) {
  if (status == -1) {
    snprintf(text, 64, "unknown cause");
  } else if (WIFSIGNALED(status)) {
    const char *name = sigabbrev_np(WTERMSIG(status));
    if (name) snprintf(text, 64, "SIG%s", name);
    else snprintf(text, 64, "signal %d", WTERMSIG(status));
  } else {
    snprintf(text, 64, "exit status %d", WEXITSTATUS(status));
  }
}
