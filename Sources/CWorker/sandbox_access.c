#define _GNU_SOURCE
#include "millrace/capabilities.h"
#include "sandbox_parts.h"
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* As of version 6; this system's header may be older than its kernel. */
typedef struct ruleset {
  uint64_t files;
  uint64_t network;
  uint64_t scope;
} ruleset;

#define BIND_TCP 1u
#define CONNECT_TCP 2u
#define ABSTRACT_SOCKETS 1u
#define SIGNALS 2u

/* Everything that this version of Landlock can refuse, but what is granted. */
static ruleset refusals(long version, const mrw_grant *grant) {
  ruleset all = {.files = (1u << 13) - 1};
  if (version >= 2) all.files |= 1u << 13; /* refer */
  if (version >= 3) all.files |= 1u << 14; /* truncate */
  if (version >= 4) all.network = mrw_is_granted(grant, MR_NEEDS_NETWORK) ? BIND_TCP : BIND_TCP | CONNECT_TCP;
  if (version >= 5) all.files |= 1u << 15; /* ioctl on devices */
  if (version >= 6) all.scope = ABSTRACT_SOCKETS | SIGNALS;
  return all;
}

/* What does not exist needs no rule. */
static void allow_reading(void *rules, const char *path) {
  struct landlock_path_beneath_attr beneath = {.allowed_access = READING, .parent_fd = open(path, O_PATH | O_CLOEXEC)};
  struct stat status;
  if (beneath.parent_fd < 0) return;
  if (fstat(beneath.parent_fd, &status) == 0 && !S_ISDIR(status.st_mode)) {
    beneath.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
  }
  (void)syscall(SYS_landlock_add_rule, *(int *)rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  close(beneath.parent_fd);
}

/* Libraries and what they read by themselves: the linker's cache, locales, character sets, time zones, and what the
 * C library wants to know about its own process. */
static const char *const library_needs[] = {
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
    "/usr/share/locale", "/usr/share/i18n", "/usr/share/icu", "/usr/share/zoneinfo", "/etc/localtime",
    "/proc/self/auxv", "/proc/self/cmdline", "/proc/self/maps", "/proc/self/stat", "/proc/self/statm",
    "/proc/self/status",
};

/* How names become addresses, and whose certificates are believed. */
static const char *const network_needs[] = {
    "/etc/hosts", "/etc/host.conf", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services",
    "/etc/protocols", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/usr/share/ca-certificates",
};

#define COUNT(array) (sizeof array / sizeof array[0])

uint32_t mrw_restrict_access(const mrw_grant *grant) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return 0;
  ruleset all = refusals(version, grant);
  /* A kernel takes a longer struct than it knows, if what it does not know is zero. */
  int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
  if (rules < 0) return 0;
  for (unsigned i = 0; i < COUNT(library_needs); i++) allow_reading(&rules, library_needs[i]);
  mrw_each_linker_folder(allow_reading, &rules);
  mrw_each_bundled_library(MRW_PLUGIN, allow_reading, &rules);
  if (mrw_is_granted(grant, MR_NEEDS_NETWORK)) {
    for (unsigned i = 0; i < COUNT(network_needs); i++) allow_reading(&rules, network_needs[i]);
  }
  for (uint32_t i = 0; i < grant->readable_count; i++) allow_reading(&rules, grant->readable[i]);
  long result = syscall(SYS_landlock_restrict_self, rules, 0);
  close(rules);
  return result == 0 ? MRW_LANDLOCK : 0;
}
