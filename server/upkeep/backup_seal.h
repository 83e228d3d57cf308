// SPDX-License-Identifier: Apache-2.0
// A finished backup as one file that only the holder of a key can open: for disks and machines of
// others.
#ifndef PLUMB_SERVER_UPKEEP_BACKUP_SEAL_H
#define PLUMB_SERVER_UPKEEP_BACKUP_SEAL_H

#include "shared/base/disk.h"
#include "shared/crypto/key.h"

// Reads a P-256 key from PEM: "PUBLIC KEY" (openssl ec -pubout), a certificate, or a private key.
// PARSE: it is none of these.
enum err backup_seal_key(struct span pem, struct key **out, struct error *error);

// One envelope (shared/crypto/envelope.h) of: for each file a line {"path":…,"size":"n"} and its
// bytes, manifest.json last; then {"end":true}. Written under another name, synced, renamed.
// EXISTS: there is such a file.
struct backup_seal {
    const char *folder; // the finished backup
    const char *file;
    const struct key *recipient; // its public half is enough
    const struct random *random;
};
enum err backup_seal_write(const struct backup_seal *seal, uint64_t *size_bytes,
                           struct error *error);
// Opens it into `folder` (new or empty). CORRUPT: a bit is wrong, the end is missing, or it was
// sealed for another key; then the folder has no manifest and is no backup.
enum err backup_seal_open(const char *file, const struct key *recipient, const char *folder,
                          struct error *error);
// Whether a file begins as a sealed backup does.
bool backup_seal_is(const char *file);

#endif
