#pragma once
// Tokens: HMAC-SHA-256 under the configured key, written in the configured way.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/evp.h>

class TokenMaker {
public:
  struct Format {
    bool is_base64url;
    size_t length;  // characters
    std::string prefix;
  };

  // Throws millrace::Error where the key is too short.
  TokenMaker(std::string_view key, Format format);

  // Appends the token of a text.
  void append(std::string_view text, std::string &out);

private:
  Format format;
  // A library context of its own leaves alone how the rest of the process has set up OpenSSL.
  std::unique_ptr<OSSL_LIB_CTX, void (*)(OSSL_LIB_CTX *)> library;
  std::unique_ptr<EVP_MAC, void (*)(EVP_MAC *)> mac;
  std::unique_ptr<EVP_MAC_CTX, void (*)(EVP_MAC_CTX *)> context;
};
