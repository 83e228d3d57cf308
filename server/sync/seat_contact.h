// SPDX-License-Identifier: Apache-2.0
// What a tablet last said of itself: kept in memory, stored with its next commit or now and then.
#ifndef PLUMB_SERVER_SYNC_SEAT_CONTACT_H
#define PLUMB_SERVER_SYNC_SEAT_CONTACT_H

#include "server/sync/roster.h"
#include "shared/wire/exchange_request.h"

// Takes down the header of a full request, which came at `now_ms`; `pulled_to` is the commit of its
// cursor. A short one only says that the tablet is there.
void seat_contact_note(struct roster *roster, const struct uuid *device,
                       const struct exchange_request *request, int64_t now_ms, uint64_t pulled_to);
// Stores what is new of one device, or of all that have a row; inside a commit.
enum err seat_contact_save(struct roster *roster, struct storage *storage,
                           const struct uuid *device, struct error *error);
enum err seat_contact_save_all(struct roster *roster, struct storage *storage, struct error *error);
// Whether anything is new.
bool seat_contact_waits(struct roster *roster);

#endif
