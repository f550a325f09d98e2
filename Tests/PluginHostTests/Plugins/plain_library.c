/* A library that knows nothing of Millrace, and misbehaves wherever a text says "poison". */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int some_data = 5;
static int ready;

static int is_poison(const char *text) { return strstr(text, "poison") != NULL; }

static char *copy_of(const char *text) {
  char *copy = strdup(text);
  for (char *c = copy; *c; c++) *c = *c >= 'a' && *c <= 'z' ? *c - 32 : *c;
  return copy;
}

/* ---- Sound ones ---- */

char *upper(const char *text) { return copy_of(text); }
void upper_free(char *text) { free(text); }
int upper_out(const char *text, char **out, int fail) {
  if (fail || text[0] == '-') return -7;
  *out = copy_of(text);
  return 0;
}
const char *words_for(int status) { return status == -7 ? "begins with a dash" : "unknown"; }
int upper_into(char *buffer, uint64_t capacity) {
  if (strlen(buffer) + 1 >= capacity) return -1;
  for (char *c = buffer; *c; c++) *c = *c >= 'a' && *c <= 'z' ? *c - 32 : *c;
  return (int)strlen(buffer);
}
void spell(int64_t number, char *buffer, uint32_t capacity) { snprintf(buffer, capacity, "<%lld>", (long long)number); }
uint32_t sum_of(const unsigned char *bytes, uint64_t length) {
  uint32_t sum = 0;
  while (length--) sum += *bytes++;
  return sum;
}
uint64_t large(const char *text) { return text[0] == 'm' ? UINT64_MAX : INT64_MAX; }
double half(double number) { return number / 2; }
int32_t negative(int32_t number) { return number == 0 ? -1 : -number; }
void length_to(const char *text, int64_t *length, int *ignored) { *length = (int64_t)strlen(text), *ignored = 1; }
int is_short(const char *text) { return strlen(text) < 4; }
const char *after(const char *text, const char *prefix, double weight, uint64_t skip) {
  if (weight != 2.5 || strncmp(text, prefix, strlen(prefix)) != 0) return NULL;
  return text + strlen(prefix) + skip;
}

/* ---- Set up ---- */

void *make_context(int32_t value, const char *name) {
  static int context;
  if (strcmp(name, "ctx") != 0) return NULL;
  ready = 1, context = value;
  return &context;
}
void free_context(void *context) { (void)context; }
int get_ready(void) { return ready ? 0 : 3; }
int with_context(const int *context, const char *text) { return *context + (int)strlen(text); }
void crash_at_once(void) { abort(); }
void *no_context(void) { return NULL; }

/* ---- Rogues ---- */

char *segfaults(const char *text) { return is_poison(text) ? *(char **)8 : copy_of(text); }
char *aborts(const char *text) { return is_poison(text) ? abort(), NULL : copy_of(text); }
char *exits(const char *text) { return is_poison(text) ? exit(3), NULL : copy_of(text); }
char *hangs(const char *text) {
  while (is_poison(text)) usleep(1000);
  return copy_of(text);
}
char *not_from_malloc(const char *text) {
  static char memory[64] = "static";
  return is_poison(text) ? memory + 8 : copy_of(text);
}
char *garbage(const char *text) { return is_poison(text) ? (char *)0x1234567 : copy_of(text); }
int garbage_out(const char *text, char **out) {
  *out = garbage(text);
  return 0;
}
char *unterminated(const char *text) {
  if (!is_poison(text)) return copy_of(text);
  char *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(memory, 'x', 4096);
  mprotect(memory + 4096, 4096, PROT_NONE);
  return memory;
}
char *endless(const char *text) {
  if (!is_poison(text)) return copy_of(text);
  char *memory = malloc(8 << 20);
  memset(memory, 'x', (8 << 20) - 1);
  memory[(8 << 20) - 1] = 0;
  return memory;
}
char *latin(const char *text) { return is_poison(text) ? strdup("caf\xe9") : copy_of(text); }
void overruns(char *buffer, const char *unused) {
  (void)unused;
  if (is_poison(buffer)) buffer[32] = 0;
  for (char *c = buffer; *c; c++) *c = *c >= 'a' && *c <= 'z' ? *c - 32 : *c;
}
void fills(char *buffer) {
  if (is_poison(buffer)) memset(buffer, 'x', 32);
  else for (char *c = buffer; *c; c++) *c = *c >= 'a' && *c <= 'z' ? *c - 32 : *c;
}
int64_t lies_about_length(const char *text, uint64_t *length) {
  (void)text;
  *length = 1;
  return 0;
}
char *long_length(const char *text, uint64_t *length) {
  char *copy = copy_of(text);
  *length = is_poison(text) ? UINT64_MAX / 2 : strlen(copy);
  return copy;
}
/* Takes a pointer; a manifest says that it takes a number. */
char *takes_a_pointer(const char *text) { return text ? copy_of(text) : strdup("NONE"); }
int fails_badly(const char *text, char **out) {
  if (is_poison(text)) return 9;
  *out = copy_of(text);
  return 0;
}
const char *bad_words(int status) { return status == 9 ? (const char *)0x99 : ""; }
__attribute__((noinline)) char *smashes(const char *text) {
  volatile char small[16];
  uint64_t length = is_poison(text) ? 64 << 20 : 16;
  for (uint64_t i = 0; i < length; i++) small[i] = 'x';
  return copy_of(text);
}
