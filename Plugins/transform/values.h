#pragma once
// Operations that turn one value of a field into another; of a list, every item.
#include "operation.h"

class ValueOperation : public Operation {
public:
  void apply(millrace::Batch &batch) final;

protected:
  explicit ValueOperation(millrace::Json config) : fields(strings(config["fields"])) {}

  // Before the rows of a batch.
  virtual void begin(millrace::Batch &) {}
  // Appends what becomes of the text to `out` and answers true, or answers false where the text stays as it is.
  virtual bool convert(std::string_view text, mr_builder &out) = 0;
  // What becomes of a cell that is neither absent nor null nor a list; false where it stays as it is.
  virtual bool convert(millrace::Batch &batch, const mr_cell &cell, mr_builder &out, mr_cell &result);

private:
  std::vector<std::string> fields;
  bool convert_list(std::string_view list, mr_builder &out, mr_builder &item_out, mr_cell &result);
};

inline void append(mr_builder &out, std::string_view text) { mr_append(&out, millrace::text(text)); }
