// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/envelope.h"

#include "shared/base/memory.h"
#include "shared/crypto/mbedtls_compat.h"

#include <mbedtls/gcm.h>
#include <mbedtls/hkdf.h>
#include <string.h>

static const char magic[] = "PLUMBENV1\n";
static const char key_info[] = "plumbline envelope v1";

enum {
    MAGIC_BYTES = sizeof(magic) - 1,
    HEAD_BYTES = MAGIC_BYTES + KEY_POINT_BYTES,
    LENGTH_BYTES = 4,
    TAG_BYTES = 16,
    NONCE_BYTES = 12,
    CHUNK_BYTES = 64 * 1024,
    CIPHER_KEY_BYTES = 32,
};

struct envelope_writer {
    mbedtls_gcm_context gcm;
    uint64_t chunk; // number of the one being filled
    size_t len;
    uint8_t plain[CHUNK_BYTES];
};

// The chunk key, set into `gcm`: HKDF of the secret both keys agree on.
static enum err derive(const struct key *own, const struct key *other,
                       const uint8_t point[KEY_POINT_BYTES], mbedtls_gcm_context *gcm)
{
    uint8_t secret[KEY_SECRET_BYTES], cipher_key[CIPHER_KEY_BYTES];
    enum err err = key_agree(own, other, secret);

    if (err)
        return err;
    if (mbedtls_hkdf(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), point, KEY_POINT_BYTES, secret,
                     sizeof(secret), (const unsigned char *)key_info, sizeof(key_info) - 1,
                     cipher_key, sizeof(cipher_key))
            != 0
        || mbedtls_gcm_setkey(gcm, MBEDTLS_CIPHER_ID_AES, cipher_key, CIPHER_KEY_BYTES * 8) != 0)
        err = ERR_INTERNAL;
    mem_wipe(secret, sizeof(secret));
    mem_wipe(cipher_key, sizeof(cipher_key));
    return err;
}

static void nonce_make(uint64_t chunk, bool last, uint8_t nonce[NONCE_BYTES])
{
    memset(nonce, 0, NONCE_BYTES);
    for (size_t i = 0; i < sizeof(chunk); i++)
        nonce[NONCE_BYTES - 2 - i] = (uint8_t)(chunk >> (8 * i));
    nonce[NONCE_BYTES - 1] = last;
}

enum err envelope_begin(const struct key *recipient_public, const struct random *random,
                        struct buffer *out, struct envelope_writer **writer, struct error *error)
{
    uint8_t point[KEY_POINT_BYTES];
    struct envelope_writer *made = NULL;
    struct key *ephemeral = NULL;
    enum err err;

    err = key_make(random, &ephemeral, error);
    if (err)
        return err;
    made = mem_alloc(sizeof(*made));
    mbedtls_gcm_init(&made->gcm);
    key_public_point(ephemeral, point);
    err = derive(ephemeral, recipient_public, point, &made->gcm);
    if (err) {
        error_set(error, err, "envelope: no key");
        goto done;
    }
    if (!buffer_append(out, magic, MAGIC_BYTES) || !buffer_append(out, point, sizeof(point))) {
        err = error_set(error, ERR_TOO_LARGE, "envelope: larger than %zu bytes", out->max);
        goto done;
    }
    *writer = made;
    made = NULL;
done:
    envelope_abandon(made);
    key_free(ephemeral);
    return err;
}

static enum err chunk_write(struct envelope_writer *writer, bool last, struct buffer *out)
{
    size_t len = writer->len, sealed_len = len + TAG_BYTES;
    uint8_t nonce[NONCE_BYTES], *room;

    room = (uint8_t *)buffer_reserve(out, LENGTH_BYTES + sealed_len);
    if (!room)
        return ERR_TOO_LARGE;
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        room[i] = (uint8_t)(sealed_len >> (8 * (LENGTH_BYTES - 1 - i)));
    nonce_make(writer->chunk, last, nonce);
    if (mbedtls_gcm_crypt_and_tag(&writer->gcm, MBEDTLS_GCM_ENCRYPT, len, nonce, NONCE_BYTES, NULL,
                                  0, writer->plain, room + LENGTH_BYTES, TAG_BYTES,
                                  room + LENGTH_BYTES + len)
        != 0)
        return ERR_INTERNAL;
    out->len += LENGTH_BYTES + sealed_len;
    out->data[out->len] = '\0';
    writer->chunk++;
    writer->len = 0;
    return ERR_OK;
}

enum err envelope_add(struct envelope_writer *writer, const void *bytes, size_t len,
                      struct buffer *out)
{
    const uint8_t *at = bytes;

    while (len) {
        size_t piece = CHUNK_BYTES - writer->len;

        // A full chunk waits until it is known not to be the last.
        if (!piece) {
            enum err err = chunk_write(writer, false, out);

            if (err)
                return err;
            piece = CHUNK_BYTES;
        }
        if (piece > len)
            piece = len;
        memcpy(writer->plain + writer->len, at, piece);
        writer->len += piece;
        at += piece;
        len -= piece;
    }
    return ERR_OK;
}

enum err envelope_finish(struct envelope_writer *writer, struct buffer *out)
{
    enum err err = chunk_write(writer, true, out);

    envelope_abandon(writer);
    return err;
}

void envelope_abandon(struct envelope_writer *writer)
{
    if (!writer)
        return;
    mbedtls_gcm_free(&writer->gcm);
    mem_wipe(writer, sizeof(*writer));
    mem_free(writer);
}

struct envelope_reader {
    mbedtls_gcm_context gcm;
    uint64_t chunk; // number of the next one
};

enum err envelope_reader_open(const struct key *recipient, const void *head,
                              struct envelope_reader **out, struct error *error)
{
    const uint8_t *point = (const uint8_t *)head + MAGIC_BYTES;
    struct envelope_reader *reader = NULL;
    struct key *ephemeral = NULL;
    enum err err;

    if (memcmp(head, magic, MAGIC_BYTES) != 0)
        return error_set(error, ERR_CORRUPT, "envelope: not an envelope");
    if (key_parse_public_point(point, &ephemeral, NULL) != ERR_OK)
        return error_set(error, ERR_CORRUPT, "envelope: its key is not on the curve");
    reader = mem_alloc(sizeof(*reader));
    mbedtls_gcm_init(&reader->gcm);
    err = derive(recipient, ephemeral, point, &reader->gcm);
    key_free(ephemeral);
    if (err) {
        envelope_reader_free(reader);
        return error_set(error, err, "envelope: no key");
    }
    *out = reader;
    return ERR_OK;
}

enum err envelope_reader_chunk(struct envelope_reader *reader, struct span sealed, bool last,
                               struct buffer *plain)
{
    const uint8_t *in = (const uint8_t *)sealed.data;
    uint8_t nonce[NONCE_BYTES], *room;
    size_t len;

    if (sealed.len < TAG_BYTES || sealed.len > ENVELOPE_CHUNK_MAX)
        return ERR_CORRUPT;
    len = sealed.len - TAG_BYTES;
    room = (uint8_t *)buffer_reserve(plain, len);
    if (!room)
        return ERR_TOO_LARGE;
    nonce_make(reader->chunk, last, nonce);
    if (mbedtls_gcm_auth_decrypt(&reader->gcm, len, nonce, NONCE_BYTES, NULL, 0, in + len,
                                 TAG_BYTES, in, room)
        != 0) {
        *room = '\0';
        return ERR_CORRUPT;
    }
    plain->len += len;
    plain->data[plain->len] = '\0';
    reader->chunk++;
    return ERR_OK;
}

void envelope_reader_free(struct envelope_reader *reader)
{
    if (!reader)
        return;
    mbedtls_gcm_free(&reader->gcm);
    mem_wipe(reader, sizeof(*reader));
    mem_free(reader);
}

// The chunk at the front of *rest, which moves behind it.
static bool chunk_find(struct span *rest, struct span *chunk)
{
    size_t len = 0;

    if (rest->len < LENGTH_BYTES)
        return false;
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        len = len << 8 | (uint8_t)rest->data[i];
    if (len > rest->len - LENGTH_BYTES)
        return false;
    *chunk = (struct span){rest->data + LENGTH_BYTES, len};
    rest->data += LENGTH_BYTES + len;
    rest->len -= LENGTH_BYTES + len;
    return true;
}

enum err envelope_open(const struct key *recipient, struct span sealed, struct buffer *plain,
                       struct error *error)
{
    size_t before = plain->len;
    struct envelope_reader *reader = NULL;
    struct span rest, chunk;
    uint64_t number = 0;
    enum err err;

    if (sealed.len < HEAD_BYTES)
        return error_set(error, ERR_CORRUPT, "envelope: not an envelope");
    err = envelope_reader_open(recipient, sealed.data, &reader, error);
    if (err)
        return err;
    rest = (struct span){sealed.data + HEAD_BYTES, sealed.len - HEAD_BYTES};
    do {
        number++;
        err = chunk_find(&rest, &chunk) ? envelope_reader_chunk(reader, chunk, rest.len == 0, plain)
                                        : ERR_CORRUPT;
    } while (!err && rest.len);
    if (err) {
        error_set(error, err, "envelope: chunk %llu", (unsigned long long)(number - 1));
        // Chunks that did open are not given out: only the whole is what was sealed.
        if (plain->data)
            mem_wipe(plain->data + before, plain->len - before);
        plain->len = before;
    }
    envelope_reader_free(reader);
    return err;
}
