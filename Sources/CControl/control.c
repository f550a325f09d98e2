#define _GNU_SOURCE
#include "control.h"
#include <errno.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(sizeof(mrc_peer) == sizeof(struct ucred), "SO_PEERCRED writes a ucred");

int mrc_enter_folder(const char *path) {
  if (unshare(CLONE_FS) != 0 || chdir(path) != 0) return errno;
  return 0;
}
