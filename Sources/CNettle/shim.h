// Nettle: SHA-256 with the instructions that the processor has for it. Only Storage imports it.
#pragma once

#include <nettle/sha2.h>
#include <nettle/version.h>

/* Writes the 32 bytes of a digest and starts over. Nettle 4 has dropped the argument for their number. */
static inline void landscape_sha256_finish(struct sha256_ctx *context, uint8_t *digest) {
#if NETTLE_VERSION_MAJOR >= 4
  sha256_digest(context, digest);
#else
  sha256_digest(context, SHA256_DIGEST_SIZE, digest);
#endif
}
