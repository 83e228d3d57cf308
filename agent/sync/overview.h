// SPDX-License-Identifier: Apache-2.0
// Where this tablet stands: what waits, what conflicts, what the office refused, as status and the
// strip show it.
#ifndef PLUMB_AGENT_SYNC_OVERVIEW_H
#define PLUMB_AGENT_SYNC_OVERVIEW_H

#include "agent/store/proof_log.h"
#include "agent/sync/tablet.h"
#include "agent/sync/waiting.h"
#include "shared/data/json.h"

// The strip's colours (spec/ui.md): grey never or long not connected, blue sending, green all
// delivered, amber waiting for more than four hours, red needs attention.
enum overview_colour { OVERVIEW_GREY, OVERVIEW_BLUE, OVERVIEW_GREEN, OVERVIEW_AMBER, OVERVIEW_RED };

struct overview {
    enum overview_colour colour;
    int64_t entries, waiting, waiting_bytes, oldest_ms; // oldest_ms -1: nothing waits
    int64_t blobs_waiting, blobs_waiting_bytes, blobs_attention;
    int64_t parcels, parcel_bytes; // of these, files of other tablets that are carried along
    int64_t records, conflicts, held, rejected;
    int64_t last_contact_ms, offset_ms, storage_free,
        certificate_days;                                       // certificate_days -1: not enrolled
    bool offset_known, clock_sure, clock_odd, copied, enrolled; // offset_ms: as office_time has it
    struct waiting_sum only_here; // items that no receipt covers, with the bytes to be sent
    bool safe;                    // nothing is only here: this tablet may be handed in
    bool refused;                 // the office revoked this tablet
    struct proof_log_row proof;   // how the last comparison with the office ended; at_ms 0: none
    char device[UUID_TEXT], sync[HOST_PORT_TEXT], last_error[ERROR_DETAIL_BYTES];
};
enum err overview_read(struct tablet *tablet, struct overview *out, struct error *error);
const char *overview_colour_name(enum overview_colour colour);
// "only_here": {texts, signatures, photos, parcels, bytes}
void overview_only_here_json(struct json_writer *json, const struct waiting_sum *sum);
// Both hold the same, files too. True as long as nothing was compared.
bool overview_proved(const struct overview *overview);
// "proof": {at_ms, equal, records, left, gone}; null: nothing was compared yet
void overview_proof_json(struct json_writer *json, const struct overview *overview);
void overview_json(const struct overview *overview, struct buffer *out); // one line
void overview_text(const struct overview *overview, struct buffer *out);

#endif
