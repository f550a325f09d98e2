/* What the dynamic linker will want to open for a plugin, found without running anything of it. */
#define _GNU_SOURCE
#include "sandbox_parts.h"
#include <elf.h>
#include <fcntl.h>
#include <glob.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIBRARIES 256
#define DYNAMIC_ENTRIES 1024
#define SEGMENTS 64
#define PATH 1024

/* ---- The administrator's folders --------------------------------------------------------------------------------- */

static void read_configuration(const char *path, mrw_visit visit, void *context) {
  FILE *file = fopen(path, "re");
  char line[PATH];
  if (!file) return;
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, " \t\r\n#")] = 0;
    if (line[0] == '/') visit(context, line);
  }
  fclose(file);
}

void mrw_each_linker_folder(mrw_visit visit, void *context) {
  glob_t found;
  read_configuration("/etc/ld.so.conf", visit, context);
  if (glob("/etc/ld.so.conf.d/*.conf", 0, NULL, &found) != 0) return;
  for (size_t i = 0; i < found.gl_pathc; i++) read_configuration(found.gl_pathv[i], visit, context);
  globfree(&found);
}

/* ---- The plugin's own -------------------------------------------------------------------------------------------- */

typedef struct search {
  mrw_visit visit;
  void *context;
  unsigned count; /* of `seen` */
  char seen[LIBRARIES][PATH];
} search;

/* One ELF file. */
typedef struct library {
  int file;
  const char *folder; /* for $ORIGIN; null: it has none */
  unsigned segments;
  ElfW(Phdr) segment[SEGMENTS];
  uint64_t names; /* where its names begin in the file */
} library;

static bool read_at(int file, void *into, size_t bytes, uint64_t offset) {
  return offset < INT64_MAX && pread(file, into, bytes, (off_t)offset) == (ssize_t)bytes;
}

/* Where a virtual address is in the file; 0: nowhere. */
static uint64_t offset_of(const library *l, uint64_t address) {
  for (unsigned i = 0; i < l->segments; i++) {
    const ElfW(Phdr) *segment = &l->segment[i];
    if (segment->p_type != PT_LOAD || address < segment->p_vaddr) continue;
    if (address - segment->p_vaddr < segment->p_filesz) return segment->p_offset + (address - segment->p_vaddr);
  }
  return 0;
}

static bool read_name(const library *l, uint64_t index, char name[PATH]) {
  ssize_t length = pread(l->file, name, PATH, (off_t)(l->names + index));
  return length > 0 && memchr(name, 0, (size_t)length);
}

/* A folder of a RUNPATH, absolute; false where it is not. */
static bool expand(const char *folder, size_t length, const char *origin, char path[PATH]) {
  static const char *const spellings[] = {"$ORIGIN", "${ORIGIN}"};
  for (unsigned i = 0; i < 2; i++) {
    size_t spelled = strlen(spellings[i]);
    if (length < spelled || memcmp(folder, spellings[i], spelled) != 0) continue;
    return origin && snprintf(path, PATH, "%s%.*s", origin, (int)(length - spelled), folder + spelled) < PATH;
  }
  return length > 0 && folder[0] == '/' && snprintf(path, PATH, "%.*s", (int)length, folder) < PATH;
}

/* A core dump is ELF too, and holds what a process had in memory. */
static bool is_library(const char *path) {
  ElfW(Ehdr) header;
  struct stat status;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool is = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
            read_at(file, &header, sizeof header, 0) && memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
            header.e_type == ET_DYN;
  if (file >= 0) close(file);
  return is;
}

static void found(search *s, const char *path) {
  for (unsigned i = 0; i < s->count; i++) {
    if (strcmp(s->seen[i], path) == 0) return;
  }
  if (s->count == LIBRARIES) return;
  strcpy(s->seen[s->count++], path);
  s->visit(s->context, path);
}

/* Looks for one library in the folders, as the linker does: the first that has it. */
static void look_for(search *s, const char *name, const char *folders, const char *origin) {
  char folder[PATH], path[PATH];
  if (strchr(name, '/')) {
    if (expand(name, strlen(name), origin, path) && is_library(path)) found(s, path);
    return;
  }
  for (const char *at = folders; *at; at += strcspn(at, ":"), at += *at == ':') {
    if (!expand(at, strcspn(at, ":"), origin, folder)) continue;
    if (snprintf(path, PATH, "%s/%s", folder, name) >= PATH || !is_library(path)) continue;
    return found(s, path);
  }
}

static void look_into(search *s, int file, const char *folder) {
  library l = {.file = file, .folder = folder};
  ElfW(Ehdr) header;
  if (!read_at(file, &header, sizeof header, 0) || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return;
  if (header.e_phentsize != sizeof l.segment[0] || header.e_phnum > SEGMENTS) return;
  if (!read_at(file, l.segment, header.e_phnum * sizeof l.segment[0], header.e_phoff)) return;
  l.segments = header.e_phnum;

  ElfW(Dyn) dynamic[DYNAMIC_ENTRIES];
  size_t count = 0;
  for (unsigned i = 0; i < l.segments && !count; i++) {
    if (l.segment[i].p_type != PT_DYNAMIC) continue;
    count = l.segment[i].p_filesz / sizeof dynamic[0];
    if (count > DYNAMIC_ENTRIES || !read_at(file, dynamic, count * sizeof dynamic[0], l.segment[i].p_offset)) return;
  }
  /* The linker reads no further either. */
  for (size_t i = 0; i < count; i++) {
    if (dynamic[i].d_tag == DT_NULL) count = i;
  }
  char folders[PATH] = "", name[PATH];
  for (size_t i = 0; i < count; i++) {
    if (dynamic[i].d_tag == DT_STRTAB) l.names = offset_of(&l, dynamic[i].d_un.d_ptr);
  }
  if (!l.names) return;
  for (size_t i = 0; i < count; i++) {
    bool is_path = dynamic[i].d_tag == DT_RUNPATH || dynamic[i].d_tag == DT_RPATH;
    if (is_path && !read_name(&l, dynamic[i].d_un.d_val, folders)) folders[0] = 0;
  }
  for (size_t i = 0; i < count; i++) {
    if (dynamic[i].d_tag == DT_NEEDED && read_name(&l, dynamic[i].d_un.d_val, name)) look_for(s, name, folders, folder);
  }
}

void mrw_each_bundled_library(int plugin, mrw_visit visit, void *context) {
  static search s;
  s.visit = visit;
  s.context = context;
  look_into(&s, plugin, NULL);
  for (unsigned i = 0; i < s.count; i++) {
    char folder[PATH];
    strcpy(folder, s.seen[i]);
    *strrchr(folder, '/') = 0;
    int file = open(s.seen[i], O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    look_into(&s, file, folder);
    close(file);
  }
}
