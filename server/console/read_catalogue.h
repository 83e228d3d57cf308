// SPDX-License-Identifier: Apache-2.0
// GET /api/catalogue…: the versions, who has which, what one holds, what differs between two.
#ifndef PLUMB_SERVER_CONSOLE_READ_CATALOGUE_H
#define PLUMB_SERVER_CONSOLE_READ_CATALOGUE_H

#include "shared/data/catalogue_cache.h"
#include "shared/data/json.h"
#include "shared/web/route_table.h"

extern const struct route read_catalogue_routes[];
extern const size_t read_catalogue_route_count;

// The file of a published version, or of "default", the one that comes with the program; appended.
// NOT_FOUND in words.
enum err read_catalogue_file(const struct catalogue_cache *cache, const char *version,
                             struct buffer *out, struct error *error);
// What differs, as the member `changes` (catalogue_compare).
enum err read_catalogue_changes(struct json_writer *json, struct span from, struct span to,
                                struct error *error);

#endif
