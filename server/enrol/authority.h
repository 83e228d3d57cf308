// SPDX-License-Identifier: Apache-2.0
// The office's keys and certificates: files of its folder, made once, read at start.
#ifndef PLUMB_SERVER_ENROL_AUTHORITY_H
#define PLUMB_SERVER_ENROL_AUTHORITY_H

#include "shared/base/disk.h"
#include "shared/crypto/certificate.h"

// The name in the tablet listener's certificate, whatever its address.
#define AUTHORITY_TABLETS_NAME "plumbd.internal"
// A name of the office listener that is always good, beside those it is reached by.
#define AUTHORITY_OFFICE_NAME "plumbd"

struct authority {
    struct key *ca, *receipt, *log;             // private
    struct buffer ca_pem;                       // certificates and keys as PEM text
    struct buffer tablets_pem, tablets_key_pem; // the tablet listener's
    struct buffer office_pem, office_key_pem;   // the office listener's
    struct buffer receipt_pem, seal_pem, log_pem;
    struct digest ca_digest;  // SHA-256 of the CA certificate's DER
    struct digest office_pin; // SHA-256 of the office listener's SubjectPublicKeyInfo
    uint8_t mac_key[MAC_KEY_BYTES], ticket_key[32];
    struct random random;
};

// Makes the folder "keys" with everything in it, the CA's key last: an interrupted make can be
// repeated. EXISTS when it is there already.
enum err authority_make(const struct disk *disk, const struct random *random, struct error *error);
// Reads it, and makes the key of the sign-off log where an older folder has none. NOT_FOUND: there
// is none; CORRUPT: a file is missing or does not fit the others.
enum err authority_open(const struct disk *disk, const struct random *random, struct authority *out,
                        struct error *error);
void authority_close(struct authority *authority); // wipes; accepts a zeroed struct

// Appends a device's certificate, good from two days ago for 90 days. Thread-safe.
struct authority_device {
    const struct key *public_key;
    struct uuid id;
    int64_t now_ms;
};
enum err authority_issue(const struct authority *authority, const struct authority_device *device,
                         struct buffer *pem, struct certificate_info *info, struct error *error);

#endif
