// SPDX-License-Identifier: Apache-2.0
// A record as other systems get it: its shown values, its version, and no personal data for who may
// not have it.
#ifndef PLUMB_SERVER_REST_REST_RECORD_H
#define PLUMB_SERVER_REST_REST_RECORD_H

#include "server/rest/rest.h"
#include "server/storage/records.h"
#include "shared/data/json.h"

enum { REST_RECORD_STORE = 257, REST_RECORD_VERSION = 24 };

// Who reads, through one handler.
struct rest_reader {
    struct view *view;
    const struct token_row *token;
    struct uuid site; // whose store was looked up last
    bool within;      // and whether it is the token's
};
struct rest_reader rest_record_reader(struct route_call *call, struct view *view);
// Whether records of a kind are open to the token at all: read:records has every kind, the others
// theirs.
bool rest_record_may(const struct token_row *token, struct span kind);
// Whether its site lies within the token's store. Records of no site are everybody's.
bool rest_record_within(struct rest_reader *reader, const struct record_row *row);
// The version that If-Match and ETag carry: the place of its newest change in the feed.
void rest_record_version(const struct record_row *row, char out[REST_RECORD_VERSION]);
// Writes the members of its object.
void rest_record_put(struct rest_reader *reader, struct json_writer *json,
                     const struct record_row *row);
// One record by its id within what the reader may see; `kind` NULL: any it may read. NOT_FOUND in
// the same words for what is not there, not of the kind, and outside of the token's store.
enum err rest_record_get(struct rest_reader *reader, const struct uuid *id, const char *kind,
                         struct record_row *out, struct error *error);

#endif
