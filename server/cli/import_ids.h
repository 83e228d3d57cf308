// SPDX-License-Identifier: Apache-2.0
// The records that rows of one import are about: found by id, and persons by name.
#ifndef PLUMB_SERVER_CLI_IMPORT_IDS_H
#define PLUMB_SERVER_CLI_IMPORT_IDS_H

#include "shared/base/text.h"
#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"

struct import_id {
    struct uuid id;
    struct digest content; // of the row: the same row may stand twice
    size_t line;
    const char *file; // borrowed; NULL: unnamed
};
struct import_name {
    struct span name; // borrowed
    struct uuid id;
};
// Owned. Starts zeroed.
struct import_ids {
    struct import_id *list;
    size_t count;
    uint32_t *slots; // of the list, by id; 0: free, else place + 1
    size_t slot_count;
    struct import_name *names;
    size_t name_count;
};
void import_ids_clear(struct import_ids *ids);
// NULL: no row was about it. Good until the next is added.
const struct import_id *import_ids_find(const struct import_ids *ids, const struct uuid *id);
void import_ids_add(struct import_ids *ids, const struct import_id *id); // not there yet
void import_ids_add_name(struct import_ids *ids, struct span name, const struct uuid *id);
// How many persons of this import have the name; *out is the last.
size_t import_ids_named(const struct import_ids *ids, struct span name, struct uuid *out);

#endif
