// SPDX-License-Identifier: Apache-2.0
// A handover file as it is written: items go in, sealed and signed bytes come out in order.
#ifndef PLUMB_SHARED_WIRE_PARCEL_WRITER_H
#define PLUMB_SHARED_WIRE_PARCEL_WRITER_H

#include "shared/crypto/key.h"
#include "shared/crypto/random.h"
#include "shared/wire/parcel.h"

// Where the bytes go.
struct parcel_sink {
    void *ctx;
    enum err (*write)(void *ctx, const void *bytes, size_t len);
};
struct parcel_writer_options {
    struct parcel_sink sink;
    const struct random *random;
    const struct key *device; // private: signs
    const struct key *office; // public: to whom it is sealed
    struct parcel_head *head; // what is known beforehand; size_bytes is set
};
struct parcel_writer;
// Everything is borrowed until the end. Errors of the sink; TOO_LARGE: the head does not fit.
enum err parcel_writer_open(const struct parcel_writer_options *options, struct parcel_writer **out,
                            struct error *error);
// An item's line, then its bytes; exactly as many as the line said are to follow before the next.
enum err parcel_writer_item(struct parcel_writer *writer, const struct parcel_item *item,
                            struct error *error);
enum err parcel_writer_add(struct parcel_writer *writer, const void *bytes, size_t len,
                           struct error *error);
// The item "end", and the signature. Gives size and digest of the whole file. The writer is still
// the caller's to free.
enum err parcel_writer_finish(struct parcel_writer *writer, uint64_t *size_bytes,
                              struct digest *digest, struct error *error);
void parcel_writer_free(struct parcel_writer *writer); // accepts NULL

#endif
