/* Those that want what a worker has not: each is denied it, sees so, and lives. */
#include "rogue.h"
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>

static void *idle(void *unused) { return unused; }
static int start_thread(void) {
  pthread_t thread;
  errno = pthread_create(&thread, NULL, idle, NULL);
  return errno ? -1 : 0;
}
static int fork_quickly(void) {
  int child = vfork();
  if (child == 0) _exit(0);
  return child;
}
static int open_parent(const char *what, int flags) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", getppid(), what);
  return open(path, flags);
}
static int read_parent(void) {
  char byte;
  struct iovec here = {&byte, 1}, there = {&byte, 1};
  return (int)process_vm_readv(getppid(), &here, 1, &there, 1, 0);
}
static int share_memory(void) {
  return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}
static int raise_limit(void) {
  struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  return setrlimit(RLIMIT_DATA, &all);
}
static int list_folder(const char *path) { return open(path, O_RDONLY | O_DIRECTORY); }
static char *const nothing[] = {NULL};

#define DENIED(name, call)                                                         \
  ROGUE(name, errno = 0; if ((call) >= 0) return fail(error, "it was let");        \
        if (errno != EPERM && errno != EACCES) return fail(error, "not by refusal"))

DENIED(reads_passwords, open("/etc/passwd", O_RDONLY))
DENIED(lists_home, list_folder("/root"))
DENIED(lists_root, list_folder("/"))
DENIED(reads_opt, list_folder("/opt"))
DENIED(reads_programs, open("/usr/bin/env", O_RDONLY))
DENIED(creates, open("/tmp/millrace-rogue", O_CREAT | O_WRONLY, 0600))
DENIED(makes_folder, mkdir("/tmp/millrace-rogue", 0700))
DENIED(deletes, unlink("/tmp"))
DENIED(writes_itself, open("/proc/self/mem", O_RDWR))
DENIED(reads_its_memory_file, open("/proc/self/mem", O_RDONLY))
DENIED(reads_parent, open_parent("environ", O_RDONLY))
DENIED(writes_parent, open_parent("mem", O_RDWR))
DENIED(peeks_parent, read_parent())
DENIED(traces_parent, (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL))
DENIED(is_traced, (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL))
DENIED(signals_parent, kill(getppid(), SIGTERM))
DENIED(signals_all, kill(-1, SIGTERM))
DENIED(sends_signals, fcntl(3, F_SETOWN, getppid()))
DENIED(picks_signals, fcntl(3, F_SETSIG, SIGKILL))
DENIED(connects, socket(AF_INET, SOCK_STREAM, 0))
DENIED(knocks_at_daemons, socket(AF_UNIX, SOCK_STREAM, 0))
DENIED(sniffs, socket(AF_PACKET, SOCK_RAW, 0))
DENIED(forks, fork())
DENIED(forks_quickly, fork_quickly())
DENIED(executes, execve("/bin/true", nothing, nothing))
DENIED(starts_threads, start_thread())
DENIED(shares, share_memory())
DENIED(makes_memory_files, (int)syscall(SYS_memfd_create, "x", 0))
DENIED(outlives, prctl(PR_SET_PDEATHSIG, 0))
DENIED(leaves_group, setpgid(0, 0))
DENIED(leaves_session, setsid())
DENIED(unshares, unshare(CLONE_NEWUSER))
DENIED(mounts, mount("none", "/tmp", "tmpfs", 0, NULL))
DENIED(changes_root, chroot("/tmp"))
DENIED(changes_folder, chdir("/"))
DENIED(becomes_root, setuid(0))
DENIED(raises_limits, raise_limit())
DENIED(sets_alarms, (int)syscall(SYS_setitimer, 0, NULL, NULL))
DENIED(uses_rings, (int)syscall(SYS_io_uring_setup, 1, NULL))
DENIED(loads_bpf, (int)syscall(SYS_bpf, 0, NULL, 0))


PLUGIN_UNDER_TEST(
    "rogue", ENTRY("reads-passwords", reads_passwords), ENTRY("lists-home", lists_home), ENTRY("lists-root", lists_root),
    ENTRY("reads-opt", reads_opt), ENTRY("reads-programs", reads_programs), ENTRY("creates", creates),
    ENTRY("makes-folder", makes_folder), ENTRY("deletes", deletes), ENTRY("writes-itself", writes_itself),
    ENTRY("reads-its-memory-file", reads_its_memory_file), ENTRY("reads-parent", reads_parent),
    ENTRY("writes-parent", writes_parent), ENTRY("peeks-parent", peeks_parent), ENTRY("traces-parent", traces_parent),
    ENTRY("is-traced", is_traced), ENTRY("signals-parent", signals_parent), ENTRY("signals-all", signals_all),
    ENTRY("sends-signals", sends_signals), ENTRY("picks-signals", picks_signals), ENTRY("connects", connects),
    ENTRY("knocks-at-daemons", knocks_at_daemons), ENTRY("sniffs", sniffs), ENTRY("forks", forks),
    ENTRY("forks-quickly", forks_quickly), ENTRY("executes", executes), ENTRY("starts-threads", starts_threads),
    ENTRY("shares", shares), ENTRY("makes-memory-files", makes_memory_files), ENTRY("outlives", outlives),
    ENTRY("leaves-group", leaves_group), ENTRY("leaves-session", leaves_session), ENTRY("unshares", unshares),
    ENTRY("mounts", mounts), ENTRY("changes-root", changes_root), ENTRY("changes-folder", changes_folder),
    ENTRY("becomes-root", becomes_root), ENTRY("raises-limits", raises_limits), ENTRY("sets-alarms", sets_alarms),
    ENTRY("uses-rings", uses_rings), ENTRY("loads-bpf", loads_bpf));
