// SPDX-License-Identifier: Apache-2.0
// What was kept long enough: found here, and removed when a person says so (D12.4).
#ifndef PLUMB_SERVER_STORAGE_EXPIRY_H
#define PLUMB_SERVER_STORAGE_EXPIRY_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

// How many rows are older than `before_ms`, and the time of the oldest (0: none).
struct expiry_count {
    int64_t rows, oldest_ms;
};
// Audit rows of reads of personal data whose values are still there. Rows and chain stay for ever;
// erasing empties their values.
enum err expiry_reads(struct view *view, int64_t before_ms, struct expiry_count *out,
                      struct error *error);
enum err expiry_reads_erase(struct storage *storage, int64_t before_ms, struct error *error);
// Sessions of the console that ended.
enum err expiry_sessions(struct view *view, int64_t before_ms, struct expiry_count *out,
                         struct error *error);
enum err expiry_sessions_remove(struct storage *storage, int64_t before_ms, struct error *error);
// Files that are held and that no record, of whatever time, and no handover names.
typedef bool expiry_file(void *arg, const struct digest *digest, uint64_t size, int64_t since_ms);
enum err expiry_files(struct view *view, int64_t before_ms, expiry_file *each, void *arg,
                      struct error *error);
// Forgets such a file, which is then to be removed (erased_files_list).
enum err expiry_file_remove(struct storage *storage, const struct digest *digest,
                            struct error *error);
// When the newest change of the site came; 0: it has no records.
enum err expiry_site_last(struct view *view, const struct uuid *site, int64_t *out,
                          struct error *error);

#endif
