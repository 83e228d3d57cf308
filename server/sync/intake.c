// SPDX-License-Identifier: Apache-2.0
#include "server/sync/intake.h"

#include "server/storage/actors.h"
#include "server/storage/chain.h"
#include "server/storage/history.h"
#include "server/sync/alert.h"
#include "server/sync/erasure_guard.h"
#include "server/sync/group.h"
#include "server/sync/ruling.h"
#include "shared/base/memory.h"

#include <inttypes.h>
#include <string.h>

// Where one actor of the batch stands.
struct standing_actor {
    struct actor_row row; // its counter rises as entries are taken
    uint64_t reach;       // where it will stand in the end: for the look ahead
    bool changed;
};
struct intake {
    struct workset *workset;
    const struct batch *batch;
    struct ruling_device device;
    struct standing_actor *actors;
    size_t actor_count, actor_cap;
    bool broken; // the chain does not go on where the office stands: taken all the same
    const struct write **run; // good entries of the group at hand
    size_t run_count;
    struct error *error;
};

static struct view *view_of(const struct intake *intake)
{
    return storage_writer(intake->workset->parts->storage);
}

static enum err alarm(struct intake *intake, const char *kind, const char *words, struct dot dot)
{
    const struct workset_parts *parts = intake->workset->parts;
    struct alert alert = {.kind = kind, .device = &intake->device.device};

    return alert_raise(parts->storage, &parts->log, &alert,
                       "%s: actor %016" PRIx64 " entry %" PRIu64, words, dot.actor, dot.counter);
}

// The actor's place, looked up once. A new actor belongs to this device from now on.
static enum err find_actor(struct intake *intake, uint64_t actor, struct standing_actor **out)
{
    struct standing_actor found = {0};
    enum err result;

    for (size_t i = intake->actor_count; i > 0; i--) {
        *out = &intake->actors[i - 1];
        if ((*out)->row.actor == actor)
            return ERR_OK;
    }
    result = actors_get(view_of(intake), actor, &found.row, intake->error);
    if (result == ERR_NOT_FOUND)
        found.row = (struct actor_row){.actor = actor, .device = intake->device.device};
    else if (result != ERR_OK)
        return result;
    found.reach = found.row.counter;
    intake->actors = mem_room(intake->actors, intake->actor_count, &intake->actor_cap,
                              sizeof(*intake->actors));
    intake->actors[intake->actor_count] = found;
    *out = &intake->actors[intake->actor_count++];
    return ERR_OK;
}

// Looks whether every entry goes on where its actor stands, before anything is changed.
static enum err look_ahead(struct intake *intake, enum intake_answer *answer)
{
    const struct vector *trim = &intake->batch->request.push.trim;

    *answer = INTAKE_TAKEN;
    for (size_t i = 0; i < intake->batch->entry_count; i++) {
        struct dot dot = intake->batch->entries[i].dot;
        struct standing_actor *actor;
        enum err result = find_actor(intake, dot.actor, &actor);

        if (result != ERR_OK)
            return result;
        if (!uuid_equal(&actor->row.device, &intake->device.device)) {
            *answer = INTAKE_DENIED;
            return alarm(intake, "actor_denied", "pushed what belongs to another", dot);
        }
        if (dot.counter <= actor->reach)
            continue;
        if (dot.counter != actor->reach + 1 && dot.counter != vector_counter(trim, dot.actor) + 1)
            *answer = INTAKE_GAP;
        if (dot.counter > HISTORY_COUNTER_MAX)
            return error_set(intake->error, ERR_PROTOCOL, "a counter above %" PRIu64,
                             HISTORY_COUNTER_MAX);
        actor->reach = dot.counter;
    }
    return ERR_OK;
}

// The chain value behind the entry before the first line; NOT_FOUND when it is not here.
static enum err find_chain(struct intake *intake, struct dot dot, struct digest *out)
{
    struct actor_row actor;
    struct history_row entry;
    enum err result;

    *out = (struct digest){0};
    if (dot.actor == 0)
        return ERR_OK;
    result = actors_get(view_of(intake), dot.actor, &actor, intake->error);
    if (result == ERR_OK)
        result = history_get(view_of(intake), actor.row, dot.counter, &entry, intake->error);
    if (result == ERR_OK)
        *out = entry.chain;
    return result;
}

// Whether the batch begins where the office stands. It may begin behind a trim, and elsewhere only
// when the tablet says that it knows.
static enum err check_start(struct intake *intake, enum intake_answer *answer)
{
    const struct exchange_push *push = &intake->batch->request.push;
    struct digest chain;
    enum err result = find_chain(intake, push->after, &chain);

    if (result == ERR_OK && digest_equal(&chain, &push->from))
        return ERR_OK;
    if (result != ERR_OK && result != ERR_NOT_FOUND)
        return result;
    intake->broken = true;
    if (result == ERR_NOT_FOUND
        && push->after.counter <= vector_counter(&push->trim, push->after.actor))
        return ERR_OK; // an office restored from a backup: states healed what is trimmed
    if (!push->broken) {
        *answer = INTAKE_GAP;
        return ERR_OK;
    }
    return alarm(intake, "chain_break", "the journal begins elsewhere than it ended", push->after);
}

// The head that the batch goes on from. Behind a trim the office may stand on an older entry.
static enum err find_head(struct intake *intake, struct dot *from)
{
    struct chain_branches branches;
    enum err result = chain_read(view_of(intake), &intake->device.device, &branches, intake->error);
    size_t count = result != ERR_OK || !intake->broken ? 0
                   : branches.count < CHAIN_HEADS_MAX  ? branches.count
                                                       : CHAIN_HEADS_MAX;

    for (size_t i = 0; i < count; i++) {
        struct dot head = branches.heads[i].dot;
        if (head.actor == from->actor && head.counter < from->counter)
            *from = head;
    }
    return result;
}

// Moves the head of the device's chain over entries `first` to `last`, which are new.
static enum err move_head(struct intake *intake, size_t first, size_t last)
{
    const struct batch *batch = intake->batch;
    struct chain_step step = {.device = intake->device.device, .to = batch->entries[last].dot};
    bool branched;
    enum err result = ERR_OK;

    step.from = first > 0 ? batch->entries[first - 1].dot : batch->request.push.after;
    if (first == 0 && intake->broken)
        result = find_head(intake, &step.from);
    if (result == ERR_OK)
        result = chain_advance(intake->workset->parts->storage, &step, &branched, intake->error);
    if (result == ERR_OK && branched && !intake->broken)
        result
            = alarm(intake, "copy", "the tablet was restored, or exists twice, since", step.from);
    return result;
}

// An entry that the office holds already: the same bytes are nothing new, others are kept aside.
static enum err compare_held(struct intake *intake, const struct batch_entry *entry,
                             const struct standing_actor *actor)
{
    struct quarantine_entry fork
        = {.dot = entry->dot, .device = intake->device.device, .bytes = entry->bytes};
    struct history_row held;
    bool added;
    enum err result
        = history_get(view_of(intake), actor->row.row, entry->dot.counter, &held, intake->error);

    if (result == ERR_NOT_FOUND)
        return ERR_OK; // under the trim
    if (result != ERR_OK || span_equal(held.bytes, entry->bytes)
        || erasure_guard_is_mark(held.bytes))
        return result;
    if (entry->readable) {
        fork.record = entry->write.id;
        fork.site = entry->write.site;
    }
    result = quarantine_keep_fork(intake->workset, &fork, "the same entry with other bytes", &added,
                                  intake->error);
    if (result == ERR_OK && added)
        result = alarm(intake, "fork", "the same entry with other bytes", entry->dot);
    return result;
}

// Whether its chain value or its bytes are not to be read with those of its actor's entry before.
static bool is_broken(const struct intake *intake, size_t index)
{
    const struct batch_entry *entry = &intake->batch->entries[index];
    struct dot before = index > 0 ? entry[-1].dot : intake->batch->request.push.after;

    if (!entry->chained || !entry->readable || (index == 0 && intake->broken))
        return true;
    return entry->dot.counter > 1
           && (before.actor != entry->dot.actor || before.counter != entry->dot.counter - 1);
}

// `bytes` are the entry's own, or what stands for them.
static enum err keep_history(struct intake *intake, size_t index, struct span bytes,
                             struct standing_actor *actor)
{
    const struct batch_entry *entry = &intake->batch->entries[index];
    struct storage *storage = intake->workset->parts->storage;
    struct history_row row = {.dot = entry->dot,
                              .bytes = bytes,
                              .chain = entry->chain,
                              .device = intake->device.device,
                              .received_ms = intake->workset->stamp->at_ms,
                              .broken = is_broken(intake, index)};
    enum err result = ERR_OK;

    if (entry->readable)
        row.record = entry->write.id;
    if (entry->dot.counter != actor->row.counter + 1) {
        result
            = alarm(intake, "history_lost", "behind a trimmed journal, states healed", entry->dot);
        actor->row.trimmed_to = entry->dot.counter - 1;
    }
    actor->row.counter = entry->dot.counter;
    if (result == ERR_OK && actor->row.row == 0)
        result = actors_put(storage, &actor->row, intake->error);
    actor->changed = true;
    return result == ERR_OK ? history_put(storage, actor->row.row, &row, intake->error) : result;
}

static enum err name_blobs(struct intake *intake, const struct write *write)
{
    struct workset_fields fields = {write->kind, write->fields, write->field_count};
    struct blob_name name
        = {.record = write->id, .site = write->site, .device = intake->device.device};

    return workset_name_blobs(intake->workset, &fields, &name, intake->error);
}

// Ends the group at hand.
static enum err end_run(struct intake *intake)
{
    struct group_run run = {intake->run, intake->run_count, intake->device.device};

    intake->run_count = 0;
    return run.count > 0 ? group_take(intake->workset, &run, intake->error) : ERR_OK;
}

static enum err place(struct intake *intake, const struct write *write)
{
    const struct write *before = intake->run_count ? intake->run[intake->run_count - 1] : NULL;
    enum err result = ERR_OK;

    if (before && (!write->group.present || write->group.id != before->group.id))
        result = end_run(intake);
    if (result == ERR_OK && write->group.present)
        intake->run[intake->run_count++] = write;
    else if (result == ERR_OK)
        result = quarantine_place(intake->workset, write, &intake->device.device, intake->error);
    return result;
}

static enum err hold(struct intake *intake, const struct batch_entry *entry,
                     const struct ruling *ruling)
{
    struct quarantine_entry held = {.dot = entry->dot, .device = intake->device.device};
    enum err result;

    if (entry->readable) {
        held.record = entry->write.id;
        held.site = entry->write.site;
    }
    result = quarantine_hold(intake->workset, &held, ruling->reason, ruling->detail, intake->error);
    if (result == ERR_OK && ruling->reason == REASON_CHAIN)
        result = alarm(intake, "chain_break", "bytes that do not match the journal's chain",
                       entry->dot);
    return result;
}

// An entry of a customer who was erased counts, and is not kept: its dot and chain alone are.
static enum err take_erased(struct intake *intake, size_t index, struct standing_actor *actor,
                            const struct uuid *site)
{
    const struct batch_entry *entry = &intake->batch->entries[index];
    char mark[ERASURE_MARK_TEXT];
    enum err result;

    erasure_mark_format(site, mark);
    result = keep_history(intake, index, span_of(mark), actor);
    return result == ERR_OK ? erasure_guard_note(intake->workset, &intake->device.device, entry,
                                                 site, intake->error)
                            : result;
}

static enum err take_new(struct intake *intake, size_t index, struct standing_actor *actor)
{
    const struct batch_entry *entry = &intake->batch->entries[index];
    struct ruling ruling;
    struct uuid site;
    bool erased;
    enum err result = erasure_guard_entry(intake->workset, entry, &site, &erased, intake->error);

    if (result == ERR_OK && erased)
        return take_erased(intake, index, actor, &site);
    if (result == ERR_OK)
        result = keep_history(intake, index, entry->bytes, actor);
    if (result == ERR_OK)
        result = ruling_find(&intake->device, intake->workset, entry, &ruling, intake->error);
    if (result != ERR_OK)
        return result;
    if (ruling.held)
        return hold(intake, entry, &ruling);
    result = name_blobs(intake, &entry->write);
    return result == ERR_OK ? place(intake, &entry->write) : result;
}

// Lets in what waited, and writes what is ready.
static enum err settle(struct intake *intake)
{
    enum err result = end_run(intake);

    if (result == ERR_OK)
        result = quarantine_release(intake->workset, intake->error);
    return result == ERR_OK ? workset_write(intake->workset, intake->error) : result;
}

// A run of entries that are new, by index; `count` 0: none is open.
struct new_run {
    size_t first, count;
};

// Follows the runs of new entries, so that each moves the chain's head once.
static enum err follow_run(struct intake *intake, struct new_run *run, size_t index, bool is_new)
{
    struct new_run over = *run;

    if (is_new) {
        if (run->count++ == 0)
            run->first = index;
        return ERR_OK;
    }
    run->count = 0;
    return over.count > 0 ? move_head(intake, over.first, over.first + over.count - 1) : ERR_OK;
}

static enum err take_entry(struct intake *intake, size_t index, struct new_run *run)
{
    const struct batch_entry *entry = &intake->batch->entries[index];
    struct standing_actor *actor;
    enum err result = find_actor(intake, entry->dot.actor, &actor);
    bool is_new = result == ERR_OK && entry->dot.counter > actor->row.counter;

    if (result == ERR_OK)
        result = follow_run(intake, run, index, is_new);
    if (result != ERR_OK)
        return result;
    return is_new ? take_new(intake, index, actor) : compare_held(intake, entry, actor);
}

static enum err take_entries(struct intake *intake)
{
    struct new_run run = {0};
    enum err result = ERR_OK;

    for (size_t i = 0; i < intake->batch->entry_count && result == ERR_OK; i++) {
        result = take_entry(intake, i, &run);
        if (result == ERR_OK && workset_is_large(intake->workset) && intake->run_count == 0) {
            result = settle(intake);
            workset_forget(intake->workset);
        }
    }
    if (result == ERR_OK)
        result = follow_run(intake, &run, intake->batch->entry_count, false);
    return result == ERR_OK ? settle(intake) : result;
}

static enum err put_actors(struct intake *intake)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < intake->actor_count && result == ERR_OK; i++)
        if (intake->actors[i].changed)
            result = actors_put(intake->workset->parts->storage, &intake->actors[i].row,
                                intake->error);
    return result;
}

static enum err collect_macs(struct intake *intake, struct intake_result *out)
{
    const struct batch *batch = intake->batch;
    enum err result = ERR_OK;

    out->mac_count = batch->record_count;
    out->macs = mem_alloc_array(batch->record_count, MAC_BYTES);
    for (size_t i = 0; i < batch->record_count && result == ERR_OK; i++) {
        const struct batch_record *record = &batch->records[i];
        struct work *work;

        result = workset_find(intake->workset, &record->id, &work, intake->error);
        if (result == ERR_OK && work
            && dot_compare(work->author, batch->entries[record->last].dot) == 0)
            memcpy(out->macs + i * MAC_BYTES, work->mac, MAC_BYTES);
        if (workset_is_large(intake->workset))
            workset_forget(intake->workset);
    }
    return result;
}

enum err intake_take(struct workset *workset, const struct admission *admission,
                     const struct batch *batch, struct intake_result *out, struct error *error)
{
    struct intake intake = {.workset = workset, .batch = batch, .error = error};
    enum err result
        = ruling_open(storage_writer(workset->parts->storage), admission, &intake.device, error);

    intake_clear(out);
    intake.run = mem_alloc_array(batch->entry_count, sizeof(*intake.run));
    if (result == ERR_OK)
        result = look_ahead(&intake, &out->answer);
    if (result == ERR_OK && out->answer == INTAKE_TAKEN)
        result = check_start(&intake, &out->answer);
    if (result == ERR_OK && out->answer == INTAKE_TAKEN) {
        result = take_entries(&intake);
        if (result == ERR_OK)
            result = put_actors(&intake);
        if (result == ERR_OK)
            result = collect_macs(&intake, out);
    }
    ruling_close(&intake.device);
    mem_free(intake.actors);
    mem_free(intake.run);
    return result;
}

void intake_clear(struct intake_result *result)
{
    mem_free(result->macs);
    *result = (struct intake_result){0};
}
