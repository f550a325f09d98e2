#define _GNU_SOURCE
#include "worker_process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

/* One line of what the worker printed is told; a longer one in parts. */
static void tell_line(mrw_worker *worker, mrw_log log, void *context) {
  if (worker->line_length && log) log(context, MRW_PRINTED, worker->line, worker->line_length);
  worker->line_length = 0;
}

/* Takes some of what the worker printed; false where there is no more, or was enough. */
static bool take_prints(mrw_worker *worker, mrw_log log, void *context) {
  char bytes[4096];
  if (worker->prints < 0 || worker->printed >= MRW_PRINTED_BYTES) return false;
  ssize_t count = read(worker->prints, bytes, sizeof bytes);
  if (count <= 0) {
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    close(worker->prints);
    worker->prints = -1;
    return false;
  }
  worker->printed += (uint32_t)count;
  for (ssize_t i = 0; i < count; i++) {
    if (bytes[i] != '\n') worker->line[worker->line_length++] = bytes[i];
    if (bytes[i] == '\n' || worker->line_length == sizeof worker->line) tell_line(worker, log, context);
  }
  return true;
}

static int receive(mrw_worker *worker, int64_t deadline, mrw_reply *reply, mrw_log log, void *context) {
  for (;;) {
    int64_t left = deadline - milliseconds();
    bool listens = log && worker->printed < MRW_PRINTED_BYTES;
    struct pollfd ready[] = {
        {.fd = worker->socket, .events = POLLIN},
        {.fd = listens ? worker->prints : -1, .events = POLLIN},
    };
    int count = poll(ready, 2, left > 0 ? (int)(left > 1 << 30 ? 1 << 30 : left) : 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return MRW_ENDED;
    if (ready[1].revents) (void)take_prints(worker, log, context);
    if (!ready[0].revents) {
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
    int result = receive(worker, deadline, reply, log, context);
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

int mrw_stop(mrw_worker *worker, int64_t grace_ms, mrw_log log, void *context) {
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
  while (log && take_prints(worker, log, context)) {}
  tell_line(worker, log, context);
  close(worker->socket);
  if (worker->prints >= 0) close(worker->prints);
  worker->pid = worker->socket = worker->prints = -1;
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
