// Unpacks gzip as it arrives. libcurl could, but takes a stream that stops before its end mark for whole.
#pragma once
#include <stddef.h>

typedef struct mr_gunzip mr_gunzip;

/// NULL when there is no memory.
mr_gunzip *mr_gunzip_new(void);
void mr_gunzip_free(mr_gunzip *gunzip);

/// Lends the next packed bytes; they must stay valid until mr_gunzip_next returned 0.
void mr_gunzip_feed(mr_gunzip *gunzip, const void *bytes, size_t count);
/// Writes unpacked bytes and returns how many; 0 when it needs more to be fed, -1 when this is not gzip.
long mr_gunzip_next(mr_gunzip *gunzip, void *output, size_t capacity);
/// Whether everything fed so far ended with a stream's end mark and its checksum was right.
int mr_gunzip_is_whole(const mr_gunzip *gunzip);
