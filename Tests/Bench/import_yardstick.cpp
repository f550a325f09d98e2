// The import as one C-like program: parse, the same transform, link by e-mail, merge with the same strategies into one
// document a profile, and the same prepared upserts into the same tables, 10,000 rows to a transaction.
//   import_yardstick IN DATABASE
#include "yardstick_json.h"

#include <sqlite3.h>
#include <vector>

using namespace yardstick;

enum Strategy { SET, SET_IF_EMPTY, ADD, SUM };

struct Mapping {
  std::string_view field, property;
  Strategy strategy;
  bool numeric;
};

static const Mapping mappings[] = {
    {"email", "email", SET_IF_EMPTY, false},
    {"full_name", "full_name", SET, false},
    {"firstName", "first_name", SET, false},
    {"lastName", "last_name", SET, false},
    {"phoneNumber", "phone", SET, false},
    {"dateOfBirth", "date_of_birth", SET, false},
    {"gender", "gender", SET, false},
    {"locale", "locale", SET, false},
    {"country", "country", SET, false},
    {"company", "company", SET, false},
    {"jobTitle", "job_title", SET_IF_EMPTY, false},
    {"loyaltyTier", "loyalty_tier", SET, false},
    {"points", "points", SUM, true},
    {"lifetimeValue", "lifetime_value", SET, true},
    {"orderCount", "order_count", SET, true},
    {"lastPurchaseAt", "last_purchase", SET, false},
    {"favouriteColours", "colours", ADD, false},
    {"favouriteCategories", "categories", ADD, false},
    {"consentGivenAt", "consent_given_at", SET, false},
    {"signupDate", "signup_date", SET, false},
};
constexpr size_t count = sizeof mappings / sizeof mappings[0];

static sqlite3 *db;

static void check(int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
  exit(1);
}

static void execute(const char *sql) { check(sqlite3_exec(db, sql, nullptr, nullptr, nullptr)); }

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement = nullptr;
  check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  return statement;
}

static void bind(sqlite3_stmt *s, int at, std::string_view text) {
  check(sqlite3_bind_text(s, at, text.data(), (int)text.size(), SQLITE_STATIC));
}

static void step(sqlite3_stmt *s) {
  check(sqlite3_step(s));
  sqlite3_reset(s);
}

/// One property's values as JSON texts, in order.
using Values = std::vector<std::string>;

static void append_unique(Values &values, std::string &&json) {
  for (const std::string &known : values) {
    if (known == json) return;
  }
  values.push_back(std::move(json));
}

static std::string json_of(element value) {
  Out out;
  if (value.type() == element_type::STRING || value.is_number() || value.type() == element_type::BOOL) {
    if (value.type() == element_type::BOOL) out.put(value.get_bool().value_unsafe() ? "\"true\"" : "\"false\"");
    else out.value(value);
  }
  return std::move(out.bytes);
}

int main(int argc, char **argv) {
  if (argc != 3) return 64;
  check(sqlite3_open(argv[2], &db));
  execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
  execute(
      "CREATE TABLE IF NOT EXISTS profile (id INTEGER PRIMARY KEY AUTOINCREMENT, created_at INTEGER NOT NULL,"
      " modified_at INTEGER NOT NULL, permission INTEGER NOT NULL, document TEXT NOT NULL) STRICT;"
      "CREATE TABLE IF NOT EXISTS identifier (property TEXT NOT NULL, value TEXT NOT NULL, profile INTEGER NOT NULL,"
      " PRIMARY KEY (property, value, profile)) STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS row_version (goal INTEGER NOT NULL, subscriber TEXT NOT NULL, stamp TEXT NOT NULL,"
      " profile INTEGER NOT NULL, PRIMARY KEY (goal, subscriber)) STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS checkpoint (goal INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
  sqlite3_stmt *find = prepare("SELECT profile FROM identifier WHERE property = 'email' AND value = ?");
  sqlite3_stmt *load = prepare("SELECT document FROM profile WHERE id = ?");
  sqlite3_stmt *insert = prepare("INSERT INTO profile (created_at, modified_at, permission, document) VALUES (1, 1, 2, ?)");
  sqlite3_stmt *identify = prepare("INSERT INTO identifier (property, value, profile) VALUES ('email', ?, ?)");
  sqlite3_stmt *update = prepare("UPDATE profile SET modified_at = 2, document = ? WHERE id = ?");
  sqlite3_stmt *applied = prepare("SELECT stamp = ? FROM row_version WHERE goal = 1 AND subscriber = ?");
  sqlite3_stmt *remember = prepare("INSERT OR REPLACE INTO row_version (goal, subscriber, stamp, profile) VALUES (1, ?, ?, ?)");
  sqlite3_stmt *checkpoint = prepare("INSERT OR REPLACE INTO checkpoint (goal, text) VALUES (1, ?)");

  simdjson::dom::parser parser, stored;
  std::string email, full, text;
  Values values[count];
  size_t rows = 0, created = 0, updated = 0, unchanged = 0;
  execute("BEGIN IMMEDIATE");
  each_line(argv[1], [&](const char *line, size_t length) {
    if (++rows % 10000 == 0) {
      std::string position = std::to_string(rows);
      bind(checkpoint, 1, position);
      step(checkpoint);
      execute("COMMIT; BEGIN IMMEDIATE");
    }
    element document;
    object record;
    std::string_view address;
    if (parser.parse(line, length, false).get(document) || document.get(record)) return;
    if (record["email"].get(address) || !normalized_email(address, email)) return;

    bind(find, 1, email);
    int64_t id = sqlite3_step(find) == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    sqlite3_reset(find);
    std::string before;
    for (Values &v : values) v.clear();
    if (id) {
      sqlite3_bind_int64(load, 1, id);
      if (sqlite3_step(load) != SQLITE_ROW) exit(1);
      size_t bytes = (size_t)sqlite3_column_bytes(load, 0);
      before.reserve(bytes + simdjson::SIMDJSON_PADDING);
      before.assign((const char *)sqlite3_column_text(load, 0), bytes);
      sqlite3_reset(load);
      object properties;
      if (stored.parse(before.data(), bytes, false).get(document) || document.get(properties)) exit(1);
      size_t guess = 0;
      for (auto property : properties) {
        while (guess < count && mappings[guess].property != property.key) guess++;
        if (guess == count) {
          for (guess = 0; guess < count && mappings[guess].property != property.key;) guess++;
        }
        if (guess == count) exit(1);
        simdjson::dom::array list;
        if (property.value.get(list)) exit(1);
        for (element value : list) values[guess].push_back(json_of(value));
      }
    }

    std::string_view stamp = "run", first, last;
    if (record["profileUpdatedAt"].get(stamp)) stamp = "run";
    if (record["firstName"].get(first)) first = {};
    if (record["lastName"].get(last)) last = {};
    full.assign(first);
    if (!first.empty() && !last.empty()) full += ' ';
    full += last;
    bind(applied, 1, stamp);
    bind(applied, 2, email);
    bool is_applied = sqlite3_step(applied) == SQLITE_ROW && sqlite3_column_int(applied, 0);
    sqlite3_reset(applied);

    for (size_t i = 0; i < count; i++) {
      const Mapping &m = mappings[i];
      std::string json;
      simdjson::dom::array list;
      element value;
      bool is_list = false;
      Out out;
      if (i == 0) {
        out.string(email);
        json = out.bytes;
      } else if (i == 1) {
        if (full.empty()) continue;
        out.string(full);
        json = out.bytes;
      } else {
        if (record[m.field].get(value)) continue;
        is_list = !value.get(list);
        if (!is_list) json = json_of(value);
        if (!is_list && (json.empty() || json == "\"\"")) continue;
      }
      Values &held = values[i];
      if (m.strategy == SUM) {
        int64_t more = 0;
        if (is_applied || value.get(more)) continue;
        int64_t sum = held.empty() ? 0 : strtoll(held[0].c_str(), nullptr, 10);
        held.assign(1, std::to_string(sum + more));
      } else if (m.strategy == ADD) {
        if (is_list) for (element inner : list) append_unique(held, json_of(inner));
        else append_unique(held, std::move(json));
      } else if (m.strategy == SET || held.empty()) {
        held.clear();
        if (is_list) for (element inner : list) append_unique(held, json_of(inner));
        else held.push_back(std::move(json));
      }
    }
    text.assign("{");
    for (size_t i = 0; i < count; i++) {
      if (values[i].empty()) continue;
      if (text.size() > 1) text += ',';
      text += '"';
      text += mappings[i].property;
      text += "\":[";
      for (size_t k = 0; k < values[i].size(); k++) {
        if (k) text += ',';
        text += values[i][k];
      }
      text += ']';
    }
    text += '}';

    if (!id) {
      bind(insert, 1, text);
      step(insert);
      id = sqlite3_last_insert_rowid(db);
      bind(identify, 1, email);
      sqlite3_bind_int64(identify, 2, id);
      step(identify);
      created++;
    } else if (text != before) {
      bind(update, 1, text);
      sqlite3_bind_int64(update, 2, id);
      step(update);
      updated++;
    } else {
      unchanged++;
    }
    if (!is_applied) {
      bind(remember, 1, email);
      bind(remember, 2, stamp);
      sqlite3_bind_int64(remember, 3, id);
      step(remember);
    }
  });
  execute("COMMIT");
  for (sqlite3_stmt *s : {find, load, insert, identify, update, applied, remember, checkpoint}) sqlite3_finalize(s);
  sqlite3_close(db);
  fprintf(stderr, "%zu rows, %zu created, %zu updated, %zu unchanged\n", rows, created, updated, unchanged);
}
