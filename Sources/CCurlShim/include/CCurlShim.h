// libcurl's setters and getters are variadic, which Swift cannot call: one function for each kind of value.
#pragma once
#include <curl/curl.h>

#include "gunzip.h"

typedef size_t (*mr_curl_receiver)(char *bytes, size_t size, size_t count, void *user);

CURLcode mr_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode mr_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
/// libcurl copies the text.
CURLcode mr_curl_set_text(CURL *handle, CURLoption option, const char *value);
/// The pointer must stay valid as long as the handle uses it, except for CURLOPT_COPYPOSTFIELDS.
CURLcode mr_curl_set_pointer(CURL *handle, CURLoption option, const void *value);
/// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
CURLcode mr_curl_set_receiver(CURL *handle, CURLoption option, mr_curl_receiver receiver);
/// The number, or 0 where libcurl has none.
long mr_curl_get_long(CURL *handle, CURLINFO info);
