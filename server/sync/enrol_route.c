// SPDX-License-Identifier: Apache-2.0
#include "server/sync/enrol_route.h"

#include "server/enrol/joining.h"
#include "server/enrol/renewal.h"
#include "server/storage/nonces.h"
#include "server/sync/answer.h"
#include "server/sync/enrol_desk.h"
#include "server/sync/office_parts.h"
#include "shared/base/memory.h"

#define NONCE_LIFE_MS INT64_C(300000)

// One enrolment or renewal under way.
struct enrol_exchange {
    struct commit_job job; // first
    struct office *office;
    struct http_exchange *http;
    struct enrol_request request; // of an enrolment
    struct renew_request renewal; // of a renewal
    struct digest nonce;          // made for a device
    struct uuid device;
    uint64_t version; // of the row whose key signed the renewal
    struct enrol_desk_paper paper;
    struct device_row row;
    enum err result;
    struct error error;
};

static struct enrol_exchange *open_exchange(struct office *office, struct http_exchange *http)
{
    struct enrol_exchange *ex = mem_alloc(sizeof(*ex));

    ex->office = office;
    ex->http = http;
    enrol_desk_init(&ex->paper);
    return ex;
}

// Answers and frees: the paper's answer, or the error.
static void finish(void *arg)
{
    struct enrol_exchange *ex = arg;
    struct http_exchange *http = ex->http;

    if (ex->result == ERR_OK)
        answer_json(http, (struct span){ex->paper.answer.data, ex->paper.answer.len});
    else
        answer_error(http, &ex->error);
    enrol_desk_clear(&ex->paper);
    mem_free(ex);
}

static void done(struct commit_job *job, enum err result, const struct error *error,
                 const struct commit_stamp *stamp)
{
    struct enrol_exchange *ex = (struct enrol_exchange *)job;

    (void)stamp;
    if (result != ERR_OK) {
        ex->result = result;
        ex->error = *error;
    } else if (ex->row.version > 0) {
        roster_put(ex->office->roster, &ex->row);
    }
    http_exchange_defer(ex->http, finish, ex);
}

static void submit(struct enrol_exchange *ex,
                   enum err (*apply)(struct commit_job *, struct storage *,
                                     const struct commit_stamp *, struct error *))
{
    ex->job = (struct commit_job){.apply = apply, .done = done};
    if (committer_submit(ex->office->committer, &ex->job) == ERR_OK)
        return;
    ex->result = error_set(&ex->error, ERR_BUSY, "too much waits to be committed");
    finish(ex);
}

// False, and answered, when this address asks too often.
static bool may_ask(struct office *office, struct http_exchange *http)
{
    const char *address = http_exchange_request(http)->peer.address;

    if (attempts_take(office->attempts, address, clock_boot_ms(&office->clock)))
        return true;
    answer_code(http, ERR_BUSY, "too many requests from this address");
    return false;
}

static enum err apply_wrong(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return joining_count_wrong(storage, ((struct enrol_exchange *)job)->request.code, error);
}

static enum err use_code(struct enrol_exchange *ex, struct storage *storage,
                         const struct invitation_row *invitation, struct error *error)
{
    const struct buffer *answer = &ex->paper.answer;
    struct joining_device device = {.id = ex->device,
                                    .name = ex->request.name,
                                    .certificate = &ex->paper.info,
                                    .public_der = {ex->paper.der.data, ex->paper.der.len},
                                    .reply = {answer->data, answer->len}};
    struct invitation_row open = *invitation;
    enum err result;

    open.reply = (struct span){"", 0}; // it lives in the view, and there is none yet
    result = joining_use(storage, &open, &device, &ex->row, error);
    return result == ERR_OK ? enrol_desk_register(ex->office, storage, &ex->device, error) : result;
}

// The code is judged again where nobody can come between.
static enum err apply_enrol(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct enrol_exchange *ex = (struct enrol_exchange *)job;
    struct joining_claim claim = {ex->request.code, &ex->paper.key_digest, stamp->at_ms};
    enum joining_standing standing;
    struct invitation_row row;
    enum err result = joining_judge(storage_writer(storage), &claim, &standing, &row, error);

    ex->row.version = 0;
    if (result != ERR_OK)
        return result;
    if (standing == JOINING_OPEN)
        return use_code(ex, storage, &row, error);
    buffer_reset(&ex->paper.answer);
    buffer_append(&ex->paper.answer, row.reply.data, row.reply.len);
    return ERR_OK;
}

// What can be settled on a snapshot: whether the code is good, and the certificate made for it.
// *commit is false when the answer stands already.
static enum err prepare_enrol(struct enrol_exchange *ex, struct view *view, bool *commit)
{
    bool readable = enrol_desk_read(&ex->paper, ex->request.request, NULL) == ERR_OK;
    struct joining_claim claim = {ex->request.code, readable ? &ex->paper.key_digest : NULL,
                                  clock_wall_ms(&ex->office->clock)};
    struct enrol_desk_wish wish = {.view = view};
    enum joining_standing standing;
    struct invitation_row row;
    enum err result = joining_judge(view, &claim, &standing, &row, &ex->error);

    *commit = false;
    if (result != ERR_OK)
        return result;
    if (standing == JOINING_REPEATED) {
        buffer_append(&ex->paper.answer, row.reply.data, row.reply.len);
        return ERR_OK;
    }
    *commit = true;
    if (!readable)
        return error_set(&ex->error, ERR_PARSE, "the certificate request cannot be read");
    ex->device
        = uuid_is_nil(&row.device) ? random_uuid_v7(&ex->office->random, claim.now_ms) : row.device;
    wish.device = ex->device;
    wish.also = row.person;
    return enrol_desk_issue(ex->office, &ex->paper, &wish, &ex->error);
}

void enrol_route_enrol(struct office *office, struct http_exchange *http)
{
    struct view *view = storage_reader(office->storage, http_exchange_loop(http));
    struct enrol_exchange *ex;
    bool commit = false;

    if (!may_ask(office, http))
        return;
    ex = open_exchange(office, http);
    ex->result = enrol_request_parse(http_exchange_request(http)->body, &ex->request, &ex->error);
    if (ex->result == ERR_OK && !enrol_code_parse(span_of(ex->request.code), ex->request.code))
        ex->result = error_set(&ex->error, ERR_NOT_FOUND, "this code is not known");
    if (ex->result == ERR_OK)
        ex->result = view_begin(view, &ex->error);
    if (ex->result == ERR_OK) {
        ex->result = prepare_enrol(ex, view, &commit);
        view_end(view);
    }
    text_flatten(ex->request.name);
    if (commit)
        submit(ex, ex->result == ERR_OK ? apply_enrol : apply_wrong);
    else
        finish(ex);
}

static enum err apply_nonce(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct enrol_exchange *ex = (struct enrol_exchange *)job;

    return nonces_put(storage, &ex->device, &ex->nonce, stamp->at_ms + NONCE_LIFE_MS, error);
}

// An unknown device gets a nonce as well, which is good for nothing.
void enrol_route_nonce(struct office *office, struct http_exchange *http)
{
    struct enrol_exchange *ex;
    uint64_t version;

    if (!may_ask(office, http))
        return;
    ex = open_exchange(office, http);
    ex->result
        = renew_nonce_request_parse(http_exchange_request(http)->body, &ex->device, &ex->error);
    random_fill(&office->random, ex->nonce.bytes, sizeof(ex->nonce.bytes));
    if (ex->result == ERR_OK && !renew_nonce_format(&ex->nonce, &ex->paper.answer))
        ex->result = error_set(&ex->error, ERR_INTERNAL, "no room for a nonce");
    if (ex->result == ERR_OK && roster_version(office->roster, &ex->device, &version))
        submit(ex, apply_nonce);
    else
        finish(ex);
}

static enum err apply_renew(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct enrol_exchange *ex = (struct enrol_exchange *)job;
    struct renewal renewal = {&ex->paper.info, {ex->paper.der.data, ex->paper.der.len}};
    struct device_row row;
    enum err result = devices_get(storage_writer(storage), &ex->device, &row, error);

    ex->row.version = 0;
    if (result == ERR_OK && row.version != ex->version)
        return error_set(error, ERR_STALE, "the tablet's row has changed");
    if (result == ERR_OK)
        result = nonces_take(storage, &ex->device, &ex->renewal.nonce, stamp->at_ms, error);
    if (result == ERR_NOT_FOUND)
        return error_set(error, ERR_AUTH, "this nonce is not known");
    if (result == ERR_OK)
        result = renewal_apply(storage, &ex->device, &renewal, &ex->row, error);
    return result == ERR_OK ? enrol_desk_register(ex->office, storage, &ex->device, error) : result;
}

static enum err prepare_renew(struct enrol_exchange *ex, struct view *view)
{
    struct enrol_desk_wish wish = {.view = view, .device = ex->device};
    struct device_row row;
    enum err result = devices_get(view, &ex->device, &row, &ex->error);

    if (result == ERR_NOT_FOUND)
        return error_set(&ex->error, ERR_AUTH, "it is not signed by the tablet's key");
    if (result != ERR_OK)
        return result;
    ex->version = row.version;
    result = renewal_check(&row, &ex->renewal, &ex->error);
    if (result == ERR_OK && row.state != DEVICE_ACTIVE)
        result = error_set(&ex->error, ERR_REVOKED, "this tablet was revoked");
    if (result == ERR_OK)
        result = enrol_desk_read(&ex->paper, ex->renewal.request, &ex->error);
    return result == ERR_OK ? enrol_desk_issue(ex->office, &ex->paper, &wish, &ex->error) : result;
}

void enrol_route_renew(struct office *office, struct http_exchange *http)
{
    struct view *view = storage_reader(office->storage, http_exchange_loop(http));
    struct enrol_exchange *ex;

    if (!may_ask(office, http))
        return;
    ex = open_exchange(office, http);
    ex->result = renew_request_parse(http_exchange_request(http)->body, &ex->renewal, &ex->error);
    ex->device = ex->renewal.device;
    if (ex->result == ERR_OK)
        ex->result = view_begin(view, &ex->error);
    if (ex->result == ERR_OK) {
        ex->result = prepare_renew(ex, view);
        view_end(view);
    }
    if (ex->result == ERR_OK)
        submit(ex, apply_renew);
    else
        finish(ex);
}
