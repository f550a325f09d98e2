#include "gzip.h"

#include <stdlib.h>
#include <zlib.h>

struct gzip_stream {
  z_stream z;
};

gzip_stream *gzip_open(void) {
  gzip_stream *stream = calloc(1, sizeof *stream);
  const int gzip_wrapping = 16 + MAX_WBITS;
  if (stream && deflateInit2(&stream->z, Z_BEST_SPEED, Z_DEFLATED, gzip_wrapping, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    free(stream);
    return NULL;
  }
  return stream;
}

void gzip_close(gzip_stream *stream) {
  deflateEnd(&stream->z);
  free(stream);
}

size_t gzip_bound(size_t length) { return compressBound((uLong)length) + 64; }

size_t gzip_write(gzip_stream *stream, const void *bytes, size_t length, bool last, void *out, size_t room) {
  stream->z.next_in = (Bytef *)bytes;
  stream->z.avail_in = (uInt)length;
  stream->z.next_out = out;
  stream->z.avail_out = (uInt)room;
  deflate(&stream->z, last ? Z_FINISH : Z_SYNC_FLUSH);
  return room - stream->z.avail_out;
}
