#define _GNU_SOURCE
#include "millrace/capabilities.h"
#include "sandbox_parts.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(array) (sizeof array / sizeof array[0])

static const int always[] = {
    /* memory */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mprotect), SCMP_SYS(mremap), SCMP_SYS(madvise),
    SCMP_SYS(membarrier),
    /* what is open already, and files that are opened for reading */
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek),
    SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(sendto),
    SCMP_SYS(sendmsg), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(fstatfs), SCMP_SYS(statfs), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
    /* time and chance */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(pause), SCMP_SYS(getrandom),
    /* itself */
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getrlimit), SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getcpu), SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(restart_syscall),
    /* its own signals */
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
};

/* To wait for several things at once, and to wake who waits. */
static const int waiting[] = {
    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),       SCMP_SYS(epoll_wait),      SCMP_SYS(epoll_pwait),
    SCMP_SYS(eventfd2),      SCMP_SYS(timerfd_create),  SCMP_SYS(timerfd_settime), SCMP_SYS(pipe2),
    SCMP_SYS(select),        SCMP_SYS(pselect6),
};

/* Sockets that go out: none is bound, none listens. */
static const int network[] = {
    SCMP_SYS(connect),     SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getsockname),
    SCMP_SYS(getpeername), SCMP_SYS(shutdown),   SCMP_SYS(sendmmsg),   SCMP_SYS(recvmmsg),
};

/* Not F_SETOWN and F_SETSIG: with them a descriptor sends its owner, any process of this user, any signal. */
static const int fcntl_commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL};

#define ANONYMOUS_SHARED (MAP_ANONYMOUS | MAP_SHARED)
#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))
#define THREAD (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD)
#define NAMESPACES \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define SOCKET_TYPE 0xf /* the rest of a socket's type are flags */

static int allow(scmp_filter_ctx filter, const int *calls, unsigned count) {
  int failed = 0;
  for (unsigned i = 0; i < count; i++) failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
  return failed;
}

static int allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition) {
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, condition);
}

static struct scmp_arg_cmp is(unsigned argument, scmp_datum_t value) {
  return (struct scmp_arg_cmp){.arg = argument, .op = SCMP_CMP_EQ, .datum_a = value};
}

/* A 32-bit argument, whatever stands in the register above it. */
static struct scmp_arg_cmp has(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return (struct scmp_arg_cmp){.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
}

static int allow_always(scmp_filter_ctx filter) {
  int failed = allow(filter, always, COUNT(always));
  failed |= allow_if(filter, SCMP_SYS(open), has(1, WRITING, O_RDONLY));
  failed |= allow_if(filter, SCMP_SYS(openat), has(2, WRITING, O_RDONLY));
  for (unsigned i = 0; i < COUNT(fcntl_commands); i++) {
    failed |= allow_if(filter, SCMP_SYS(fcntl), has(1, UINT32_MAX, (scmp_datum_t)fcntl_commands[i]));
  }
  /* Shared memory is not counted by RLIMIT_DATA: that of Millrace is mapped, none is made. */
  static const scmp_datum_t mappings[] = {0, MAP_ANONYMOUS, MAP_SHARED};
  for (unsigned i = 0; i < COUNT(mappings); i++) {
    failed |= allow_if(filter, SCMP_SYS(mmap), has(3, ANONYMOUS_SHARED, mappings[i]));
  }
  /* abort() and raise() */
  scmp_datum_t self = (scmp_datum_t)getpid();
  failed |= allow_if(filter, SCMP_SYS(kill), is(0, self));
  failed |= allow_if(filter, SCMP_SYS(tgkill), is(0, self));
  /* A limit may be read. */
  failed |= allow_if(filter, SCMP_SYS(prlimit64), is(2, 0));
  failed |= allow_if(filter, SCMP_SYS(prctl), is(0, PR_SET_NAME));
  return failed;
}

/* Sockets of the Internet only: those of this machine lead to its daemons. A pair of streams leads nowhere else. */
static int allow_network(scmp_filter_ctx filter) {
  static const scmp_datum_t families[] = {AF_INET, AF_INET6}, types[] = {SOCK_STREAM, SOCK_DGRAM};
  int failed = allow(filter, network, COUNT(network));
  for (unsigned i = 0; i < 4; i++) {
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2, is(0, families[i / 2]),
                               has(1, SOCKET_TYPE, types[i % 2]));
  }
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 2, is(0, AF_UNIX),
                             has(1, SOCKET_TYPE, SOCK_STREAM));
  failed |= allow_if(filter, SCMP_SYS(ioctl), has(1, UINT32_MAX, FIONREAD));
  failed |= allow_if(filter, SCMP_SYS(ioctl), has(1, UINT32_MAX, FIONBIO));
  return failed;
}

/* clone3 has its flags in memory, where no filter sees them: it is said to be missing, and clone is used. */
static int allow_threads(scmp_filter_ctx filter) {
  int failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  return failed | allow_if(filter, SCMP_SYS(clone), has(0, THREAD | NAMESPACES, THREAD));
}

uint32_t mrw_restrict_calls(const mrw_grant *grant) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter) return 0;
  int failed = allow_always(filter);
  bool has_network = mrw_is_granted(grant, MR_NEEDS_NETWORK), has_threads = mrw_is_granted(grant, MR_NEEDS_THREADS);
  if (has_network || has_threads) failed |= allow(filter, waiting, COUNT(waiting));
  if (has_network) failed |= allow_network(filter);
  if (has_threads) failed |= allow_threads(filter);
  failed |= seccomp_load(filter);
  seccomp_release(filter);
  return failed ? 0 : MRW_SECCOMP;
}
