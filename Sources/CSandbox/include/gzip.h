/* A gzip stream, a piece at a time. */
#ifndef MILLRACE_GZIP_H
#define MILLRACE_GZIP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct gzip_stream gzip_stream;

/* NULL without memory. The caller frees it. */
gzip_stream *gzip_open(void);
void gzip_close(gzip_stream *stream);

/* Room that gzip_write needs for so many bytes. */
size_t gzip_bound(size_t length);

/* Compresses the bytes and flushes, so that the reader sees all of them; last ends the stream. Returns the length. */
size_t gzip_write(gzip_stream *stream, const void *bytes, size_t length, bool last, void *out, size_t room);

#endif
