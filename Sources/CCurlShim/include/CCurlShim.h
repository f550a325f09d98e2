// libcurl's setters and getters are variadic, which Swift cannot call: one function for each kind of value.
#pragma once
#include <curl/curl.h>

#include "gunzip.h"

typedef size_t (*mr_curl_receiver)(char *bytes, size_t size, size_t count, void *user);
typedef int (*mr_curl_watcher)(
  void *user, curl_off_t to_receive, curl_off_t received, curl_off_t to_send, curl_off_t sent);

CURLcode mr_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode mr_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
/// libcurl copies the text.
CURLcode mr_curl_set_text(CURL *handle, CURLoption option, const char *value);
/// The pointer must stay valid as long as the handle uses it, except for CURLOPT_COPYPOSTFIELDS.
CURLcode mr_curl_set_pointer(CURL *handle, CURLoption option, const void *value);
/// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION, and CURLOPT_READFUNCTION, which fills the bytes.
CURLcode mr_curl_set_receiver(CURL *handle, CURLoption option, mr_curl_receiver receiver);
/// Called while a transfer goes on, once a second at least, with CURLOPT_XFERINFODATA; it ends with
/// CURLE_ABORTED_BY_CALLBACK where the answer is not 0. Needs CURLOPT_NOPROGRESS to be 0.
CURLcode mr_curl_set_watcher(CURL *handle, mr_curl_watcher watcher);
/// The number, or 0 where libcurl has none.
long mr_curl_get_long(CURL *handle, CURLINFO info);
