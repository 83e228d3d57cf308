// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_swap.h"

#include "server/enrol/joining.h"
#include "server/storage/devices.h"
#include "server/storage/records.h"
#include "server/sync/enrol_desk.h"
#include "server/sync/office_device.h"
#include "server/sync/office_parts.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <string.h>

enum { VALUES_BYTES = 4096 };

struct swap_job {
    struct commit_job job; // first
    struct office *office;
    const struct office_swap *wish;
    struct uuid *persons; // of the old one's list; owned
    size_t count;
};

// ---- what all steps share ----

static enum err open_swap(struct view *view, const struct uuid *old, struct swap_row *out,
                          struct error *error)
{
    enum err result = swaps_of(view, old, out, error);

    if (result == ERR_NOT_FOUND || (result == ERR_OK && out->ended_ms != 0))
        return error_set(
            error, ERR_NOT_FOUND,
            "这台平板没有正在换；没有改动 no swap of this tablet is under way; nothing "
            "was changed");
    return result;
}

static enum err note(struct storage *storage, const struct office_swap *wish, const char *step,
                     const struct uuid *successor, struct error *error)
{
    struct audit_row row = *wish->audit;
    struct json_writer json;
    struct buffer after;
    char old[UUID_TEXT], id[UUID_TEXT];
    enum err result;

    uuid_format(&wish->old, old);
    uuid_format(successor, id);
    buffer_init(&after, VALUES_BYTES);
    json_begin(&json, &after);
    json_object_open(&json, NULL);
    json_put_text(&json, "step", step);
    if (!uuid_is_nil(successor))
        json_put_text(&json, "device", id);
    json_object_close(&json);
    row.subject_kind = span_of("device");
    row.subject = span_of(old);
    row.after = (struct span){after.data, after.len};
    result = audit_put(storage, &row, NULL, error);
    buffer_clear(&after);
    return result;
}

enum err office_swap_came(struct view *view, const struct swap_row *swap, int64_t now_ms,
                          struct swap_guest *out, struct error *error)
{
    static const struct digest none;
    struct invitation_row invitation;
    enum err result;

    *out = (struct swap_guest){.device = swap->successor};
    if (!uuid_is_nil(&out->device) || digest_equal(&swap->code, &none))
        return ERR_OK;
    result = invitations_get(view, &swap->code, &invitation, error);
    if (result == ERR_NOT_FOUND)
        return ERR_OK; // too old to be kept
    if (result == ERR_OK && invitation.used_ms != 0)
        out->device = invitation.device;
    else if (result == ERR_OK && invitation.expires_ms > now_ms
             && invitation.wrong < JOINING_WRONG_MAX)
        out->until_ms = invitation.expires_ms;
    return result;
}

// ---- begun, called off ----

static enum err check_parts(struct view *view, const struct office_swap *wish, struct error *error)
{
    struct device_row device;
    struct record_row person;
    enum err result = devices_get(view, &wish->old, &device, error);

    if (result == ERR_OK)
        result = records_get(view, &wish->person, &person, error);
    if (result == ERR_OK && !span_is(person.kind, "person"))
        result = ERR_NOT_FOUND;
    return result;
}

static enum err apply_begin(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    const struct office_swap *wish = ((const struct swap_job *)job)->wish;
    struct swap_row swap = {.old = wish->old, .person = wish->person, .begun_ms = stamp->at_ms};
    enum err result = check_parts(storage_writer(storage), wish, error);

    text_copy(swap.begun_by, sizeof(swap.begun_by), wish->audit->who);
    if (result == ERR_OK)
        result = swaps_add(storage, &swap, error);
    if (result == ERR_EXISTS)
        return error_set(
            error, result,
            "这台平板正在换；没有改动 this tablet is being swapped already; nothing was "
            "changed");
    return result == ERR_OK ? note(storage, wish, "begin", &uuid_nil, error) : result;
}

static enum err apply_cancel(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    const struct office_swap *wish = ((const struct swap_job *)job)->wish;
    struct swap_row swap;
    enum err result = open_swap(storage_writer(storage), &wish->old, &swap, error);

    if (result == ERR_OK)
        result = joining_withdraw(storage, &swap.code, error);
    swap.ended_ms = stamp->at_ms;
    swap.cancelled = true;
    if (result == ERR_OK)
        result = swaps_put(storage, &swap, error);
    return result == ERR_OK ? note(storage, wish, "cancel", &swap.successor, error) : result;
}

static enum err run(struct swap_job *job, struct error *error)
{
    enum err result = committer_run(job->office->committer, &job->job, NULL, error);

    mem_free(job->persons);
    return result;
}

enum err office_swap_begin(struct office *office, const struct office_swap *swap,
                           struct error *error)
{
    struct swap_job job = {.job = {.apply = apply_begin}, .office = office, .wish = swap};

    return run(&job, error);
}

enum err office_swap_cancel(struct office *office, const struct office_swap *swap,
                            struct error *error)
{
    struct swap_job job = {.job = {.apply = apply_cancel}, .office = office, .wish = swap};

    return run(&job, error);
}

// ---- invited ----

enum err office_swap_invited(struct storage *storage, const struct uuid *old, const char *code,
                             struct error *error)
{
    struct view *view = storage_writer(storage);
    struct swap_row swap;
    struct swap_guest came = {.until_ms = 0};
    enum err result = open_swap(view, old, &swap, error);

    if (result == ERR_OK)
        result = office_swap_came(view, &swap, storage_stamp(storage)->at_ms, &came, error);
    if (result == ERR_OK && !uuid_is_nil(&came.device))
        return error_set(
            error, ERR_PRECONDITION,
            "新平板已经登记，确认它就行；没有改动 a new tablet has come already: confirm "
            "it; nothing was changed");
    if (result == ERR_OK)
        result = joining_withdraw(storage, &swap.code, error);
    hash_once(code, strlen(code), &swap.code);
    return result == ERR_OK ? swaps_put(storage, &swap, error) : result;
}

enum err office_swap_invite(struct office *office, const struct office_swap *swap,
                            struct buffer *link, struct error *error)
{
    struct office_device_guest guest = {.swap = swap->old, .audit = swap->audit};
    struct swap_row row = {.row = 0};
    struct view *view = NULL;
    enum err result = storage_open_view(office->storage, &view, error);

    if (result == ERR_OK)
        result = open_swap(view, &swap->old, &row, error);
    storage_close_view(view);
    guest.person = row.person;
    return result == ERR_OK ? office_device_invite(office, &guest, link, error) : result;
}

// ---- confirmed, ended ----

static bool keep_person(void *arg, const struct uuid *person, bool active)
{
    struct swap_job *job = arg;

    if (!active)
        return true;
    job->persons = mem_resize(job->persons, (job->count + 1) * sizeof(*job->persons));
    job->persons[job->count++] = *person;
    return true;
}

// Everybody who uses the old one may use the new one.
static enum err move_persons(struct swap_job *job, struct storage *storage,
                             const struct uuid *successor, struct error *error)
{
    enum err result;

    job->count = 0;
    result = devices_persons(storage_writer(storage), &job->wish->old, keep_person, job, error);
    for (size_t i = 0; result == ERR_OK && i < job->count; i++)
        result = devices_person_put(storage, successor, &job->persons[i], true, error);
    if (result == ERR_OK)
        result = enrol_desk_register(job->office, storage, successor, error);
    if (result == ERR_OK)
        roster_news(job->office->roster, successor, storage_stamp(storage)->number);
    return result;
}

static enum err apply_confirm(struct commit_job *commit, struct storage *storage,
                              const struct commit_stamp *stamp, struct error *error)
{
    struct swap_job *job = (struct swap_job *)commit;
    struct view *view = storage_writer(storage);
    struct device_row old;
    struct swap_row swap;
    struct swap_guest came = {.until_ms = 0};
    enum err result = open_swap(view, &job->wish->old, &swap, error);

    if (result == ERR_OK)
        result = office_swap_came(view, &swap, stamp->at_ms, &came, error);
    if (result == ERR_OK && uuid_is_nil(&came.device))
        return error_set(error, ERR_PRECONDITION,
                         "新平板还没有登记；没有改动 no new tablet has come yet; nothing was "
                         "changed");
    if (result == ERR_OK)
        result = move_persons(job, storage, &came.device, error);
    if (result == ERR_OK)
        result = devices_get(view, &job->wish->old, &old, error);
    if (result != ERR_OK)
        return result;
    swap.successor = came.device;
    swap.confirmed_ms = stamp->at_ms;
    swap.ended_ms = old.state == DEVICE_REVOKED || old.state == DEVICE_WIPE ? stamp->at_ms : 0;
    result = swaps_put(storage, &swap, error);
    return result == ERR_OK ? note(storage, job->wish, "confirm", &came.device, error) : result;
}

enum err office_swap_confirm(struct office *office, const struct office_swap *swap,
                             struct error *error)
{
    struct swap_job job = {.job = {.apply = apply_confirm}, .office = office, .wish = swap};

    return run(&job, error);
}

enum err office_swap_revoked(struct storage *storage, const struct uuid *old, struct error *error)
{
    struct swap_row swap;
    enum err result = swaps_of(storage_writer(storage), old, &swap, error);

    if (result == ERR_NOT_FOUND || (result == ERR_OK && (swap.ended_ms || !swap.confirmed_ms)))
        return ERR_OK;
    swap.ended_ms = storage_stamp(storage)->at_ms;
    return result == ERR_OK ? swaps_put(storage, &swap, error) : result;
}
