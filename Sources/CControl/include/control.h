/*
 * What Linux offers to a server that does work for its clients, and Swift cannot reach.
 */
#ifndef MILLRACE_CONTROL_H
#define MILLRACE_CONTROL_H

#include <stdint.h>

/* Who is at the other end of a Unix socket; as the kernel writes it for SO_PEERCRED. */
typedef struct {
  int32_t process;
  uint32_t user;
  uint32_t group;
} mrc_peer;

/* Makes the folder the calling thread's own, and that of threads which it starts; other threads keep theirs.
 * 0, or an errno. */
int mrc_enter_folder(const char *path);

#endif
