#define _GNU_SOURCE
#include "library.h"
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH_BYTES 32

/* ---- The pinned hash ---------------------------------------------------------------------------------------------- */

typedef unsigned char *(*sha256_function)(const unsigned char *bytes, size_t length, unsigned char *hash);

/* Only a manifest that pins its library needs libcrypto, so only then it is loaded. */
static int32_t check_hash(int file, const char *path, mr_text expected, mr_error *error) {
  static const char hex[] = "0123456789abcdef";
  void *crypto = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
  sha256_function sha256 = NULL;
  if (crypto) *(void **)&sha256 = dlsym(crypto, "SHA256");
  if (!sha256) return mr_fail(error, 0, "library %.100s: 'sha256' cannot be checked, libcrypto.so.3 is not there", path);
  struct stat status;
  void *bytes = MAP_FAILED;
  if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0) {
    bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  }
  if (bytes == MAP_FAILED) return mr_fail(error, 0, "library %.100s: 'sha256' cannot be checked, the file cannot be read", path);
  unsigned char hash[HASH_BYTES];
  char text[2 * HASH_BYTES];
  sha256(bytes, (size_t)status.st_size, hash);
  munmap(bytes, (size_t)status.st_size);
  for (int i = 0; i < HASH_BYTES; i++) text[2 * i] = hex[hash[i] >> 4], text[2 * i + 1] = hex[hash[i] & 15];
  if (mr_equal(mr_make_text(text, sizeof text), expected)) return MR_OK;
  return mr_fail(error, 0, "library %.150s is not the file that 'sha256' pins", path);
}

/* ---- Loading ------------------------------------------------------------------------------------------------------ */

static void *load(const char *path, const char *name, mr_error *error) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library) return library;
  const char *reason = dlerror();
  mr_fail(error, 0, "library %.100s does not load: %.120s", name, reason ? reason : "no reason given");
  return NULL;
}

void *library_open(const char *name, mr_text sha256, mr_error *error) {
  if (!sha256.length) return load(name, name, error);
  void *library = NULL;
  if (name[0] == '/') {
    int file = open(name, O_RDONLY | O_CLOEXEC);
    char opened[32];
    snprintf(opened, sizeof opened, "/proc/self/fd/%d", file);
    /* The file stays open, so that no other gets its name here. */
    if (check_hash(file, name, sha256, error) == MR_OK) library = load(opened, name, error);
    return library;
  }
  library = load(name, name, error);
  struct link_map *map;
  if (!library || dlinfo(library, RTLD_DI_LINKMAP, &map) != 0) return NULL;
  int file = open(map->l_name, O_RDONLY | O_CLOEXEC);
  int32_t status = check_hash(file, map->l_name, sha256, error);
  if (file >= 0) close(file);
  return status == MR_OK ? library : NULL;
}

/* ---- Symbols ------------------------------------------------------------------------------------------------------ */

void *library_symbol(void *library, const char *name, mr_error *error) {
  void *address = dlsym(library, name);
  if (!address) mr_fail(error, 0, "the library has no symbol '%.150s'", name);
  return address;
}

void *library_function(void *library, const char *name, mr_error *error) {
  void *address = library_symbol(library, name, error);
  Dl_info info;
  const ElfW(Sym) *symbol = NULL;
  if (!address || !dladdr1(address, &info, (void **)&symbol, RTLD_DL_SYMENT)) return address;
  if (!symbol || info.dli_saddr != address) return address;
  unsigned type = ELF64_ST_TYPE(symbol->st_info);
  if (type != STT_OBJECT && type != STT_COMMON && type != STT_TLS) return address;
  mr_fail(error, 0, "'%.150s' is data of the library, not a function", name);
  return NULL;
}
