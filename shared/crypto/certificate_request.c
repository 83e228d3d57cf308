// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/certificate_request.h"

#include "shared/crypto/certificate.h"
#include "shared/crypto/mbedtls_key.h"
#include "shared/crypto/pem.h"

#include <mbedtls/x509_csr.h>
#include <stdio.h>

enum { NAME_TEXT = CERTIFICATE_NAME_MAX_BYTES + sizeof("CN=") };

static const char label[] = "CERTIFICATE REQUEST";

static enum err write_out(mbedtls_x509write_csr *request, struct buffer *pem, struct error *error)
{
    struct random random = random_system();
    unsigned char der[CERTIFICATE_REQUEST_MAX_BYTES];
    int len = mbedtls_x509write_csr_der(request, der, sizeof(der), random_for_mbedtls, &random);

    if (len < 0)
        return error_set(error, ERR_INTERNAL, "request: not written (mbedtls -0x%04x)",
                         (unsigned)-len);
    // mbedtls writes from the end.
    if (pem_write(label, der + sizeof(der) - len, (size_t)len, pem) != ERR_OK)
        return error_set(error, ERR_TOO_LARGE, "request: larger than %zu bytes", pem->max);
    return ERR_OK;
}

enum err certificate_request_make(const struct key *key, const char *common_name,
                                  struct buffer *pem, struct error *error)
{
    char subject[NAME_TEXT];
    mbedtls_x509write_csr request;
    mbedtls_pk_context pk;
    enum err err;

    if (!certificate_name_valid(common_name))
        return error_set(error, ERR_INVALID, "request: not a fit name");
    mbedtls_pk_init(&pk);
    mbedtls_x509write_csr_init(&request);
    err = mbedtls_key_load(key, &pk, error);
    if (err)
        goto done;
    snprintf(subject, sizeof(subject), "CN=%s", common_name);
    mbedtls_x509write_csr_set_key(&request, &pk);
    mbedtls_x509write_csr_set_md_alg(&request, MBEDTLS_MD_SHA256);
    if (mbedtls_x509write_csr_set_subject_name(&request, subject) != 0)
        err = error_set(error, ERR_INTERNAL, "request: name not written");
    else
        err = write_out(&request, pem, error);
done:
    mbedtls_x509write_csr_free(&request);
    mbedtls_pk_free(&pk);
    return err;
}

// Gives the key of a parsed request once its own signature proves that the tablet holds the other
// half.
static enum err take_key(mbedtls_x509_csr *request, struct key **out, struct error *error)
{
    const mbedtls_x509_buf *signature = &request->MBEDTLS_PRIVATE(sig);
    struct key *key = NULL;
    enum err err = mbedtls_key_take_public(&request->pk, &key, error);

    if (err)
        return error_wrap(error, err, "request");
    // What the request says about its signature is the one part that the signature does not cover.
    if (request->MBEDTLS_PRIVATE(sig_md) != MBEDTLS_MD_SHA256
        || request->MBEDTLS_PRIVATE(sig_pk) != MBEDTLS_PK_ECDSA
        || !key_verify(key, request->cri.p, request->cri.len, signature->p, signature->len)) {
        key_free(key);
        return error_set(error, ERR_INVALID, "request: not signed with its own key");
    }
    *out = key;
    return ERR_OK;
}

enum err certificate_request_read(struct span pem, struct key **public_key, struct error *error)
{
    mbedtls_x509_csr request;
    struct buffer der;
    enum err err;

    if (pem.len > CERTIFICATE_REQUEST_MAX_BYTES)
        return error_set(error, ERR_TOO_LARGE, "request: %zu bytes, at most %d", pem.len,
                         CERTIFICATE_REQUEST_MAX_BYTES);
    mbedtls_x509_csr_init(&request);
    buffer_init(&der, CERTIFICATE_REQUEST_MAX_BYTES);
    err = pem_read(label, pem, &der, error);
    if (err)
        goto done;
    if (mbedtls_x509_csr_parse_der(&request, (unsigned char *)der.data, der.len) != 0)
        err = error_set(error, ERR_PARSE, "request: not readable");
    else
        err = take_key(&request, public_key, error);
done:
    buffer_clear(&der);
    mbedtls_x509_csr_free(&request);
    return err;
}
