// SPDX-License-Identifier: Apache-2.0
// Content-addressed files of this tablet: named by the SHA-256 of their bytes, complete or not
// there.
#ifndef PLUMB_AGENT_STORE_SHELF_H
#define PLUMB_AGENT_STORE_SHELF_H

#include "shared/base/disk.h"
#include "shared/crypto/hash.h"
#include "shared/crypto/random.h"

// With less than this free, nothing new is put on the shelf: photos must not eat what texts and
// the database need (sync.md section 5, storage full).
#define SHELF_FREE_MIN_BYTES (UINT64_C(64) << 20)

// Makes the folder and removes what a crash left half written. Files with a digest as name stay,
// whoever put them there.
enum err shelf_prepare(const struct disk *disk, struct error *error);

// A file on its way to the shelf. Its bytes are added in order, sealed (synced, digest known), then
// placed under their name; place runs inside the transaction that makes the file known, so that
// nobody drops an equal file in between (outgoing_drop).
struct shelf_draft;
// FULL when less than SHELF_FREE_MIN_BYTES are free.
enum err shelf_begin(const struct disk *disk, const struct random *random, struct shelf_draft **out,
                     struct error *error);
// For the small files of a signature: they may use what SHELF_FREE_MIN_BYTES holds back, so FULL
// comes from the disk alone.
enum err shelf_begin_reserved(const struct disk *disk, const struct random *random,
                              struct shelf_draft **out, struct error *error);
enum err shelf_add(struct shelf_draft *draft, const void *bytes, size_t len, struct error *error);
enum err shelf_seal(struct shelf_draft *draft, struct digest *digest, uint64_t *size_bytes,
                    struct error *error);
// Reads a sealed one again; *got is less than len only at its end.
enum err shelf_read_back(struct shelf_draft *draft, uint64_t offset, void *bytes, size_t len,
                         size_t *got);
// The folder is synced when it returns OK. The draft is still the caller's to free.
enum err shelf_place(struct shelf_draft *draft, struct error *error);
void shelf_free(struct shelf_draft *draft); // accepts NULL; removes what was not placed

// A file that comes from the office in pieces, in as many process lives as it takes: its bytes wait
// beside the shelf under the digest they are to have, and nobody sees them before they were
// verified. Open makes it when there is none; FULL when less than SHELF_FREE_MIN_BYTES are free.
// The caller writes at the end of it and closes it.
enum err shelf_part_open(const struct disk *disk, const struct digest *digest,
                         struct disk_file **out, uint64_t *size_bytes, struct error *error);
// Reads it all and syncs it. CORRUPT when the bytes are others: then it is removed.
enum err shelf_part_seal(const struct disk *disk, const struct digest *digest, uint64_t size_bytes,
                         struct error *error);
// Puts a sealed one in place; inside the transaction that makes it known. The folder is synced.
enum err shelf_part_place(const struct disk *disk, const struct digest *digest,
                          struct error *error);
// OK also when there was none.
enum err shelf_part_remove(const struct disk *disk, const struct digest *digest,
                           struct error *error);

// A file of the shelf for reading; the caller closes it. NOT_FOUND when there is none.
enum err shelf_open(const struct disk *disk, const struct digest *digest, struct disk_file **out,
                    struct error *error);
// Reads it all. NOT_FOUND, or CORRUPT when length or digest are others.
enum err shelf_verify(const struct disk *disk, const struct digest *digest, uint64_t size_bytes,
                      struct error *error);
enum err shelf_size(const struct disk *disk, const struct digest *digest, uint64_t *out,
                    struct error *error);
// The file and what came of it so far. OK also when there was none. Not synced: after a power loss
// the file may be back.
enum err shelf_remove(const struct disk *disk, const struct digest *digest, struct error *error);

#endif
