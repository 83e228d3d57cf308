// SPDX-License-Identifier: Apache-2.0
// One exchange under way, and what a session remembers from one to the next.
#ifndef PLUMB_AGENT_SYNC_ROUND_H
#define PLUMB_AGENT_SYNC_ROUND_H

#include "agent/sync/session.h"
#include "shared/wire/exchange_reply.h"

// A growing list of ids.
struct round_ids {
    struct uuid *ids; // owned
    size_t count, cap;
};
void round_ids_add(struct round_ids *list, const struct uuid *id);
void round_ids_clear(struct round_ids *list);

// What a session remembers beside the store: all of it may be lost at any time.
struct round_memory {
    char token[TOKEN_TEXT]; // of the last reply, "" none
    bool broken; // the office lacks nothing of ours, yet our chain starts elsewhere for it: say so
    bool sites_stated;    // the sites held, in a request that was answered
    uint64_t sites_made;  // replica_sites_made then: with a new one they are stated again
    uint64_t offer_epoch; // told by the answer "offer"
    struct round_ids wants;           // records whose states the office asked for
    struct round_ids differing;       // sites that differ, during an offer
    struct uuid page_after;           // how far the vectors of differing.ids[0] were offered
    int64_t limit_lines, limit_bytes; // the office's, 0 unknown
};
void round_memory_clear(struct round_memory *memory);

// One request under way, with what its reply is checked against.
struct round {
    enum session_state state; // what it was built for
    struct exchange_request request;
    struct journal_batch batch;
    struct buffer offer_lines, body; // body: the whole request before compression
    char stored_epoch[24], stored_scope[24], stored_cursor[POSITION_TEXT];
    size_t wants_sent;
    uint64_t sites_made;   // when the request was built
    bool drop_waits;       // a site that is to go has something unsent still
    struct uuid page_last; // last id of this page of vectors; nil: the site is finished
};
void round_init(struct round *round, enum session_state state);
void round_clear(struct round *round);

#endif
