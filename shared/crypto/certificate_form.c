// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/certificate_form.h"

#include <mbedtls/asn1.h>
#include <string.h>

enum { SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, HEADER_MAX = 4 };
enum { VERSION = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED, GROWTH_MAX = 16 };

// ecdsa-with-SHA256 as it should be, and with the NULL.
static const uint8_t strict[] = {0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2};
static const uint8_t loose[] = {0x30, 12, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2, 5, 0};

// The parts of a certificate around the algorithm that its signed part names.
struct parts {
    struct span before, after;
    bool loose;
};

static bool take(unsigned char **at, const unsigned char *end, int tag, size_t *len)
{
    return mbedtls_asn1_get_tag(at, end, len, tag) == 0;
}

static enum err split(struct span der, struct parts *out)
{
    unsigned char *at = (unsigned char *)(uintptr_t)der.data; // mbedtls promises no const
    const unsigned char *end = at + der.len, *start;
    size_t len;

    if (!take(&at, end, SEQUENCE, &len) || !take(&at, end, SEQUENCE, &len))
        return ERR_PARSE;
    start = at;
    end = at + len;
    if (!take(&at, end, VERSION, &len))
        return ERR_PARSE;
    at += len;
    if (!take(&at, end, MBEDTLS_ASN1_INTEGER, &len))
        return ERR_PARSE;
    at += len;
    out->loose = (size_t)(end - at) > sizeof(loose) && memcmp(at, loose, sizeof(loose)) == 0;
    out->before = (struct span){(const char *)start, (size_t)(at - start)};
    if (out->loose)
        at += sizeof(loose);
    out->after = (struct span){(const char *)at, (size_t)(end - at)};
    return ERR_OK;
}

static uint8_t *put(uint8_t *to, const void *bytes, size_t len)
{
    memcpy(to, bytes, len);
    return to + len;
}

static uint8_t *put_header(uint8_t *to, uint8_t tag, size_t len)
{
    *to++ = tag;
    if (len > 255) {
        *to++ = 0x82;
        *to++ = (uint8_t)(len >> 8);
    } else if (len > 127) {
        *to++ = 0x81;
    }
    *to++ = (uint8_t)len;
    return to;
}

enum err certificate_form_strict(struct span der, const struct key *issuer,
                                 uint8_t out[CERTIFICATE_FORM_MAX], size_t *len)
{
    uint8_t body[CERTIFICATE_FORM_MAX], signature[KEY_SIGNATURE_MAX];
    struct parts parts;
    size_t size = 0;
    enum err err = der.len > CERTIFICATE_FORM_MAX - GROWTH_MAX ? ERR_TOO_LARGE : split(der, &parts);

    if (err != ERR_OK)
        return err;
    if (!parts.loose) {
        *len = (size_t)(put(out, der.data, der.len) - out);
        return ERR_OK;
    }
    uint8_t *at = put_header(body, SEQUENCE, parts.before.len + sizeof(strict) + parts.after.len);
    at = put(at, parts.before.data, parts.before.len);
    at = put(at, strict, sizeof(strict));
    at = put(at, parts.after.data, parts.after.len);
    err = key_sign(issuer, body, (size_t)(at - body), signature, &size);
    if (err != ERR_OK)
        return err;
    at = put(at, strict, sizeof(strict));
    at = put_header(at, MBEDTLS_ASN1_BIT_STRING, size + 1);
    *at++ = 0; // no unused bits
    at = put(at, signature, size);
    uint8_t *to = put_header(out, SEQUENCE, (size_t)(at - body));
    *len = (size_t)(put(to, body, (size_t)(at - body)) - out);
    return ERR_OK;
}
