#pragma once
// SHA-256 through OpenSSL.
#include <millrace/plugin.hpp>

#include <array>
#include <memory>
#include <string_view>

#include <openssl/crypto.h>
#include <openssl/evp.h>

// One for a thread.
class Sha256 {
public:
  using Sum = std::array<unsigned char, 32>;

  Sha256()
      : library(OSSL_LIB_CTX_new(), OSSL_LIB_CTX_free),
        digest(EVP_MD_fetch(library.get(), "SHA256", nullptr), EVP_MD_free),
        context(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!digest || !context) throw millrace::Error("OpenSSL has no SHA-256");
  }

  // Of `prefix` and `text` behind it.
  Sum operator()(std::string_view prefix, std::string_view text) {
    Sum sum;
    if (!EVP_DigestInit_ex2(context.get(), digest.get(), nullptr) ||
        !EVP_DigestUpdate(context.get(), prefix.data(), prefix.size()) ||
        !EVP_DigestUpdate(context.get(), text.data(), text.size()) ||
        !EVP_DigestFinal_ex(context.get(), sum.data(), nullptr))
      throw millrace::Error("OpenSSL failed");
    return sum;
  }

private:
  // A library context of its own leaves alone how the rest of the process has set up OpenSSL.
  std::unique_ptr<OSSL_LIB_CTX, void (*)(OSSL_LIB_CTX *)> library;
  std::unique_ptr<EVP_MD, void (*)(EVP_MD *)> digest;
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX *)> context;
};
