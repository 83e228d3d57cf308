// SPDX-License-Identifier: Apache-2.0
#include "server/sync/proof_mend.h"

#include "server/storage/held.h"
#include "server/storage/scope.h"
#include "server/sync/alert.h"
#include "server/sync/offer_desk.h"
#include "server/sync/office_parts.h"
#include "shared/base/memory.h"

#include <string.h>

void proof_mend_init(struct proof_mend *mend, struct office *office, struct proof_case *proof)
{
    *mend = (struct proof_mend){.office = office, .proof = proof};
    reply_lines_init(&mend->lines);
}

void proof_mend_clear(struct proof_mend *mend)
{
    mem_free(mend->targets);
    proof_reply_clear(&mend->reply);
    reply_lines_clear(&mend->lines);
    *mend = (struct proof_mend){0};
}

static struct proof_target *add_target(struct proof_mend *mend, const struct uuid *id)
{
    for (size_t i = 0; i < mend->count; i++)
        if (uuid_equal(&mend->targets[i].id, id))
            return &mend->targets[i];
    mend->targets = mem_room(mend->targets, mend->count, &mend->cap, sizeof(*mend->targets));
    mend->targets[mend->count] = (struct proof_target){.id = *id};
    return &mend->targets[mend->count++];
}

static bool read_id(struct span state, struct uuid *out)
{
    struct record record;
    struct arena arena;
    bool good;

    arena_init(&arena, 64 << 20);
    good = record_parse(state, &arena, &record, NULL) == ERR_OK;
    if (good) {
        *out = record.id;
        record_clear(&record);
    }
    arena_clear(&arena);
    return good;
}

// A state is believed when it bears the office's mac. One that does not is not what was sent.
static void read_state(struct proof_mend *mend, const uint8_t mac[MAC_BYTES], struct span state)
{
    uint8_t made[MAC_BYTES];
    struct proof_target *target;
    struct uuid id;

    if (!read_id(state, &id))
        return;
    target = add_target(mend, &id);
    mac_make(mend->office->authority.mac_key, state.data, state.len, made);
    if (mac_equal(made, mac))
        target->offered = state;
    else
        proof_places_add(&mend->reply.bad, proof_set_place(&id));
}

static enum err read_line(struct proof_mend *mend, struct span line, struct error *error)
{
    static const char state_start[] = "{\"mac\":";
    uint8_t mac[MAC_BYTES];
    struct span state;
    struct uuid id;
    bool found;
    enum err code;

    if (line.len > sizeof(state_start) && memcmp(line.data, state_start, 7) == 0) {
        code = state_line_parse(line, mac, &state, error);
        if (code == ERR_OK)
            read_state(mend, mac, state);
        return code;
    }
    code = proof_record_parse(line, &id, &found, error);
    if (code == ERR_OK && found)
        add_target(mend, &id);
    return code;
}

enum err proof_mend_read(struct proof_mend *mend, const struct proof_request *request,
                         struct span lines, struct error *error)
{
    enum err code = ERR_OK;
    struct span line;
    bool cut = false;
    int64_t count = 0;

    for (size_t i = 0; i < request->want.count; i++) {
        const struct proof_item *item = proof_set_at(&mend->proof->set, request->want.places[i]);

        if (item) // what is not in the tablet's scope is not known here
            add_target(mend, &item->id);
    }
    while (code == ERR_OK && wire_line(&lines, &line, &cut) && !cut) {
        code = ++count > PROOF_PLACES_MAX ? error_set(error, ERR_PROTOCOL, "too many lines")
                                          : read_line(mend, line, error);
    }
    if (code == ERR_OK && (cut || count != request->lines))
        code = error_set(error, ERR_PROTOCOL, "%lld of %lld lines came", (long long)count,
                         (long long)request->lines);
    return code == ERR_OK ? ERR_OK : error_set(error, ERR_PROTOCOL, "proof: %s", error->detail);
}

struct held_search {
    const struct uuid *device;
    bool found;
};

static bool is_of_device(void *arg, const struct held_row *held)
{
    struct held_search *search = arg;

    search->found = uuid_equal(&held->device, search->device);
    return !search->found;
}

// Whether the tablet has something of the record that waits for a person's decision.
static enum err is_held(struct proof_mend *mend, struct view *view, const struct uuid *id,
                        bool *held, struct error *error)
{
    struct held_filter filter = {.open_only = true, .by_record = true, .record = *id};
    struct held_search search = {.device = &mend->proof->device};
    enum err result = held_list(view, &filter, is_of_device, &search, error);

    *held = search.found;
    return result;
}

static enum err is_in_scope(struct proof_mend *mend, struct view *view,
                            const struct record_row *row, bool *in, struct error *error)
{
    enum scope_standing standing = SCOPE_NOW;
    enum err result = ERR_OK;

    if (!uuid_is_nil(&row->site))
        result = scope_standing(view, &mend->proof->device, &row->site, &standing, error);
    *in = standing == SCOPE_NOW && !span_is(row->kind, "device");
    return result;
}

static void put_aside(struct proof_mend *mend, const struct uuid *id)
{
    proof_places_add(&mend->reply.aside, proof_set_place(id));
    mend->proof->aside++;
    proof_set_drop(&mend->proof->set, id);
}

static void tell_state(struct proof_mend *mend, const struct record_row *row)
{
    struct reply_line line = {.kind = LINE_STATE, .state = row->state};

    proof_set_put(&mend->proof->set, &row->id, row->state);
    // What finds no room is asked for again.
    if (mend->lines.count > 0 && mend->lines.text.len + row->state.len > PROOF_STATES_BYTES)
        return;
    memcpy(line.mac, row->mac, MAC_BYTES);
    reply_lines_add(&mend->lines, &line);
}

// What the office has of the record now, if the tablet may know it.
static enum err answer_one(struct proof_mend *mend, struct view *view,
                           const struct proof_target *target, struct error *error)
{
    struct record_row row;
    bool held = false, in = false;
    enum err result = is_held(mend, view, &target->id, &held, error);

    if (result != ERR_OK)
        return result;
    if (held) {
        put_aside(mend, &target->id);
        return ERR_OK;
    }
    result = records_get(view, &target->id, &row, NULL);
    if (result == ERR_NOT_FOUND || target->row == ROW_BROKEN)
        return ERR_OK;
    if (result == ERR_OK)
        result = is_in_scope(mend, view, &row, &in, error);
    if (result == ERR_OK && in)
        tell_state(mend, &row);
    else if (result == ERR_OK && target->offered.len > 0)
        put_aside(mend, &target->id);
    return result;
}

static enum err tell_mended(struct proof_mend *mend, struct storage *storage,
                            const struct proof_target *target)
{
    bool broken = target->row == ROW_BROKEN;
    struct alert alert = {.kind = broken ? "record_damaged" : "record_mended"};
    char id[UUID_TEXT];

    uuid_format(&target->id, id);
    return alert_raise(storage, &mend->office->log, &alert,
                       "record %s was damaged in the office's store and %s", id,
                       broken ? "nothing that is left of it puts it right" : "was put right");
}

// The rows first: nothing can be merged into one that cannot be read.
static enum err mend_rows(struct proof_mend *mend, struct workset *workset, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < mend->count && result == ERR_OK; i++) {
        struct proof_target *target = &mend->targets[i];

        result = row_mend(workset, &target->id, target->offered, &target->row, error);
        if (result == ERR_OK && target->row != ROW_SOUND)
            result = tell_mended(mend, workset->parts->storage, target);
    }
    return result;
}

static enum err merge_offers(struct proof_mend *mend, struct workset *workset, struct error *error)
{
    struct batch batch = {0};
    enum err result;

    batch.states = mem_alloc_array(mend->count + 1, sizeof(*batch.states));
    for (size_t i = 0; i < mend->count; i++)
        if (mend->targets[i].offered.len > 0 && mend->targets[i].row != ROW_BROKEN)
            batch.states[batch.state_count++].bytes = mend->targets[i].offered;
    result = offer_desk_merge(workset, &mend->proof->device, &batch, error);
    mem_free(batch.states);
    return result;
}

enum err proof_mend_apply(struct proof_mend *mend, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error)
{
    struct workset workset;
    enum err result;

    reply_lines_clear(&mend->lines);
    proof_places_clear(&mend->reply.aside);
    workset_open(&workset, &mend->office->parts, stamp);
    result = mend_rows(mend, &workset, error);
    if (result == ERR_OK)
        result = merge_offers(mend, &workset, error);
    workset_close(&workset);
    for (size_t i = 0; i < mend->count && result == ERR_OK; i++)
        result = answer_one(mend, storage_writer(storage), &mend->targets[i], error);
    return result;
}
