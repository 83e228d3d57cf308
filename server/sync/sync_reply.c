// SPDX-License-Identifier: Apache-2.0
#include "server/sync/sync_reply.h"

#include "server/storage/actors.h"
#include "server/storage/scope.h"
#include "server/sync/feed.h"
#include "server/sync/notices.h"
#include "server/sync/offer_desk.h"
#include "server/sync/office_parts.h"
#include "server/sync/person_news.h"
#include "server/sync/seat_token.h"
#include "shared/base/memory.h"

struct building {
    const struct sync_reply_question *question;
    struct office *office;
    struct view *view;
    const struct exchange_request *request;
    const struct uuid *device;
    struct exchange_reply reply;
    struct reply_lines lines;
    struct error *error;
};

static bool add_counter(void *arg, const struct actor_row *actor)
{
    return actor->counter == 0
           || vector_raise(arg, (struct dot){actor->actor, actor->counter}) == ERR_OK;
}

static enum err state_counters(struct building *b)
{
    b->reply.counters_stated = true;
    return actors_of_device(b->view, b->device, add_counter, &b->reply.counters, b->error);
}

// What the office holds of one actor, if it is this device's.
static enum err add_receipted(struct building *b, uint64_t actor)
{
    struct actor_row row;
    enum err result = actors_get(b->view, actor, &row, b->error);

    if (result == ERR_NOT_FOUND)
        return ERR_OK;
    if (result == ERR_OK && uuid_equal(&row.device, b->device))
        add_counter(&b->reply.receipt.actors, &row);
    return result;
}

static enum err add_receipted_actors(struct building *b)
{
    const struct vector *named = &b->request->actors;
    const struct batch *batch = b->question->batch;
    enum err result = ERR_OK;

    for (size_t i = 0; i < named->count && result == ERR_OK; i++)
        result = add_receipted(b, named->entries[i].actor);
    for (size_t i = 0; i < batch->entry_count && result == ERR_OK; i++)
        if (vector_counter(&b->reply.receipt.actors, batch->entries[i].dot.actor) == 0)
            result = add_receipted(b, batch->entries[i].dot.actor);
    return result;
}

// Says what this snapshot, which is durable, holds.
static enum err give_receipt(struct building *b)
{
    struct receipt *receipt = &b->reply.receipt;
    struct position_owner owner = {b->office->authority.mac_key, *b->device};
    struct position witness = {.kind = POSITION_WITNESS};
    struct commit_stamp head;
    enum err result = commit_head(b->view, &head, b->error);

    if (result == ERR_OK)
        result = add_receipted_actors(b);
    if (result != ERR_OK)
        return result;
    witness.number = receipt->commit = head.number;
    witness.tag = receipt->tag = head.tag;
    position_format(&owner, &witness, receipt->witness);
    receipt->at_ms = b->reply.time_ms;
    receipt->backed_up_through = b->reply.backed_up_through;
    receipt->device = *b->device;
    receipt->epoch = b->reply.epoch;
    b->reply.receipted = true;
    result = receipt_sign(receipt, b->office->authority.receipt);
    return result == ERR_OK ? ERR_OK : error_set(b->error, result, "no receipt can be signed");
}

static void take_macs(struct building *b)
{
    const struct intake_result *intake = b->question->intake;

    if (!intake || intake->mac_count == 0)
        return;
    b->reply.macs = mem_dup(intake->macs, intake->mac_count * MAC_BYTES);
    b->reply.mac_count = intake->mac_count;
}

static void give_token(struct building *b, const struct feed_answer *pulled)
{
    struct seat_token_grant grant = {
        .device = *b->device,
        .commit = pulled->cursor.number,
        .terms = {b->reply.epoch, b->reply.backed_up_through},
        .sites = pulled->sites,
        .site_count = pulled->site_count,
    };

    if (!b->reply.more)
        seat_token_issue(b->office->roster, &b->office->random, &grant, b->reply.token);
}

// States, the cursor behind them, and a token when that was all.
static enum err pull(struct building *b)
{
    struct position_owner owner = {b->office->authority.mac_key, *b->device};
    size_t most = b->request->pull_bytes < WIRE_BATCH_BYTES ? (size_t)b->request->pull_bytes
                                                            : (size_t)WIRE_BATCH_BYTES;
    struct feed_question question = {.view = b->view,
                                     .device = *b->device,
                                     .from = b->question->from,
                                     .fresh = !b->request->epoch_known,
                                     .actors = &b->request->actors,
                                     .bytes_most = most};
    struct feed_answer pulled = {0};
    enum err result = feed_pull(&question, &b->lines, &pulled, b->error);

    if (result == ERR_OK) {
        b->reply.scope = pulled.scope;
        b->reply.more = pulled.more;
    }
    if (result == ERR_OK && most > 0) {
        position_format(&owner, &pulled.cursor, b->reply.cursor);
        give_token(b, &pulled);
    }
    feed_clear(&pulled);
    return result;
}

// Sites of the entries that came which had left the scope before they were made: here again, and to
// be dropped again.
static enum err tell_left(struct building *b)
{
    const struct batch *batch = b->question->batch;
    struct uuid last = uuid_nil;
    enum err result = ERR_OK;

    for (size_t i = 0; i < batch->entry_count && result == ERR_OK; i++) {
        const struct batch_entry *entry = &batch->entries[i];
        enum scope_standing standing = SCOPE_NOW;

        if (!entry->readable || uuid_equal(&entry->write.site, &last))
            continue;
        last = entry->write.site;
        if (!uuid_is_nil(&last))
            result = scope_standing(b->view, b->device, &last, &standing, b->error);
        if (result == ERR_OK && standing == SCOPE_PAST)
            reply_lines_add_id(&b->lines, LINE_DROP, &last);
    }
    return result;
}

static enum err tell_held(struct building *b)
{
    struct quarantine_hearing hearing
        = {b->device, b->question->from ? b->question->from->number : 0};

    return notices_held(b->view, &hearing, &b->lines, b->error);
}

// What is said in a normal exchange only: beside an offer nothing is wanted again (what came
// helped, or did not), and no site is dropped before its offer has a receipt.
static enum err tell_news(struct building *b)
{
    bool seen = b->request->scope_known && b->request->epoch_known
                && b->request->epoch == b->office->epoch;
    struct notices_sites sites
        = {b->request->have, b->request->have_count, seen ? b->request->scope : 0};
    uint64_t scope = 0;
    enum err result = scope_version(b->view, b->device, &scope, b->error);

    if (result == ERR_OK && b->office->signs.waiting)
        result = notices_wants(b->view, b->device, &b->lines, b->error);
    if (result == ERR_OK)
        result = tell_held(b);
    if (result == ERR_OK)
        result = notices_drops(b->view, b->device, &sites, &b->lines, b->error);
    if (result == ERR_OK)
        result = tell_left(b);
    // Blobs: when the tablet has not yet seen a reply of this epoch and scope version.
    if (result == ERR_OK
        && (!b->question->from || !b->request->scope_known || b->request->scope != scope))
        result = notices_blobs(b->view, b->device, &b->lines, b->error);
    return result;
}

// An older tablet does not say what it has, and is not told.
static enum err tell_persons(struct building *b)
{
    struct person_news news = {.roster = b->office->roster,
                               .bulletin = b->office->bulletin,
                               .view = b->view,
                               .device = b->device,
                               .known = b->request->persons};

    return b->request->persons_stated ? person_news_tell(&news, &b->lines, b->error) : ERR_OK;
}

static enum err answer_offer(struct building *b)
{
    struct span offers = b->question->batch->offers;

    if (b->request->offer == OFFER_SITES)
        return offer_desk_sites(b->view, b->device, offers, &b->lines, b->error);
    if (b->request->offer == OFFER_VECTORS)
        return offer_desk_vectors(b->view, b->device, offers, &b->lines, b->error);
    return state_counters(b); // done
}

static enum err fill_ok(struct building *b)
{
    const struct exchange_request *request = b->request;
    bool asks = request->offer == OFFER_SITES || request->offer == OFFER_VECTORS;
    bool step = asks || request->offer == OFFER_DONE;
    enum err result = ERR_OK;

    if ((request->offer != OFFER_NONE && !asks) || request->push.present)
        result = give_receipt(b);
    take_macs(b);
    if (result != ERR_OK)
        return result;
    if (step)
        return answer_offer(b);
    if (b->question->admission->state != DEVICE_ACTIVE)
        return tell_held(b);
    if (request->offer == OFFER_NONE)
        result = tell_news(b);
    if (result == ERR_OK)
        result = tell_persons(b);
    return result == ERR_OK ? pull(b) : result;
}

// Half of the time to one and a half: tablets that began together do not stay together.
static int64_t next_slot(struct office *office)
{
    uint64_t idle = (uint64_t)office->idle_ms;

    return (int64_t)(idle / 2 + random_below(&office->random, idle + 1));
}

static enum err fill(struct building *b)
{
    struct exchange_reply *reply = &b->reply;
    enum err result;

    reply->answer = b->question->answer;
    reply->epoch = b->office->epoch;
    reply->backed_up_through = b->office->backed_up_through;
    reply->time_ms = clock_wall_ms(&b->office->clock);
    reply->next_ms = next_slot(b->office);
    reply->scope = b->request->scope;
    if (reply->answer != ANSWER_OK)
        return state_counters(b);
    result = fill_ok(b);
    // Asked for in the last reply of an exchange, when the tablet stands where the office stands.
    if (result == ERR_OK && b->request->offer == OFFER_NONE && !reply->more)
        reply->prove = proof_desk_tell(b->office, b->device);
    return result;
}

enum err sync_reply_build(const struct sync_reply_question *question, struct buffer *out,
                          struct error *error)
{
    struct building b = {.question = question,
                         .office = question->office,
                         .view = question->view,
                         .request = &question->batch->request,
                         .device = &question->admission->device,
                         .error = error};
    enum err result;

    exchange_reply_init(&b.reply);
    reply_lines_init(&b.lines);
    result = fill(&b);
    b.reply.lines = b.lines.count;
    if (b.reply.more)
        b.reply.next_ms = 0;
    if (result == ERR_OK
        && (b.lines.text.failed || !exchange_reply_format(&b.reply, out)
            || !buffer_append(out, b.lines.text.data, b.lines.text.len)))
        result = error_set(error, ERR_TOO_LARGE, "the reply is longer than a reply may be");
    reply_lines_clear(&b.lines);
    exchange_reply_clear(&b.reply);
    return result;
}

enum err sync_reply_short(struct office *office, const char *token, bool same, struct buffer *out,
                          struct error *error)
{
    struct exchange_reply reply;
    bool fits;

    exchange_reply_init(&reply);
    reply.answer = same ? ANSWER_SAME : ANSWER_FULL;
    reply.time_ms = clock_wall_ms(&office->clock);
    reply.next_ms = next_slot(office);
    if (same)
        text_copy(reply.token, sizeof(reply.token), span_of(token));
    fits = exchange_reply_format(&reply, out);
    exchange_reply_clear(&reply);
    return fits ? ERR_OK : error_set(error, ERR_INTERNAL, "no room for a short reply");
}
