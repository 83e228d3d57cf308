// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104).
#ifndef PLUMB_SHARED_CRYPTO_HASH_H
#define PLUMB_SHARED_CRYPTO_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_BYTES = 32, HASH_TEXT = 65, MAC_BYTES = 16, MAC_KEY_BYTES = 32 };

struct digest {
    uint8_t bytes[HASH_BYTES];
};
struct hash_stream; // opaque

void hash_once(const void *bytes, size_t len, struct digest *out);
void hash_pair(const void *a, size_t a_len, const void *b, size_t b_len,
               struct digest *out); // of a ‖ b
struct hash_stream *hash_stream_create(void);
struct hash_stream *hash_stream_dup(const struct hash_stream *stream);
void hash_stream_add(struct hash_stream *stream, const void *bytes, size_t len);
void hash_stream_finish(struct hash_stream *stream, struct digest *out); // add nothing afterwards
void hash_stream_free(struct hash_stream *stream);                       // accepts NULL
bool digest_equal(const struct digest *a, const struct digest *b);
bool digest_parse(const char *hex, size_t len, struct digest *out); // exactly 64 lower-case digits
void digest_format(const struct digest *digest, char out[HASH_TEXT]);

// HMAC-SHA-256.
void mac_full(const uint8_t key[MAC_KEY_BYTES], const void *bytes, size_t len, struct digest *out);
// The first sixteen bytes of HMAC-SHA-256.
void mac_make(const uint8_t key[MAC_KEY_BYTES], const void *bytes, size_t len,
              uint8_t out[MAC_BYTES]);
// Constant-time comparison.
bool mac_equal(const uint8_t a[MAC_BYTES], const uint8_t b[MAC_BYTES]);

#endif
