#define _GNU_SOURCE
#include "worker_sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- Limits ------------------------------------------------------------------------------------------------------ */

static void limit(int resource, uint64_t most) {
  struct rlimit limit = {most, most};
  (void)setrlimit((__rlimit_resource_t)resource, &limit);
}

static void set_limits(uint64_t memory) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 64);
  /* RLIMIT_DATA counts private writable memory only, so the batches that are mapped are not the plugin's to pay. */
  limit(RLIMIT_DATA, memory);
  limit(RLIMIT_AS, memory + (MRW_SLOTS + 4ull) * (256ull << 20));
}

/* ---- Files ------------------------------------------------------------------------------------------------------- */

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE)

/* What does not exist needs no rule. */
static void allow_reading(int rules, const char *path, uint64_t access) {
  struct landlock_path_beneath_attr beneath = {.allowed_access = access, .parent_fd = open(path, O_PATH | O_CLOEXEC)};
  struct stat status;
  if (beneath.parent_fd < 0) return;
  if (fstat(beneath.parent_fd, &status) == 0 && !S_ISDIR(status.st_mode)) {
    beneath.allowed_access &= ~(uint64_t)LANDLOCK_ACCESS_FS_READ_DIR;
  }
  (void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  close(beneath.parent_fd);
}

/* Libraries, the linker's cache, and what the C library reads about its own process. */
static uint32_t restrict_files(const mrw_grant *grant) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return 0;
  /* Every access that this kernel can refuse: 13 rights in version 1, then refer, truncate and ioctl. */
  uint64_t rights = (1u << 13) - 1;
  if (version >= 2) rights |= 1u << 13;
  if (version >= 3) rights |= 1u << 14;
  if (version >= 5) rights |= 1u << 15;
  struct landlock_ruleset_attr attributes = {.handled_access_fs = rights};
  int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
  if (rules < 0) return 0;
  static const char *const folders[] = {"/usr", "/lib", "/lib64", "/opt", "/proc/self"};
  for (unsigned i = 0; i < sizeof folders / sizeof folders[0]; i++) allow_reading(rules, folders[i], READING);
  allow_reading(rules, "/etc/ld.so.cache", LANDLOCK_ACCESS_FS_READ_FILE);
  for (uint32_t i = 0; i < grant->readable_count; i++) {
    allow_reading(rules, grant->readable[i], LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
  }
  long result = syscall(SYS_landlock_restrict_self, rules, 0);
  close(rules);
  return result == 0 ? MRW_LANDLOCK : 0;
}

/* ---- System calls ------------------------------------------------------------------------------------------------ */

static const int allowed[] = {
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
    SCMP_SYS(clock_nanosleep), SCMP_SYS(getrandom),
    /* itself */
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getrlimit), SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getcpu), SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(restart_syscall),
    /* its own signals */
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
};

/* Not F_SETOWN and F_SETSIG: with them a descriptor sends its owner, any process of this user, any signal. */
static const int fcntl_commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL};

#define ANONYMOUS_SHARED (MAP_ANONYMOUS | MAP_SHARED)

#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))

static uint32_t restrict_calls(void) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter) return 0;
  int failed = 0;
  for (unsigned i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
  }
  scmp_datum_t self = (scmp_datum_t)getpid();
  const struct scmp_arg_cmp reading1 = SCMP_A1(SCMP_CMP_MASKED_EQ, WRITING, O_RDONLY);
  const struct scmp_arg_cmp reading2 = SCMP_A2(SCMP_CMP_MASKED_EQ, WRITING, O_RDONLY);
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, reading1);
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, reading2);
  for (unsigned i = 0; i < sizeof fcntl_commands / sizeof fcntl_commands[0]; i++) {
    const struct scmp_arg_cmp command = SCMP_A1_32(SCMP_CMP_EQ, (uint32_t)fcntl_commands[i]);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, command);
  }
  /* Shared memory is not counted by RLIMIT_DATA: that of Millrace is mapped, none is made. */
  static const int mappings[] = {0, MAP_ANONYMOUS, MAP_SHARED};
  for (unsigned i = 0; i < sizeof mappings / sizeof mappings[0]; i++) {
    const struct scmp_arg_cmp flags = SCMP_A3(SCMP_CMP_MASKED_EQ, ANONYMOUS_SHARED, (scmp_datum_t)mappings[i]);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, flags);
  }
  /* abort() and raise() */
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1, SCMP_A0(SCMP_CMP_EQ, self, 0));
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, self, 0));
  /* A limit may be read. */
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0, 0));
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
  failed |= seccomp_load(filter);
  seccomp_release(filter);
  return failed ? 0 : MRW_SECCOMP;
}

uint32_t mrw_enter_sandbox(uint64_t memory, const mrw_grant *grant) {
  set_limits(memory);
  (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  uint32_t files = restrict_files(grant);
  return files | restrict_calls();
}
