// SPDX-License-Identifier: Apache-2.0
// Customers who were erased: what was done, which files have to go, and the proof of each
// sign-off that is kept.
#ifndef PLUMB_SERVER_STORAGE_ERASURES_H
#define PLUMB_SERVER_STORAGE_ERASURES_H

#include "server/storage/storage.h"
#include "server/storage/uploads.h"
#include "shared/crypto/key.h"

struct erasure_row {
    struct uuid site;
    int64_t at_ms;
    uint64_t commit;
    char by[64], reason[256];
    int64_t records, entries, files, signoffs; // removed; sign-offs: proofs kept
    int64_t late;                              // entries that came afterwards, and were not kept
    int64_t scrubbed_ms; // freed pages of the database were overwritten; 0: to be done
};
enum err erasures_get(struct view *view, const struct uuid *site, struct erasure_row *out,
                      struct error *error); // NOT_FOUND
// One look-up in a table that is nearly always empty.
enum err erasures_has(struct view *view, const struct uuid *site, bool *out, struct error *error);
typedef bool erasures_each(void *arg, const struct erasure_row *erasure);
// In the order in which they were made, until `each` returns false.
enum err erasures_list(struct view *view, erasures_each *each, void *arg, struct error *error);

// What erasing the site would remove. Costs a look at every name of a blob.
struct erasure_figures {
    int64_t records, entries, files, file_bytes;
    int64_t shared_files; // named by other sites, too: they stay there
    int64_t held;         // entries in quarantine, decided or not
    int64_t signoffs;     // in the sign-off log
    int64_t unlogged;     // sign-offs that the log is to look at first
    uint64_t head;        // newest place in the site's feed
};
enum err erasures_measure(struct view *view, const struct uuid *site, struct erasure_figures *out,
                          struct error *error);
// Uploads under way for the site.
typedef bool erasures_each_upload(void *arg, const struct upload_row *upload);
enum err erasures_uploads(struct view *view, const struct uuid *site, erasures_each_upload *each,
                          void *arg, struct error *error);
// Tablets that ever had the site in scope, and whether each has confirmed that it purged it.
typedef bool erasures_each_device(void *arg, const struct uuid *device, bool confirmed);
enum err erasures_devices(struct view *view, const struct uuid *site, erasures_each_device *each,
                          void *arg, struct error *error);

// Inside a commit, once for a site: removes records, held entries, names and rows of files,
// uploads, and the bytes of its history, of which dot and chain stay; ends its scope, so that
// tablets are told to purge it. The counts of `erasure` are filled in. EXISTS: it was erased.
// The files themselves, and pages that were freed, are the caller's affair (erased_files_list,
// storage_scrub).
enum err erasures_make(struct storage *storage, struct erasure_row *erasure, struct error *error);
// An entry of the site came afterwards, and only its mark was kept.
enum err erasures_late(struct storage *storage, const struct uuid *site, struct error *error);
// The freed pages of all erasures so far were overwritten.
enum err erasures_scrubbed(struct storage *storage, struct error *error);

// Whether files, or freed pages, wait to be taken away.
enum err erasures_waiting(struct view *view, bool *files, bool *pages, struct error *error);
// Inside a commit: handover files that were read to their end, of tablets that ever had an erased
// site, are to be removed: they are sealed, and the office has the key.
enum err erasures_parcels(struct storage *storage, struct error *error);

// A file of the site came afterwards: to be removed.
enum err erased_files_put(struct storage *storage, const struct digest *digest,
                          const struct uuid *site, struct error *error);
// Files that are to be removed and that nothing else names, at most `most`, until `each` returns
// false.
typedef bool erased_files_each(void *arg, const struct digest *digest);
enum err erased_files_list(struct view *view, size_t most, erased_files_each *each, void *arg,
                           struct error *error);
enum err erased_files_gone(struct storage *storage, const struct digest *digest,
                           struct error *error);

struct erased_signoff {
    struct uuid signoff, site, of;
    char form[48], role[48], verdict[32];
    int64_t signed_ms;
    struct digest sealed, statement, content, handwriting; // handwriting zero: none
    uint8_t seal[KEY_SIGNATURE_MAX];
    size_t seal_len;
};
// Before erasures_make of its site, in the same commit.
enum err erased_signoffs_put(struct storage *storage, const struct erased_signoff *signoff,
                             struct error *error);
enum err erased_signoffs_get(struct view *view, const struct uuid *signoff,
                             struct erased_signoff *out, struct error *error); // NOT_FOUND
typedef bool erased_signoffs_each(void *arg, const struct erased_signoff *signoff);
enum err erased_signoffs_list(struct view *view, const struct uuid *site,
                              erased_signoffs_each *each, void *arg, struct error *error);

#endif
