#include "subscribers.h"

#include <string.h>

/* One pass writes a row: each field draws its own number from (seed, index, what it is for), so that an identifier or
   a date can be had without the rest of the row. */

enum {
  F_EMAIL, F_USER_ID, F_ITBL_USER_ID, F_FIRST_NAME, F_LAST_NAME, F_PHONE, F_BIRTH, F_GENDER, F_LOCALE, F_COUNTRY,
  F_TIME_ZONE, F_ADDRESS, F_COMPANY, F_JOB_TITLE, F_TIER, F_POINTS, F_LIFETIME_VALUE, F_ORDER_COUNT, F_LAST_PURCHASE,
  F_COLOURS, F_CATEGORIES, F_NEWSLETTER, F_SMS, F_OBJECTIVES, F_CONSENT_AT, F_REFERRAL, F_CHANNEL, F_NOTES,
  F_EXTERNAL_IDS, F_LISTS, F_UNSUBSCRIBED_CHANNELS, F_UNSUBSCRIBED_TYPES, F_SIGNUP_DATE, F_SIGNUP_SOURCE,
  F_UPDATED_AT, F_EMAIL_DOMAIN, F_DOCUMENT_CREATED, F_DOCUMENT_UPDATED, F_TOP_LEVEL_COUNT,
};

static const subscribers_field fields_of_a_row[] = {
  [F_EMAIL] = {"email", "string"},
  [F_USER_ID] = {"userId", "string"},
  [F_ITBL_USER_ID] = {"itblUserId", "string"},
  [F_FIRST_NAME] = {"firstName", "string"},
  [F_LAST_NAME] = {"lastName", "string"},
  [F_PHONE] = {"phoneNumber", "string"},
  [F_BIRTH] = {"dateOfBirth", "date"},
  [F_GENDER] = {"gender", "string"},
  [F_LOCALE] = {"locale", "string"},
  [F_COUNTRY] = {"country", "string"},
  [F_TIME_ZONE] = {"timeZone", "string"},
  [F_ADDRESS] = {"homeAddress", "object"},
  [F_COMPANY] = {"company", "string"},
  [F_JOB_TITLE] = {"jobTitle", "string"},
  [F_TIER] = {"loyaltyTier", "string"},
  [F_POINTS] = {"points", "long"},
  [F_LIFETIME_VALUE] = {"lifetimeValue", "double"},
  [F_ORDER_COUNT] = {"orderCount", "long"},
  [F_LAST_PURCHASE] = {"lastPurchaseAt", "date"},
  [F_COLOURS] = {"favouriteColours", "string"},
  [F_CATEGORIES] = {"favouriteCategories", "string"},
  [F_NEWSLETTER] = {"newsletterOptIn", "boolean"},
  [F_SMS] = {"smsOptIn", "boolean"},
  [F_OBJECTIVES] = {"consentedObjectives", "string"},
  [F_CONSENT_AT] = {"consentGivenAt", "date"},
  [F_REFERRAL] = {"referralCode", "string"},
  [F_CHANNEL] = {"acquisitionChannel", "string"},
  [F_NOTES] = {"notes", "string"},
  [F_EXTERNAL_IDS] = {"externalIds", "object"},
  [F_LISTS] = {"emailListIds", "long"},
  [F_UNSUBSCRIBED_CHANNELS] = {"unsubscribedChannelIds", "long"},
  [F_UNSUBSCRIBED_TYPES] = {"unsubscribedMessageTypeIds", "long"},
  [F_SIGNUP_DATE] = {"signupDate", "date"},
  [F_SIGNUP_SOURCE] = {"signupSource", "string"},
  [F_UPDATED_AT] = {"profileUpdatedAt", "date"},
  [F_EMAIL_DOMAIN] = {"itblInternal.emailDomain", "string"},
  [F_DOCUMENT_CREATED] = {"itblInternal.documentCreatedAt", "date"},
  [F_DOCUMENT_UPDATED] = {"itblInternal.documentUpdatedAt", "date"},
  {"homeAddress.street", "string"},
  {"homeAddress.city", "string"},
  {"homeAddress.postalCode", "string"},
  {"homeAddress.country", "string"},
  {"externalIds.crm", "string"},
  {"externalIds.shop", "long"},
};
const int subscribers_field_count = sizeof fields_of_a_row / sizeof fields_of_a_row[0];
const int subscribers_top_level_count = F_TOP_LEVEL_COUNT;

const subscribers_field *subscribers_fields(void) { return fields_of_a_row; }

/* What else is drawn, beside the fields. */
enum {
  D_DUPLICATE = 100, D_DUPLICATE_OF, D_NAME, D_SCRIPT, D_EMAIL_DIRT, D_EMAIL_KIND, D_DOMAIN, D_TAG, D_CITY, D_PURCHASE,
  D_EVENT, D_MISSING,
};

typedef struct { const char *text, *slug; } name;
typedef struct { name given[8], family[8]; } script;

static const script scripts[] = {
  {{{"Jane", "jane"}, {"Oliver", "oliver"}, {"Amelia", "amelia"}, {"Noah", "noah"}, {"Grace", "grace"},
    {"Liam", "liam"}, {"Mary-Ann", "mary-ann"}, {"Theo", "theo"}},
   {{"Miller", "miller"}, {"O'Brien", "obrien"}, {"Smith", "smith"}, {"Walker", "walker"}, {"McDonald", "mcdonald"},
    {"Taylor", "taylor"}, {"van der Berg", "vanderberg"}, {"Lee", "lee"}}},
  {{{"Jürgen", "juergen"}, {"Zoë", "zoe"}, {"Björn", "bjoern"}, {"François", "francois"},
    {"Łukasz", "lukasz"}, {"Anaïs", "anais"}, {"Søren", "soeren"}, {"Iñigo", "inigo"}},
   {{"Müller", "mueller"}, {"Groß", "gross"}, {"García", "garcia"},
    {"Świętek", "swietek"}, {"Dvořák", "dvorak"}, {"López", "lopez"},
    {"Åkesson", "akesson"}, {"Yılmaz", "yilmaz"}}},
  {{{"Ελένη", "eleni"}, {"Νίκος", "nikos"},
    {"Αννα", "anna"}, {"Σοφία", "sofia"},
    {"Γιώργος", "giorgos"}, {"Ζωή", "zoi"},
    {"Μάρκος", "markos"}, {"Όλγα", "olga"}},
   {{"Παπαδόπουλος", "papadopoulos"},
    {"Ρίζος", "rizos"}, {"Βλάχος", "vlachos"},
    {"Κώστα", "kosta"}, {"Λάμπρος", "lampros"},
    {"Μπούρας", "bouras"}, {"Ντούνης", "dounis"},
    {"Σίμου", "simou"}}},
  {{{"Анна", "anna"}, {"Иван", "ivan"},
    {"Ольга", "olga"}, {"Пётр", "petr"},
    {"София", "sofia"}, {"Ігор", "ihor"},
    {"Мила", "mila"}, {"Юрий", "yuriy"}},
   {{"Иванов", "ivanov"}, {"Петров", "petrov"},
    {"Шевченко", "shevchenko"}, {"Цветков", "tsvetkov"},
    {"Щукин", "shchukin"}, {"Коваль", "koval"},
    {"Жукова", "zhukova"}, {"Ёлкина", "yolkina"}}},
  {{{"太郎", "taro"}, {"伟", "wei"}, {"芳", "fang"}, {"さくら", "sakura"},
    {"민준", "minjun"}, {"明", "ming"}, {"美咲", "misaki"}, {"서연", "seoyeon"}},
   {{"山田", "yamada"}, {"王", "wang"}, {"李", "li"}, {"佐藤", "sato"},
    {"김", "kim"}, {"张", "zhang"}, {"鈴木", "suzuki"}, {"박", "park"}}},
  /* Combining marks, emoji with modifiers and joiners, escapes of JSON, right to left. */
  {{{"Rene\xcc\x81", "rene"}, {"A\xcc\x8anne", "aanne"}, {"Mia 🌸", "mia"}, {"👩🏽\xe2\x80\x8d🚀 Kim", "kim"},
    {"Jos\\u00e9", "jose"}, {"Bob \\\"Bobby\\\"", "bob"}, {"דוד", "david"}, {"Leo\\ud83e\\udd81", "leo"}},
   {{"Nguye\xcc\x82\xcc\x83n", "nguyen"}, {"Zie\xcc\xa8" "ba", "zieba"}, {"Fa\\u0300bregas", "fabregas"}, {"Day ☀\xef\xb8\x8f", "day"},
    {"Back\\\\slash", "backslash"}, {"Tab\\tman", "tabman"}, {"כהן", "cohen"}, {"Ｓmith", "smith"}}},
};
#define SCRIPT_COUNT (sizeof scripts / sizeof scripts[0])

typedef struct { const char *city, *postal, *country, *locale, *zone, *street; } place;
static const place places[] = {
  {"London", "SW1A 1AA", "GB", "en-GB", "Europe/London", "Mill Lane"},
  {"Leeds", "LS1 4DY", "GB", "en-GB", "Europe/London", "Station Road"},
  {"Chicago", "60601", "US", "en-US", "America/Chicago", "N Michigan Ave"},
  {"San José", "95112", "US", "es-US", "America/Los_Angeles", "E Santa Clara St, Apt #4"},
  {"München", "80331", "DE", "de-DE", "Europe/Berlin", "Sendlinger Straße"},
  {"Köln", "50667", "DE", "de-DE", "Europe/Berlin", "Am Mühlenbach"},
  {"Lyon", "69002", "FR", "fr-FR", "Europe/Paris", "Rue de la République"},
  {"Utrecht", "3511 AB", "NL", "nl-NL", "Europe/Amsterdam", "Molenstraat"},
  {"Kraków", "31-011", "PL", "pl-PL", "Europe/Warsaw", "ul. Młyńska"},
  {"Αθήνα", "105 57", "GR", "el-GR", "Europe/Athens", "Ερμού"},
  {"東京", "100-0001", "JP", "ja-JP", "Asia/Tokyo", "千代田"},
  {"Київ", "01001", "UA", "uk-UA", "Europe/Kyiv", "вул. Хрещатик"},
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const domains[] = {"example.com", "example.org", "example.net", "mail.example.com", "example.co.uk",
                                      "post.example.de"};
static const char *const mistyped_domains[] = {"gmial.com", "gmail.con", "hotmial.com", "yahooo.com", "outlok.com"};
static const char *const tags[] = {"news", "shop", "2024", "millrace", "x-y_z"};
static const char *const companies[] = {"Hargreaves & Sons", "Acme Inc.", "Blüten GmbH", "\\\"Quoted\\\" Ltd", "NULL", ""};
static const char *const job_titles[] = {"Engineer", "Head of Marketing, EMEA", "Nurse", "null", "Teacher", "Geschäftsführerin"};
static const char *const tiers[] = {"bronze", "silver", "gold", "Gold", "PLATINUM", "bronze"};
static const char *const genders[] = {"f", "m", "x", "female", "NULL", ""};
static const char *const colours[] = {"red", "green", "blue", "yellow", "teal", "violet", "Blue ", "black"};
static const char *const categories[] = {"garden", "kitchen", "books", "outdoor", "toys", "music & film"};
static const char *const objectives[] = {"personalisation", "newsletter", "analytics", "profiling"};
static const char *const channels[] = {"search", "social", "store", "affiliate", "null", "friend"};
static const char *const sources[] = {"API", "Import", "ListAPI", "WebForm"};
static const char *const notes[] = {
  "Prefers evening deliveries.",
  "Called on 3/4; said \\\"later\\\" — follow up",
  "First line\\nsecond line\\twith a tab",
  "Likes 🌷 and 👨\xe2\x80\x8d👩\xe2\x80\x8d👧",
  "C:\\\\users\\\\import; 50% off / \\u00fcber \\ud83d\\ude00",
  "NULL",
};
static const char *const products[] = {"Watering can", "Bread knife", "Field guide", "Tent", "Puzzle", "Record"};
static const char *const events[] = {"cardViewed", "storeVisited", "quizFinished"};

static uint64_t draw(const subscribers *s, uint64_t index, uint64_t purpose) {
  uint64_t z = s->seed * 0x9E3779B97F4A7C15u + index * 0xD1B54A32D192ED03u + purpose * 0x8CB92BA72F3D8DD7u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/* True for so many of a thousand; never in clean data. */
static bool dirty(const subscribers *s, uint64_t index, uint64_t purpose, unsigned per_mille) {
  return !s->clean && draw(s, index, purpose) % 1000 < per_mille;
}

static bool chance(const subscribers *s, uint64_t index, uint64_t purpose, unsigned per_mille) {
  return (draw(s, index, purpose) >> 20) % 1000 < per_mille;
}

static char *put(char *out, const char *text) {
  size_t length = strlen(text);
  memcpy(out, text, length);
  return out + length;
}

static char *put_number(char *out, uint64_t number, int width) {
  char digits[20];
  int length = 0;
  do digits[length++] = (char)('0' + number % 10);
  while ((number /= 10) || length < width);
  while (length) *out++ = digits[--length];
  return out;
}

static char *put_key(char *out, int field) {
  out = put(put(out, ",\""), fields_of_a_row[field].name);
  return put(out, "\":");
}

static char *put_text(char *out, const char *text) {
  *out++ = '"';
  out = put(out, text);
  *out++ = '"';
  return out;
}

/* Days to a civil date, after Howard Hinnant's public-domain description of the proleptic Gregorian calendar. */
static char *put_day(char *out, int64_t days) {
  int64_t shifted = days + 719468, era = shifted / 146097, day_of_era = shifted % 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month_from_march = (5 * day_of_year + 2) / 153;
  int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  out = put_number(out, (uint64_t)(year_of_era + era * 400 + (month <= 2)), 4);
  *out++ = '-';
  out = put_number(out, (uint64_t)month, 2);
  *out++ = '-';
  return put_number(out, (uint64_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1), 2);
}

size_t subscribers_date(int64_t seconds, char *start) {
  char *out = put_day(start, seconds / 86400);
  int64_t rest = seconds % 86400;
  *out++ = ' ';
  out = put_number(out, (uint64_t)(rest / 3600), 2);
  *out++ = ':';
  out = put_number(out, (uint64_t)(rest / 60 % 60), 2);
  *out++ = ':';
  out = put_number(out, (uint64_t)(rest % 60), 2);
  return (size_t)(put(out, " +00:00") - start);
}

static char *put_date(char *out, int64_t seconds) {
  *out++ = '"';
  out += subscribers_date(seconds, out);
  *out++ = '"';
  return out;
}

/* 2023-01-01 to 2025-10-31. */
int64_t subscribers_updated_at(const subscribers *s, uint64_t index) {
  return 1672531200 + (int64_t)(draw(s, index, F_UPDATED_AT) % 89337600);
}

static int64_t signed_up_at(const subscribers *s, uint64_t index) {
  return subscribers_updated_at(s, index) - (int64_t)(draw(s, index, F_SIGNUP_DATE) % 94608000);
}

/* The person that a row describes: its own index, or that of an earlier row, which has no duplicate before it. */
static uint64_t person(const subscribers *s, uint64_t index) {
  if (!dirty(s, index, D_DUPLICATE, 30)) return index;
  uint64_t back = 1 + draw(s, index, D_DUPLICATE_OF) % 64;
  if (back > index || dirty(s, index - back, D_DUPLICATE, 30)) return index;
  return index - back;
}

static const script *script_of(const subscribers *s, uint64_t person) {
  uint64_t number = draw(s, person, D_SCRIPT) % 100;
  return &scripts[number < 62 ? 0 : number < 78 ? 1 : number < 83 ? 2 : number < 88 ? 3 : number < 94 ? 4 : 5];
}

static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

size_t subscribers_email(const subscribers *s, uint64_t index, char *start) {
  uint64_t who = person(s, index);
  const script *names = script_of(s, who);
  uint64_t number = draw(s, who, D_NAME);
  uint64_t dirt = s->clean ? 999 : draw(s, index, D_EMAIL_DIRT) % 1000;
  uint64_t kind = draw(s, index, D_EMAIL_KIND);
  if (dirt < 8) return 0;
  if (dirt < 13) return (size_t)(put(start, kind & 1 ? "n/a" : "NULL") - start);

  char *out = start;
  if (dirt >= 50 && dirt < 70) out = put(out, kind & 1 ? " " : "  ");
  if (dirt >= 70 && dirt < 73) out = put(out, "\xe2\x80\x8b"); /* zero width space */
  out = put(out, names->given[number % 8].slug);
  *out++ = '.';
  out = put(out, names->family[number / 8 % 8].slug);
  out = put_number(out, who, 1);
  if (chance(s, who, D_TAG, 60)) {
    *out++ = '+';
    out = put(out, tags[draw(s, who, D_TAG) % COUNT(tags)]);
  }
  const char *domain = dirty(s, who, D_DOMAIN, 12) ? mistyped_domains[draw(s, who, D_DOMAIN) / 1000 % COUNT(mistyped_domains)]
                                                   : domains[draw(s, who, D_DOMAIN) % COUNT(domains)];
  if (dirt >= 13 && dirt < 50) { /* invalid */
    switch (kind % 7) {
    case 0: return (size_t)(put(out, "@") - start);
    case 1: return (size_t)(put(put(out, " at "), domain) - start);
    case 2: return (size_t)(put(out, "@example") - start);
    case 3: return (size_t)(put(put(out, "@@"), domain) - start);
    case 4: return (size_t)(put(put(out, "@"), "example..com") - start);
    case 5: return (size_t)(put(put(out, "@"), "example,com") - start);
    default: return (size_t)(put(put(out, " jr@"), domain) - start);
    }
  }
  *out++ = '@';
  out = put(out, domain);
  if (dirt >= 73 && dirt < 90) *out++ = ' ';
  if (dirt >= 90 && dirt < 93) out = put(out, "\xc2\xa0"); /* no-break space */
  bool again = who != index; /* a duplicate is always spelt differently */
  if (dirt >= 93 && dirt < 173) {
    for (char *c = start; c < out; c++)
      if (c == start || c[-1] == '.' || c[-1] == '@') *c = upper(*c);
  } else if ((dirt >= 173 && dirt < 193) || again) {
    for (char *c = start; c < out; c++) *c = upper(*c);
  }
  return (size_t)(out - start);
}

size_t subscribers_user_id(const subscribers *s, uint64_t index, char *start) {
  bool by_email = s->project_type == SUBSCRIBERS_BY_EMAIL;
  if (by_email && dirty(s, index, F_USER_ID, 150)) return 0;
  return (size_t)(put_number(put(start, "cust-"), by_email ? person(s, index) : index, 7) - start);
}

/* Without outer ASCII spaces, in lower case. */
static size_t fold(const char *text, size_t length, char *out) {
  while (length && *text == ' ') text++, length--;
  while (length && text[length - 1] == ' ') length--;
  for (size_t i = 0; i < length; i++) out[i] = lower(text[i]);
  return length;
}

/* The digits that end at a place, as a number; -1 where there are none. */
static int64_t number_before(const char *text, size_t end) {
  int64_t number = 0, scale = 1;
  size_t digit = end;
  while (digit && text[digit - 1] >= '0' && text[digit - 1] <= '9' && end - digit < 15) {
    number += scale * (text[--digit] - '0');
    scale *= 10;
  }
  return digit == end ? -1 : number;
}

int64_t subscribers_find_email(const subscribers *s, uint64_t count, const char *text, size_t length) {
  char wanted[SUBSCRIBERS_IDENTIFIER_LIMIT], stored[SUBSCRIBERS_IDENTIFIER_LIMIT];
  if (length >= sizeof wanted) return -1;
  length = fold(text, length, wanted);
  size_t end = 0;
  while (end < length && wanted[end] != '+' && wanted[end] != '@') end++;
  int64_t index = number_before(wanted, end);
  if (index < 0 || (uint64_t)index >= count) return -1;
  size_t stored_length = subscribers_email(s, (uint64_t)index, stored);
  stored_length = fold(stored, stored_length, stored);
  return stored_length == length && memcmp(stored, wanted, length) == 0 ? index : -1;
}

int64_t subscribers_find_user_id(const subscribers *s, uint64_t count, const char *text, size_t length) {
  char stored[SUBSCRIBERS_IDENTIFIER_LIMIT];
  int64_t index = number_before(text, length);
  if (index < 0 || (uint64_t)index >= count) return -1;
  size_t stored_length = subscribers_user_id(s, (uint64_t)index, stored);
  return stored_length == length && memcmp(stored, text, length) == 0 ? index : -1;
}

uint32_t subscribers_lists(const subscribers *s, uint64_t index) {
  uint64_t number = draw(s, index, F_LISTS);
  uint32_t lists = 0;
  if (number % 100 < 70) lists |= 1;
  if (number / 100 % 100 < 25) lists |= 2;
  if (number / 10000 % 100 < 5) lists |= 4;
  if (number / 1000000 % 1000 < 3) lists |= 8;
  return lists;
}

static char *put_phone(const subscribers *s, uint64_t index, char *out) {
  uint64_t number = draw(s, index, F_PHONE);
  uint64_t area = number / 1000 % 800 + 100, local = number / 1000000 % 9000000 + 1000000;
  *out++ = '"';
  switch (s->clean ? 0 : number % 8) {
  case 0: out = put_number(put_number(put(out, "+1"), area, 3), local, 7); break;
  case 1: out = put_number(put(put_number(put(out, "("), area, 3), ") "), local, 7); break;
  case 2: out = put_number(put(put_number(put(out, "+49 (0)"), area, 3), " / "), local, 7); break;
  case 3: out = put_number(put(put_number(put(out, "0"), area, 3), "-"), local, 7); break;
  case 4: out = put_number(put_number(put(out, "0044"), area, 3), local, 7); break;
  case 5: out = put_number(put(put_number(put(out, "tel:+33-"), area, 3), "."), local, 7); break;
  case 6: out = put(put_number(put_number(out, area, 3), local, 7), " ext. 12"); break;
  default: out = put(out, number & 1024 ? "n/a" : "unknown");
  }
  *out++ = '"';
  return out;
}

/* Some of the words, each at most once, as a list. */
static char *put_words(char *out, uint64_t number, const char *const words[], size_t count, size_t clean_count) {
  *out++ = '[';
  char *start = out;
  for (size_t i = 0; i < clean_count && i < count; i++) {
    if (!(number >> (8 + i) & 1)) continue;
    if (out != start) *out++ = ',';
    out = put_text(out, words[i]);
  }
  *out++ = ']';
  return out;
}

static char *put_hex(char *out, uint64_t number) {
  for (int shift = 60; shift >= 0; shift -= 4) *out++ = "0123456789abcdef"[number >> shift & 15];
  return out;
}

/* The words without their dirty tail in clean data. */
#define PICK(s, words, number, dirty_tail) \
  words[(number) % (COUNT(words) - ((s)->clean ? (dirty_tail) : 0))]

size_t subscribers_row(const subscribers *s, uint64_t index, uint64_t fields, char *start) {
  char *out = start;
  char identifier[SUBSCRIBERS_IDENTIFIER_LIMIT];
  uint64_t who = person(s, index);
  const script *names = script_of(s, who);
  uint64_t name_number = draw(s, who, D_NAME), missing = s->clean ? 0 : draw(s, index, D_MISSING);
  const place *home = &places[draw(s, index, D_CITY) % COUNT(places)];
  int64_t updated = subscribers_updated_at(s, index), signed_up = signed_up_at(s, index);
  size_t length;
  /* A dirty row lacks a field with one chance in eight. */
#define WANTED(field) (fields >> (field) & 1)
#define PRESENT(field) (WANTED(field) && (s->clean || (missing >> (field) & 3) || (draw(s, index, field) & 1)))
#define NUMBER(field) (draw(s, index, field) >> 8)

  if (WANTED(F_EMAIL) && (length = subscribers_email(s, index, identifier))) {
    out = put(put_key(out, F_EMAIL), "\"");
    memcpy(out, identifier, length);
    out += length;
    *out++ = '"';
  }
  if (WANTED(F_USER_ID) && (length = subscribers_user_id(s, index, identifier))) {
    out = put(put_key(out, F_USER_ID), "\"");
    memcpy(out, identifier, length);
    out += length;
    *out++ = '"';
  }
  if (WANTED(F_ITBL_USER_ID) && s->project_type != SUBSCRIBERS_BY_EMAIL) {
    out = put(put_key(out, F_ITBL_USER_ID), "\"");
    out = put_hex(put_hex(out, draw(s, index, F_ITBL_USER_ID)), draw(s, index, D_NAME));
    *out++ = '"';
  }
  if (WANTED(F_FIRST_NAME)) out = put_text(put_key(out, F_FIRST_NAME), names->given[name_number % 8].text);
  if (PRESENT(F_LAST_NAME)) out = put_text(put_key(out, F_LAST_NAME), names->family[name_number / 8 % 8].text);
  if (PRESENT(F_PHONE)) out = put_phone(s, index, put_key(out, F_PHONE));
  if (PRESENT(F_BIRTH)) {
    out = put(put_key(out, F_BIRTH), "\"");
    out = put_day(out, (int64_t)(NUMBER(F_BIRTH) % 20000));
    *out++ = '"';
  }
  if (PRESENT(F_GENDER)) out = put_text(put_key(out, F_GENDER), PICK(s, genders, NUMBER(F_GENDER), 3));
  if (WANTED(F_LOCALE)) out = put_text(put_key(out, F_LOCALE), home->locale);
  if (WANTED(F_COUNTRY)) out = put_text(put_key(out, F_COUNTRY), home->country);
  if (PRESENT(F_TIME_ZONE)) out = put_text(put_key(out, F_TIME_ZONE), home->zone);
  if (PRESENT(F_ADDRESS)) {
    out = put(put_key(out, F_ADDRESS), "{\"street\":\"");
    out = put_number(put(put(out, home->street), " "), NUMBER(F_ADDRESS) % 240 + 1, 1);
    out = put_text(put(out, "\",\"city\":"), home->city);
    if (s->clean || NUMBER(F_ADDRESS) / 240 % 10) out = put_text(put(out, ",\"postalCode\":"), home->postal);
    out = put_text(put(out, ",\"country\":"), home->country);
    *out++ = '}';
  }
  if (PRESENT(F_COMPANY)) out = put_text(put_key(out, F_COMPANY), PICK(s, companies, NUMBER(F_COMPANY), 2));
  if (PRESENT(F_JOB_TITLE)) out = put_text(put_key(out, F_JOB_TITLE), job_titles[NUMBER(F_JOB_TITLE) % (s->clean ? 3 : COUNT(job_titles))]);
  if (WANTED(F_TIER)) out = put_text(put_key(out, F_TIER), PICK(s, tiers, NUMBER(F_TIER), 3));
  if (WANTED(F_POINTS)) out = put_number(put_key(out, F_POINTS), NUMBER(F_POINTS) % 25000, 1);
  if (WANTED(F_LIFETIME_VALUE)) {
    out = put_number(put_key(out, F_LIFETIME_VALUE), NUMBER(F_LIFETIME_VALUE) % 4000, 1);
    *out++ = '.';
    out = put_number(out, NUMBER(F_LIFETIME_VALUE) / 4000 % 20 * 5, 2);
  }
  if (WANTED(F_ORDER_COUNT)) out = put_number(put_key(out, F_ORDER_COUNT), NUMBER(F_ORDER_COUNT) % 40, 1);
  if (PRESENT(F_LAST_PURCHASE)) out = put_date(put_key(out, F_LAST_PURCHASE), updated - (int64_t)(NUMBER(F_LAST_PURCHASE) % 31536000));
  if (PRESENT(F_COLOURS)) out = put_words(put_key(out, F_COLOURS), NUMBER(F_COLOURS), colours, COUNT(colours), s->clean ? 6 : 8);
  if (WANTED(F_CATEGORIES)) out = put_words(put_key(out, F_CATEGORIES), NUMBER(F_CATEGORIES), categories, COUNT(categories), 6);
  if (WANTED(F_NEWSLETTER)) out = put(put_key(out, F_NEWSLETTER), NUMBER(F_NEWSLETTER) % 10 < 7 ? "true" : "false");
  if (PRESENT(F_SMS)) out = put(put_key(out, F_SMS), NUMBER(F_SMS) % 10 < 3 ? "true" : "false");
  if (WANTED(F_OBJECTIVES)) out = put_words(put_key(out, F_OBJECTIVES), NUMBER(F_OBJECTIVES), objectives, COUNT(objectives), 4);
  if (PRESENT(F_CONSENT_AT)) out = put_date(put_key(out, F_CONSENT_AT), signed_up + (int64_t)(NUMBER(F_CONSENT_AT) % 600));
  if (PRESENT(F_REFERRAL)) {
    out = put(put_key(out, F_REFERRAL), "\"R-");
    out = put_number(out, NUMBER(F_REFERRAL) % 1000000, 6); /* leading zeros: not a number */
    *out++ = '"';
  }
  if (PRESENT(F_CHANNEL)) out = put_text(put_key(out, F_CHANNEL), channels[NUMBER(F_CHANNEL) % (s->clean ? 4 : COUNT(channels))]);
  if (PRESENT(F_NOTES)) out = put_text(put_key(out, F_NOTES), PICK(s, notes, NUMBER(F_NOTES), 1));
  if (PRESENT(F_EXTERNAL_IDS)) {
    out = put(put_key(out, F_EXTERNAL_IDS), "{\"crm\":\"00");
    out = put_number(out, NUMBER(F_EXTERNAL_IDS) % 100000000, 8);
    out = put_number(put(out, "\",\"shop\":"), who + 9000000000, 1);
    *out++ = '}';
  }
  if (WANTED(F_LISTS)) {
    uint32_t lists = subscribers_lists(s, index);
    out = s->project_type == SUBSCRIBERS_BY_EMAIL ? put_key(out, F_LISTS) : put(out, ",\"userListIds\":");
    *out++ = '[';
    for (int list = 0; list < SUBSCRIBERS_LIST_COUNT; list++) {
      if (!(lists >> list & 1)) continue;
      if (out[-1] != '[') *out++ = ',';
      out = put_number(out, (uint64_t)(SUBSCRIBERS_FIRST_LIST + list), 1);
    }
    *out++ = ']';
  }
  if (WANTED(F_UNSUBSCRIBED_CHANNELS))
    out = put(put_key(out, F_UNSUBSCRIBED_CHANNELS), NUMBER(F_UNSUBSCRIBED_CHANNELS) % 20 ? "[]" : "[24106]");
  if (WANTED(F_UNSUBSCRIBED_TYPES))
    out = put(put_key(out, F_UNSUBSCRIBED_TYPES), NUMBER(F_UNSUBSCRIBED_TYPES) % 9 ? "[]" : "[31082,31083]");
  if (WANTED(F_SIGNUP_DATE)) out = put_date(put_key(out, F_SIGNUP_DATE), signed_up);
  if (WANTED(F_SIGNUP_SOURCE)) out = put_text(put_key(out, F_SIGNUP_SOURCE), sources[NUMBER(F_SIGNUP_SOURCE) % COUNT(sources)]);
  if (WANTED(F_UPDATED_AT)) out = put_date(put_key(out, F_UPDATED_AT), updated);
  if (WANTED(F_EMAIL_DOMAIN) && (length = subscribers_email(s, index, identifier))) {
    size_t at = length;
    while (at && identifier[at - 1] != '@') at--;
    if (at) {
      out = put(put_key(out, F_EMAIL_DOMAIN), "\"");
      length = fold(identifier + at, length - at, out);
      out += length;
      *out++ = '"';
    }
  }
  if (WANTED(F_DOCUMENT_CREATED)) out = put_date(put_key(out, F_DOCUMENT_CREATED), signed_up + 1);
  if (WANTED(F_DOCUMENT_UPDATED)) out = put_date(put_key(out, F_DOCUMENT_UPDATED), updated + 1);

  if (out == start) *out++ = ',';
  *start = '{'; /* in place of the first comma */
  return (size_t)(put(out, "}\n") - start);
}

/* "createdAt", then who: the head of a purchase or event row. */
static char *put_event_head(const subscribers *s, uint64_t index, int64_t at, char *out) {
  char identifier[SUBSCRIBERS_IDENTIFIER_LIMIT];
  size_t length;
  out = put_date(put(out, "{\"createdAt\":"), at);
  if ((length = subscribers_email(s, index, identifier))) {
    identifier[length] = 0;
    out = put_text(put(out, ",\"email\":"), identifier);
  }
  if ((length = subscribers_user_id(s, index, identifier))) {
    identifier[length] = 0;
    out = put_text(put(out, ",\"userId\":"), identifier);
  }
  return out;
}

static char *put_event_tail(char *out, int64_t at) {
  out = put_date(put(out, ",\"itblInternal\":{\"documentCreatedAt\":"), at + 1);
  out = put_date(put(out, ",\"documentUpdatedAt\":"), at + 1);
  return put(out, "}}\n");
}

size_t subscribers_purchase(const subscribers *s, uint64_t index, int64_t *at, char *start) {
  if (!chance(s, index, D_PURCHASE, 250)) return 0;
  uint64_t number = draw(s, index, D_PURCHASE);
  *at = subscribers_updated_at(s, index) - (int64_t)(number % 8640000);
  uint64_t quantity = number / 7 % 3 + 1, cents = (number / 100 % 200 + 1) * 50;
  char *out = put_event_head(s, index, *at, start);
  out = put_hex(put(out, ",\"_id\":\""), number);
  out = put_number(put(out, "\",\"total\":"), cents * quantity / 100, 1);
  *out++ = '.';
  out = put_number(out, cents * quantity % 100, 2);
  out = put_number(put(out, ",\"shoppingCartItems\":[{\"id\":\"P-"), number / 11 % COUNT(products), 3);
  out = put_text(put(out, "\",\"name\":"), products[number / 11 % COUNT(products)]);
  out = put_text(put(out, ",\"categories\":["), categories[number / 13 % COUNT(categories)]);
  out = put_number(put(out, "],\"price\":"), cents / 100, 1);
  *out++ = '.';
  out = put_number(out, cents % 100, 2);
  out = put_number(put(out, ",\"quantity\":"), quantity, 1);
  return (size_t)(put_event_tail(put(out, "}]"), *at) - start);
}

size_t subscribers_event(const subscribers *s, uint64_t index, int64_t *at, char *start) {
  if (!chance(s, index, D_EVENT, 330)) return 0;
  uint64_t number = draw(s, index, D_EVENT);
  *at = subscribers_updated_at(s, index) - (int64_t)(number % 8640000);
  char *out = put_event_head(s, index, *at, start);
  out = put_text(put(out, ",\"eventName\":"), events[number / 3 % COUNT(events)]);
  out = put_number(put(out, ",\"score\":"), number / 17 % 101, 1);
  out = put_number(put(out, ",\"transactionalData\":\"{\\\"card\\\":"), number / 19 % 5000, 1);
  return (size_t)(put_event_tail(put(out, "}\""), *at) - start);
}
