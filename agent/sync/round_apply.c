// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/round_apply.h"

#include "agent/store/incoming.h"
#include "agent/store/replica_merge.h"
#include "shared/wire/persons_line.h"
#include "shared/wire/wire_line.h"

#include <stdio.h>
#include <string.h>

// What the helpers of one reply share.
struct applying {
    struct round *round;
    const struct session_options *options;
    struct round_memory *memory;
    struct round_outcome *outcome;
    struct exchange_reply reply;
    struct error *error;
};

static enum err put(struct applying *a, const char *name, const char *value)
{
    return setting_write(a->options->store, name, span_of(value), a->error);
}

static enum err put_u64(struct applying *a, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    return put(a, name, text);
}

static enum err put_epoch(struct applying *a)
{
    char text[ACTOR_TEXT];
    actor_format(a->reply.epoch, text);
    return put(a, "epoch", text);
}

static bool stored_is(struct applying *a, const char *name, const char *before)
{
    struct buffer now;
    buffer_init(&now, 256);
    enum err err = setting_read(a->options->store, name, &now, NULL);
    bool same = err == ERR_OK ? strcmp(now.data == NULL ? "" : now.data, before) == 0
                              : err == ERR_NOT_FOUND && before[0] == '\0';
    buffer_clear(&now);
    return same;
}

// A reply counts only while cursor, scope and epoch of its request are still the stored ones.
static bool still_standing(struct applying *a)
{
    return stored_is(a, "epoch", a->round->stored_epoch)
           && stored_is(a, "scope", a->round->stored_scope)
           && stored_is(a, "cursor", a->round->stored_cursor);
}

// An office whose epoch changed must ask for an offer; it cannot just go on.
static enum err check_epoch(struct applying *a)
{
    uint64_t ours = a->memory->offer_epoch;
    bool known = a->round->state != SESSION_EXCHANGE
                 || actor_parse(span_of(a->round->stored_epoch), &ours);
    if (known && a->reply.epoch != ours)
        return error_set(a->error, ERR_PROTOCOL, "another epoch without asking for an offer");
    return ERR_OK;
}

static enum err check_receipt(struct applying *a)
{
    const struct receipt *receipt = &a->reply.receipt;
    if (!a->reply.receipted)
        return ERR_OK;
    if (!uuid_equal(&receipt->device, &a->options->device) || receipt->epoch != a->reply.epoch)
        return error_set(a->error, ERR_PROTOCOL, "receipt for another tablet or epoch");
    if (!receipt_verify(receipt, a->options->receipt_key))
        return error_set(a->error, ERR_PROTOCOL, "receipt signature does not verify");
    return ERR_OK;
}

static enum err apply_receipt(struct applying *a)
{
    const struct receipt *receipt = &a->reply.receipt;
    if (!a->reply.receipted)
        return ERR_OK;
    enum err err = delivery_note(a->options->store, &receipt->actors, receipt->commit, a->error);
    return err == ERR_OK ? put(a, "witness", receipt->witness) : err;
}

static enum err apply_macs(struct applying *a)
{
    static const uint8_t none[MAC_BYTES];
    size_t count = a->reply.mac_count;
    if (count > a->round->batch.touched_count)
        return error_set(a->error, ERR_PROTOCOL, "%zu macs for %zu records", count,
                         a->round->batch.touched_count);
    for (size_t i = 0; i < count; i++) {
        const struct journal_touch *touch = &a->round->batch.touched[i];
        const uint8_t *mac = a->reply.macs + i * MAC_BYTES;
        if (memcmp(mac, none, MAC_BYTES) == 0)
            continue;
        enum err err = replica_mac(a->options->store, &touch->id, &touch->vector, mac, a->error);
        if (err != ERR_OK)
            return err;
    }
    return ERR_OK;
}

// The office lacks a blob: if it is here, it waits again.
static enum err want_blob(struct applying *a, const struct digest *digest)
{
    struct outgoing_row row;
    enum err err = outgoing_get(a->options->store, digest, &row, a->error);
    if (err != ERR_OK || !row.present || row.state == OUTGOING_WAITING)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    row.state = OUTGOING_WAITING;
    row.offset = row.commit = 0;
    row.upload[0] = row.reason[0] = '\0';
    row.tries = row.next_try_ms = 0;
    return outgoing_put(a->options->store, &row, a->error);
}

static enum err apply_held(struct applying *a, const struct reply_line *line)
{
    struct replica_held held = {.dot = line->dot, .record = line->id, .state = (int)line->held};
    snprintf(held.why, sizeof held.why, "%s", line->why);
    return replica_held_put(a->options->store, &held, a->error);
}

// From now on these may write here, and nobody else.
static enum err apply_persons(struct applying *a, struct span text)
{
    char version[PERSONS_VERSION_TEXT];
    struct buffer list;
    buffer_init(&list, 1 << 20);
    struct error why;
    error_clear(&why);
    enum err err = persons_line_parse(text, &list, version, &why);
    if (err != ERR_OK)
        err = error_set(a->error, ERR_PROTOCOL, "%s", why.detail);
    if (err == ERR_OK)
        err = setting_write(a->options->store, "persons", (struct span){list.data, list.len},
                            a->error);
    if (err == ERR_OK)
        err = put(a, "persons_version", version);
    buffer_clear(&list);
    return err;
}

static enum err apply_line(struct applying *a, const struct reply_line *line, struct span text)
{
    switch (line->kind) {
    case LINE_STATE:
        a->outcome->states++;
        return replica_merge(a->options->store, line->state, line->mac, a->error);
    case LINE_BLOB:
        return want_blob(a, &line->blob);
    case LINE_DROP:
        if (a->round->state != SESSION_EXCHANGE)
            return ERR_OK; // not before the offer has its receipt
        // To confirm it, at once unless something must go first that this exchange did not carry.
        if (!a->round->drop_waits || a->round->batch.count > 0)
            a->outcome->again = true;
        return line->erased ? replica_drop_erased(a->options->store, &line->id, a->error)
                            : replica_drop(a->options->store, &line->id, a->error);
    case LINE_HELD:
        return apply_held(a, line);
    case LINE_WANT:
        round_ids_add(&a->memory->wants, &line->id);
        return ERR_OK;
    case LINE_PERSONS:
        return apply_persons(a, text);
    case LINE_DIFFERS:
        round_ids_add(&a->memory->differing, &line->id);
        return ERR_OK;
    default:
        return ERR_OK; // a later version's line
    }
}

static enum err apply_lines(struct applying *a, struct span rest)
{
    struct span text;
    bool cut = false;
    int64_t count = 0;
    while (wire_line(&rest, &text, &cut) && !cut) {
        struct reply_line line;
        struct error why;
        error_clear(&why);
        if (reply_line_parse(text, &line, &why) != ERR_OK)
            return error_set(a->error, ERR_PROTOCOL, "line %lld: %s", (long long)count + 1,
                             why.detail);
        enum err err = apply_line(a, &line, text);
        if (err != ERR_OK)
            return err;
        count++;
    }
    if (cut || count != a->reply.lines)
        return error_set(a->error, ERR_PROTOCOL, "%lld of %lld lines came", (long long)count,
                         (long long)a->reply.lines);
    return ERR_OK;
}

static void drop_first(struct round_ids *list, size_t count)
{
    memmove(list->ids, list->ids + count, (list->count - count) * sizeof *list->ids);
    list->count -= count;
}

// The end of an offer: the office's new epoch is ours, and what it holds of us is what it says.
static enum err enter_epoch(struct applying *a)
{
    struct store *store = a->options->store;
    if (!a->reply.counters_stated)
        return error_set(a->error, ERR_PROTOCOL, "no counters at the end of an offer");
    enum err err = delivery_rewind(store, &a->reply.counters, true, a->error);
    if (err == ERR_OK)
        err = outgoing_forget(store, a->error);
    if (err == ERR_OK)
        err = put_epoch(a);
    if (err == ERR_OK)
        err = put(a, "cursor", "");
    if (err == ERR_OK)
        err = put(a, "scope", "");
    if (err == ERR_OK)
        err = put(a, "witness", a->reply.receipted ? a->reply.receipt.witness : "");
    return err;
}

static enum err apply_normal(struct applying *a)
{
    enum err err = apply_receipt(a);
    if (err == ERR_OK)
        err = apply_macs(a);
    if (err == ERR_OK && a->reply.cursor[0] != '\0')
        err = put(a, "cursor", a->reply.cursor);
    if (err == ERR_OK)
        err = put_u64(a, "scope", a->reply.scope);
    if (err == ERR_OK)
        err = put_epoch(a);
    if (err == ERR_OK && a->reply.backed_up_through != 0)
        err = put_u64(a, "backed_up_through", a->reply.backed_up_through);
    return err;
}

static enum err apply_ok(struct applying *a, struct span rest)
{
    enum err err = apply_lines(a, rest);
    if (err == ERR_OK && a->round->state == SESSION_EXCHANGE)
        err = apply_normal(a);
    if (err == ERR_OK && a->round->state == SESSION_OFFER_DONE)
        err = enter_epoch(a);
    return err;
}

// A gap: the office says where it stands; what lies behind that goes again.
static enum err apply_gap(struct applying *a)
{
    struct journal_figures before, after;
    struct store *store = a->options->store;
    if (!a->reply.counters_stated)
        return error_set(a->error, ERR_PROTOCOL, "gap without counters");
    enum err err = journal_figures(store, &before, a->error);
    if (err == ERR_OK)
        err = delivery_rewind(store, &a->reply.counters, false, a->error);
    if (err == ERR_OK)
        err = journal_figures(store, &after, a->error);
    a->outcome->gap_is_empty = err == ERR_OK && after.undelivered <= before.undelivered;
    a->outcome->again = true;
    return err;
}

// Whether a site that is to go may go now, since this exchange carried entries: the next one is
// whole and confirms it. One that waits for a file goes on when the file was sent, which is
// followed by a whole exchange; one that the office refuses waits for a person, in silence.
static bool drop_goes_on(const struct round *round)
{
    return round->drop_waits && round->batch.count > 0;
}

// Stored with the cursor it belongs to, and only when this was the last there is to say: the next
// process may then begin with the short form.
static enum err keep_token(struct applying *a)
{
    bool over = a->reply.answer == ANSWER_OK && a->round->state == SESSION_EXCHANGE
                && !a->reply.more && !a->outcome->again && !drop_goes_on(a->round)
                && a->memory->wants.count == a->round->wants_sent;
    return put(a, "token", over ? a->reply.token : "");
}

static enum err apply_in_store(struct applying *a, struct span rest)
{
    enum err err = store_begin(a->options->store, a->error);
    if (err != ERR_OK)
        return err;
    if (!still_standing(a)) {
        a->outcome->stale = a->outcome->again = true;
        store_rollback(a->options->store);
        return ERR_OK;
    }
    err = a->reply.answer == ANSWER_GAP ? apply_gap(a) : apply_ok(a, rest);
    if (err == ERR_OK)
        err = keep_token(a);
    if (err == ERR_OK && a->reply.answer == ANSWER_OK)
        err = incoming_again(a->options->store, a->error); // as the token says all is heard
    if (err != ERR_OK) {
        store_rollback(a->options->store);
        return err;
    }
    return store_commit(a->options->store, a->error);
}

// What is remembered in memory changes only after the store did.
static void remember(struct applying *a)
{
    struct round_memory *memory = a->memory;
    const struct round *round = a->round;
    memcpy(memory->token, a->reply.token, sizeof memory->token);
    if (drop_goes_on(round))
        memory->token[0] = '\0';
    memory->limit_lines = a->reply.limit_lines;
    memory->limit_bytes = a->reply.limit_bytes;
    if (a->reply.answer == ANSWER_OK && round->request.have_stated) {
        memory->sites_stated = true;
        memory->sites_made = round->sites_made;
    }
    if (round->state == SESSION_EXCHANGE)
        memory->broken = a->reply.answer == ANSWER_GAP && a->outcome->gap_is_empty;
    if (a->reply.answer == ANSWER_OK && round->state == SESSION_OFFER_VECTORS) {
        memory->page_after = round->page_last;
        if (uuid_is_nil(&round->page_last))
            drop_first(&memory->differing, 1);
    }
    if (round->state == SESSION_OFFER_DONE)
        journal_retire_actor(a->options->store);
    a->outcome->entries = a->reply.answer == ANSWER_OK ? round->batch.count : 0;
    a->outcome->again = a->outcome->again || a->reply.more || memory->wants.count > 0;
}

static void start_offer(struct applying *a)
{
    round_ids_clear(&a->memory->wants);
    round_ids_clear(&a->memory->differing);
    a->memory->page_after = uuid_nil;
    a->memory->offer_epoch = a->reply.epoch;
    a->memory->token[0] = '\0';
}

static enum err apply_full(struct applying *a, struct span rest)
{
    size_t wants = a->memory->wants.count, differing = a->memory->differing.count;
    enum err err = check_epoch(a);
    if (err == ERR_OK)
        err = check_receipt(a);
    if (err == ERR_OK)
        err = apply_in_store(a, rest);
    if (err != ERR_OK || a->outcome->stale) {
        a->memory->wants.count = wants; // what this reply added counts only with all of it
        a->memory->differing.count = differing;
        return err;
    }
    if (a->round->wants_sent > 0)
        drop_first(&a->memory->wants, a->round->wants_sent);
    remember(a);
    return ERR_OK;
}

enum err round_apply(const struct round_reply *reply, const struct session_options *options,
                     struct round_memory *memory, struct round_outcome *out, struct error *error)
{
    struct round *round = reply->round;
    struct applying a
        = {.round = round, .options = options, .memory = memory, .outcome = out, .error = error};
    struct span rest;
    *out = (struct round_outcome){0};
    exchange_reply_init(&a.reply);
    enum err err = exchange_reply_parse(reply->body, &a.reply, &rest, error);
    if (err != ERR_OK)
        goto done;
    out->answer = a.reply.answer;
    out->next_ms = a.reply.next_ms;
    out->prove = a.reply.prove;
    out->time_ms = a.reply.time_ms;
    if ((a.reply.answer == ANSWER_SAME || a.reply.answer == ANSWER_FULL)
        != (round->state == SESSION_SHORT))
        err = error_set(error, ERR_PROTOCOL, "the answer is not of the request's form");
    else if (a.reply.answer == ANSWER_SAME)
        memcpy(memory->token, a.reply.token, sizeof memory->token);
    else if (a.reply.answer == ANSWER_FULL)
        memory->token[0] = '\0';
    else if (a.reply.answer == ANSWER_OFFER)
        start_offer(&a);
    else
        err = apply_full(&a, rest);
done:
    exchange_reply_clear(&a.reply);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "sync reply");
}
