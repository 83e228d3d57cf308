// SPDX-License-Identifier: Apache-2.0
#include "server/sync/proof_route.h"

#include "server/storage/proofs.h"
#include "server/sync/alert.h"
#include "server/sync/answer.h"
#include "server/sync/office_parts.h"
#include "server/sync/proof_index.h"
#include "server/sync/proof_mend.h"
#include "shared/base/memory.h"
#include "shared/wire/codec.h"

#include <stddef.h>
#include <string.h>

enum { ZSTD_FROM_BYTES = 512 };

// One request of a proof. It belongs to its loop thread, then to the crew, then to the committer if
// something changes, then to the loop thread again.
struct proof_task {
    struct crew_task crew; // first
    struct commit_job job;
    struct office *office;
    struct http_exchange *http;
    struct uuid device;
    struct buffer body; // decoded
    struct proof_request request;
    struct span lines_in;
    struct proof_case *proof; // owned while the task has it; NULL: gone
    struct proof_index index;
    struct proof_mend mend;
    struct proof_reply reply;
    struct reply_lines lines;
    bool changes;      // something is to be committed
    bool ended;        // this was the last there is to say
    struct buffer out; // the reply's body, as it goes over the wire
    bool packed;
    enum err result;
    struct error error;
};

static struct proof_task *task_of(struct commit_job *job)
{
    return (struct proof_task *)((char *)job - offsetof(struct proof_task, job));
}

static void drop(struct proof_task *task)
{
    proof_case_free(task->proof);
    proof_index_clear(&task->index);
    proof_mend_clear(&task->mend);
    proof_reply_clear(&task->reply);
    proof_request_clear(&task->request);
    reply_lines_clear(&task->lines);
    buffer_clear(&task->body);
    buffer_clear(&task->out);
    mem_free(task);
}

static bool accepts_zstd(const struct proof_task *task)
{
    const char *accepted
        = http_request_header(http_exchange_request(task->http), "Accept-Encoding", NULL);

    return accepted && strstr(accepted, "zstd");
}

// The whole reply, counted.
static enum err build_reply(struct proof_task *task, struct proof_reply *reply,
                            const struct reply_lines *lines)
{
    struct buffer text;
    enum err result = ERR_OK;

    buffer_init(&text, PROOF_BODY_MAX);
    reply->lines = lines->count;
    if (!proof_reply_format(reply, &text) || lines->text.failed
        || !buffer_append(&text, lines->text.data, lines->text.len))
        result = error_set(&task->error, ERR_TOO_LARGE, "the reply is longer than a reply may be");
    task->packed = result == ERR_OK && text.len >= ZSTD_FROM_BYTES && accepts_zstd(task);
    if (task->packed)
        result = codec_encode_zstd((struct span){text.data, text.len}, &task->out, &task->error);
    else if (result == ERR_OK)
        buffer_append(&task->out, text.data, text.len);
    buffer_clear(&text);
    if (task->proof) {
        task->proof->round_trips++;
        task->proof->bytes
            += (int64_t)(http_exchange_request(task->http)->body.len + task->out.len);
    }
    return result;
}

static void answer_gone(struct proof_task *task)
{
    task->reply.answer = PROOF_GONE;
    task->ended = true;
}

static void sum_up(struct proof_task *task, struct proof_reply *reply)
{
    reply->summed = true;
    reply->count = task->proof->set.count;
    proof_set_digest(&task->proof->set, &reply->digest);
}

static void give_verdict(struct proof_task *task)
{
    struct proof_reply *reply = &task->reply;

    sum_up(task, reply);
    reply->answer
        = reply->count == task->request.count && digest_equal(&reply->digest, &task->request.digest)
              ? PROOF_EQUAL
              : PROOF_DIFFERS;
}

// Compares range by range, and tells of those that differ what lies below.
static enum err compare(struct proof_task *task)
{
    struct proof_set *set = &task->proof->set;
    struct span rest = task->lines_in, line;
    struct proof_walk walk = {0};
    bool cut = false;
    int64_t count = 0;
    enum err result = ERR_OK;

    while (result == ERR_OK && wire_line(&rest, &line, &cut) && !cut) {
        struct proof_told told;

        if (++count > PROOF_LINES_MAX)
            result = error_set(&task->error, ERR_PROTOCOL, "more than %d ranges", PROOF_LINES_MAX);
        else
            result = proof_walk_hear(set, line, &walk, &told, &task->error);
        if (result == ERR_OK && told.items && told.differs) {
            proof_walk_tell(set, told.range, &task->lines.text);
            task->lines.count++;
        }
    }
    for (size_t i = 0; i < walk.range_count && result == ERR_OK; i++) {
        proof_walk_tell(set, walk.ranges[i], &task->lines.text);
        task->lines.count++;
    }
    proof_walk_clear(&walk);
    if (result == ERR_OK && (cut || count != task->request.lines))
        result = error_set(&task->error, ERR_PROTOCOL, "not all lines came");
    return result == ERR_OK
               ? ERR_OK
               : error_set(&task->error, ERR_PROTOCOL, "proof: %s", task->error.detail);
}

static enum err begin(struct proof_task *task)
{
    struct storage *storage = task->office->storage;
    struct view *view = NULL;
    enum err result = storage_open_view(storage, &view, &task->error);

    task->proof = mem_alloc(sizeof(*task->proof));
    task->proof->device = task->device;
    task->proof->set.proof = task->request.proof;
    if (result == ERR_OK)
        result
            = proof_index_read(&(struct proof_index_question){task->office, view, &task->request},
                               task->proof, &task->index, &task->error);
    storage_close_view(view);
    if (result != ERR_OK)
        return result;
    if (task->index.stale) {
        task->reply.answer = PROOF_STALE;
        task->ended = true;
        return ERR_OK;
    }
    task->reply.lacking = task->index.lacking;
    task->index.lacking = (struct proof_places){0};
    task->reply.lacking_count = task->proof->lacking = task->index.lacking_count;
    give_verdict(task);
    task->changes = task->reply.answer == PROOF_EQUAL || task->index.lost_count > 0;
    if (task->reply.answer == PROOF_EQUAL)
        return ERR_OK;
    task->reply.answer = PROOF_GO;
    task->reply.summed = false;
    return compare(task);
}

static enum err run_step(struct proof_task *task)
{
    if (task->request.step == PROOF_BEGIN)
        return begin(task);
    task->proof = proof_desk_take(task->office->proofs, &task->device, task->request.proof);
    if (!task->proof) {
        answer_gone(task);
        return ERR_OK;
    }
    task->reply.answer = PROOF_GO;
    if (task->request.step == PROOF_WALK)
        return compare(task);
    task->changes = true;
    if (task->request.step == PROOF_REPAIR) {
        proof_mend_init(&task->mend, task->office, task->proof);
        return proof_mend_read(&task->mend, &task->request, task->lines_in, &task->error);
    }
    give_verdict(task);
    task->ended = true;
    return ERR_OK;
}

static void put_answer(struct proof_task *task)
{
    struct http_exchange *http = task->http;
    struct http_response *response = http_exchange_response(http);
    struct error error = task->error;
    bool good = task->result == ERR_OK;

    // The case is back on the desk before the next request of the tablet may look for it.
    if (good && task->proof && !task->ended) {
        proof_desk_give(task->office->proofs, task->proof, clock_boot_ms(&task->office->clock));
        task->proof = NULL;
    }
    roster_leave(task->office->roster, &task->device);
    if (good && task->packed)
        http_response_header(response, "Content-Encoding", "zstd");
    if (good)
        buffer_append(&response->body, task->out.data, task->out.len);
    response->close = task->result == ERR_UNKNOWN_COMMIT;
    drop(task);
    if (good)
        http_exchange_finish(http);
    else
        answer_error(http, &error);
}

// On the loop thread.
static void reply(void *arg)
{
    struct proof_task *task = arg;

    if (task->result == ERR_OK && task->request.step == PROOF_REPAIR && task->proof) {
        task->mend.reply.answer = PROOF_GO;
        sum_up(task, &task->mend.reply);
        task->result = build_reply(task, &task->mend.reply, &task->mend.lines);
    }
    put_answer(task);
}

static enum err call_person(struct proof_task *task, struct storage *storage)
{
    struct alert alert = {.kind = "proof", .device = &task->device};
    enum err result = ERR_OK;

    if (task->reply.answer != PROOF_EQUAL)
        result = alert_raise(storage, &task->office->log, &alert,
                             "tablet and office hold different records, and %lld of them could not "
                             "be repaired",
                             (long long)task->request.left);
    alert.kind = "blob_gone";
    if (result == ERR_OK && task->request.blobs_gone > 0)
        result = alert_raise(storage, &task->office->log, &alert,
                             "%lld files are lost on this tablet, and the office does not have "
                             "them",
                             (long long)task->request.blobs_gone);
    return result;
}

static enum err keep_verdict(struct proof_task *task, struct storage *storage,
                             const struct commit_stamp *stamp)
{
    const struct proof_case *proof = task->proof;
    struct proof_row row = {.device = task->device,
                            .at_ms = stamp->at_ms,
                            .asked = proof_desk_asked(task->office, &task->device),
                            .equal = task->reply.answer == PROOF_EQUAL,
                            .items = (int64_t)proof->set.count,
                            .digest = task->reply.digest,
                            .device_digest = task->request.digest,
                            .differences = proof->differences,
                            .left = task->request.left,
                            .aside = proof->aside,
                            .lacking = proof->lacking,
                            .sent = task->request.blobs_sent,
                            .gone = task->request.blobs_gone,
                            .round_trips = proof->round_trips,
                            .bytes = proof->bytes};
    enum err result = proofs_put(storage, &row, &task->error);

    return result == ERR_OK ? call_person(task, storage) : result;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct proof_task *task = task_of(job);
    enum err result = ERR_OK;

    if (task->request.step == PROOF_REPAIR)
        result = proof_mend_apply(&task->mend, storage, stamp, &task->error);
    if (task->request.step == PROOF_BEGIN)
        result = proof_index_lose(task->office, storage, &task->index, &task->error);
    if (result == ERR_OK && task->reply.answer != PROOF_GO)
        result = keep_verdict(task, storage, stamp);
    *error = task->error;
    return result;
}

// On the committer.
static void done(struct commit_job *job, enum err result, const struct error *error,
                 const struct commit_stamp *stamp)
{
    struct proof_task *task = task_of(job);

    task->result = result;
    if (result != ERR_OK)
        task->error = *error;
    else if (task->reply.answer != PROOF_GO)
        proof_desk_done(task->office, &task->device, stamp->at_ms);
    else if (task->request.step == PROOF_REPAIR)
        task->proof->differences += (int64_t)task->mend.count;
    http_exchange_defer(task->http, reply, task);
}

// On the crew.
static void run(struct crew_task *crew)
{
    struct proof_task *task = (struct proof_task *)crew;

    task->result = run_step(task);
    if (task->result == ERR_OK && (task->request.step != PROOF_REPAIR || !task->proof))
        task->result = build_reply(task, &task->reply, &task->lines);
    task->job = (struct commit_job){.apply = apply, .done = done};
    if (task->result == ERR_OK && task->changes) {
        if (committer_submit(task->office->committer, &task->job) == ERR_OK)
            return;
        task->result = error_set(&task->error, ERR_BUSY, "too much waits to be committed");
    }
    http_exchange_defer(task->http, reply, task);
}

static enum err read_request(struct proof_task *task)
{
    const struct http_request *request = http_exchange_request(task->http);
    enum err result = codec_decode(http_request_header(request, "Content-Encoding", NULL),
                                   request->body, &task->body, &task->error);

    return result == ERR_OK ? proof_request_parse((struct span){task->body.data, task->body.len},
                                                  &task->request, &task->lines_in, &task->error)
                            : result;
}

void proof_route_serve(struct office *office, struct http_exchange *exchange,
                       const struct admission *admission)
{
    struct proof_task *task = mem_alloc(sizeof(*task));

    task->office = office;
    task->http = exchange;
    task->device = admission->device;
    buffer_init(&task->body, CODEC_BODY_MAX);
    buffer_init(&task->out, CODEC_BODY_MAX + (64 << 10));
    reply_lines_init(&task->lines);
    task->crew.run = run;
    task->result = read_request(task);
    if (task->result == ERR_OK && admission->state != DEVICE_ACTIVE)
        task->result = error_set(&task->error, ERR_DENIED, "this tablet is not let in yet");
    if (task->result == ERR_OK && !roster_enter(office->roster, &admission->device))
        task->result = error_set(&task->error, ERR_STALE, "an exchange is under way");
    else if (task->result == ERR_OK && crew_submit(office->crew, &task->crew) == ERR_OK)
        return;
    else if (task->result == ERR_OK) {
        roster_leave(office->roster, &admission->device);
        task->result = error_set(&task->error, ERR_BUSY, "too much waits");
    }
    answer_error(exchange, &task->error);
    drop(task);
}
