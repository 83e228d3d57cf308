// SPDX-License-Identifier: Apache-2.0
// A receipt: what the office holds durably, signed (docs/PROTOCOL.md section 6).
#ifndef PLUMB_SHARED_WIRE_RECEIPT_H
#define PLUMB_SHARED_WIRE_RECEIPT_H

#include "shared/crypto/key.h"
#include "shared/data/json.h"
#include "shared/wire/exchange_request.h"

struct receipt {
    struct vector actors; // owned
    int64_t at_ms;
    uint64_t backed_up_through, commit, epoch, tag;
    struct uuid device;
    char witness[POSITION_TEXT];
    uint8_t signature[KEY_SIGNATURE_MAX];
    size_t signature_len;
};
void receipt_init(struct receipt *receipt);
void receipt_clear(struct receipt *receipt); // frees, then as init
// Appends the canonical form, without a line break; without the signature it is what is signed.
bool receipt_format(const struct receipt *receipt, bool with_signature, struct buffer *out);
// Reads into an initialised receipt. PARSE; the receipt is then empty.
enum err receipt_parse(const struct json *object, struct receipt *out, struct error *error);
// Sets the signature. INVALID for a value that has no form (a time beyond 2^53), or key_sign's.
enum err receipt_sign(struct receipt *receipt, const struct key *key);
bool receipt_verify(const struct receipt *receipt, const struct key *public_key);

#endif
