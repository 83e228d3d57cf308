// SPDX-License-Identifier: Apache-2.0
// The photos that a statement names: what an exported sign-off carries beside it.
#ifndef PLUMB_SHARED_DATA_STATEMENT_PHOTOS_H
#define PLUMB_SHARED_DATA_STATEMENT_PHOTOS_H

#include "shared/data/json.h"
#include "shared/model/statement.h"

// What a statement may take to be read; its bytes are limited by STATEMENT_BYTES_MAX.
extern const struct json_limits statement_photos_limits;

struct statement_photos {
    struct digest *list; // owned
    size_t count, cap;
};
// Each once, in the order of the page: those of its items, then those shown beside. PARSE when it
// is no statement. Clear it in either case.
enum err statement_photos_read(struct span statement, struct statement_photos *out,
                               struct error *error);
void statement_photos_clear(struct statement_photos *photos);

#endif
