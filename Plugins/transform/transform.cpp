// transform: a list of operations on the fields of a record.
#include "operation.h"
#include "schema.h"

std::vector<std::string> strings(millrace::Json list) {
  std::vector<std::string> result;
  list.each([&](millrace::Json item) { result.push_back(item.string()); });
  return result;
}

std::unique_ptr<Operation> make_operation(millrace::Json config) {
  static const struct {
    const char *name;
    MakeOperation *make;
  } operations[] = {
      {"rename", make_rename},
      {"copy", make_copy},
      {"concatenate", make_concatenate},
      {"constant", make_constant},
      {"current_date", make_current_date},
      {"casing", make_casing},
      {"convert_values", make_convert_values},
      {"split", make_split},
      {"join", make_join},
      {"date_format", make_date_format},
      {"hash", make_hash},
      {"remove_null_texts", make_remove_null_texts},
      {"first_rows", make_first_rows},
  };
  for (auto &operation : operations)
    if (millrace::Json options = config[operation.name]; options.exists()) return operation.make(options);
  throw millrace::Error("an operation without a name; write for example rename: { from: a, to: b }");
}

class Transform {
public:
  explicit Transform(millrace::Json config) {
    config["operations"].each([&](millrace::Json operation) { operations.push_back(make_operation(operation)); });
  }
  void process(millrace::Batch &batch) {
    for (auto &operation : operations) operation->apply(batch);
  }

private:
  std::vector<std::unique_ptr<Operation>> operations;
};

static const auto processor = millrace::processor<Transform>(
    {"transform", "Transform", "Renames, makes and rewrites fields by a list of operations.", CONFIG_SCHEMA, MR_PURE});
static const auto plugin = millrace::plugin(
    {"transform", "Transform", "1.0.0", "Renames, makes and rewrites fields.", "Millrace"}, processor);
MR_PLUGIN(plugin);
