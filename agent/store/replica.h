// SPDX-License-Identifier: Apache-2.0
// The tablet's records: present state, the received state with its mac, and what sync changes of
// them.
#ifndef PLUMB_AGENT_STORE_REPLICA_H
#define PLUMB_AGENT_STORE_REPLICA_H

#include "agent/store/store.h"
#include "shared/model/record.h"

struct replica_row {
    struct uuid id, site;
    struct span kind, state; // borrowed
    uint8_t mac[MAC_BYTES];
    bool maced; // mac belongs to `state`
    bool conflicted, deleted;
};
// NOT_FOUND also for a record of a site that is being dropped: it is hidden at once.
enum err replica_get(struct store *store, const struct uuid *id, struct replica_row *out,
                     struct error *error);
typedef bool replica_each(void *arg, const struct replica_row *row);
struct replica_filter {
    bool by_site, conflicted_only, with_deleted;
    struct uuid site;
    struct span kind; // empty: all
};
// Until `each` returns false; records of one site in order of id.
enum err replica_list(struct store *store, const struct replica_filter *filter, replica_each *each,
                      void *arg, struct error *error);

// How many records there are, deleted ones too, and in how many of them values contradict each
// other; without those of sites that are being dropped.
struct replica_figures {
    int64_t records, conflicts;
};
enum err replica_figures(struct store *store, struct replica_figures *out, struct error *error);

// The mac of the state with exactly this vector, from a push reply: kept when the present state has
// this vector, ignored otherwise.
enum err replica_mac(struct store *store, const struct uuid *id, const struct vector *vector,
                     const uint8_t mac[MAC_BYTES], struct error *error);

// For an offer: the newest received state with its mac (NOT_FOUND: none); `state` is emptied first.
enum err replica_received(struct store *store, const struct uuid *id, struct buffer *state,
                          uint8_t mac[MAC_BYTES], struct error *error);
// The sites of which there are records here, until `each` returns false: a look at each site, not
// at its records.
enum err replica_site_ids(struct store *store, store_site_each *each, void *arg,
                          struct error *error);
// How often the first record of a site came, pulled or written here, since the store was opened: as
// long as it stays the same, no site is here that was not.
uint64_t replica_sites_made(struct store *store);
// Digests of the sites held (docs/PROTOCOL.md section 5), until `each` returns false.
typedef bool replica_site_each(void *arg, const struct uuid *site, const struct digest *digest);
enum err replica_sites(struct store *store, replica_site_each *each, void *arg,
                       struct error *error);
// Records of a site after `after` in order of id (nil: from the start), until `each` returns false.
struct replica_page {
    struct uuid site, after;
};
typedef bool replica_vector_each(void *arg, const struct uuid *id, const struct vector *vector);
enum err replica_vectors(struct store *store, const struct replica_page *page,
                         replica_vector_each *each, void *arg, struct error *error);

#endif
