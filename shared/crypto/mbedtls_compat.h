// SPDX-License-Identifier: Apache-2.0
// mbedtls 2.28 (Debian 12) spoken as 3.6 (Debian 13): code is written for the newer one, and this
// header gives the older one the names it lacks. No other file looks at the version.
#ifndef PLUMB_SHARED_CRYPTO_MBEDTLS_COMPAT_H
#define PLUMB_SHARED_CRYPTO_MBEDTLS_COMPAT_H

#include <mbedtls/pk.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

#if MBEDTLS_VERSION_NUMBER < 0x03000000

// 3.x hides fields behind this; there are no getters for a few that we need.
#define MBEDTLS_PRIVATE(member) member

// The plain names of 2.28 return void and are deprecated.
#define mbedtls_sha256 mbedtls_sha256_ret
#define mbedtls_sha256_starts mbedtls_sha256_starts_ret
#define mbedtls_sha256_update mbedtls_sha256_update_ret
#define mbedtls_sha256_finish mbedtls_sha256_finish_ret

// 3.x blinds the multiplication that derives the public half.
#define mbedtls_pk_parse_key(pk, key, len, password, password_len, rng, rng_ctx) \
    ((void)(rng), (void)(rng_ctx), mbedtls_pk_parse_key(pk, key, len, password, password_len))

static inline int mbedtls_x509_crt_get_ca_istrue(const mbedtls_x509_crt *crt)
{
    return crt->ca_istrue;
}

static inline int mbedtls_x509write_crt_set_serial_raw(mbedtls_x509write_cert *crt,
                                                       unsigned char *serial, size_t len)
{
    return mbedtls_mpi_read_binary(&crt->serial, serial, len);
}

#endif
#endif
