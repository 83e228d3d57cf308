// SPDX-License-Identifier: Apache-2.0
#include "shared/net/tls_config.h"

#include "shared/base/memory.h"
#include "shared/net/tls_compat.h"

#include <mbedtls/error.h>
#include <mbedtls/oid.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/x509_crt.h>
#include <string.h>
#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

enum { PEM_BYTES_MAX = 64 << 10 };

struct tls_config {
    mbedtls_ssl_config ssl;
    mbedtls_x509_crt certificate, client_ca;
    mbedtls_pk_context key;
    struct random random;
    struct tls_ticket ticket;
};

static int fill_random(void *ctx, unsigned char *out, size_t len)
{
    random_fill(ctx, out, len);
    return 0;
}

static bool aes_is_fast(void)
{
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_cpu_supports("aes") != 0;
#elif defined(__aarch64__)
    return (getauxval(AT_HWCAP) & (1UL << 3)) != 0; // HWCAP_AES
#else
    return false;
#endif
}

static const int *suites(void)
{
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
#define SUITES_1_3(first, second, third) first, second, third,
#else
#define SUITES_1_3(first, second, third)
#endif
    static const int aes_first[]
        = {SUITES_1_3(MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
                      MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256)
               MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
           MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
           MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, 0};
    static const int chacha_first[]
        = {SUITES_1_3(MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
                      MBEDTLS_TLS1_3_AES_256_GCM_SHA384)
               MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
           MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
           MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, 0};

    return aes_is_fast() ? aes_first : chacha_first;
}

// Trust never depends on a clock, so age is not judged; which use a certificate states is.
static int judge(void *ctx, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    (void)ctx;
    *flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
    if (depth == 0
        && (!tls_compat_states_use(certificate)
            || mbedtls_x509_crt_check_extended_key_usage(certificate, MBEDTLS_OID_CLIENT_AUTH,
                                                         MBEDTLS_OID_SIZE(MBEDTLS_OID_CLIENT_AUTH))
                   != 0))
        *flags |= MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
    return 0;
}

static enum err tls_error(struct error *error, const char *what, int result)
{
    char text[128];

    mbedtls_strerror(result, text, sizeof(text));
    return error_set(error, ERR_INVALID, "TLS: %s: %s", what, text);
}

// mbedtls reads PEM only with its final NUL inside the length.
static enum err parse_certificates(mbedtls_x509_crt *out, struct span pem, const char *what,
                                   struct error *error)
{
    char *text;
    int result;

    if (pem.len > PEM_BYTES_MAX)
        return error_set(error, ERR_TOO_LARGE, "TLS: %s: %zu bytes", what, pem.len);
    text = mem_alloc(pem.len + 1);
    memcpy(text, pem.data, pem.len);
    result = mbedtls_x509_crt_parse(out, (const unsigned char *)text, pem.len + 1);
    mem_free(text);
    // A positive result counts certificates that could not be read.
    return result == 0 ? ERR_OK : tls_error(error, what, result < 0 ? result : 0);
}

static enum err parse_key(struct tls_config *config, struct span pem, struct error *error)
{
    char *text;
    int result;

    if (pem.len > PEM_BYTES_MAX)
        return error_set(error, ERR_TOO_LARGE, "TLS: key: %zu bytes", pem.len);
    text = mem_alloc(pem.len + 1);
    memcpy(text, pem.data, pem.len);
    result = tls_compat_parse_key(&config->key, (const unsigned char *)text, pem.len + 1,
                                  fill_random, &config->random);
    mem_wipe(text, pem.len);
    mem_free(text);
    return result == 0 ? ERR_OK : tls_error(error, "key", result);
}

static void apply_profile(struct tls_config *config, bool with_client_ca)
{
    mbedtls_ssl_config *ssl = &config->ssl;

    mbedtls_ssl_conf_rng(ssl, fill_random, &config->random);
    tls_compat_profile(ssl);
    mbedtls_ssl_conf_ciphersuites(ssl, suites());
#if defined(MBEDTLS_SSL_RENEGOTIATION)
    mbedtls_ssl_conf_renegotiation(ssl, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#endif
    mbedtls_ssl_conf_session_tickets_cb(ssl, tls_ticket_write, tls_ticket_parse, &config->ticket);
    if (with_client_ca) {
        mbedtls_ssl_conf_ca_chain(ssl, &config->client_ca, NULL);
        mbedtls_ssl_conf_authmode(ssl, MBEDTLS_SSL_VERIFY_REQUIRED);
        mbedtls_ssl_conf_verify(ssl, judge, NULL);
    } else {
        mbedtls_ssl_conf_authmode(ssl, MBEDTLS_SSL_VERIFY_NONE);
    }
}

static enum err load(struct tls_config *config, const struct http_tls *options, struct error *error)
{
    bool with_client_ca = options->client_ca_pem.len > 0;
    enum err err = ERR_OK;
    int result;

    if (!tls_compat_start())
        return error_set(error, ERR_INTERNAL, "TLS: the crypto library does not start");
    result = mbedtls_ssl_config_defaults(&config->ssl, MBEDTLS_SSL_IS_SERVER,
                                         MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
    if (result != 0)
        return tls_error(error, "defaults", result);
    if ((err
         = parse_certificates(&config->certificate, options->certificate_pem, "certificate", error))
        || (err = parse_key(config, options->key_pem, error)))
        return err;
    if (with_client_ca
        && (err
            = parse_certificates(&config->client_ca, options->client_ca_pem, "client CA", error)))
        return err;
    tls_compat_keep_tables(&config->key);
    if (with_client_ca)
        tls_compat_keep_tables(&config->client_ca.pk);
    apply_profile(config, with_client_ca);
    result = mbedtls_ssl_conf_own_cert(&config->ssl, &config->certificate, &config->key);
    return result == 0 ? ERR_OK : tls_error(error, "own certificate", result);
}

enum err tls_config_create(const struct http_tls *options, const struct clock *clock,
                           const struct random *random, struct tls_config **out,
                           struct error *error)
{
    struct tls_config *config = mem_alloc(sizeof(*config));
    enum err err;

    mbedtls_ssl_config_init(&config->ssl);
    mbedtls_x509_crt_init(&config->certificate);
    mbedtls_x509_crt_init(&config->client_ca);
    mbedtls_pk_init(&config->key);
    config->random = *random;
    config->ticket = (struct tls_ticket){.device_version = options->device_version,
                                         .ctx = options->ctx,
                                         .certified = options->client_ca_pem.len > 0,
                                         .clock = *clock,
                                         .random = *random};
    memcpy(config->ticket.secret, options->ticket_key, sizeof(config->ticket.secret));
    err = load(config, options, error);
    if (err) {
        tls_config_free(config);
        return err;
    }
    *out = config;
    return ERR_OK;
}

void tls_config_free(struct tls_config *config)
{
    if (!config)
        return;
    mbedtls_ssl_config_free(&config->ssl);
    mbedtls_x509_crt_free(&config->certificate);
    mbedtls_x509_crt_free(&config->client_ca);
    mbedtls_pk_free(&config->key);
    mem_wipe(&config->ticket, sizeof(config->ticket));
    mem_free(config);
}

const mbedtls_ssl_config *tls_config_get(const struct tls_config *config)
{
    return &config->ssl;
}

const struct tls_ticket *tls_config_ticket(const struct tls_config *config)
{
    return &config->ticket;
}

void tls_config_focus(struct tls_config *config, struct tls_identity *identity)
{
    config->ticket.current = identity;
}
