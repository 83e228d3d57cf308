// SPDX-License-Identifier: Apache-2.0
// A sign-off as one file that anybody can check (shared/wire/evidence.h), made from what the office
// holds: the record, its own log, the blobs.
#ifndef PLUMB_SERVER_REPORTS_EVIDENCE_FILE_H
#define PLUMB_SERVER_REPORTS_EVIDENCE_FILE_H

#include "server/blobs/blob_store.h"
#include "server/storage/view.h"
#include "shared/wire/evidence.h"

struct evidence_file_options {
    struct view *view; // on a snapshot
    struct blob_store *blobs;
    const struct disk *disk; // that the blobs are on
    struct span ca_pem;
    struct uuid signoff;
    bool without_photos;
    // For who verifies it: parts are taken as they are, also those that are not what they should
    // be. Nobody is given such a file.
    bool unchecked;
};
struct evidence_file {
    struct buffer head;          // first line and manifest; owned
    struct evidence_blob *blobs; // whose bytes follow it, in order; owned
    size_t blob_count;
    bool countersigned;
    size_t photos, inside; // named by the statement, and in the file
    char code[10];         // first digits of the sealed text's digest: "1a2b-3c4d"
};
// NOT_FOUND: no such sign-off, or a part that the tablet has not brought yet, named in words.
// CORRUPT: its seal does not verify, or a part is not what its name says. Clear it in either case.
enum err evidence_file_read(const struct evidence_file_options *options, struct evidence_file *out,
                            struct error *error);
void evidence_file_clear(struct evidence_file *file);
// Writes it under `name`, whole or not at all: every blob is hashed on its way (CORRUPT).
enum err evidence_file_write(const struct evidence_file_options *options,
                             const struct evidence_file *file, const struct disk *to,
                             const char *name, struct error *error);

#endif
