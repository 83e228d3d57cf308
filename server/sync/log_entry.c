// SPDX-License-Identifier: Apache-2.0
#include "server/sync/log_entry.h"

#include "shared/crypto/pem.h"
#include "shared/wire/evidence.h"

enum { SEALED_MAX = 64 << 10 };

static enum err unreadable(const char *field, struct error *error)
{
    return error_set(error, ERR_INVALID, "its field %s is missing or cannot be read", field);
}

// A text field without its escapes.
static enum err read_text(const struct fact *signoff, const char *field, struct buffer *out,
                          struct error *error)
{
    return fact_put_text(signoff, field, out) ? ERR_OK : unreadable(field, error);
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

enum err log_entry_check(const struct fact *signoff, struct span ca_pem, struct error *error)
{
    struct evidence_trust trust = {ca_pem};
    const char *field = "";
    struct log_leaf leaf;
    struct signoff sealed;
    struct buffer text;
    enum err result = log_entry_read(signoff, &leaf, error);

    buffer_init(&text, SEALED_MAX);
    if (result == ERR_OK)
        result = read_text(signoff, "sealed", &text, error);
    if (result == ERR_OK
        && signoff_parse((struct span){text.data, text.len}, &sealed, NULL) != ERR_OK)
        result = error_set(error, ERR_INVALID, "its sealed text cannot be read");
    if (result == ERR_OK && !signoff_matches(signoff, &sealed, &field))
        result = error_set(error, ERR_INVALID, "its field %s is not as it was sealed", field);
    if (result == ERR_OK && !evidence_intact(&trust, signoff))
        result = error_set(error, ERR_INVALID,
                           "its seal is not that of a tablet of this office over its sealed text");
    buffer_clear(&text);
    return result;
}
