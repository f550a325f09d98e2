// hash: SHA-256 in lower-case hexadecimal digits, with an optional salt before the value.
#include "../shared/sha256.h"
#include "values.h"

using millrace::Batch;
using millrace::Json;

namespace {

class Hash : public ValueOperation {
public:
  explicit Hash(Json config) : ValueOperation(config), salt(config["salt"].string()) {}

protected:
  bool convert(std::string_view text, mr_builder &out) override {
    static const char hex[] = "0123456789abcdef";
    if (text.empty()) return false;
    Sha256::Sum sum = sha256(salt, text);
    char digits[64];
    for (size_t i = 0; i < sum.size(); i++) digits[2 * i] = hex[sum[i] >> 4], digits[2 * i + 1] = hex[sum[i] & 15];
    append(out, {digits, sizeof digits});
    return true;
  }

  bool convert(Batch &batch, const mr_cell &cell, mr_builder &out, mr_cell &result) override {
    char scratch[32];
    if (!convert(millrace::view(mr_spell(batch.raw, &cell, scratch)), out)) return false;
    millrace::check(mr_built(&out, MR_TEXT, &result));
    return true;
  }

private:
  std::string salt;
  Sha256 sha256;
};

}  // namespace

std::unique_ptr<Operation> make_hash(Json config) { return std::make_unique<Hash>(config); }
