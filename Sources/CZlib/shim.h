#ifndef LANDSCAPE_ZLIB_SHIM_H
#define LANDSCAPE_ZLIB_SHIM_H

#include <zlib.h>

/// `inflateInit2` is a macro; this reads both gzip and zlib streams.
static inline int landscape_inflate_init(z_stream *stream) { return inflateInit2(stream, 15 + 32); }

/// The same for streams without a header or checksum (RFC 1951).
static inline int landscape_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -15); }

#endif
