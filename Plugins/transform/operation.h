#pragma once
// One operation of a transform, on a batch at a time.
#include <millrace/plugin.hpp>

#include <memory>
#include <string>
#include <vector>

class Operation {
public:
  virtual ~Operation() = default;
  virtual void apply(millrace::Batch &batch) = 0;
};

// Makes the operation of a configuration object with one member, such as { "rename": { "from": "a", "to": "b" } }.
// Throws millrace::Error where it makes no sense.
std::unique_ptr<Operation> make_operation(millrace::Json config);

// What the files of the operations define; `config` is the member's value.
using MakeOperation = std::unique_ptr<Operation>(millrace::Json config);
MakeOperation make_rename, make_copy, make_concatenate, make_constant, make_first_rows;
MakeOperation make_split, make_join, make_remove_null_texts;
MakeOperation make_casing, make_convert_values, make_hash;
MakeOperation make_current_date, make_date_format;

// The texts of a list.
std::vector<std::string> strings(millrace::Json list);
