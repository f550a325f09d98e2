// hash: SHA-256 in lower-case hexadecimal digits, with an optional salt before the value.
#include "values.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

using millrace::Batch;
using millrace::Json;

namespace {

class Hash : public ValueOperation {
public:
  explicit Hash(Json config)
      : ValueOperation(config), salt(config["salt"].string()), library(OSSL_LIB_CTX_new(), OSSL_LIB_CTX_free),
        digest(EVP_MD_fetch(library.get(), "SHA256", nullptr), EVP_MD_free),
        context(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!digest || !context) throw millrace::Error("hash: OpenSSL has no SHA-256");
  }

protected:
  bool convert(std::string_view text, mr_builder &out) override {
    static const char hex[] = "0123456789abcdef";
    if (text.empty()) return false;
    unsigned char sum[32];
    if (!EVP_DigestInit_ex2(context.get(), digest.get(), nullptr) ||
        !EVP_DigestUpdate(context.get(), salt.data(), salt.size()) ||
        !EVP_DigestUpdate(context.get(), text.data(), text.size()) || !EVP_DigestFinal_ex(context.get(), sum, nullptr))
      throw millrace::Error("hash: OpenSSL failed");
    char digits[64];
    for (int i = 0; i < 32; i++) digits[2 * i] = hex[sum[i] >> 4], digits[2 * i + 1] = hex[sum[i] & 15];
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
  // A library context of its own leaves alone how the rest of the process has set up OpenSSL.
  std::unique_ptr<OSSL_LIB_CTX, void (*)(OSSL_LIB_CTX *)> library;
  std::unique_ptr<EVP_MD, void (*)(EVP_MD *)> digest;
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX *)> context;
};

}  // namespace

std::unique_ptr<Operation> make_hash(Json config) { return std::make_unique<Hash>(config); }
