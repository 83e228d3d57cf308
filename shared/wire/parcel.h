// SPDX-License-Identifier: Apache-2.0
// The file that hands over what only one tablet has (docs/HANDOVER.md): its frame, and the items
// that are sealed inside.
#ifndef PLUMB_SHARED_WIRE_PARCEL_H
#define PLUMB_SHARED_WIRE_PARCEL_H

#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"
#include "shared/model/vector.h"
#include "shared/wire/parcel_source.h"

// "PLUMBHAND1\n", the head as one line of JSON, an envelope to the office's seal key, and the
// device's signature over all of that. Inside the envelope: items, each a line of JSON and as many
// bytes as it says, ended by the item "end".
enum {
    PARCEL_SEAL_BYTES = 82, // length, 80 bytes for the signature, '\n'
    PARCEL_HEAD_MAX = 16 << 10,
    PARCEL_LINE_MAX = 4096,
    PARCEL_PEM_MAX = 4096,
    PARCEL_LANE_TEXT = 12,
};
extern const char parcel_magic[];

// What anybody who carries the file may read.
struct parcel_head {
    struct uuid device;
    int64_t made_ms; // wall clock of the tablet
    int64_t entries, blobs, parcels, bytes;
    struct dot first, last; // of the entries, in order of the journal; actor 0: there are none
    char agent[64];
    char certificate[PARCEL_PEM_MAX]; // the device's
    uint64_t size_bytes;              // of magic and head: where the envelope begins
};
// Appends magic and head; sets head->size_bytes. False when it does not fit.
bool parcel_head_format(struct parcel_head *head, struct buffer *out);
// PARSE: it is no such file, or of a later version; FORGED: it is cut; else what the source said.
enum err parcel_head_read(const struct parcel_source *source, struct parcel_head *out,
                          struct error *error);

// DENIED: the head's certificate is not that of this device, or not of this office.
enum err parcel_head_check(const struct parcel_head *head, struct span ca_pem, struct error *error);

// An item of the sealed part.
enum parcel_kind {
    PARCEL_PUSH, // the body of a push, as the tablet would have sent it
    PARCEL_BLOB, // a file's bytes
    PARCEL_END,
    PARCEL_UNKNOWN // of a later version: to be passed over
};
struct parcel_item {
    enum parcel_kind kind;
    uint64_t size_bytes;  // that follow its line
    struct digest digest; // BLOB
    struct uuid site, record;
    char lane[PARCEL_LANE_TEXT];
    int64_t pushes, blobs; // END: how many there were
};
// Appends the line with its '\n'. False when it does not fit.
bool parcel_item_format(const struct parcel_item *item, struct buffer *out);
enum err parcel_item_parse(struct span line, struct parcel_item *out, struct error *error); // PARSE

// Whether a file is whole and its device's, from all its bytes in order.
struct parcel_check;
struct parcel_check *parcel_check_begin(uint64_t size_bytes);
// All of a source, piece by piece; `pass` (may be NULL) is handed each piece too, and may refuse
// it.
struct parcel_pass {
    void *ctx;
    enum err (*piece)(void *ctx, const void *bytes, size_t len, struct error *error);
};
enum err parcel_check_read(struct parcel_check *check, const struct parcel_source *source,
                           const struct parcel_pass *pass, struct error *error);
void parcel_check_add(struct parcel_check *check, const void *bytes, size_t len);
// FORGED: cut, changed, or not signed by the key of the head's certificate. DENIED: that is no
// tablet's certificate of this office. `digest` (of the whole file) may be NULL.
enum err parcel_check_finish(struct parcel_check *check, const struct parcel_head *head,
                             struct span ca_pem, struct digest *digest, struct error *error);
void parcel_check_free(struct parcel_check *check); // accepts NULL

// What the device signs, of the digest of everything before the signature; appended.
bool parcel_statement(const struct digest *digest, struct buffer *out);

#endif
