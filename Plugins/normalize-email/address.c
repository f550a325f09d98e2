#include "address.h"
#include <string.h>

/* ---- Classes of bytes ---- */

#define ALNUM 0x01u  /* a-z 0-9 */
#define UPPER 0x02u  /* A-Z */
#define LOCAL 0x04u  /* what only the part before the @ may have */
#define BEYOND 0x08u /* not ASCII */
#define IS_DOT 0x10u
/*
 * Which neighbours a domain refuses: a byte's AFTER bits, moved right by 2, meet the next one's BEFORE bits.
 * A dot stands next to neither a dot nor a hyphen nor an edge; two hyphens may stand together.
 */
#define BEFORE_DOT 0x100u
#define BEFORE_HYPHEN 0x200u
#define AFTER_DOT 0xC00u    /* refuses a dot and a hyphen */
#define AFTER_HYPHEN 0x400u /* refuses a dot */
#define DOT (IS_DOT | BEFORE_DOT | AFTER_DOT)
#define HYPHEN (0x20u | BEFORE_HYPHEN | AFTER_HYPHEN)

static const uint16_t classes[256] = {
  ['a'] = ALNUM, ['b'] = ALNUM, ['c'] = ALNUM, ['d'] = ALNUM, ['e'] = ALNUM, ['f'] = ALNUM, ['g'] = ALNUM,
  ['h'] = ALNUM, ['i'] = ALNUM, ['j'] = ALNUM, ['k'] = ALNUM, ['l'] = ALNUM, ['m'] = ALNUM, ['n'] = ALNUM,
  ['o'] = ALNUM, ['p'] = ALNUM, ['q'] = ALNUM, ['r'] = ALNUM, ['s'] = ALNUM, ['t'] = ALNUM, ['u'] = ALNUM,
  ['v'] = ALNUM, ['w'] = ALNUM, ['x'] = ALNUM, ['y'] = ALNUM, ['z'] = ALNUM,
  ['0'] = ALNUM, ['1'] = ALNUM, ['2'] = ALNUM, ['3'] = ALNUM, ['4'] = ALNUM,
  ['5'] = ALNUM, ['6'] = ALNUM, ['7'] = ALNUM, ['8'] = ALNUM, ['9'] = ALNUM,
  ['A'] = UPPER, ['B'] = UPPER, ['C'] = UPPER, ['D'] = UPPER, ['E'] = UPPER, ['F'] = UPPER, ['G'] = UPPER,
  ['H'] = UPPER, ['I'] = UPPER, ['J'] = UPPER, ['K'] = UPPER, ['L'] = UPPER, ['M'] = UPPER, ['N'] = UPPER,
  ['O'] = UPPER, ['P'] = UPPER, ['Q'] = UPPER, ['R'] = UPPER, ['S'] = UPPER, ['T'] = UPPER, ['U'] = UPPER,
  ['V'] = UPPER, ['W'] = UPPER, ['X'] = UPPER, ['Y'] = UPPER, ['Z'] = UPPER,
  ['!'] = LOCAL, ['#'] = LOCAL, ['$'] = LOCAL, ['%'] = LOCAL, ['&'] = LOCAL, ['\''] = LOCAL, ['*'] = LOCAL,
  ['+'] = LOCAL, ['/'] = LOCAL, ['='] = LOCAL, ['?'] = LOCAL, ['^'] = LOCAL, ['_'] = LOCAL, ['`'] = LOCAL,
  ['{'] = LOCAL, ['|'] = LOCAL, ['}'] = LOCAL, ['~'] = LOCAL,
  ['-'] = HYPHEN, ['.'] = DOT,
  [0x80 ... 0xFF] = BEYOND,
};

/* ---- Validity ---- */

/* The classes of all bytes of the part before the @, 0 where it is not one. */
static uint32_t look_at_local(const uint8_t *text, uint32_t length) {
  uint32_t seen = 0, refused = 0, none = 0, before = DOT;
  if (length == 0 || length > 64) return 0;
  for (uint32_t i = 0; i < length; i++) {
    uint32_t class = classes[text[i]];
    seen |= class;
    none |= class == 0;
    refused |= class & before & IS_DOT;
    before = class;
  }
  return none || refused || before == DOT ? 0 : seen;
}

static int has_long_label(const uint8_t *text, uint32_t length) {
  uint32_t run = 0, longest = 0;
  for (uint32_t i = 0; i < length; i++) {
    run = text[i] == '.' ? 0 : run + 1;
    if (run > longest) longest = run;
  }
  return longest > 63;
}

/* The same for a domain. */
static uint32_t look_at_domain(const uint8_t *text, uint32_t length) {
  uint32_t seen = 0, none = 0, refused = 0, before = AFTER_DOT, top = 0;
  if (length < 4 || length > 253) return 0;
  for (uint32_t i = 0; i < length; i++) {
    uint32_t class = classes[text[i]];
    seen |= class;
    none |= class == 0;
    refused |= before >> 2 & class & (BEFORE_DOT | BEFORE_HYPHEN);
    before = class;
    top = class & IS_DOT ? i + 1 : top;
  }
  refused |= before & AFTER_DOT; /* the last byte is a dot or a hyphen */
  /* A top-level domain has two letters or more, and is never a number. */
  if (none || refused || top == 0 || length - top < 2 || seen & LOCAL) return 0;
  if (length > 64 && has_long_label(text, length)) return 0;
  return (text[top] >= '0' && text[top] <= '9') ? 0 : seen;
}

AddressKind address_look(const uint8_t *text, uint32_t length, uint32_t *at) {
  const uint8_t *sign = length <= 254 ? memchr(text, '@', length) : 0;
  if (!sign) return ADDRESS_ODD;
  *at = (uint32_t)(sign - text);
  uint32_t local = look_at_local(text, *at), domain = look_at_domain(sign + 1, length - *at - 1);
  if (!local || !domain || (local | domain) & BEYOND) return ADDRESS_ODD;
  return (local | domain) & UPPER ? ADDRESS_UPPER : ADDRESS_AS_IT_IS;
}

int address_is_valid(const uint8_t *text, uint32_t length, uint32_t *at) {
  const uint8_t *sign = length <= 254 ? memchr(text, '@', length) : 0;
  if (!sign) return 0;
  *at = (uint32_t)(sign - text);
  return look_at_local(text, *at) && look_at_domain(sign + 1, length - *at - 1);
}

void address_lower(const uint8_t *text, uint32_t length, uint8_t *out) {
  for (uint32_t i = 0; i < length; i++) out[i] = (uint8_t)(text[i] | ((uint8_t)(text[i] - 'A') < 26) << 5);
}

/* ---- Cleaning ---- */

#define NOTHING 0u /* a character that is left out */

/* What people type for an ASCII character, as that character; other characters as they are. */
static uint32_t plain_character(uint32_t c) {
  if (c < 0x80) return c < ' ' || c == 0x7F ? ' ' : c;
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;                                       /* full-width forms */
  /* Soft hyphen, joiners and marks of direction. */
  if (c == 0x00AD || c == 0x034F || c == 0x061C || c == 0x180E || c == 0xFEFF) return NOTHING;
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F)) return NOTHING;
  if (c == 0x00A0 || c == 0x0085 || c == 0x1680 || c == 0x3000 || c == 0x202F || c == 0x205F) return ' ';
  if ((c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029) return ' ';
  if (c == 0x3002 || c == 0xFF61 || c == 0xFE52 || c == 0x2024) return '.';
  if (c == 0xFE6B) return '@';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE63) return '-';
  if (c == 0x2018 || c == 0x2019 || c == 0x201A || c == 0x201B) return '\'';
  if ((c >= 0x201C && c <= 0x201F) || c == 0x00AB || c == 0x00BB) return '"';
  if (c == 0x2039 || c == 0x3008) return '<';
  if (c == 0x203A || c == 0x3009) return '>';
  return c;
}

/* Lower case of the letters that domains are written with: Latin, Greek and Cyrillic; others have none or are rare. */
static uint32_t lower_character(uint32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177)) return c | 1;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + (c & 1);
  if (c == 0x178) return 0xFF;
  if (c >= 0x391 && c <= 0x3A9) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

/* Reads one character of valid UTF-8. */
static uint32_t take_character(const uint8_t **at, const uint8_t *end) {
  const uint8_t *p = *at;
  uint32_t c = *p++, more = c < 0xC0 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
  if (more) c &= 0x3Fu >> more;
  while (more-- && p < end) c = c << 6 | (*p++ & 0x3F);
  *at = p;
  return c;
}

static uint32_t put_character(uint32_t c, uint8_t *out) {
  if (c < 0x80) return out[0] = (uint8_t)c, 1;
  if (c < 0x800) return out[0] = (uint8_t)(0xC0 | c >> 6), out[1] = (uint8_t)(0x80 | (c & 63)), 2;
  if (c < 0x10000) {
    out[0] = (uint8_t)(0xE0 | c >> 12), out[1] = (uint8_t)(0x80 | (c >> 6 & 63)), out[2] = (uint8_t)(0x80 | (c & 63));
    return 3;
  }
  out[0] = (uint8_t)(0xF0 | c >> 18), out[1] = (uint8_t)(0x80 | (c >> 12 & 63));
  out[2] = (uint8_t)(0x80 | (c >> 6 & 63)), out[3] = (uint8_t)(0x80 | (c & 63));
  return 4;
}

typedef struct {
  uint8_t *start;
  uint8_t *end;
} Span;

static Span trimmed(Span s, const char *leading, const char *trailing) {
  while (s.start < s.end && strchr(leading, *s.start)) s.start++;
  while (s.start < s.end && strchr(trailing, s.end[-1])) s.end--;
  return s;
}

/* Anna <anna@example.com>, mailto:anna@example.com?subject=Hi, "anna@example.com", and sentence ends. */
static Span unwrapped(Span s) {
  s = trimmed(s, " ", " ");
  for (uint8_t *open = s.end; open-- > s.start;) {
    uint8_t *close = *open == '<' ? memchr(open, '>', (size_t)(s.end - open)) : 0;
    if (close && memchr(open, '@', (size_t)(close - open))) {
      s = (Span){open + 1, close};
      break;
    }
  }
  s = trimmed(s, " \"<([{,;:", " \"'>)]},;:.!");
  if (s.end - s.start > 1 && *s.start == '\'' && *s.end == '\'') s.start++; /* a pair of them */
  if (s.end - s.start > 7) {
    uint8_t scheme[7];
    address_lower(s.start, 7, scheme);
    if (memcmp(scheme, "mailto:", 7) == 0) {
      s.start += 7;
      uint8_t *query = memchr(s.start, '?', (size_t)(s.end - s.start));
      uint8_t *sign = memchr(s.start, '@', (size_t)(s.end - s.start));
      if (query && sign && query > sign) s.end = query;
    }
  }
  return trimmed(s, " ", " .");
}

/* Leaves out the spaces beside @ and dots, which divide nothing; others stay, and make the address invalid. */
static uint32_t without_gaps(Span s, uint8_t *out) {
  uint32_t length = 0;
  for (uint8_t *p = s.start; p < s.end; p++) {
    if (*p == ' ') {
      uint8_t *next = p;
      while (next < s.end && *next == ' ') next++;
      int is_gap = length && (out[length - 1] == '@' || out[length - 1] == '.');
      if (is_gap || (next < s.end && (*next == '@' || *next == '.'))) {
        p = next - 1;
        continue;
      }
    }
    out[length++] = *p;
  }
  return length;
}

uint32_t address_clean(const uint8_t *text, uint32_t length, uint8_t *out) {
  uint8_t plain[ADDRESS_MAX + 1], joined[ADDRESS_MAX];
  uint32_t used = 0;
  if (length > ADDRESS_MAX) return 0;
  /* Nothing gets longer: what becomes ASCII is shorter, the rest stays. */
  for (const uint8_t *p = text, *end = text + length; p < end;) {
    uint32_t c = plain_character(take_character(&p, end));
    if (c != NOTHING) used += put_character(c, plain + used);
  }
  plain[used] = 0;
  used = without_gaps(unwrapped((Span){plain, plain + used}), joined);

  uint8_t *sign = memchr(joined, '@', used);
  uint32_t written = 0, local = sign ? (uint32_t)(sign - joined) : used;
  address_lower(joined, local, out);
  for (const uint8_t *p = joined + local, *end = joined + used; p < end;) {
    uint8_t character[4];
    uint32_t size = put_character(lower_character(take_character(&p, end)), character);
    if (local + written + size > ADDRESS_MAX) return 0;
    memcpy(out + local + written, character, size);
    written += size;
  }
  return local + written;
}
