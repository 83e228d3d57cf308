// SPDX-License-Identifier: Apache-2.0
#include "server/sync/proof_desk.h"

#include "server/storage/proofs.h"
#include "server/sync/office_parts.h"
#include "shared/base/memory.h"

#include <pthread.h>

enum { CASES_MAX = 16, ITEMS_MAX = 4000000, IDLE_MAX_MS = 300000 };
// Local midnight of the offices, and how long a tablet that was told has to come.
#define ZONE_MS INT64_C(28800000)
#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)
enum { ASKED_AGAIN_MS = 60000, NIGHT_AGAIN_MS = 3600000, HOUR_DEFAULT = 2, HOUR_LAST = 23 };

struct proof_desk {
    pthread_mutex_t mutex;
    struct proof_case *cases[CASES_MAX]; // owned
    size_t count, items;
};

void proof_case_free(struct proof_case *proof)
{
    if (!proof)
        return;
    proof_set_clear(&proof->set);
    mem_free(proof);
}

struct proof_desk *proof_desk_create(void)
{
    struct proof_desk *desk = mem_alloc(sizeof(*desk));

    pthread_mutex_init(&desk->mutex, NULL);
    return desk;
}

void proof_desk_free(struct proof_desk *desk)
{
    if (!desk)
        return;
    for (size_t i = 0; i < desk->count; i++)
        proof_case_free(desk->cases[i]);
    pthread_mutex_destroy(&desk->mutex);
    mem_free(desk);
}

static struct proof_case *remove_at(struct proof_desk *desk, size_t at)
{
    struct proof_case *proof = desk->cases[at];

    desk->cases[at] = desk->cases[--desk->count];
    desk->items -= proof->set.count;
    return proof;
}

struct proof_case *proof_desk_take(struct proof_desk *desk, const struct uuid *device,
                                   uint64_t proof)
{
    struct proof_case *found = NULL;

    pthread_mutex_lock(&desk->mutex);
    for (size_t i = 0; i < desk->count && !found; i++)
        if (desk->cases[i]->set.proof == proof && uuid_equal(&desk->cases[i]->device, device))
            found = remove_at(desk, i);
    pthread_mutex_unlock(&desk->mutex);
    return found;
}

// Those that nobody will ask for again, and the idlest of all when there is no room.
static void make_room(struct proof_desk *desk, const struct proof_case *proof)
{
    size_t idlest = 0;

    for (size_t i = desk->count; i-- > 0;)
        if (uuid_equal(&desk->cases[i]->device, &proof->device)
            || proof->used_ms - desk->cases[i]->used_ms > IDLE_MAX_MS)
            proof_case_free(remove_at(desk, i));
    while (desk->count > 0
           && (desk->count == CASES_MAX || desk->items + proof->set.count > ITEMS_MAX)) {
        for (size_t i = idlest = 0; i < desk->count; i++)
            if (desk->cases[i]->used_ms < desk->cases[idlest]->used_ms)
                idlest = i;
        proof_case_free(remove_at(desk, idlest));
    }
}

void proof_desk_give(struct proof_desk *desk, struct proof_case *proof, int64_t now_ms)
{
    pthread_mutex_lock(&desk->mutex);
    proof->used_ms = now_ms;
    make_room(desk, proof);
    desk->cases[desk->count++] = proof;
    desk->items += proof->set.count;
    pthread_mutex_unlock(&desk->mutex);
}

// When the night's hour last struck, by the office's clock.
static int64_t last_night(int64_t now_ms, int64_t night_ms)
{
    int64_t since_ms = now_ms + ZONE_MS - night_ms;

    return since_ms - since_ms % DAY_MS - ZONE_MS + night_ms;
}

static bool owes(const struct office *office, const struct seat *seat, int64_t now_ms)
{
    const struct seat_proof *proof = &seat->proof;
    int64_t told_ms = proof->told_ms <= now_ms ? now_ms - proof->told_ms : NIGHT_AGAIN_MS;

    if (!seat->known || seat->state != DEVICE_ACTIVE)
        return false;
    if (proof->asked_ms > proof->last_ms && told_ms >= ASKED_AGAIN_MS)
        return true;
    return office->night_ms >= 0 && proof->last_ms < last_night(now_ms, office->night_ms)
           && told_ms >= NIGHT_AGAIN_MS;
}

bool proof_desk_due(struct office *office, const struct uuid *device)
{
    int64_t now_ms = clock_wall_ms(&office->clock);
    bool due = owes(office, roster_seat(office->roster, device), now_ms);

    roster_release(office->roster);
    return due;
}

bool proof_desk_tell(struct office *office, const struct uuid *device)
{
    int64_t now_ms = clock_wall_ms(&office->clock);
    struct seat *seat = roster_seat(office->roster, device);
    bool due = owes(office, seat, now_ms);

    if (due)
        seat->proof.told_ms = now_ms;
    roster_release(office->roster);
    return due;
}

static bool recall_proof(void *arg, const struct proof_row *proof)
{
    struct office *office = arg;
    struct seat *seat = roster_seat(office->roster, &proof->device);

    if (seat->proof.last_ms < proof->at_ms)
        seat->proof.last_ms = proof->at_ms;
    roster_release(office->roster);
    return true;
}

static bool recall_asked(void *arg, const struct uuid *device, int64_t at_ms)
{
    struct office *office = arg;

    roster_seat(office->roster, device)->proof.asked_ms = at_ms;
    roster_release(office->roster);
    return true;
}

void proof_desk_set_hour(struct office *office, int64_t hour)
{
    office->night_ms = hour < 0 ? -1 : hour * HOUR_MS;
}

static enum err recall_hour(struct office *office, struct view *view, struct error *error)
{
    int64_t hour = HOUR_DEFAULT;
    struct buffer text;
    enum err result;

    buffer_init(&text, 64);
    result = setting_get(view, PROOF_DESK_HOUR, &text, error);
    if (result != ERR_OK || !text_parse_i64((struct span){text.data, text.len}, &hour)
        || hour > HOUR_LAST)
        hour = HOUR_DEFAULT;
    buffer_clear(&text);
    proof_desk_set_hour(office, hour);
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}

enum err proof_desk_recall(struct office *office, struct view *view, struct error *error)
{
    enum err result = office->night_ms == 0 ? recall_hour(office, view, error) : ERR_OK;

    if (result == ERR_OK)
        result = proofs_latest(view, recall_proof, office, error);
    return result == ERR_OK ? proofs_asked(view, recall_asked, office, error) : result;
}

bool proof_desk_asked(struct office *office, const struct uuid *device)
{
    const struct seat *seat = roster_seat(office->roster, device);
    bool asked = seat->proof.asked_ms > seat->proof.last_ms;

    roster_release(office->roster);
    return asked;
}

void proof_desk_done(struct office *office, const struct uuid *device, int64_t at_ms)
{
    struct seat *seat = roster_seat(office->roster, device);

    // A question and its answer may stand within one millisecond.
    seat->proof.last_ms = seat->proof.asked_ms > at_ms ? seat->proof.asked_ms : at_ms;
    roster_release(office->roster);
}

void proof_desk_ask(struct office *office, const struct uuid *device, int64_t at_ms)
{
    struct seat *seat = roster_seat(office->roster, device);

    seat->proof.asked_ms = at_ms > seat->proof.last_ms ? at_ms : seat->proof.last_ms + 1;
    seat->proof.told_ms = 0;
    roster_release(office->roster);
}
