#include "gunzip.h"

#include <stdlib.h>
#include <zlib.h>

struct mr_gunzip {
  z_stream stream;
  int is_whole;
};

mr_gunzip *mr_gunzip_new(void) {
  mr_gunzip *gunzip = calloc(1, sizeof *gunzip);
  if (!gunzip) return NULL;
  gunzip->is_whole = 1;
  if (inflateInit2(&gunzip->stream, 15 + 16) == Z_OK) return gunzip;  // 16: gzip's header and checksum
  free(gunzip);
  return NULL;
}

void mr_gunzip_free(mr_gunzip *gunzip) {
  if (!gunzip) return;
  inflateEnd(&gunzip->stream);
  free(gunzip);
}

void mr_gunzip_feed(mr_gunzip *gunzip, const void *bytes, size_t count) {
  gunzip->stream.next_in = (Bytef *)bytes;
  gunzip->stream.avail_in = (uInt)count;
}

long mr_gunzip_next(mr_gunzip *gunzip, void *output, size_t capacity) {
  z_stream *stream = &gunzip->stream;
  stream->next_out = output;
  stream->avail_out = (uInt)capacity;
  do {
    if (gunzip->is_whole) {  // a file may be several streams, one after the other
      if (stream->avail_in == 0) break;
      inflateReset(stream);
      gunzip->is_whole = 0;
    }
    int result = inflate(stream, Z_NO_FLUSH);
    if (result == Z_STREAM_END) gunzip->is_whole = 1;
    else if (result == Z_BUF_ERROR) break;  // nothing to do without more bytes
    else if (result != Z_OK) return -1;
  } while (stream->avail_in > 0 && stream->avail_out > 0);
  return (long)(capacity - stream->avail_out);
}

int mr_gunzip_is_whole(const mr_gunzip *gunzip) { return gunzip->is_whole; }
