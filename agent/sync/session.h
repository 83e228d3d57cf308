// SPDX-License-Identifier: Apache-2.0
// The sync session of one tablet: a state machine whose every step is one round over the transport.
#ifndef PLUMB_AGENT_SYNC_SESSION_H
#define PLUMB_AGENT_SYNC_SESSION_H

#include "agent/store/delivery.h"
#include "agent/store/journal.h"
#include "agent/store/journal_batch.h"
#include "agent/store/outgoing.h"
#include "agent/store/proof_log.h"
#include "agent/store/replica.h"
#include "agent/store/replica_drop.h"
#include "agent/store/replica_held.h"
#include "agent/store/setting.h"
#include "agent/sync/session_state.h"
#include "shared/crypto/key.h"
#include "shared/net/transport.h"

struct session_options {
    struct store *store;
    const struct disk *disk; // the data folder, for the blobs' files
    const struct transport *transport;
    const struct key *receipt_key; // public, from the receipt certificate
    struct uuid device;
    struct clock clock;
    struct random random;
    struct log log;
    const char *agent_version;
    const char *seal_pem; // certificate undelivered work is sealed to on a wipe
    size_t push_lines, push_bytes, pull_bytes, chunk_bytes; // 0: the defaults of docs/PROTOCOL.md
    unsigned uploads_in_flight;                             // 1 … 4
};
struct session;
enum err session_create(const struct session_options *options, struct session **out,
                        struct error *error);
void session_free(struct session *session); // accepts NULL

// One round (a request and its reply, or up to uploads_in_flight chunks). OK also when the round
// failed in a way that is retried: state and figures tell. Errors only for what needs a person
// (REVOKED, VERSION, CORRUPT, FULL…).
enum err session_step(struct session *session, struct error *error);
// When session_step should be called next, in boot clock ms; 0: now.
int64_t session_due_ms(const struct session *session);
// Something was captured or the network came back: be due now (backoff is kept after BUSY with
// Retry-After).
void session_poke(struct session *session);
// Compare with the office what both hold (docs/PROTOCOL.md section 8), after the next exchange that
// leaves nothing to say; figures tell when and how that ended.
void session_prove(struct session *session);
// Steps until everything that can be delivered and pulled is, or an error; for `plumb sync`.
// NETWORK and such are errors here.
enum err session_drain(struct session *session,
                       void (*progress)(void *arg, struct session *session), void *arg,
                       struct error *error);

struct session_figures {
    enum session_state state;
    int64_t last_contact_ms; // of the last good reply, by the office's clock; 0 never
    int64_t offset_ms;       // office time minus wall clock
    bool offset_known;
    uint64_t requests, noops, bytes_out, bytes_in, entries_pushed, states_pulled, blobs_sent,
        blob_bytes_sent, blobs_fetched, blob_bytes_fetched;
    uint64_t proofs;            // that have ended
    struct proof_log_row proof; // the last of them
    bool wipe;                  // the office asked for a wipe (state REVOKED)
    enum err last_error;
    char last_detail[ERROR_DETAIL_BYTES];
    int64_t backoff_until_ms;
};
void session_figures(const struct session *session, struct session_figures *out);

#endif
