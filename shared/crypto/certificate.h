// SPDX-License-Identifier: Apache-2.0
// Certificates of the office's own authority: issuing, reading and checking (X.509 v3, RFC 5280).
#ifndef PLUMB_SHARED_CRYPTO_CERTIFICATE_H
#define PLUMB_SHARED_CRYPTO_CERTIFICATE_H

#include "shared/crypto/key.h"

// Who may do what with a certificate. Tablets get CLIENT, the two listeners SERVER, receipts
// RECEIPT (digitalSignature only), the office's sealing key SEAL (keyAgreement only), the key of
// its sign-off log LOG (digitalSignature only). Each leaf names exactly one purpose in extKeyUsage:
// clientAuth, serverAuth, for RECEIPT 2.25.294113160761205762115984427983185250099, for
// SEAL 2.25.175427823947150027325851249388427587005, for
// LOG 2.25.16740943100395641231588141566162595931. The CA signs leaves only (path length 0).
enum certificate_use {
    CERTIFICATE_CA,
    CERTIFICATE_CLIENT,
    CERTIFICATE_SERVER,
    CERTIFICATE_RECEIPT,
    CERTIFICATE_SEAL,
    CERTIFICATE_LOG
};

enum { CERTIFICATE_SERIAL_BYTES = 16, CERTIFICATE_NAME_MAX_BYTES = 64 };

struct certificate_options {
    enum certificate_use use;
    const char *common_name;  // device id, or a name; see certificate_name_valid
    const char *const *names; // subjectAltName DNS names or IPv4/IPv6 literals, SERVER only
    size_t name_count;
    int64_t from_ms,
        until_ms; // Unix ms; the CA, SERVER, RECEIPT, SEAL, LOG: use certificate_from/until_always
    uint8_t serial[CERTIFICATE_SERIAL_BYTES]; // random, so that two of them never meet
};
extern const int64_t certificate_from_always;  // 1970-01-01
extern const int64_t certificate_until_always; // 9999-12-31

// 1 to 64 bytes of [A-Za-z0-9 ._-] without a space at either end; false for NULL.
bool certificate_name_valid(const char *name);

// Who signs: the authority's key and its certificate, which is empty for the one it gives itself.
struct certificate_issuer {
    const struct key *key;
    struct span pem;
};

// Every `pem` that is read may hold more blocks than one and text around them (a chain from a
// company's authority): the first certificate counts. Reading gives TOO_LARGE above 16 KiB, PARSE
// when there is no whole certificate.

// Issues a certificate for `subject`'s public half signed by `issuer`; for the CA itself issuer is
// the subject and issuer->pem is empty. Appends PEM; the same arguments give the same bytes.
// INVALID: options that break the rules above, an issuer that is not the key of a CA that this
// function made, or without private half. TOO_LARGE: `pem` is full. `pem` holds only whole
// certificates, also after an error.
enum err certificate_issue(const struct certificate_issuer *issuer, const struct key *subject,
                           const struct certificate_options *options, struct buffer *pem,
                           struct error *error);

// What a certificate says. common_name is NUL-terminated UTF-8, empty when there is none.
struct certificate_info {
    char common_name[CERTIFICATE_NAME_MAX_BYTES + 1];
    int64_t from_ms, until_ms;
    struct digest digest;     // SHA-256 of its DER
    struct digest key_digest; // SHA-256 of its SubjectPublicKeyInfo
};
enum err certificate_read(struct span pem, struct certificate_info *out, struct error *error);
// Its key, to be freed with key_free; INVALID when that is not P-256.
enum err certificate_public_key(struct span pem, struct key **out, struct error *error);
// Calls `each` with every host name and literal IP address that it is good for
// (subjectAltName); nothing when it cannot be read.
void certificate_names(struct span pem, void (*each)(void *arg, const char *name), void *arg);
// Whether `pem` was issued by `ca_pem` for this use, and no other; AUTH when not. The use CA is the
// authority's own certificate. Time is not judged here (sync.md section 5: causality and trust
// never depend on the wall clock; the device table is asked instead).
enum err certificate_check(struct span pem, struct span ca_pem, enum certificate_use use,
                           struct error *error);

#endif
