// SPDX-License-Identifier: Apache-2.0
// The office's store: one writer that does every commit, one reader per loop thread on its own
// snapshot.
#ifndef PLUMB_SERVER_STORAGE_STORAGE_H
#define PLUMB_SERVER_STORAGE_STORAGE_H

#include "server/storage/commit.h"
#include "server/storage/view.h"
#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/crypto/random.h"
#include "shared/data/database.h"

enum { STORAGE_READERS_MAX = 64 };

struct storage_options {
    const struct disk *disk; // borrowed, must outlive the storage
    struct clock clock;
    struct random random;
    struct log log;
    unsigned readers; // as many as loop threads; 0: reads go through the writer
};
struct storage;

// Opens (or makes) the database of the disk's folder. Whatever is read afterwards is durable, also
// what a killed process left. Errors of database_open.
enum err storage_open(const struct storage_options *options, struct storage **out,
                      struct error *error);
void storage_close(struct storage *storage); // accepts NULL; what is not committed is lost
// The writer's view: sees its own uncommitted work; committer thread (or a verb) only.
struct view *storage_writer(struct storage *storage);
// The reader of loop thread `index` (below options.readers, or the writer's when that is 0).
struct view *storage_reader(struct storage *storage, unsigned index);

// A reader of its own, for long work (backup, check, reports) that must not hold up anybody; closed
// by storage_close_view before the storage is.
enum err storage_open_view(struct storage *storage, struct view **out, struct error *error);
void storage_close_view(struct view *view); // accepts NULL
// A consistent copy of the newest commit as `file` in another folder, synced, while work goes on.
// EXISTS when there is such a file.
enum err storage_backup(struct storage *storage, const struct disk *target, const char *file,
                        struct error *error);

// A numbered commit: begin gives the number it will have and its random tag. Every function that
// takes a `struct storage` writes, and only between begin and commit. commit makes everything
// durable, or nothing: after any error the transaction is over and rolled back, but after
// UNKNOWN_COMMIT it is not known which: look for the stamp with commit_get.
enum err storage_begin(struct storage *storage, struct commit_stamp *out, struct error *error);
enum err storage_commit(struct storage *storage, struct error *error);
void storage_rollback(struct storage *storage); // harmless outside a transaction
// Between commits: nothing that was deleted or changed before is left in the file (database_scrub).
enum err storage_scrub(struct storage *storage, struct error *error);
// Next feed sequence inside this commit: number << 20 | index from 1. 0 when a commit has used up
// its 1,048,575: records_put refuses that.
uint64_t storage_seq(struct storage *storage);
// The commit under which a feed sequence was given out.
uint64_t storage_seq_commit(uint64_t seq);
// The commit under way; number 0 outside of one.
const struct commit_stamp *storage_stamp(const struct storage *storage);
// The random numbers it was given, for what is written; borrowed.
const struct random *storage_random(const struct storage *storage);

// Settings: small named values ("epoch", "backed_up_through", …). get appends nothing and gives
// NOT_FOUND when unset; otherwise `out` is emptied and filled. An empty value is a value.
enum err setting_get(struct view *view, const char *name, struct buffer *out, struct error *error);
enum err setting_put(struct storage *storage, const char *name, struct span value,
                     struct error *error);

#endif
