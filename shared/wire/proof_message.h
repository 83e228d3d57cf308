// SPDX-License-Identifier: Apache-2.0
// Requests and replies of POST /v1/proof (docs/PROTOCOL.md section 8): their header lines.
#ifndef PLUMB_SHARED_WIRE_PROOF_MESSAGE_H
#define PLUMB_SHARED_WIRE_PROOF_MESSAGE_H

#include "shared/wire/exchange_request.h"
#include "shared/wire/proof_walk.h"

enum {
    PROOF_BODY_MAX = 4 << 20,
    PROOF_STATES_BYTES = 2 << 20, // of state lines in one message, about
};

enum proof_step { PROOF_BEGIN, PROOF_WALK, PROOF_REPAIR, PROOF_END, PROOF_STEPS };
struct proof_request {
    uint64_t proof; // drawn by the tablet, never 0
    enum proof_step step;
    uint64_t epoch, scope;                              // begin
    char cursor[POSITION_TEXT], witness[POSITION_TEXT]; // begin; "" is null
    uint64_t count;                                     // begin, end: records, and their digest
    struct digest digest;
    struct proof_places want; // repair; owned
    int64_t left, blobs_sent,
        blobs_gone; // end: what could not be repaired, and what became of files
    int64_t lines;
};
enum proof_answer {
    PROOF_EQUAL,   // the digests are the same
    PROOF_DIFFERS, // they are not
    PROOF_GO,      // a step in between
    PROOF_STALE,   // the two do not speak of the same moment: exchange first
    PROOF_GONE,    // the office does not know this proof (any more): begin anew
    PROOF_ANSWERS
};
struct proof_reply {
    enum proof_answer answer;
    uint64_t count; // equal, differs, and after a repair
    bool summed;    // count and digest are there
    struct digest digest;
    // begin: files that records in scope name and the office does not hold: the first 8 bytes of
    // their digests, as many as fit, and how many there are. Owned.
    struct proof_places lacking;
    int64_t lacking_count;
    // repair: records that are in no digest, since an entry of theirs is in quarantine or their
    // site is not this tablet's; and those whose offered state is not what the office once sent.
    struct proof_places aside, bad; // owned
    int64_t lines;
};
// A line of step "repair" for a record of which no state with a mac is here.
bool proof_record_format(const struct uuid *id, struct buffer *out);
// Neither that nor anything known: *found is false.
enum err proof_record_parse(struct span line, struct uuid *id, bool *found, struct error *error);

void proof_request_clear(struct proof_request *request); // frees; accepts a zeroed struct
void proof_reply_clear(struct proof_reply *reply);       // as above
// Appends the header line with its '\n'. False when it does not fit.
bool proof_request_format(const struct proof_request *request, struct buffer *out);
bool proof_reply_format(const struct proof_reply *reply, struct buffer *out);
// Reads the header line into a zeroed struct and leaves *rest at the first byte behind it. PROTOCOL
// or TOO_LARGE; the struct is then empty.
enum err proof_request_parse(struct span body, struct proof_request *out, struct span *rest,
                             struct error *error);
enum err proof_reply_parse(struct span body, struct proof_reply *out, struct span *rest,
                           struct error *error);

#endif
