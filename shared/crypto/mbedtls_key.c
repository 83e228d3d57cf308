// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/mbedtls_key.h"

#include "shared/base/memory.h"

enum { DER_MAX_BYTES = 256, PEM_MAX_BYTES = 1024 };

enum err mbedtls_key_load(const struct key *key, mbedtls_pk_context *pk, struct error *error)
{
    struct random random = random_system();
    struct buffer pem;
    enum err err;

    buffer_init(&pem, PEM_MAX_BYTES);
    err = key_format_pem(key, &pem);
    if (err)
        error_set(error, err, "key: only the public half is known");
    else if (mbedtls_pk_parse_key(pk, (unsigned char *)pem.data, pem.len + 1, NULL, 0,
                                  random_for_mbedtls, &random)
             != 0)
        err = error_set(error, ERR_INTERNAL, "key: not taken by mbedtls");
    if (pem.data)
        mem_wipe(pem.data, pem.len);
    buffer_clear(&pem);
    return err;
}

enum err mbedtls_key_load_public(const struct key *key, mbedtls_pk_context *pk, struct error *error)
{
    struct buffer der;
    enum err err;

    buffer_init(&der, DER_MAX_BYTES);
    err = key_public_der(key, &der);
    if (err || mbedtls_pk_parse_public_key(pk, (unsigned char *)der.data, der.len) != 0)
        err = error_set(error, ERR_INTERNAL, "key: public half not taken by mbedtls");
    buffer_clear(&der);
    return err;
}

enum err mbedtls_key_take_public(mbedtls_pk_context *pk, struct key **out, struct error *error)
{
    unsigned char der[DER_MAX_BYTES];
    int len = 0;

    if (mbedtls_pk_get_type(pk) == MBEDTLS_PK_ECKEY)
        len = mbedtls_pk_write_pubkey_der(pk, der, sizeof(der));
    // mbedtls writes from the end.
    if (len <= 0 || key_parse_public_der(der + sizeof(der) - len, (size_t)len, out, NULL) != ERR_OK)
        return error_set(error, ERR_INVALID, "key: not on curve P-256");
    return ERR_OK;
}
