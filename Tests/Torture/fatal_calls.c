/* Preloaded into millrace: counts the calls by which a process changes the world, and at one of them kills the process,
 * or lets the call fail, as a crash, a full disk or a broken one would.
 *
 * What counts: calls that change files below TORTURE_ROOT, and sends to the network. The environment says the rest:
 *   TORTURE_AT      the call that is hit, from 1; 0: none
 *   TORTURE_DOES    "kill" before the call; "tear": kill after half of what it writes; "short": write half and go on;
 *                   a number: the call fails with this errno
 *   TORTURE_LASTS   set: all later calls that change files fail too
 *   TORTURE_FILES   set: sends are not counted
 *   TORTURE_REPORT  a file of 16 bytes: how many calls were counted, and whether one was hit
 *   TORTURE_TRACE   a file that gets a line for each call, to see what number N is
 * Children of the process are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct report {
  _Atomic uint64_t calls;
  _Atomic uint64_t hit;
};

static struct report nowhere;
static struct report *report = &nowhere;
static pid_t owner;
static char root[PATH_MAX];
static size_t root_length;
static uint64_t at;
static enum { NOTHING, KILL, TEAR, SHORT, FAIL } does;
static int failure;
static bool lasts, files_only;
static int trace = -1;

__attribute__((constructor)) static void begin(void) {
  const char *does_text = getenv("TORTURE_DOES"), *path = getenv("TORTURE_REPORT"), *root_text = getenv("TORTURE_ROOT");
  unsetenv("LD_PRELOAD");
  if (!path || !root_text) return;
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  void *memory = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) _exit(99);
  report = memory;
  syscall(SYS_close, file);
  root_length = strlen(strncpy(root, root_text, sizeof root - 1));
  if (getenv("TORTURE_AT")) at = strtoull(getenv("TORTURE_AT"), NULL, 10);
  lasts = getenv("TORTURE_LASTS") != NULL;
  files_only = getenv("TORTURE_FILES") != NULL;
  if (does_text) {
    failure = atoi(does_text);
    does = !strcmp(does_text, "kill") ? KILL : !strcmp(does_text, "tear") ? TEAR : !strcmp(does_text, "short") ? SHORT : FAIL;
  }
  if (getenv("TORTURE_TRACE"))
    trace = (int)syscall(SYS_openat, AT_FDCWD, getenv("TORTURE_TRACE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  owner = (pid_t)syscall(SYS_getpid);
}

static void die(void) {
  syscall(SYS_kill, owner, SIGKILL);
  for (;;) pause();
}

/* What becomes of a call that counts. NOTHING: it goes its way. */
static int meet(const char *call, const char *path) {
  uint64_t number = ++report->calls;
  if (trace >= 0) {
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%llu %s %s\n", (unsigned long long)number, call, path);
    syscall(SYS_write, trace, line, length);
  }
  if (at == 0 || number < at || (number > at && !lasts)) return NOTHING;
  report->hit = 1;
  if (does == KILL) die();
  return does;
}

static bool is_ours(void) { return owner && syscall(SYS_getpid) == owner; }

static bool is_in_root(const char *path) {
  return !strncmp(path, root, root_length) && (path[root_length] == '/' || path[root_length] == 0);
}

/* A call about a path. */
static int meet_path(const char *call, const char *path) {
  if (!is_ours() || !path || !is_in_root(path)) return NOTHING;
  int what = meet(call, path);
  if (what == TEAR) die();
  return what == SHORT ? NOTHING : what;
}

/* A call about an open file or socket. */
static int meet_file(const char *call, int file) {
  char link[64], path[PATH_MAX];
  int domain;
  socklen_t size = sizeof domain;
  if (!is_ours()) return NOTHING;
  if (!getsockopt(file, SOL_SOCKET, SO_DOMAIN, &domain, &size))
    return !files_only && (domain == AF_INET || domain == AF_INET6) ? meet(call, "network") : NOTHING;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = syscall(SYS_readlink, link, path, sizeof path - 1);
  if (length <= 0) return NOTHING;
  path[length] = 0;
  return is_in_root(path) ? meet(call, path) : NOTHING;
}

#define REAL(name, type, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define FAILS(what) \
  if ((what) == FAIL) { \
    errno = failure; \
    return -1; \
  }

/* A call that writes `size` bytes by `half` or by `whole`. */
#define WRITES(call, file, size, half, whole) \
  int what = meet_file(call, file); \
  FAILS(what) \
  if ((what == TEAR || what == SHORT) && (size) > 1) { \
    ssize_t written = half; \
    if (what == TEAR) die(); \
    return written; \
  } \
  if (what == TEAR) die(); \
  return whole

ssize_t write(int file, const void *bytes, size_t size) {
  REAL("write", ssize_t, int, const void *, size_t);
  WRITES("write", file, size, real(file, bytes, size / 2), real(file, bytes, size));
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t place) {
  REAL("pwrite64", ssize_t, int, const void *, size_t, off64_t);
  WRITES("pwrite", file, size, real(file, bytes, size / 2, place), real(file, bytes, size, place));
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) { return pwrite64(file, bytes, size, place); }

ssize_t writev(int file, const struct iovec *parts, int count) {
  REAL("writev", ssize_t, int, const struct iovec *, int);
  WRITES("writev", file, count, real(file, parts, count / 2), real(file, parts, count));
}

ssize_t send(int file, const void *bytes, size_t size, int flags) {
  REAL("send", ssize_t, int, const void *, size_t, int);
  WRITES("send", file, size, real(file, bytes, size / 2, flags), real(file, bytes, size, flags));
}

ssize_t sendto(
  int file, const void *bytes, size_t size, int flags, const struct sockaddr *address, socklen_t length) {
  REAL("sendto", ssize_t, int, const void *, size_t, int, const struct sockaddr *, socklen_t);
  WRITES(
    "sendto", file, size, real(file, bytes, size / 2, flags, address, length),
    real(file, bytes, size, flags, address, length));
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
  REAL("sendmsg", ssize_t, int, const struct msghdr *, int);
  WRITES("sendmsg", file, 0, 0, real(file, message, flags));
}

#define ABOUT_FILE(name, ...) \
  int name(int file) { \
    REAL(#name, int, int); \
    int what = meet_file(#name, file); \
    FAILS(what) \
    if (what == TEAR) die(); \
    return real(file); \
  }
ABOUT_FILE(fsync)
ABOUT_FILE(fdatasync)

int ftruncate64(int file, off64_t size) {
  REAL("ftruncate64", int, int, off64_t);
  int what = meet_file("ftruncate", file);
  FAILS(what)
  if (what == TEAR) die();
  return real(file, size);
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int rename(const char *from, const char *to) {
  REAL("rename", int, const char *, const char *);
  FAILS(meet_path("rename", to))
  return real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  REAL("renameat", int, int, const char *, int, const char *);
  FAILS(meet_path("renameat", to))
  return real(from_folder, from, to_folder, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  REAL("renameat2", int, int, const char *, int, const char *, unsigned);
  FAILS(meet_path("renameat2", to))
  return real(from_folder, from, to_folder, to, flags);
}

int link(const char *from, const char *to) {
  REAL("link", int, const char *, const char *);
  FAILS(meet_path("link", to))
  return real(from, to);
}

/* Removing needs no room, so a full disk does not stop it; a broken one does. */
static int meet_removal(const char *call, const char *path) {
  int what = meet_path(call, path);
  return what == FAIL && failure == ENOSPC ? NOTHING : what;
}

int unlink(const char *path) {
  REAL("unlink", int, const char *);
  FAILS(meet_removal("unlink", path))
  return real(path);
}

int unlinkat(int folder, const char *path, int flags) {
  REAL("unlinkat", int, int, const char *, int);
  FAILS(meet_removal("unlinkat", path))
  return real(folder, path, flags);
}

int remove(const char *path) {
  REAL("remove", int, const char *);
  FAILS(meet_removal("remove", path))
  return real(path);
}

int rmdir(const char *path) {
  REAL("rmdir", int, const char *);
  FAILS(meet_removal("rmdir", path))
  return real(path);
}

int mkdir(const char *path, mode_t mode) {
  REAL("mkdir", int, const char *, mode_t);
  FAILS(meet_path("mkdir", path))
  return real(path, mode);
}

/* Opening counts where it makes a file. */
#define OPENS(path, flags, opened) \
  va_list rest; \
  va_start(rest, flags); \
  mode_t mode = (flags) & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
  va_end(rest); \
  if (((flags) & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK)) { FAILS(meet_path("open", path)) } \
  return opened

int open64(const char *path, int flags, ...) {
  REAL("open64", int, const char *, int, ...);
  OPENS(path, flags, real(path, flags, mode));
}

int open(const char *path, int flags, ...) {
  REAL("open", int, const char *, int, ...);
  OPENS(path, flags, real(path, flags, mode));
}

int openat64(int folder, const char *path, int flags, ...) {
  REAL("openat64", int, int, const char *, int, ...);
  OPENS(path, flags, real(folder, path, flags, mode));
}

int openat(int folder, const char *path, int flags, ...) {
  REAL("openat", int, int, const char *, int, ...);
  OPENS(path, flags, real(folder, path, flags, mode));
}
