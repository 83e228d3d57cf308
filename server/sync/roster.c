// SPDX-License-Identifier: Apache-2.0
#include "server/sync/roster.h"

#include "shared/base/memory.h"

#include <pthread.h>
#include <string.h>

// Seats by device in an open-addressed table of pointers.
struct roster {
    pthread_mutex_t mutex;
    struct seat **seats;
    size_t cap, count; // cap: a power of two, never full
    uint64_t head;     // newest commit when it was opened
};
enum { ROSTER_FIRST = 64 };

static const struct digest no_digest;

static void seat_free(struct seat *seat)
{
    if (!seat)
        return;
    mem_free(seat->token.sites);
    buffer_clear(&seat->contact_actors);
    mem_free(seat);
}

// The device's place, or the free one where it would stand.
static struct seat **find(const struct roster *roster, const struct uuid *device)
{
    uint64_t hash;

    memcpy(&hash, device->bytes + 8, sizeof(hash));
    for (size_t i = (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 20);; i++) {
        struct seat **seat = &roster->seats[i & (roster->cap - 1)];

        if (!*seat || uuid_equal(&(*seat)->device, device))
            return seat;
    }
}

static void grow(struct roster *roster)
{
    struct seat **old = roster->seats;
    size_t old_cap = roster->cap;

    roster->cap *= 2;
    roster->seats = mem_alloc_array(roster->cap, sizeof(struct seat *));
    for (size_t i = 0; i < old_cap; i++)
        if (old[i])
            *find(roster, &old[i]->device) = old[i];
    mem_free(old);
}

// With the lock held.
static struct seat *sit(struct roster *roster, const struct uuid *device)
{
    struct seat **place = find(roster, device), *seat = *place;

    if (seat)
        return seat;
    seat = mem_alloc(sizeof(*seat));
    seat->device = seat->contact.device = *device;
    seat->state = DEVICE_RETURNING;
    seat->held = roster->head;
    buffer_init(&seat->contact_actors, VECTOR_MAX * VECTOR_PACKED_ENTRY);
    *place = seat;
    if (++roster->count * 2 > roster->cap)
        grow(roster);
    return seat;
}

static void mirror(struct seat *seat, const struct device_row *device)
{
    seat->known = true;
    seat->state = device->state;
    seat->version = device->version;
    seat->certificate = device->certificate;
    seat->previous_certificate = device->previous_certificate;
    if (seat->proof.last_ms < device->enrolled_ms)
        seat->proof.last_ms = device->enrolled_ms;
}

static bool mirror_row(void *arg, const struct device_row *device)
{
    mirror(sit(arg, &device->id), device);
    return true;
}

enum err roster_open(struct view *view, struct roster **out, struct error *error)
{
    struct roster *roster = mem_alloc(sizeof(*roster));
    struct commit_stamp head;
    enum err result = commit_head(view, &head, error);

    pthread_mutex_init(&roster->mutex, NULL);
    roster->cap = ROSTER_FIRST;
    roster->seats = mem_alloc_array(roster->cap, sizeof(struct seat *));
    if (result == ERR_OK) {
        roster->head = head.number;
        result = devices_list(view, mirror_row, roster, error);
    }
    if (result != ERR_OK) {
        roster_close(roster);
        return result;
    }
    *out = roster;
    return ERR_OK;
}

void roster_close(struct roster *roster)
{
    if (!roster)
        return;
    for (size_t i = 0; i < roster->cap; i++)
        seat_free(roster->seats[i]);
    pthread_mutex_destroy(&roster->mutex);
    mem_free(roster->seats);
    mem_free(roster);
}

void roster_lock(struct roster *roster)
{
    pthread_mutex_lock(&roster->mutex);
}

void roster_release(struct roster *roster)
{
    pthread_mutex_unlock(&roster->mutex);
}

struct seat *roster_seat(struct roster *roster, const struct uuid *device)
{
    roster_lock(roster);
    return sit(roster, device);
}

struct seat *roster_next(struct roster *roster, size_t *place)
{
    while (*place < roster->cap) {
        struct seat *seat = roster->seats[(*place)++];

        if (seat)
            return seat;
    }
    return NULL;
}

void roster_put(struct roster *roster, const struct device_row *device)
{
    mirror(roster_seat(roster, &device->id), device);
    roster_release(roster);
}

static bool certificate_is(const struct digest *shown, const struct digest *row)
{
    return digest_equal(shown, row) && !digest_equal(row, &no_digest);
}

static enum err judge(const struct seat *seat, const struct admission *admission,
                      struct error *error)
{
    if (!seat->known)
        return ERR_OK;
    if (seat->state == DEVICE_REVOKED || seat->state == DEVICE_WIPE)
        return error_set(error, ERR_REVOKED, "this tablet was revoked");
    if (!certificate_is(&admission->certificate, &seat->certificate)
        && !certificate_is(&admission->certificate, &seat->previous_certificate))
        return error_set(error, ERR_AUTH, "this certificate was replaced by another");
    return ERR_OK;
}

enum err roster_admit(struct roster *roster, const struct http_peer *peer, struct admission *out,
                      struct error *error)
{
    const struct seat *seat;
    enum err result;

    *out = (struct admission){.certificate = peer->certificate};
    if (!peer->certified || !uuid_parse(span_of(peer->name), &out->device)
        || uuid_is_nil(&out->device))
        return error_set(error, ERR_AUTH, "no certificate of a tablet was shown");
    seat = roster_seat(roster, &out->device);
    out->known = seat->known;
    out->state = seat->state;
    out->version = seat->version;
    out->arrived = seat->known && !digest_equal(&seat->previous_certificate, &no_digest)
                   && certificate_is(&out->certificate, &seat->certificate);
    result = judge(seat, out, error);
    roster_release(roster);
    return result;
}

bool roster_version(struct roster *roster, const struct uuid *device, uint64_t *version)
{
    const struct seat *seat;
    bool good = false;

    roster_lock(roster);
    seat = *find(roster, device);
    if (seat && seat->known && seat->state == DEVICE_ACTIVE) {
        *version = seat->version;
        good = true;
    }
    roster_release(roster);
    return good;
}

bool roster_enter(struct roster *roster, const struct uuid *device)
{
    struct seat *seat = roster_seat(roster, device);
    bool entered = !seat->busy;

    seat->busy = true;
    roster_release(roster);
    return entered;
}

void roster_leave(struct roster *roster, const struct uuid *device)
{
    roster_seat(roster, device)->busy = false;
    roster_release(roster);
}

void roster_news(struct roster *roster, const struct uuid *device, uint64_t number)
{
    roster_seat(roster, device)->news = number;
    roster_release(roster);
}

void roster_held(struct roster *roster, const struct uuid *device, uint64_t number)
{
    struct seat *seat = roster_seat(roster, device);

    seat->news = seat->held = number;
    seat->held_told = false;
    roster_release(roster);
}
