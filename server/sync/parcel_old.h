// SPDX-License-Identifier: Apache-2.0
// The sealed file of a tablet that was wiped by an older program (docs/HANDOVER.md): entries and
// files without a signature, chain or site, read as items of a handover file.
#ifndef PLUMB_SERVER_SYNC_PARCEL_OLD_H
#define PLUMB_SERVER_SYNC_PARCEL_OLD_H

#include "shared/crypto/key.h"
#include "shared/wire/parcel.h"

struct parcel_old;
// Whether the source begins as such a file does.
bool parcel_old_is(const struct parcel_source *source);
// Everything is borrowed. CORRUPT: it does not open with this key.
enum err parcel_old_open(const struct parcel_source *source, const struct key *seal,
                         struct parcel_old **out, struct error *error);
void parcel_old_free(struct parcel_old *old); // accepts NULL
// Who it says it is of: nobody's word stands for that.
struct uuid parcel_old_device(const struct parcel_old *old);
// As parcel_reader_next and _read. The chain of the pushes begins where no journal does, and says
// so. Files are of no site.
enum err parcel_old_next(struct parcel_old *old, struct parcel_item *out, struct error *error);
enum err parcel_old_read(struct parcel_old *old, void *bytes, size_t len, size_t *got,
                         struct error *error);

#endif
