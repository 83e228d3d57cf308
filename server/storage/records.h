// SPDX-License-Identifier: Apache-2.0
// Records as the office holds them: state bytes, mac, feed sequence; and the feed by site.
#ifndef PLUMB_SERVER_STORAGE_RECORDS_H
#define PLUMB_SERVER_STORAGE_RECORDS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

struct record_row {
    int64_t row; // internal number; 0: not stored yet
    struct uuid id, site;
    struct span kind;
    struct span state;  // canonical bytes
    struct span vector; // packed
    uint8_t mac[MAC_BYTES];
    uint64_t seq;
    uint64_t
        author; // actor whose write made this very state (its context ∪ dot is the vector), or 0
    uint64_t author_counter;
    int64_t received_ms; // of the newest change
    bool conflicted, deleted;
};
// NOT_FOUND: no such record.
enum err records_get(struct view *view, const struct uuid *id, struct record_row *out,
                     struct error *error);
// Inserts (row == 0, row is then filled in) or replaces state, vector, mac, seq, author, received,
// flags; id, site and kind stay for ever. EXISTS: row == 0 but the id is there. INVALID: seq 0.
enum err records_put(struct storage *storage, struct record_row *record, struct error *error);

// Calls `each` in order of seq for records of `site` with seq > after, until it returns false.
typedef bool records_each(void *arg, const struct record_row *record);
struct records_range {
    struct uuid site;
    uint64_t after;
    size_t limit; // most rows, 0: all
};
enum err records_feed(struct view *view, const struct records_range *range, records_each *each,
                      void *arg, struct error *error);
// The same over all sites, the range's site left out: no change that commits late is ever passed.
enum err records_feed_all(struct view *view, const struct records_range *range, records_each *each,
                          void *arg, struct error *error);
// The newest seq of a site, 0 when empty: one index look-up.
enum err records_site_head(struct view *view, const struct uuid *site, uint64_t *seq,
                           struct error *error);
// Records in order of id (for digests and lists), until `each` returns false. Costs what the site
// holds; over all sites: what the office holds, except for the office's own kinds (site, person,
// assignment, catalogue, device) and for conflicts, which are found by an index.
struct records_filter {
    struct uuid site;
    bool every_site;  // then site is not looked at
    struct span kind; // empty: all kinds
    bool conflicted_only;
};
enum err records_list(struct view *view, const struct records_filter *filter, records_each *each,
                      void *arg, struct error *error);
// Every site that a record ever named, the nil one of global kinds included, by id.
typedef bool records_site_each(void *arg, const struct uuid *site);
enum err records_sites(struct view *view, records_site_each *each, void *arg, struct error *error);

#endif
