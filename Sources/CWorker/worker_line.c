#define _GNU_SOURCE
#include "worker_line.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

void mrw_read_arguments(int count, char **arguments, uint64_t *memory, mrw_grant *grant) {
  *memory = count > 2 ? strtoull(arguments[1], NULL, 10) : 0;
  *grant = (mrw_grant){0};
  if (*memory == 0) return;
  grant->capabilities = (uint32_t)strtoul(arguments[2], NULL, 10);
  grant->readable_count = (uint32_t)count - 3;
  grant->readable = (const char *const *)arguments + 3;
}

bool mrw_receive(mrw_request *request, int *descriptor) {
  struct iovec part = {request, sizeof *request};
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t length;
  do length = recvmsg(MRW_SOCKET, &message, MSG_CMSG_CLOEXEC);
  while (length < 0 && errno == EINTR);
  *descriptor = -1;
  if (length != sizeof *request) return false;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header && header->cmsg_type == SCM_RIGHTS) memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
  return true;
}

void mrw_reply_with(const mrw_reply *reply) {
  ssize_t sent;
  do sent = send(MRW_SOCKET, reply, sizeof *reply, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) _exit(1);
}

void mrw_log_line(void *context, uint32_t level, mr_text message) {
  (void)context;
  mrw_reply reply = {.kind = MRW_LOG, .status = (int32_t)level};
  reply.length = message.length < sizeof reply.message ? message.length : sizeof reply.message;
  if (reply.length) memcpy(reply.message, message.data, reply.length);
  (void)!send(MRW_SOCKET, &reply, sizeof reply, MSG_NOSIGNAL | MSG_DONTWAIT);
}

const mrb_region *mrw_batch(mrw_batches *batches, const mrw_request *request, int descriptor) {
  uint32_t slot = request->slot;
  if (!request->attach) return batches->regions[slot];
  if (batches->regions[slot]) munmap((void *)(uintptr_t)batches->regions[slot], batches->capacities[slot]);
  void *batch = mmap(NULL, request->capacity, PROT_READ, MAP_SHARED, descriptor, 0);
  close(descriptor);
  batches->regions[slot] = batch == MAP_FAILED ? NULL : batch;
  batches->capacities[slot] = request->capacity;
  return batches->regions[slot];
}
