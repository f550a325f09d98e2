#pragma once
// One condition on one field.
#include "../shared/regex.h"

#include <millrace/plugin.hpp>

#include <memory>
#include <string>
#include <vector>

class Condition {
public:
  // Throws millrace::Error, naming the condition by its `number` from 1, where what the operator needs is not there.
  Condition(millrace::Json config, size_t number);

  // Sets met[row] to 1 or 0 for every kept row. A row that a pattern is too costly for is rejected.
  void look(millrace::Batch &batch, std::vector<uint8_t> &met) const;

private:
  struct Wanted {  // a value to be equal to
    std::string text;
    double number;
    bool is_number;
  };

  std::string field;
  std::string oper;
  bool negated = false;  // the operator is the opposite of `oper`
  bool ignore_case;
  std::vector<Wanted> wanted;
  std::vector<std::unique_ptr<Regex>> patterns;
  double least, most;                // numbers, both included
  int64_t since = 0, until = 0;      // dates, `until` not included
  int64_t days = 0;

  template <class Test> void each_cell(millrace::Batch &batch, std::vector<uint8_t> &met, Test test) const;
  void look_at_texts(millrace::Batch &batch, std::vector<uint8_t> &met) const;
};
