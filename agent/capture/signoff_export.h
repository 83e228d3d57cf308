// SPDX-License-Identifier: Apache-2.0
// The customer's copy of a sign-off, made on the tablet: everything that proves it, in one file
// (domain.md D6.3, sync.md 8.5).
#ifndef PLUMB_AGENT_CAPTURE_SIGNOFF_EXPORT_H
#define PLUMB_AGENT_CAPTURE_SIGNOFF_EXPORT_H

#include "agent/store/store.h"
#include "shared/base/memory.h"
#include "shared/wire/evidence.h"

struct signoff_export_options {
    struct store *store;
    struct uuid signoff;
    bool without_photos;
};
struct signoff_export {
    struct buffer head;          // first line and manifest; owned
    struct evidence_blob *blobs; // whose bytes follow it, in order; owned
    size_t blob_count;
    bool countersigned;    // the office's counter-signature is in it
    size_t photos, inside; // named by the statement, and in the file
    struct digest sealed;
};
// NOT_FOUND: the sign-off or its statement is not on this tablet. CORRUPT: the bytes of a paper are
// others. Clear it in either case.
enum err signoff_export_read(const struct signoff_export_options *options,
                             struct signoff_export *out, struct error *error);
void signoff_export_clear(struct signoff_export *package);
// Hands the whole file to `write`, piece by piece; every blob is hashed on its way, and CORRUPT
// tells when its bytes are others.
typedef enum err signoff_export_sink(void *ctx, const void *bytes, size_t len);
enum err signoff_export_write(struct store *store, const struct signoff_export *package,
                              signoff_export_sink *write, void *ctx, struct error *error);

#endif
