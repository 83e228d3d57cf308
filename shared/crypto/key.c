// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/key.h"

#include "shared/base/memory.h"
#include "shared/crypto/mbedtls_compat.h"
#include "shared/crypto/pem.h"

#include <mbedtls/asn1.h>
#include <mbedtls/asn1write.h>
#include <mbedtls/ecdh.h>
#include <mbedtls/ecdsa.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SCALAR_BYTES = 32, PEM_MAX = 4096 };

// Every P-256 key has the same DER around its numbers (RFC 5480, RFC 5915).
static const uint8_t public_head[]
    = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
       0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
static const uint8_t private_head[] = {0x30, 0x77, 0x02, 0x01, 0x01, 0x04, SCALAR_BYTES};
static const uint8_t private_middle[] = {0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
                                         0x03, 0x01, 0x07, 0xa1, 0x44, 0x03, 0x42, 0x00};

enum {
    PUBLIC_DER_BYTES = sizeof(public_head) + KEY_POINT_BYTES,
    PRIVATE_DER_BYTES
    = sizeof(private_head) + SCALAR_BYTES + sizeof(private_middle) + KEY_POINT_BYTES,
};

struct key {
    bool is_private;
    mbedtls_mpi scalar; // empty when only the public half is known
    mbedtls_ecp_point point;
};

// mbedtls 2.28 builds the table of multiples of the generator inside the group at first use. One
// group for the whole process, its table made here once, is only read afterwards: threads may share
// it and every key, and no key pays for its own table.
static mbedtls_ecp_group p256;
static pthread_once_t p256_once = PTHREAD_ONCE_INIT;

static void p256_prepare(void)
{
    struct random random = random_system();
    mbedtls_ecp_point point;
    mbedtls_mpi two;

    mbedtls_ecp_group_init(&p256);
    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&two);
    if (mbedtls_ecp_group_load(&p256, MBEDTLS_ECP_DP_SECP256R1) != 0
        || mbedtls_mpi_lset(&two, 2) != 0
        || mbedtls_ecp_mul(&p256, &point, &two, &p256.G, random_for_mbedtls, &random) != 0)
        abort(); // out of memory at start
    mbedtls_mpi_free(&two);
    mbedtls_ecp_point_free(&point);
}

static mbedtls_ecp_group *curve(void)
{
    pthread_once(&p256_once, p256_prepare);
    return &p256;
}

static enum err failed(struct error *error, enum err code, const char *what, int result)
{
    return error_set(error, code, "key: %s (mbedtls -0x%04x)", what, (unsigned)-result);
}

static struct key *key_create(void)
{
    struct key *key = mem_alloc(sizeof(*key));

    mbedtls_mpi_init(&key->scalar);
    mbedtls_ecp_point_init(&key->point);
    return key;
}

void key_free(struct key *key)
{
    if (!key)
        return;
    mbedtls_mpi_free(&key->scalar); // wipes
    mbedtls_ecp_point_free(&key->point);
    mem_free(key);
}

enum err key_make(const struct random *random, struct key **out, struct error *error)
{
    struct key *key = key_create();
    int result = mbedtls_ecp_gen_keypair(curve(), &key->scalar, &key->point, random_for_mbedtls,
                                         (void *)random);

    if (result != 0) {
        key_free(key);
        return failed(error, ERR_INTERNAL, "not made", result);
    }
    key->is_private = true;
    *out = key;
    return ERR_OK;
}

// Copies the scalar and works the point out anew, so that a file whose halves do not belong
// together is noticed instead of signing what nobody can verify.
static enum err take_private(struct key *key, const mbedtls_pk_context *pk, struct error *error)
{
    struct random random = random_system();
    const mbedtls_ecp_keypair *pair;
    int result;

    if (mbedtls_pk_get_type(pk) != MBEDTLS_PK_ECKEY)
        return error_set(error, ERR_PARSE, "key: not an elliptic curve key");
    pair = mbedtls_pk_ec(*pk);
    if (pair->MBEDTLS_PRIVATE(grp).id != MBEDTLS_ECP_DP_SECP256R1)
        return error_set(error, ERR_PARSE, "key: not on curve P-256");
    result = mbedtls_mpi_copy(&key->scalar, &pair->MBEDTLS_PRIVATE(d));
    if (result == 0)
        result = mbedtls_ecp_mul(curve(), &key->point, &key->scalar, &curve()->G,
                                 random_for_mbedtls, &random);
    if (result != 0)
        return failed(error, ERR_PARSE, "not a private key", result);
    if (mbedtls_ecp_point_cmp(&key->point, &pair->MBEDTLS_PRIVATE(Q)) != 0)
        return error_set(error, ERR_PARSE, "key: private and public half do not match");
    key->is_private = true;
    return ERR_OK;
}

enum err key_parse_pem(struct span pem, struct key **out, struct error *error)
{
    struct random random = random_system();
    struct key *key = NULL;
    mbedtls_pk_context pk;
    unsigned char text[PEM_MAX + 1];
    enum err err;
    int result;

    if (pem.len > PEM_MAX)
        return error_set(error, ERR_TOO_LARGE, "key: %zu bytes, at most %d", pem.len, PEM_MAX);
    if (!pem.len || !memmem(pem.data, pem.len, "-----BEGIN ", 11))
        return error_set(error, ERR_PARSE, "key: not PEM");
    memcpy(text, pem.data, pem.len);
    text[pem.len] = '\0';
    mbedtls_pk_init(&pk);
    result = mbedtls_pk_parse_key(&pk, text, pem.len + 1, NULL, 0, random_for_mbedtls, &random);
    mem_wipe(text, pem.len);
    if (result != 0) {
        err = failed(error, ERR_PARSE, "not a private key", result);
        goto done;
    }
    key = key_create();
    err = take_private(key, &pk, error);
    if (err)
        goto done;
    *out = key;
    key = NULL;
done:
    key_free(key);
    mbedtls_pk_free(&pk);
    return err;
}

enum err key_format_pem(const struct key *key, struct buffer *out)
{
    uint8_t der[PRIVATE_DER_BYTES], *at = der;
    enum err err = ERR_INTERNAL;

    if (!key->is_private)
        return ERR_INVALID;
    memcpy(at, private_head, sizeof(private_head));
    at += sizeof(private_head);
    if (mbedtls_mpi_write_binary(&key->scalar, at, SCALAR_BYTES) == 0) {
        at += SCALAR_BYTES;
        memcpy(at, private_middle, sizeof(private_middle));
        key_public_point(key, at + sizeof(private_middle));
        err = pem_write("EC PRIVATE KEY", der, sizeof(der), out);
    }
    mem_wipe(der, sizeof(der));
    return err;
}

void key_public_point(const struct key *key, uint8_t out[KEY_POINT_BYTES])
{
    size_t len = 0;

    if (mbedtls_ecp_point_write_binary(curve(), &key->point, MBEDTLS_ECP_PF_UNCOMPRESSED, &len, out,
                                       KEY_POINT_BYTES)
            != 0
        || len != KEY_POINT_BYTES)
        abort(); // a struct key always holds a point of the curve
}

static void public_der(const struct key *key, uint8_t out[PUBLIC_DER_BYTES])
{
    memcpy(out, public_head, sizeof(public_head));
    key_public_point(key, out + sizeof(public_head));
}

enum err key_public_der(const struct key *key, struct buffer *out)
{
    uint8_t der[PUBLIC_DER_BYTES];

    public_der(key, der);
    return buffer_append(out, der, sizeof(der)) ? ERR_OK : ERR_TOO_LARGE;
}

enum err key_public_digest(const struct key *key, struct digest *out)
{
    uint8_t der[PUBLIC_DER_BYTES];

    public_der(key, der);
    hash_once(der, sizeof(der), out);
    return ERR_OK;
}

enum err key_parse_public_point(const uint8_t point[KEY_POINT_BYTES], struct key **out,
                                struct error *error)
{
    struct key *key = key_create();
    int result = mbedtls_ecp_point_read_binary(curve(), &key->point, point, KEY_POINT_BYTES);

    if (result == 0)
        result = mbedtls_ecp_check_pubkey(curve(), &key->point);
    if (result != 0) {
        key_free(key);
        return failed(error, ERR_PARSE, "not a point of P-256", result);
    }
    *out = key;
    return ERR_OK;
}

enum err key_parse_public_der(const void *der, size_t len, struct key **out, struct error *error)
{
    if (len != PUBLIC_DER_BYTES || memcmp(der, public_head, sizeof(public_head)) != 0)
        return error_set(error, ERR_PARSE, "key: not a P-256 public key");
    return key_parse_public_point((const uint8_t *)der + sizeof(public_head), out, error);
}

// ECDSA-Sig-Value (RFC 3279 section 2.2.3), or 0 when it does not fit.
static size_t signature_write(const mbedtls_mpi *r, const mbedtls_mpi *s,
                              uint8_t out[KEY_SIGNATURE_MAX])
{
    uint8_t room[KEY_SIGNATURE_MAX] = {0}, *at = room + sizeof(room);
    size_t len;

    // mbedtls writes backwards.
    if (mbedtls_asn1_write_mpi(&at, room, s) < 0 || mbedtls_asn1_write_mpi(&at, room, r) < 0)
        return 0;
    len = (size_t)(room + sizeof(room) - at);
    if (mbedtls_asn1_write_len(&at, room, len) < 0
        || mbedtls_asn1_write_tag(&at, room, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) < 0)
        return 0;
    len = (size_t)(room + sizeof(room) - at);
    memcpy(out, at, len);
    return len;
}

// Only the one DER form of the two numbers is accepted, so nobody makes a second signature out of a
// first by writing it differently.
static bool signature_read(const uint8_t *signature, size_t len, mbedtls_mpi *r, mbedtls_mpi *s)
{
    uint8_t copy[KEY_SIGNATURE_MAX], again[KEY_SIGNATURE_MAX], *at = copy;
    size_t sequence = 0;

    if (len > sizeof(copy))
        return false;
    if (len)
        memcpy(copy, signature, len);
    return mbedtls_asn1_get_tag(&at, copy + len, &sequence,
                                MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)
               == 0
           && mbedtls_asn1_get_mpi(&at, copy + len, r) == 0
           && mbedtls_asn1_get_mpi(&at, copy + len, s) == 0 && signature_write(r, s, again) == len
           && memcmp(again, signature, len) == 0;
}

// Whether s is at most n/2; else *other, when asked for, is made n − s. False also without memory.
static bool is_low(const mbedtls_mpi *s, mbedtls_mpi *other)
{
    mbedtls_mpi high;
    bool low;

    mbedtls_mpi_init(&high);
    low = mbedtls_mpi_sub_mpi(&high, &curve()->N, s) == 0 && mbedtls_mpi_cmp_mpi(s, &high) <= 0;
    if (!low && other)
        mbedtls_mpi_swap(other, &high);
    mbedtls_mpi_free(&high);
    return low;
}

enum err key_sign(const struct key *key, const void *bytes, size_t bytes_len,
                  uint8_t signature[KEY_SIGNATURE_MAX], size_t *len)
{
    struct random random
        = random_system(); // blinds against timing; the signature does not depend on it
    struct digest digest;
    mbedtls_mpi r, s;
    size_t written = 0;

    if (!key->is_private)
        return ERR_INVALID;
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    hash_once(bytes, bytes_len, &digest);
    if (mbedtls_ecdsa_sign_det_ext(curve(), &r, &s, &key->scalar, digest.bytes, HASH_BYTES,
                                   MBEDTLS_MD_SHA256, random_for_mbedtls, &random)
        == 0) {
        is_low(&s, &s);
        written = signature_write(&r, &s, signature);
    }
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    if (!written)
        return ERR_INTERNAL;
    *len = written;
    return ERR_OK;
}

bool key_verify(const struct key *key, const void *bytes, size_t bytes_len,
                const uint8_t *signature, size_t len)
{
    struct digest digest;
    mbedtls_mpi r, s;
    bool good;

    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    hash_once(bytes, bytes_len, &digest);
    good = signature_read(signature, len, &r, &s)
           && mbedtls_ecdsa_verify(curve(), digest.bytes, HASH_BYTES, &key->point, &r, &s) == 0;
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return good;
}

bool key_signature_low(const uint8_t *signature, size_t len)
{
    mbedtls_mpi r, s;
    bool low;

    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    low = signature_read(signature, len, &r, &s) && is_low(&s, NULL);
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    return low;
}

enum err key_agree(const struct key *own, const struct key *other, uint8_t secret[KEY_SECRET_BYTES])
{
    struct random random = random_system();
    enum err err = ERR_INTERNAL;
    mbedtls_mpi shared;

    if (!own->is_private)
        return ERR_INVALID;
    mbedtls_mpi_init(&shared);
    if (mbedtls_ecdh_compute_shared(curve(), &shared, &other->point, &own->scalar,
                                    random_for_mbedtls, &random)
            == 0
        && mbedtls_mpi_write_binary(&shared, secret, KEY_SECRET_BYTES) == 0)
        err = ERR_OK;
    mbedtls_mpi_free(&shared);
    return err;
}
