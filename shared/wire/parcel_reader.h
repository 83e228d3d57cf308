// SPDX-License-Identifier: Apache-2.0
// The items of a handed-over file, opened with the office's key and read one after the other.
#ifndef PLUMB_SHARED_WIRE_PARCEL_READER_H
#define PLUMB_SHARED_WIRE_PARCEL_READER_H

#include "shared/crypto/key.h"
#include "shared/wire/parcel.h"

struct parcel_reader;
// `seal`: the office's private key; it and the source are borrowed. The signature was checked
// before. CORRUPT: nothing sealed begins behind the head.
enum err parcel_reader_open(const struct parcel_source *source, const struct parcel_head *head,
                            const struct key *seal, struct parcel_reader **out,
                            struct error *error);
void parcel_reader_free(struct parcel_reader *reader); // accepts NULL

// The next item, behind whatever was not read of the one before. Items of a later version are
// passed over. CORRUPT: it does not open, or is not what a tablet writes; then nothing more can be
// read. At PARCEL_END all of it was there.
enum err parcel_reader_next(struct parcel_reader *reader, struct parcel_item *out,
                            struct error *error);
// The item's bytes; *got is 0 at its end.
enum err parcel_reader_read(struct parcel_reader *reader, void *bytes, size_t len, size_t *got,
                            struct error *error);
uint64_t parcel_reader_place(const struct parcel_reader *reader); // bytes of the file behind it

#endif
