// SPDX-License-Identifier: Apache-2.0
// Which part of a file a Range header asks for (RFC 9110, 14).
#ifndef PLUMB_SERVER_REST_BYTE_RANGE_H
#define PLUMB_SERVER_REST_BYTE_RANGE_H

#include <stdbool.h>
#include <stdint.h>

struct byte_range {
    uint64_t first, len;
    bool part;   // less than all was asked for: 206
    bool beyond; // nothing of it is there: 416
};
// One range "bytes=a-b", "bytes=a-" or "bytes=-n"; anything else, and NULL, is the whole file.
struct byte_range byte_range_read(const char *header, uint64_t size);

#endif
