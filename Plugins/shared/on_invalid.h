#pragma once
// The option on_invalid: what becomes of a value that is none.
#include <millrace/plugin.hpp>

enum class OnInvalid { keep, clear, drop, reject };

inline OnInvalid on_invalid_of(millrace::Json config) {
  std::string word = config["on_invalid"].string();
  return word == "clear"    ? OnInvalid::clear
         : word == "drop"   ? OnInvalid::drop
         : word == "reject" ? OnInvalid::reject
                            : OnInvalid::keep;
}

// `reason` is also why the row is filtered.
inline void settle_invalid(OnInvalid on_invalid, millrace::Field &field, uint32_t row, uint32_t code,
                           const char *reason) {
  mr_batch *batch = field.raw.batch;
  switch (on_invalid) {
  case OnInvalid::keep: break;
  case OnInvalid::clear: return field.set(row, mr_null());
  case OnInvalid::drop: return millrace::check(mr_drop(batch, row, reason));
  case OnInvalid::reject: return millrace::check(mr_reject(batch, row, code, field.raw.name, reason));
  }
}
