// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/certificate.h"

#include "shared/crypto/certificate_form.h"
#include "shared/crypto/mbedtls_compat.h"
#include "shared/crypto/mbedtls_key.h"
#include "shared/crypto/pem.h"

#include <arpa/inet.h>
#include <mbedtls/asn1write.h>
#include <mbedtls/oid.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const int64_t certificate_from_always = 0;
const int64_t certificate_until_always = INT64_C(253402300799000);

enum { NAME_TEXT = CERTIFICATE_NAME_MAX_BYTES + sizeof("CN="), TIME_TEXT = 16 };
enum { SAN_MAX_BYTES = 4096, SAN_DNS_BYTES = 253, SAN_DNS_TAG = 2, SAN_IP_TAG = 7 };
enum { PURPOSE_MAX_BYTES = 64 };

static const char label[] = "CERTIFICATE";

// What each use writes and what certificate_check demands. Every leaf names exactly one purpose, so
// a certificate of one use never passes for another; RECEIPT, SEAL and LOG name private ones
// (2.25 is the arc of UUIDs, which needs no registration).
static const struct {
    unsigned char key_usage;
    const char *purpose;
    size_t purpose_len;
} profiles[] = {
    [CERTIFICATE_CA] = {MBEDTLS_X509_KU_KEY_CERT_SIGN, NULL, 0},
    [CERTIFICATE_CLIENT] = {MBEDTLS_X509_KU_DIGITAL_SIGNATURE, MBEDTLS_OID_CLIENT_AUTH,
                            MBEDTLS_OID_SIZE(MBEDTLS_OID_CLIENT_AUTH)},
    [CERTIFICATE_SERVER] = {MBEDTLS_X509_KU_DIGITAL_SIGNATURE, MBEDTLS_OID_SERVER_AUTH,
                            MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH)},
    [CERTIFICATE_RECEIPT] = {MBEDTLS_X509_KU_DIGITAL_SIGNATURE,
                             "\x69\x83\xba\xc4\x91\x98\xf8\xc9\xca\xa4"
                             "\xbb\xba\xcc\xa4\xe7\xf6\x9f\x88\x8e\x33",
                             20},
    [CERTIFICATE_SEAL] = {MBEDTLS_X509_KU_KEY_AGREEMENT,
                          "\x69\x82\x87\xfa\x95\xdf\xff\xf9\xc2\x87"
                          "\x81\x8e\xf8\xda\xdf\xd4\xfa\xca\xdb\x3d",
                          20},
    [CERTIFICATE_LOG] = {MBEDTLS_X509_KU_DIGITAL_SIGNATURE,
                         "\x69\x99\x98\x98\x8e\x8e\xc7\xa5\x98\xae"
                         "\xdd\xe8\x8f\xcd\xda\xec\xfd\xe0\x5b",
                         19},
};

static enum err failed(struct error *error, enum err code, const char *what, int result)
{
    return error_set(error, code, "certificate: %s (mbedtls -0x%04x)", what, (unsigned)-result);
}

bool certificate_name_valid(const char *name)
{
    static const char allowed[]
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._-";
    size_t len = name ? strlen(name) : 0;

    return len >= 1 && len <= CERTIFICATE_NAME_MAX_BYTES && strspn(name, allowed) == len
           && name[0] != ' ' && name[len - 1] != ' ';
}

static enum err options_check(const struct certificate_options *options, struct error *error)
{
    if (!certificate_name_valid(options->common_name))
        return error_set(error, ERR_INVALID, "certificate: name \"%.*s\"",
                         CERTIFICATE_NAME_MAX_BYTES,
                         options->common_name ? options->common_name : "");
    if (options->name_count && options->use != CERTIFICATE_SERVER)
        return error_set(error, ERR_INVALID, "certificate: only a server has host names");
    if (options->from_ms < certificate_from_always || options->until_ms > certificate_until_always
        || options->from_ms >= options->until_ms)
        return error_set(error, ERR_INVALID, "certificate: valid from %lld to %lld",
                         (long long)options->from_ms, (long long)options->until_ms);
    return ERR_OK;
}

// Reads the first certificate of `pem`; free with mbedtls_x509_crt_free, also after an error.
static enum err load(struct span pem, mbedtls_x509_crt *crt, struct error *error)
{
    struct buffer der;
    enum err err;

    mbedtls_x509_crt_init(crt);
    buffer_init(&der, PEM_DER_MAX);
    err = pem_read(label, pem, &der, error);
    if (!err) {
        int result = mbedtls_x509_crt_parse_der(crt, (unsigned char *)der.data, der.len);

        if (result != 0)
            err = failed(error, ERR_PARSE, "not readable", result);
    }
    buffer_clear(&der);
    return err;
}

// The first common name; empty when there is none.
static enum err common_name_of(const mbedtls_x509_name *subject,
                               char out[CERTIFICATE_NAME_MAX_BYTES + 1], struct error *error)
{
    out[0] = '\0';
    for (; subject; subject = subject->next) {
        const mbedtls_x509_buf *value = &subject->val;

        if (!subject->oid.p || MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &subject->oid) != 0)
            continue;
        // A NUL inside would make two programs read two names.
        if (value->len > CERTIFICATE_NAME_MAX_BYTES || memchr(value->p, '\0', value->len)
            || !text_utf8_valid((const char *)value->p, value->len))
            return error_set(error, ERR_PARSE, "certificate: common name of %zu bytes", value->len);
        memcpy(out, value->p, value->len);
        out[value->len] = '\0';
        break;
    }
    return ERR_OK;
}

static bool belongs(const struct key *key, const mbedtls_x509_crt *crt)
{
    struct digest held, certified;

    hash_once(crt->pk_raw.p, crt->pk_raw.len, &certified);
    key_public_digest(key, &held);
    return digest_equal(&held, &certified);
}

// The name the issuer goes by, once it is sure that key and certificate belong together.
static enum err issuer_name(const struct certificate_issuer *issuer,
                            char out[CERTIFICATE_NAME_MAX_BYTES + 1], struct error *error)
{
    mbedtls_x509_crt crt;
    enum err err = load(issuer->pem, &crt, error);

    if (err)
        goto done;
    err = common_name_of(&crt.subject, out, error);
    if (err)
        goto done;
    if (!mbedtls_x509_crt_get_ca_istrue(&crt) || !certificate_name_valid(out) || crt.subject.next)
        err = error_set(error, ERR_INVALID,
                        "certificate: the issuer is not one of our authorities");
    else if (!belongs(issuer->key, &crt))
        err = error_set(error, ERR_INVALID, "certificate: the issuer's key is another one");
done:
    mbedtls_x509_crt_free(&crt);
    return err;
}

static bool same_key(const struct key *a, const struct key *b)
{
    struct digest a_digest, b_digest;

    key_public_digest(a, &a_digest);
    key_public_digest(b, &b_digest);
    return digest_equal(&a_digest, &b_digest);
}

static int set_names(mbedtls_x509write_cert *crt, const char *subject, const char *issuer)
{
    char text[NAME_TEXT];
    int result;

    snprintf(text, sizeof(text), "CN=%s", subject);
    result = mbedtls_x509write_crt_set_subject_name(crt, text);
    if (result != 0)
        return result;
    snprintf(text, sizeof(text), "CN=%s", issuer);
    return mbedtls_x509write_crt_set_issuer_name(crt, text);
}

static void time_write(int64_t unix_ms, char out[TIME_TEXT])
{
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm parts;

    strftime(out, TIME_TEXT, "%Y%m%d%H%M%S", gmtime_r(&seconds, &parts));
}

// One GeneralName in front of *at; < 0 when it is not a name or does not fit.
static int san_entry_write(unsigned char **at, unsigned char *start, const char *name)
{
    static const char allowed[]
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";
    unsigned char address[sizeof(struct in6_addr)];
    const unsigned char *value = address;
    unsigned char tag = SAN_IP_TAG;
    size_t len = strlen(name);

    if (inet_pton(AF_INET, name, address) == 1) {
        len = sizeof(struct in_addr);
    } else if (inet_pton(AF_INET6, name, address) == 1) {
        len = sizeof(struct in6_addr);
    } else {
        if (len < 1 || len > SAN_DNS_BYTES || strspn(name, allowed) != len)
            return MBEDTLS_ERR_X509_BAD_INPUT_DATA;
        value = (const unsigned char *)name;
        tag = SAN_DNS_TAG;
    }
    if (mbedtls_asn1_write_raw_buffer(at, start, value, len) < 0
        || mbedtls_asn1_write_len(at, start, len) < 0)
        return MBEDTLS_ERR_ASN1_BUF_TOO_SMALL;
    return mbedtls_asn1_write_tag(at, start, (unsigned char)(MBEDTLS_ASN1_CONTEXT_SPECIFIC | tag));
}

// Puts SEQUENCE in front of what was written from *at to end.
static int sequence_write(unsigned char **at, unsigned char *start, const unsigned char *end)
{
    if (mbedtls_asn1_write_len(at, start, (size_t)(end - *at)) < 0)
        return MBEDTLS_ERR_ASN1_BUF_TOO_SMALL;
    return mbedtls_asn1_write_tag(at, start, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE);
}

// subjectAltName (RFC 5280 section 4.2.1.6), by hand because mbedtls 2.28 cannot.
static enum err set_host_names(mbedtls_x509write_cert *crt, const char *const *names, size_t count,
                               struct error *error)
{
    unsigned char der[SAN_MAX_BYTES] = {0}, *end = der + sizeof(der), *at = end;

    if (!count)
        return ERR_OK;
    for (size_t i = count; i-- > 0;) {
        int result = san_entry_write(&at, der, names[i]);

        if (result < 0)
            return error_set(error, ERR_INVALID, "certificate: host name \"%.64s\"", names[i]);
    }
    if (sequence_write(&at, der, end) < 0
        || mbedtls_x509write_crt_set_extension(crt, MBEDTLS_OID_SUBJECT_ALT_NAME,
                                               MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), 0,
                                               at, (size_t)(end - at))
               != 0)
        return error_set(error, ERR_INVALID, "certificate: too many host names");
    return ERR_OK;
}

// extKeyUsage (RFC 5280 section 4.2.1.12) with the one purpose of this use, by hand as above.
static int set_purpose(mbedtls_x509write_cert *crt, enum certificate_use use)
{
    unsigned char der[PURPOSE_MAX_BYTES] = {0}, *end = der + sizeof(der), *at = end;

    if (!profiles[use].purpose)
        return 0;
    if (mbedtls_asn1_write_oid(&at, der, profiles[use].purpose, profiles[use].purpose_len) < 0
        || sequence_write(&at, der, end) < 0)
        return MBEDTLS_ERR_ASN1_BUF_TOO_SMALL;
    return mbedtls_x509write_crt_set_extension(crt, MBEDTLS_OID_EXTENDED_KEY_USAGE,
                                               MBEDTLS_OID_SIZE(MBEDTLS_OID_EXTENDED_KEY_USAGE), 0,
                                               at, (size_t)(end - at));
}

// Twenty octets at most and no leading zeros: the one DER form of the number.
static int set_serial(mbedtls_x509write_cert *crt, const uint8_t serial[CERTIFICATE_SERIAL_BYTES])
{
    uint8_t copy[CERTIFICATE_SERIAL_BYTES];
    size_t zeros = 0;

    memcpy(copy, serial, sizeof(copy));
    while (zeros < sizeof(copy) - 1 && !copy[zeros])
        zeros++;
    return mbedtls_x509write_crt_set_serial_raw(crt, copy + zeros, sizeof(copy) - zeros);
}

// Everything but names and keys, which are set already.
static enum err set_content(mbedtls_x509write_cert *crt, const struct certificate_options *options,
                            struct error *error)
{
    char from[TIME_TEXT], until[TIME_TEXT];
    int result;

    time_write(options->from_ms, from);
    time_write(options->until_ms, until);
    mbedtls_x509write_crt_set_version(crt, MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(crt, MBEDTLS_MD_SHA256);
    if ((result = set_serial(crt, options->serial)) != 0
        || (result = mbedtls_x509write_crt_set_validity(crt, from, until)) != 0
        || (result
            = mbedtls_x509write_crt_set_basic_constraints(crt, options->use == CERTIFICATE_CA, 0))
               != 0
        || (result = mbedtls_x509write_crt_set_key_usage(crt, profiles[options->use].key_usage))
               != 0
        || (result = set_purpose(crt, options->use)) != 0
        || (result = mbedtls_x509write_crt_set_subject_key_identifier(crt)) != 0
        || (result = mbedtls_x509write_crt_set_authority_key_identifier(crt)) != 0)
        return failed(error, ERR_INTERNAL, "not written", result);
    return set_host_names(crt, options->names, options->name_count, error);
}

static enum err write_out(mbedtls_x509write_cert *crt, const struct key *issuer, struct buffer *pem,
                          struct error *error)
{
    struct random random = random_system();
    unsigned char der[PEM_DER_MAX], strict[CERTIFICATE_FORM_MAX];
    size_t size = 0;
    int len = mbedtls_x509write_crt_der(crt, der, sizeof(der), random_for_mbedtls, &random);

    if (len < 0)
        return failed(error, ERR_INTERNAL, "not written", len);
    if (certificate_form_strict((struct span){(char *)der + sizeof(der) - len, (size_t)len}, issuer,
                                strict, &size)
            != ERR_OK
        || pem_write(label, strict, size, pem) != ERR_OK)
        return error_set(error, ERR_TOO_LARGE, "certificate: larger than %zu bytes", pem->max);
    return ERR_OK;
}

enum err certificate_issue(const struct certificate_issuer *issuer, const struct key *subject,
                           const struct certificate_options *options, struct buffer *pem,
                           struct error *error)
{
    char issuer_cn[CERTIFICATE_NAME_MAX_BYTES + 1];
    mbedtls_pk_context issuer_pk, subject_pk;
    mbedtls_x509write_cert crt;
    enum err err;
    int result;

    mbedtls_pk_init(&issuer_pk);
    mbedtls_pk_init(&subject_pk);
    mbedtls_x509write_crt_init(&crt);
    err = options_check(options, error);
    if (err)
        goto done;
    if (options->use != CERTIFICATE_CA)
        err = issuer_name(issuer, issuer_cn, error);
    else if (same_key(issuer->key, subject))
        snprintf(issuer_cn, sizeof(issuer_cn), "%s", options->common_name);
    else
        err = error_set(error, ERR_INVALID, "certificate: an authority signs itself");
    if (err)
        goto done;
    if ((err = mbedtls_key_load(issuer->key, &issuer_pk, error)) != ERR_OK
        || (err = mbedtls_key_load_public(subject, &subject_pk, error)) != ERR_OK)
        goto done;
    mbedtls_x509write_crt_set_issuer_key(&crt, &issuer_pk);
    mbedtls_x509write_crt_set_subject_key(&crt, &subject_pk);
    result = set_names(&crt, options->common_name, issuer_cn);
    err = result == 0 ? set_content(&crt, options, error)
                      : failed(error, ERR_INTERNAL, "names not written", result);
    if (!err)
        err = write_out(&crt, issuer->key, pem, error);
done:
    mbedtls_x509write_crt_free(&crt);
    mbedtls_pk_free(&subject_pk);
    mbedtls_pk_free(&issuer_pk);
    return err;
}

static int64_t time_read(const mbedtls_x509_time *time)
{
    struct tm parts = {
        .tm_year = time->year - 1900,
        .tm_mon = time->mon - 1,
        .tm_mday = time->day,
        .tm_hour = time->hour,
        .tm_min = time->min,
        .tm_sec = time->sec,
    };

    return (int64_t)timegm(&parts) * 1000;
}

enum err certificate_read(struct span pem, struct certificate_info *out, struct error *error)
{
    struct certificate_info info = {0};
    mbedtls_x509_crt crt;
    enum err err = load(pem, &crt, error);

    if (!err)
        err = common_name_of(&crt.subject, info.common_name, error);
    if (!err) {
        info.from_ms = time_read(&crt.valid_from);
        info.until_ms = time_read(&crt.valid_to);
        hash_once(crt.raw.p, crt.raw.len, &info.digest);
        hash_once(crt.pk_raw.p, crt.pk_raw.len, &info.key_digest);
        *out = info;
    }
    mbedtls_x509_crt_free(&crt);
    return err;
}

void certificate_names(struct span pem, void (*each)(void *arg, const char *name), void *arg)
{
    char name[SAN_DNS_BYTES + 1];
    mbedtls_x509_crt crt;

    if (load(pem, &crt, NULL) == ERR_OK)
        for (const mbedtls_x509_sequence *at = &crt.subject_alt_names; at; at = at->next) {
            int type = at->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK;
            bool named = false;

            if (type == SAN_DNS_TAG)
                named = text_copy(name, sizeof(name),
                                  (struct span){(const char *)at->buf.p, at->buf.len});
            else if (type == SAN_IP_TAG && (at->buf.len == 4 || at->buf.len == 16))
                named = inet_ntop(at->buf.len == 4 ? AF_INET : AF_INET6, at->buf.p, name,
                                  sizeof(name))
                        != NULL;
            if (named && *name)
                each(arg, name);
        }
    mbedtls_x509_crt_free(&crt);
}

enum err certificate_public_key(struct span pem, struct key **out, struct error *error)
{
    mbedtls_x509_crt crt;
    enum err err = load(pem, &crt, error);

    if (!err)
        err = mbedtls_key_take_public(&crt.pk, out, error);
    mbedtls_x509_crt_free(&crt);
    return err;
}

// Whether the certificate is one that certificate_issue writes for this use.
static bool fits(const mbedtls_x509_crt *crt, enum certificate_use use)
{
    const mbedtls_x509_sequence *purpose = &crt->ext_key_usage;
    bool is_ca = use == CERTIFICATE_CA;

    if (crt->MBEDTLS_PRIVATE(key_usage) != profiles[use].key_usage
        || (mbedtls_x509_crt_get_ca_istrue(crt) != 0) != is_ca || purpose->next)
        return false;
    if (is_ca)
        return !purpose->buf.p;
    return purpose->buf.p && purpose->buf.len == profiles[use].purpose_len
           && memcmp(purpose->buf.p, profiles[use].purpose, purpose->buf.len) == 0;
}

// Names chain and the signature is ECDSA over SHA-256 by the authority's key, whatever else it
// claims to be. mbedtls' own verification would judge the clock as well and trust an anchor without
// looking at its signature.
static enum err check_issuer(const mbedtls_x509_crt *crt, mbedtls_x509_crt *ca, struct error *error)
{
    const mbedtls_x509_buf *signature = &crt->MBEDTLS_PRIVATE(sig);
    struct key *ca_key = NULL;
    enum err err = mbedtls_key_take_public(&ca->pk, &ca_key, error);

    if (err)
        return error_set(error, ERR_AUTH, "certificate: not an authority's key");
    if (crt->issuer_raw.len != ca->subject_raw.len
        || memcmp(crt->issuer_raw.p, ca->subject_raw.p, ca->subject_raw.len) != 0)
        err = error_set(error, ERR_AUTH, "certificate: issued by another authority");
    else if (!key_verify(ca_key, crt->tbs.p, crt->tbs.len, signature->p, signature->len))
        err = error_set(error, ERR_AUTH, "certificate: not signed by the authority");
    key_free(ca_key);
    return err;
}

enum err certificate_check(struct span pem, struct span ca_pem, enum certificate_use use,
                           struct error *error)
{
    mbedtls_x509_crt crt, ca;
    enum err err;

    mbedtls_x509_crt_init(&ca);
    err = load(pem, &crt, error);
    if (!err)
        err = load(ca_pem, &ca, error);
    if (err)
        goto done;
    if (!fits(&ca, CERTIFICATE_CA))
        err = error_set(error, ERR_AUTH, "certificate: the authority is none");
    else if (!fits(&crt, use))
        err = error_set(error, ERR_AUTH, "certificate: not for this use");
    else
        err = check_issuer(&crt, &ca, error);
done:
    mbedtls_x509_crt_free(&ca);
    mbedtls_x509_crt_free(&crt);
    return err;
}
