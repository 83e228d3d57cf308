// SPDX-License-Identifier: Apache-2.0
// Another tablet takes the place of one that is broken or lost, step by step: begun, the new one
// invited for the same person, confirmed with everybody who used the old one, the old one revoked.
// How far it is stands in the database.
#ifndef PLUMB_SERVER_SYNC_OFFICE_SWAP_H
#define PLUMB_SERVER_SYNC_OFFICE_SWAP_H

#include "server/audit/audit.h"
#include "server/storage/swaps.h"
#include "server/sync/office.h"

// All but the last two wait for the committer, and leave `audit` (subject and values are filled in)
// in the same commit.
struct office_swap {
    struct uuid old, person; // person: to begin with only
    const struct audit_row *audit;
};
// NOT_FOUND: no such tablet or person. EXISTS: it is being swapped already.
enum err office_swap_begin(struct office *office, const struct office_swap *swap,
                           struct error *error);
// A new invitation for the new tablet; one that was not used before is good for nothing any more.
// NOT_FOUND: no swap is open. PRECONDITION: a tablet came by the last one already.
enum err office_swap_invite(struct office *office, const struct office_swap *swap,
                            struct buffer *link, struct error *error);
// The tablet that came by the invitation takes the place: everybody on the old one's list is on its
// list. PRECONDITION: none came yet. When the old one is revoked already, that ends the swap.
enum err office_swap_confirm(struct office *office, const struct office_swap *swap,
                             struct error *error);
// Calls it off: an invitation that was not used is good for nothing any more. NOT_FOUND.
enum err office_swap_cancel(struct office *office, const struct office_swap *swap,
                            struct error *error);
// Who came by a swap's invitation, and until when that is good.
struct swap_guest {
    struct uuid device; // nil: nobody yet
    int64_t until_ms;   // 0: there is none that is
};
enum err office_swap_came(struct view *view, const struct swap_row *swap, int64_t now_ms,
                          struct swap_guest *out, struct error *error);

// Inside a commit, for office_device: a code was made for the swap of a tablet; a tablet is
// revoked, which ends its swap when that was confirmed.
enum err office_swap_invited(struct storage *storage, const struct uuid *old, const char *code,
                             struct error *error);
enum err office_swap_revoked(struct storage *storage, const struct uuid *old, struct error *error);

#endif
