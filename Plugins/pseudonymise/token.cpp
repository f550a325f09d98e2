#include "token.h"

#include <millrace/plugin.hpp>

#include <openssl/core_names.h>

static constexpr size_t shortest_key = 16;

TokenMaker::TokenMaker(std::string_view key, Format chosen)
    : format(std::move(chosen)), library(OSSL_LIB_CTX_new(), OSSL_LIB_CTX_free),
      mac(EVP_MAC_fetch(library.get(), "HMAC", nullptr), EVP_MAC_free),
      context(EVP_MAC_CTX_new(mac.get()), EVP_MAC_CTX_free) {
  if (key.size() < shortest_key) throw millrace::Error("the key has less than 16 bytes; make one with: openssl rand -hex 32");
  if (format.is_base64url && format.length > 43) throw millrace::Error("length: base64url has 43 characters at most");
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                             OSSL_PARAM_construct_end()};
  auto bytes = reinterpret_cast<const unsigned char *>(key.data());
  if (!context || !EVP_MAC_init(context.get(), bytes, key.size(), parameters))
    throw millrace::Error("OpenSSL has no HMAC with SHA-256");
}

void TokenMaker::append(std::string_view text, std::string &out) {
  static const char hex[] = "0123456789abcdef";
  static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  unsigned char sum[33] = {};  // a byte more, for the last digit's bits
  size_t length;
  if (!EVP_MAC_init(context.get(), nullptr, 0, nullptr) ||
      !EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char *>(text.data()), text.size()) ||
      !EVP_MAC_final(context.get(), sum, &length, sizeof sum))
    throw millrace::Error("OpenSSL failed");
  out += format.prefix;
  for (size_t i = 0; i < format.length; i++) {
    if (format.is_base64url) {
      size_t bit = 6 * i;
      out += base64url[((sum[bit / 8] << 8 | sum[bit / 8 + 1]) >> (10 - bit % 8)) & 63];
    } else {
      out += hex[i % 2 ? sum[i / 2] & 15 : sum[i / 2] >> 4];
    }
  }
}
