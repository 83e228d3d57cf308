// SPDX-License-Identifier: Apache-2.0
// A handover file as the office reads it: signed, or of an older wiped tablet; one way for both.
#ifndef PLUMB_SERVER_SYNC_PARCEL_FEED_H
#define PLUMB_SERVER_SYNC_PARCEL_FEED_H

#include "server/sync/office.h"
#include "shared/wire/parcel.h"

// Whose it is.
struct parcel_feed_owner {
    bool is_signed; // false: nobody's word stands for what follows
    struct uuid device;
    struct digest key; // SHA-256 of the SubjectPublicKeyInfo that signed
    int64_t made_ms;
    struct digest digest; // of the whole file
};
// Reads all of it and looks who signed it. `pass` is handed each piece, may be NULL. PARSE: it is
// neither. FORGED, DENIED as parcel_check_finish; an unsigned one is only hashed and its head
// opened.
enum err parcel_feed_check(struct office *office, const struct parcel_source *source,
                           const struct parcel_pass *pass, struct parcel_feed_owner *out,
                           struct error *error);

struct parcel_feed;
// For reading its items. Everything is borrowed.
enum err parcel_feed_open(struct office *office, const struct parcel_source *source,
                          struct parcel_feed **out, struct error *error);
void parcel_feed_free(struct parcel_feed *feed); // accepts NULL
enum err parcel_feed_next(struct parcel_feed *feed, struct parcel_item *out, struct error *error);
enum err parcel_feed_read(struct parcel_feed *feed, void *bytes, size_t len, size_t *got,
                          struct error *error);

#endif
