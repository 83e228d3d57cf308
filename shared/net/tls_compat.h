// SPDX-License-Identifier: Apache-2.0
// Where TLS differs between mbedtls 2.28 (Debian 12, TLS 1.2) and 3.6 (Debian 13, TLS 1.3), and
// nowhere else.
#ifndef PLUMB_SHARED_NET_TLS_COMPAT_H
#define PLUMB_SHARED_NET_TLS_COMPAT_H

#include <mbedtls/ecdsa.h>
#include <mbedtls/oid.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <stdbool.h>

#if MBEDTLS_VERSION_NUMBER >= 0x03000000

#include <psa/crypto.h>

static inline bool tls_compat_start(void)
{
    return psa_crypto_init() == PSA_SUCCESS;
}

static inline void tls_compat_profile(mbedtls_ssl_config *config)
{
    static const uint16_t groups[]
        = {MBEDTLS_SSL_IANA_TLS_GROUP_X25519, MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
           MBEDTLS_SSL_IANA_TLS_GROUP_NONE};
    static const uint16_t signatures[]
        = {MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256, MBEDTLS_TLS1_3_SIG_NONE};

    mbedtls_ssl_conf_min_tls_version(config, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_groups(config, groups);
    mbedtls_ssl_conf_sig_algs(config, signatures);
    mbedtls_ssl_conf_tls13_key_exchange_modes(config,
                                              MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL);
}

static inline int tls_compat_parse_key(mbedtls_pk_context *key, const unsigned char *pem,
                                       size_t len, int (*random)(void *, unsigned char *, size_t),
                                       void *ctx)
{
    return mbedtls_pk_parse_key(key, pem, len, NULL, 0, random, ctx);
}

static inline bool tls_compat_states_use(const mbedtls_x509_crt *certificate)
{
    return mbedtls_x509_crt_has_ext_type(certificate, MBEDTLS_X509_EXT_EXTENDED_KEY_USAGE) != 0;
}

static inline void tls_compat_keep_tables(mbedtls_pk_context *key)
{
    (void)key; // the tables are part of the library here
}

// A ticket that opens nothing, for when there is to be none: TLS 1.3 has no empty one.
static inline size_t tls_compat_void_ticket_bytes(const mbedtls_ssl_session *session)
{
    return session->MBEDTLS_PRIVATE(tls_version) == MBEDTLS_SSL_VERSION_TLS1_3 ? 1 : 0;
}

#else

#define MBEDTLS_PRIVATE(member) member

static inline bool tls_compat_start(void)
{
    return true;
}

static inline void tls_compat_profile(mbedtls_ssl_config *config)
{
    static const mbedtls_ecp_group_id curves[]
        = {MBEDTLS_ECP_DP_CURVE25519, MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_NONE};
    static const int hashes[] = {MBEDTLS_MD_SHA256, MBEDTLS_MD_NONE};

    mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_curves(config, curves);
    mbedtls_ssl_conf_sig_hashes(config, hashes);
}

static inline int tls_compat_parse_key(mbedtls_pk_context *key, const unsigned char *pem,
                                       size_t len, int (*random)(void *, unsigned char *, size_t),
                                       void *ctx)
{
    (void)random;
    (void)ctx;
    return mbedtls_pk_parse_key(key, pem, len, NULL, 0);
}

static inline bool tls_compat_states_use(const mbedtls_x509_crt *certificate)
{
    return (certificate->ext_types & MBEDTLS_X509_EXT_EXTENDED_KEY_USAGE) != 0;
}

// A key of type ECKEY is copied for every signature, and with it the table of multiples of the base
// point is computed anew, which takes longer than the rest. One of type ECDSA keeps it.
static inline void tls_compat_keep_tables(mbedtls_pk_context *key)
{
    mbedtls_pk_context kept;

    if (mbedtls_pk_get_type(key) != MBEDTLS_PK_ECKEY)
        return;
    mbedtls_pk_init(&kept);
    if (mbedtls_pk_setup(&kept, mbedtls_pk_info_from_type(MBEDTLS_PK_ECDSA)) != 0
        || mbedtls_ecdsa_from_keypair((mbedtls_ecdsa_context *)kept.pk_ctx, mbedtls_pk_ec(*key))
               != 0) {
        mbedtls_pk_free(&kept);
        return;
    }
    mbedtls_pk_free(key);
    *key = kept;
}

static inline size_t tls_compat_void_ticket_bytes(const mbedtls_ssl_session *session)
{
    (void)session;
    return 0;
}

#endif

#endif
