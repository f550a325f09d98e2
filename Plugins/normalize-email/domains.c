#include "domains.h"
#include <string.h>

typedef struct {
  const char *wrong;
  const char *right;
} Correction;

/*
 * Whole domains. Only what nobody means: a domain of a mail provider of its own (mail.com, ymail.com, hotmail.co.uk)
 * is never here, however near it is to another.
 */
static const Correction domains[] = {
  {"gmail.co", "gmail.com"},      {"gmail.cm", "gmail.com"},       {"gmail.om", "gmail.com"},
  {"gmai.com", "gmail.com"},      {"gmal.com", "gmail.com"},       {"gmil.com", "gmail.com"},
  {"gamil.com", "gmail.com"},     {"gmial.com", "gmail.com"},      {"gmali.com", "gmail.com"},
  {"gnail.com", "gmail.com"},     {"hmail.com", "gmail.com"},      {"gmaill.com", "gmail.com"},
  {"gmaik.com", "gmail.com"},     {"gmsil.com", "gmail.com"},      {"ggmail.com", "gmail.com"},
  {"gmailcom", "gmail.com"},      {"googlemail.co", "googlemail.com"},
  {"hotmial.com", "hotmail.com"}, {"hotmal.com", "hotmail.com"},   {"hotmai.com", "hotmail.com"},
  {"hotmil.com", "hotmail.com"},  {"homail.com", "hotmail.com"},   {"hotnail.com", "hotmail.com"},
  {"hormail.com", "hotmail.com"}, {"hotamil.com", "hotmail.com"},  {"hotmaill.com", "hotmail.com"},
  {"hotmail.co", "hotmail.com"},  {"hotmail.cm", "hotmail.com"},   {"hotmailcom", "hotmail.com"},
  {"yaho.com", "yahoo.com"},      {"yahooo.com", "yahoo.com"},     {"yhoo.com", "yahoo.com"},
  {"yhaoo.com", "yahoo.com"},     {"yaoo.com", "yahoo.com"},       {"yahho.com", "yahoo.com"},
  {"yahoo.co", "yahoo.com"},      {"yahoo.cm", "yahoo.com"},       {"yahoocom", "yahoo.com"},
  {"outlok.com", "outlook.com"},  {"outloo.com", "outlook.com"},   {"outook.com", "outlook.com"},
  {"outlool.com", "outlook.com"}, {"otlook.com", "outlook.com"},   {"outlook.co", "outlook.com"},
  {"iclod.com", "icloud.com"},    {"icoud.com", "icloud.com"},     {"icluod.com", "icloud.com"},
  {"iclould.com", "icloud.com"},  {"icloud.co", "icloud.com"},     {"protonmal.com", "protonmail.com"},
};

/* Top-level domains that do not exist. */
static const Correction top_levels[] = {
  {"con", "com"},  {"cmo", "com"}, {"ocm", "com"}, {"comm", "com"}, {"coom", "com"}, {"cim", "com"},
  {"vom", "com"},  {"xom", "com"}, {"cpm", "com"}, {"conm", "com"}, {"ogr", "org"},  {"orgg", "org"},
  {"nett", "net"}, {"ner", "net"}, {"ney", "net"},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char *correction(const Correction *table, uint32_t count, const uint8_t *text, uint32_t length) {
  for (uint32_t i = 0; i < count; i++) {
    const char *wrong = table[i].wrong;
    /* Texts are not terminated; wrong ones have three bytes or more. */
    if (length > 2 && wrong[1] == text[1] && wrong[0] == text[0] && strlen(wrong) == length &&
        memcmp(wrong, text, length) == 0)
      return table[i].right;
  }
  return 0;
}

static int is_text(const uint8_t *text, uint32_t length, const char *other) {
  return strlen(other) == length && memcmp(text, other, length) == 0;
}

/* The most frequent domains are right, and are told from the table's first. */
static const char *correct_domain(const uint8_t *domain, uint32_t length) {
  static const char *const right[] = {"gmail.com", "hotmail.com", "yahoo.com", "outlook.com", "icloud.com"};
  if (length < 8 || length > 14 || !memchr("ghiopy", domain[0], 6)) return 0;
  for (uint32_t i = 0; i < COUNT(right); i++)
    if (is_text(domain, length, right[i])) return 0;
  return correction(domains, COUNT(domains), domain, length);
}

static const char *correct_top_level(const uint8_t *label, uint32_t length) {
  if (length < 3 || length > 4 || is_text(label, length, "com")) return 0;
  return correction(top_levels, COUNT(top_levels), label, length);
}

static uint32_t last_label(const uint8_t *domain, uint32_t length) {
  uint32_t start = length;
  while (start && domain[start - 1] != '.') start--;
  return start;
}

int domain_is_misspelt(const uint8_t *domain, uint32_t length) {
  uint32_t top = last_label(domain, length);
  return correct_top_level(domain + top, length - top) || correct_domain(domain, length);
}

uint32_t domain_correct(uint8_t *domain, uint32_t length) {
  /* gmail,com and gmail..com */
  uint32_t used = 0;
  for (uint32_t i = 0; i < length; i++) {
    uint8_t byte = domain[i] == ',' ? '.' : domain[i];
    if (byte == '.' && (used == 0 || domain[used - 1] == '.')) continue;
    domain[used++] = byte;
  }
  while (used && domain[used - 1] == '.') used--;

  uint32_t top = last_label(domain, used);
  const char *right = top ? correct_top_level(domain + top, used - top) : 0;
  if (right) {
    memcpy(domain + top, right, 3);
    used = top + 3;
  }
  right = correct_domain(domain, used);
  if (right) {
    used = (uint32_t)strlen(right);
    memcpy(domain, right, used);
  }
  return used;
}
