// SPDX-License-Identifier: Apache-2.0
#include "server/sync/log_entry.h"

#include "shared/crypto/certificate.h"
#include "shared/crypto/pem.h"

#include <string.h>

enum { SEALED_MAX = 64 << 10 };

static enum err unreadable(const char *field, struct error *error)
{
    return error_set(error, ERR_INVALID, "its field %s is missing or cannot be read", field);
}

// A text field without its escapes.
static enum err read_text(const struct fact *signoff, const char *field, struct buffer *out,
                          struct error *error)
{
    struct span raw;

    return fact_text(signoff, field, &raw) && canon_unescape(raw, out) ? ERR_OK
                                                                       : unreadable(field, error);
}

static enum err read_seal(const struct fact *signoff, struct log_leaf *out, struct error *error)
{
    struct span hex;

    if (!fact_text(signoff, "seal", &hex))
        return unreadable("seal", error);
    out->seal_len = hex.len / 2;
    if (hex.len == 0 || hex.len > 2 * KEY_SIGNATURE_MAX
        || !text_parse_hex(hex, out->seal, out->seal_len))
        return unreadable("seal", error);
    return ERR_OK;
}

static enum err read_certificate(const struct fact *signoff, uint8_t der[PEM_DER_MAX], size_t *len,
                                 struct error *error)
{
    struct span base64;

    if (!fact_text(signoff, "certificate", &base64)
        || !text_parse_base64(base64, der, PEM_DER_MAX, len))
        return unreadable("certificate", error);
    return ERR_OK;
}

enum err log_entry_read(const struct fact *signoff, struct log_leaf *out, struct error *error)
{
    uint8_t der[PEM_DER_MAX];
    struct buffer sealed;
    size_t len = 0;
    enum err result;

    *out = (struct log_leaf){0};
    buffer_init(&sealed, SEALED_MAX);
    result = read_text(signoff, "sealed", &sealed, error);
    if (result == ERR_OK)
        result = read_seal(signoff, out, error);
    if (result == ERR_OK)
        result = read_certificate(signoff, der, &len, error);
    if (result == ERR_OK) {
        hash_once(sealed.data, sealed.len, &out->sealed);
        hash_once(der, len, &out->certificate);
    }
    buffer_clear(&sealed);
    return result;
}

// By whom: a tablet's certificate that this authority gave.
static enum err check_issuer(const struct fact *signoff, struct span ca_pem, struct key **out,
                             struct error *error)
{
    uint8_t der[PEM_DER_MAX];
    struct buffer pem;
    size_t len = 0;
    enum err result = read_certificate(signoff, der, &len, error);

    buffer_init(&pem, 2 * PEM_DER_MAX);
    if (result == ERR_OK)
        result = pem_write("CERTIFICATE", der, len, &pem);
    if (result == ERR_OK)
        result = certificate_check((struct span){pem.data, pem.len}, ca_pem, CERTIFICATE_CLIENT,
                                   error);
    if (result == ERR_OK)
        result = certificate_public_key((struct span){pem.data, pem.len}, out, error);
    buffer_clear(&pem);
    return result == ERR_OK
               ? ERR_OK
               : error_set(error, ERR_INVALID, "its certificate is not one that this office gave");
}

enum err log_entry_check(const struct fact *signoff, struct span ca_pem, struct error *error)
{
    struct log_leaf leaf;
    struct buffer sealed;
    struct key *key = NULL;
    enum err result = log_entry_read(signoff, &leaf, error);

    buffer_init(&sealed, SEALED_MAX);
    if (result == ERR_OK)
        result = check_issuer(signoff, ca_pem, &key, error);
    if (result == ERR_OK)
        result = read_text(signoff, "sealed", &sealed, error);
    if (result == ERR_OK && !key_verify(key, sealed.data, sealed.len, leaf.seal, leaf.seal_len))
        result = error_set(error, ERR_INVALID, "its seal does not fit its sealed text");
    key_free(key);
    buffer_clear(&sealed);
    return result;
}
