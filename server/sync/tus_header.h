// SPDX-License-Identifier: Apache-2.0
// The headers of tus 1.0.0 (tus.io) that carry more than a number.
#ifndef PLUMB_SERVER_SYNC_TUS_HEADER_H
#define PLUMB_SERVER_SYNC_TUS_HEADER_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"

enum { TUS_METADATA_MAX = 4096, TUS_PAIRS_MAX = 32, TUS_LANE_MAX = 12 };

// Upload-Metadata: `key base64, key base64…`. Keys that are not ours are checked and passed over.
struct tus_header_metadata {
    bool has_digest;
    struct digest digest;     // key sha256
    struct uuid site, record; // nil when they are not said
    char lane[TUS_LANE_MAX];  // "" when it is not said
};
// USAGE names the fault. NULL: none was said.
enum err tus_header_metadata_read(const char *text, struct tus_header_metadata *out,
                                  struct error *error);
// The same value again.
bool tus_header_metadata_format(const struct tus_header_metadata *metadata, struct buffer *out);

// Upload-Checksum: `sha256 base64`. USAGE: another algorithm, or no checksum.
enum err tus_header_checksum_read(const char *text, struct digest *out, struct error *error);

// Upload-Expires: an HTTP date (RFC 9110 section 5.6.7).
enum { TUS_DATE_TEXT = 40 };
void tus_header_date_format(int64_t unix_ms, char out[TUS_DATE_TEXT]);

// Range: `bytes=a-b`, `bytes=a-`, `bytes=-n` over `size` bytes. OK: *from and *len; NOT_FOUND: no
// range that counts, the whole is meant; INVALID: it lies outside.
struct tus_header_range {
    uint64_t from, len;
};
enum err tus_header_range_read(const char *text, uint64_t size, struct tus_header_range *out);

#endif
