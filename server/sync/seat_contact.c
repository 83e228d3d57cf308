// SPDX-License-Identifier: Apache-2.0
#include "server/sync/seat_contact.h"

static void note_header(struct seat *seat, const struct exchange_request *request, int64_t now_ms,
                        uint64_t pulled_to)
{
    struct device_contact *contact = &seat->contact;

    text_copy(contact->agent, sizeof(contact->agent), span_of(request->agent));
    contact->clock_offset_ms = now_ms - request->clock.wall_ms;
    contact->storage_free = request->storage_free;
    contact->unsent_writes = request->unsent.writes;
    contact->unsent_blobs = request->unsent.blobs;
    contact->unsent_bytes = request->unsent.bytes;
    contact->unsent_oldest_ms = request->unsent.any ? request->unsent.oldest_ms : 0;
    contact->cursor_commit = pulled_to;
    if (request->pull_bytes > 0)
        contact->pulled_at_ms = now_ms;
    buffer_reset(&seat->contact_actors);
    vector_pack(&request->actors, &seat->contact_actors);
}

void seat_contact_note(struct roster *roster, const struct uuid *device,
                       const struct exchange_request *request, int64_t now_ms, uint64_t pulled_to)
{
    struct seat *seat = roster_seat(roster, device);

    if (!request->short_form)
        note_header(seat, request, now_ms, pulled_to);
    seat->contact.at_ms = now_ms;
    seat->contact_new = true;
    roster_release(roster);
}

static enum err save(struct seat *seat, struct storage *storage, struct error *error)
{
    enum err result;

    if (!seat->contact_new || !seat->known)
        return ERR_OK;
    seat->contact.actors = (struct span){seat->contact_actors.data, seat->contact_actors.len};
    result = contacts_put(storage, &seat->contact, error);
    seat->contact_new = result != ERR_OK;
    return result;
}

enum err seat_contact_save(struct roster *roster, struct storage *storage,
                           const struct uuid *device, struct error *error)
{
    enum err result = save(roster_seat(roster, device), storage, error);

    roster_release(roster);
    return result;
}

enum err seat_contact_save_all(struct roster *roster, struct storage *storage, struct error *error)
{
    enum err result = ERR_OK;
    struct seat *seat;

    roster_lock(roster);
    for (size_t place = 0; result == ERR_OK && (seat = roster_next(roster, &place));)
        result = save(seat, storage, error);
    roster_release(roster);
    return result;
}

bool seat_contact_waits(struct roster *roster)
{
    const struct seat *seat;
    bool waits = false;

    roster_lock(roster);
    for (size_t place = 0; !waits && (seat = roster_next(roster, &place));)
        waits = seat->contact_new && seat->known;
    roster_release(roster);
    return waits;
}
