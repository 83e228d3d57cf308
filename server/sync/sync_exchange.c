// SPDX-License-Identifier: Apache-2.0
#include "server/sync/sync_exchange.h"

#include "server/enrol/renewal.h"
#include "server/sync/alert.h"
#include "server/sync/answer.h"
#include "server/sync/epoch.h"
#include "server/sync/intake.h"
#include "server/sync/ledger_line.h"
#include "server/sync/offer_desk.h"
#include "server/sync/office_parts.h"
#include "server/sync/quarantine.h"
#include "server/sync/scope_rule.h"
#include "server/sync/seat_contact.h"
#include "server/sync/seat_token.h"
#include "server/sync/sync_reply.h"
#include "shared/base/memory.h"
#include "shared/wire/codec.h"

#include <string.h>

// One exchange under way. It belongs to its loop thread, except while the committer has it.
struct sync_exchange {
    struct commit_job job; // first
    struct office *office;
    struct http_exchange *http;
    struct admission admission;
    struct batch batch;
    struct position cursor;
    bool cursor_known; // authentic, and the office remembers it
    bool rolled_back;  // a position of ours that the office does not remember
    // What came of it.
    enum exchange_answer answer;
    struct intake_result intake;
    uint64_t epoch;           // a new one; 0: as before
    struct device_row device; // a changed row, for the roster; version 0: as before
    enum err result;
    struct error error;
};

static const struct exchange_request *request_of(const struct sync_exchange *sx)
{
    return &sx->batch.request;
}

static void drop(struct sync_exchange *sx)
{
    batch_clear(&sx->batch);
    intake_clear(&sx->intake);
    mem_free(sx);
}

static void finish_error(struct sync_exchange *sx)
{
    struct http_exchange *http = sx->http;
    struct error error = sx->error;
    bool wipe = sx->admission.state == DEVICE_WIPE;

    drop(sx);
    if (error.code == ERR_REVOKED) {
        answer_revoked(http, wipe);
        return;
    }
    // Nobody may be told that it is there or that it is not: the line goes dead.
    if (error.code == ERR_UNKNOWN_COMMIT)
        http_exchange_response(http)->close = true;
    answer_error(http, &error);
}

static bool accepts_zstd(const struct http_exchange *http)
{
    const char *accepted
        = http_request_header(http_exchange_request(http), "Accept-Encoding", NULL);

    return accepted && strstr(accepted, "zstd");
}

// Puts the body into the response, compressed if the client can.
static enum err put_body(struct sync_exchange *sx, const struct buffer *body)
{
    struct http_response *response = http_exchange_response(sx->http);

    if (!accepts_zstd(sx->http)) {
        buffer_append(&response->body, body->data, body->len);
        return response->body.failed ? error_set(&sx->error, ERR_TOO_LARGE, "the reply is too long")
                                     : ERR_OK;
    }
    http_response_header(response, "Content-Encoding", "zstd");
    return codec_encode_zstd((struct span){body->data, body->len}, &response->body, &sx->error);
}

static enum err build_reply(struct sync_exchange *sx, struct buffer *body)
{
    struct view *view = storage_reader(sx->office->storage, http_exchange_loop(sx->http));
    struct sync_reply_question question = {.office = sx->office,
                                           .view = view,
                                           .admission = &sx->admission,
                                           .batch = &sx->batch,
                                           .from = sx->cursor_known ? &sx->cursor : NULL,
                                           .answer = sx->answer,
                                           .intake = &sx->intake};
    enum err result = view_begin(view, &sx->error);

    if (result != ERR_OK)
        return result;
    result = sync_reply_build(&question, body, &sx->error);
    view_end(view);
    return result;
}

// On the loop thread, after the commit if there was one.
static void reply(void *arg)
{
    struct sync_exchange *sx = arg;
    struct http_exchange *http = sx->http;
    struct buffer body;

    buffer_init(&body, CODEC_BODY_MAX);
    if (sx->result == ERR_OK)
        sx->result = build_reply(sx, &body);
    if (sx->result == ERR_OK)
        sx->result = put_body(sx, &body);
    buffer_clear(&body);
    roster_leave(sx->office->roster, &sx->admission.device);
    if (sx->result != ERR_OK) {
        finish_error(sx);
        return;
    }
    drop(sx);
    http_exchange_finish(http);
}

// A device whose row the office does not have, but whose certificate it once issued.
static enum err make_returning(struct sync_exchange *sx, struct storage *storage)
{
    sx->device = (struct device_row){.id = sx->admission.device,
                                     .state = DEVICE_RETURNING,
                                     .version = 1,
                                     .certificate = sx->admission.certificate,
                                     .public_der = {"", 0},
                                     .changed_ms = storage_stamp(storage)->at_ms};
    return devices_put(storage, &sx->device, &sx->error);
}

// Asks the device table itself, and notes that a renewed certificate has arrived.
static enum err check_device(struct sync_exchange *sx, struct storage *storage)
{
    struct device_row row;
    enum err result = devices_get(storage_writer(storage), &sx->admission.device, &row, &sx->error);

    sx->device.version = 0;
    if (result == ERR_NOT_FOUND)
        return make_returning(sx, storage);
    if (result != ERR_OK)
        return result;
    sx->admission.state = row.state;
    if (row.state == DEVICE_REVOKED || row.state == DEVICE_WIPE)
        return error_set(&sx->error, ERR_REVOKED, "this tablet was revoked");
    if (!sx->admission.arrived)
        return ERR_OK;
    renewal_settle(&row);
    result = devices_put(storage, &row, &sx->error);
    if (result == ERR_OK)
        result
            = ledger_line_device(sx->office->ledger, storage_writer(storage), &row.id, &sx->error);
    sx->device = row;
    return result;
}

// The office has gone back in time unnoticed: from here on it is another timeline.
static enum err begin_epoch(struct sync_exchange *sx, struct storage *storage)
{
    struct epoch_parts parts = {storage, sx->office->ledger, &sx->office->random};
    struct alert alert = {.kind = "rollback", .device = &sx->admission.device};
    enum err result = epoch_begin(&parts, &sx->epoch, &sx->error);

    return result == ERR_OK ? alert_raise(storage, &sx->office->log, &alert,
                                          "the office was rolled back: epoch %016llx begins",
                                          (unsigned long long)sx->epoch)
                            : result;
}

// Whether the tablet must offer first.
static enum err check_epoch(struct sync_exchange *sx, struct storage *storage)
{
    uint64_t epoch;
    enum err result = epoch_read(storage_writer(storage), &epoch, &sx->error);

    sx->epoch = 0;
    if (result != ERR_OK)
        return result;
    if (request_of(sx)->epoch_known && request_of(sx)->epoch != epoch)
        sx->answer = ANSWER_OFFER;
    else if (sx->rolled_back) {
        sx->answer = ANSWER_OFFER;
        result = begin_epoch(sx, storage);
    }
    return result;
}

// A cursor at or behind the last change of what is held of this device's entries came with a reply
// that told of it.
static bool has_heard(struct sync_exchange *sx)
{
    const struct seat *seat = roster_seat(sx->office->roster, &sx->admission.device);
    bool heard = sx->cursor_known && !seat->held_told && sx->cursor.number >= seat->held;

    roster_release(sx->office->roster);
    return heard;
}

static enum err note_heard(struct sync_exchange *sx, struct workset *workset)
{
    struct quarantine_hearing hearing = {&sx->admission.device, sx->cursor.number};
    bool all;
    enum err result = quarantine_told(workset, &hearing, &all, &sx->error);

    if (result == ERR_OK && all) {
        roster_seat(sx->office->roster, &sx->admission.device)->held_told = true;
        roster_release(sx->office->roster);
    }
    return result;
}

static enum err take(struct sync_exchange *sx, struct workset *workset)
{
    enum err result = ERR_OK;

    if (request_of(sx)->offer == OFFER_STATES)
        result = offer_desk_merge(workset, &sx->admission.device, &sx->batch, &sx->error);
    if (result == ERR_OK && sx->batch.entry_count > 0)
        result = intake_take(workset, &sx->admission, &sx->batch, &sx->intake, &sx->error);
    if (result == ERR_OK && sx->intake.answer == INTAKE_GAP)
        sx->answer = ANSWER_GAP;
    return result;
}

// What a request in the right epoch changes.
static enum err take_all(struct sync_exchange *sx, struct storage *storage,
                         const struct commit_stamp *stamp)
{
    struct scope_rule_purge purge = {.device = sx->admission.device,
                                     .sites = request_of(sx)->dropped,
                                     .site_count = request_of(sx)->dropped_count,
                                     .seen = request_of(sx)->scope};
    struct workset workset;
    enum err result;

    workset_open(&workset, &sx->office->parts, stamp);
    result = take(sx, &workset);
    if (result == ERR_OK)
        result = scope_rule_confirm(storage, &purge, &sx->error);
    if (result == ERR_OK && has_heard(sx))
        result = note_heard(sx, &workset);
    workset_close(&workset);
    return result;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct sync_exchange *sx = (struct sync_exchange *)job;
    enum err result;

    sx->answer = ANSWER_OK;
    intake_clear(&sx->intake);
    result = check_device(sx, storage);
    if (result == ERR_OK)
        result = check_epoch(sx, storage);
    if (result == ERR_OK && sx->answer == ANSWER_OK)
        result = take_all(sx, storage, stamp);
    if (result == ERR_OK)
        result = seat_contact_save(sx->office->roster, storage, &sx->admission.device, &sx->error);
    *error = sx->error;
    return result;
}

// On the committer.
static void done(struct commit_job *job, enum err result, const struct error *error,
                 const struct commit_stamp *stamp)
{
    struct sync_exchange *sx = (struct sync_exchange *)job;

    (void)stamp;
    sx->result = result;
    if (result != ERR_OK) {
        sx->error = *error;
    } else {
        if (sx->device.version > 0)
            roster_put(sx->office->roster, &sx->device);
        if (sx->epoch != 0)
            sx->office->epoch = sx->epoch;
        if (sx->intake.answer == INTAKE_DENIED)
            sx->result = error_set(&sx->error, ERR_DENIED,
                                   "an actor of this push belongs to another tablet");
    }
    http_exchange_defer(sx->http, reply, sx);
}

// Reads a position and asks whether the office remembers it. One that is not of our making says
// nothing; one that is, and is not remembered, says that the office went back in time.
static enum err look_up(struct sync_exchange *sx, struct view *view, enum position_kind kind,
                        struct position *out)
{
    struct position_owner owner = {sx->office->authority.mac_key, sx->admission.device};
    bool witness = kind == POSITION_WITNESS;
    struct commit_stamp stamp;
    enum err result;

    if (!position_parse(&owner, kind, witness ? request_of(sx)->witness : request_of(sx)->cursor,
                        out))
        return ERR_OK;
    result = out->number == 0 ? ERR_OK : commit_get(view, out->number, &stamp, &sx->error);
    if (result != ERR_OK && result != ERR_NOT_FOUND)
        return result;
    if (result == ERR_OK && (out->number == 0 || stamp.tag == out->tag))
        sx->cursor_known = sx->cursor_known || !witness;
    else
        sx->rolled_back = true;
    return ERR_OK;
}

static enum err look_up_positions(struct sync_exchange *sx)
{
    struct view *view = storage_reader(sx->office->storage, http_exchange_loop(sx->http));
    struct position witness;
    enum err result = view_begin(view, &sx->error);

    if (result != ERR_OK)
        return result;
    result = look_up(sx, view, POSITION_CURSOR, &sx->cursor);
    if (result == ERR_OK)
        result = look_up(sx, view, POSITION_WITNESS, &witness);
    view_end(view);
    return result;
}

// In an epoch change the tablet's positions are of the lost timeline.
static bool is_step(const struct sync_exchange *sx)
{
    return request_of(sx)->offer != OFFER_NONE;
}

static bool needs_commit(struct sync_exchange *sx)
{
    const struct exchange_request *request = request_of(sx);

    if (!sx->admission.known || sx->admission.arrived || (sx->rolled_back && !is_step(sx)))
        return true;
    if (request->epoch_known && request->epoch != sx->office->epoch) {
        sx->answer = ANSWER_OFFER;
        return false;
    }
    return request->push.present || request->offer == OFFER_STATES || request->dropped_count > 0
           || has_heard(sx);
}

static void serve_full(struct sync_exchange *sx)
{
    struct office *office = sx->office;

    sx->result = look_up_positions(sx);
    if (is_step(sx))
        sx->rolled_back = false;
    offer_desk_verify(&sx->batch, office->authority.mac_key);
    seat_contact_note(office->roster, &sx->admission.device, request_of(sx),
                      clock_wall_ms(&office->clock), sx->cursor_known ? sx->cursor.number : 0);
    if (sx->result == ERR_OK && needs_commit(sx)) {
        sx->job = (struct commit_job){.apply = apply, .done = done};
        if (committer_submit(office->committer, &sx->job) == ERR_OK)
            return;
        sx->result = error_set(&sx->error, ERR_BUSY, "too much waits to be committed");
    }
    reply(sx);
}

static void serve_short(struct sync_exchange *sx)
{
    struct office *office = sx->office;
    struct seat_token_terms terms = {office->epoch, office->backed_up_through};
    struct http_exchange *http = sx->http;
    bool same = seat_token_stands(office->roster, office->bulletin, &sx->admission.device, &terms,
                                  request_of(sx)->token)
                && !proof_desk_due(office, &sx->admission.device);

    seat_contact_note(office->roster, &sx->admission.device, request_of(sx),
                      clock_wall_ms(&office->clock), 0);
    if (sync_reply_short(office, request_of(sx)->token, same, &http_exchange_response(http)->body,
                         &sx->error)
        != ERR_OK) {
        finish_error(sx);
        return;
    }
    drop(sx);
    http_exchange_finish(http);
}

void sync_exchange_serve(struct office *office, struct http_exchange *http,
                         const struct admission *admission)
{
    const struct http_request *request = http_exchange_request(http);
    struct sync_exchange *sx = mem_alloc(sizeof(*sx));

    sx->office = office;
    sx->http = http;
    sx->admission = *admission;
    sx->result = batch_read(&sx->batch, http_request_header(request, "Content-Encoding", NULL),
                            request->body, &sx->error);
    if (sx->result != ERR_OK) {
        finish_error(sx);
    } else if (request_of(sx)->short_form) {
        serve_short(sx);
    } else if (!roster_enter(office->roster, &admission->device)) {
        error_set(&sx->error, ERR_STALE, "another exchange of this tablet is under way");
        finish_error(sx);
    } else {
        serve_full(sx);
    }
}
