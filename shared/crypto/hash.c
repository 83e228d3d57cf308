// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/hash.h"

#include "shared/base/memory.h"
#include "shared/base/text.h"
#include "shared/crypto/mbedtls_compat.h"
#include "shared/crypto/sha256_intel.h"

#include <mbedtls/constant_time.h>
#include <stdlib.h>
#include <string.h>

enum { HMAC_BLOCK_BYTES = 64, HMAC_INNER = 0x36, HMAC_OUTER = 0x5c };

// One digest under way: by the processor where it can, else by mbedtls.
struct sha {
    bool fast;
    struct sha256_intel intel;
    mbedtls_sha256_context plain;
};
struct hash_stream {
    struct sha sha;
};

// The software SHA-256 of mbedtls has no way to fail; should a build with a failing accelerator be
// linked, going on without a digest is the one thing that must not happen.
static void require(int mbedtls_result)
{
    if (mbedtls_result != 0)
        abort();
}

static void sha_start(struct sha *sha)
{
    sha->fast = sha256_intel_available();
    if (sha->fast) {
        sha256_intel_start(&sha->intel);
        return;
    }
    mbedtls_sha256_init(&sha->plain);
    require(mbedtls_sha256_starts(&sha->plain, 0));
}

static void sha_add(struct sha *sha, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    if (sha->fast)
        sha256_intel_add(&sha->intel, bytes, len);
    else
        require(mbedtls_sha256_update(&sha->plain, bytes, len));
}

static void sha_clear(struct sha *sha)
{
    if (sha->fast)
        mem_wipe(&sha->intel, sizeof(sha->intel)); // it may have been a key's
    else
        mbedtls_sha256_free(&sha->plain);
}

static void sha_finish(struct sha *sha, uint8_t out[HASH_BYTES])
{
    if (sha->fast)
        sha256_intel_finish(&sha->intel, out);
    else
        require(mbedtls_sha256_finish(&sha->plain, out));
    sha_clear(sha);
}

void hash_once(const void *bytes, size_t len, struct digest *out)
{
    hash_pair(bytes, len, NULL, 0, out);
}

void hash_pair(const void *a, size_t a_len, const void *b, size_t b_len, struct digest *out)
{
    struct sha sha;

    sha_start(&sha);
    sha_add(&sha, a, a_len);
    sha_add(&sha, b, b_len);
    sha_finish(&sha, out->bytes);
}

struct hash_stream *hash_stream_create(void)
{
    struct hash_stream *stream = mem_alloc(sizeof(*stream));

    sha_start(&stream->sha);
    return stream;
}

struct hash_stream *hash_stream_dup(const struct hash_stream *stream)
{
    struct hash_stream *copy = mem_alloc(sizeof(*copy));

    copy->sha = stream->sha;
    if (!copy->sha.fast) {
        mbedtls_sha256_init(&copy->sha.plain);
        mbedtls_sha256_clone(&copy->sha.plain, &stream->sha.plain);
    }
    return copy;
}

void hash_stream_add(struct hash_stream *stream, const void *bytes, size_t len)
{
    sha_add(&stream->sha, bytes, len);
}

void hash_stream_finish(struct hash_stream *stream, struct digest *out)
{
    sha_finish(&stream->sha, out->bytes);
}

void hash_stream_free(struct hash_stream *stream)
{
    if (stream)
        sha_clear(&stream->sha);
    mem_free(stream);
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}

bool digest_parse(const char *hex, size_t len, struct digest *out)
{
    return text_parse_hex((struct span){hex, len}, out->bytes, HASH_BYTES);
}

void digest_format(const struct digest *digest, char out[HASH_TEXT])
{
    text_format_hex(out, digest->bytes, HASH_BYTES);
}

// One half of HMAC (RFC 2104): H((key xor pad) then bytes). Written out here because mbedtls
// allocates for every HMAC and the key's size is fixed below the block size.
static void hmac_half(const uint8_t key[MAC_KEY_BYTES], uint8_t pad, struct span bytes,
                      uint8_t out[HASH_BYTES])
{
    struct sha sha;
    uint8_t block[HMAC_BLOCK_BYTES];

    memset(block, pad, sizeof(block));
    for (size_t i = 0; i < MAC_KEY_BYTES; i++)
        block[i] ^= key[i];
    sha_start(&sha);
    sha_add(&sha, block, sizeof(block));
    sha_add(&sha, bytes.data, bytes.len);
    sha_finish(&sha, out);
    mem_wipe(block, sizeof(block));
}

void mac_full(const uint8_t key[MAC_KEY_BYTES], const void *bytes, size_t len, struct digest *out)
{
    uint8_t inner[HASH_BYTES];

    hmac_half(key, HMAC_INNER, (struct span){bytes, len}, inner);
    hmac_half(key, HMAC_OUTER, (struct span){(const char *)inner, sizeof(inner)}, out->bytes);
}

void mac_make(const uint8_t key[MAC_KEY_BYTES], const void *bytes, size_t len,
              uint8_t out[MAC_BYTES])
{
    struct digest whole;

    mac_full(key, bytes, len, &whole);
    memcpy(out, whole.bytes, MAC_BYTES);
}

bool mac_equal(const uint8_t a[MAC_BYTES], const uint8_t b[MAC_BYTES])
{
    return mbedtls_ct_memcmp(a, b, MAC_BYTES) == 0;
}
