// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_device.h"

#include "server/enrol/joining.h"
#include "server/storage/postbox.h"
#include "server/storage/proofs.h"
#include "server/storage/records.h"
#include "server/sync/enrol_desk.h"
#include "server/sync/office_parts.h"
#include "server/sync/office_swap.h"
#include "shared/data/json.h"

#include <stdio.h>

struct invite_job {
    struct commit_job job; // first
    struct joining_invitation invitation;
    struct uuid swap; // nil: none
    const struct audit_row *audit;
};

enum { VALUES_BYTES = 4096 };

// What a row says before and after: {"state":…,"reason":…} or {"person":…,"active":…}.
static void put_state(struct buffer *out, const struct device_row *device)
{
    static const char *const names[] = {"active", "revoked", "wipe", "returning"};
    struct json_writer json;

    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "state", names[device->state]);
    json_put_text(&json, "reason", device->reason);
    json_object_close(&json);
}

static void put_person(struct buffer *out, const struct uuid *person, bool active)
{
    struct json_writer json;
    char id[UUID_TEXT];

    uuid_format(person, id);
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "person", id);
    json_put_boolean(&json, "active", active);
    json_object_close(&json);
}

struct noted {
    const struct audit_row *audit; // NULL: nothing is noted
    const struct uuid *device;
    const char *why;
    struct buffer before, after;
};

static void noted_open(struct noted *noted)
{
    buffer_init(&noted->before, VALUES_BYTES);
    buffer_init(&noted->after, VALUES_BYTES);
}

// Puts the row, unless there is an error already, and ends `noted`.
static enum err noted_put(struct noted *noted, struct storage *storage, enum err result,
                          struct error *error)
{
    char id[UUID_TEXT] = "";
    struct audit_row row;

    if (result == ERR_OK && noted->audit) {
        row = *noted->audit;
        if (!uuid_is_nil(noted->device))
            uuid_format(noted->device, id);
        row.subject_kind = span_of("device");
        row.subject = span_of(id);
        row.before = (struct span){noted->before.data, noted->before.len};
        row.after = (struct span){noted->after.data, noted->after.len};
        row.why = span_of(noted->why);
        result = audit_put(storage, &row, NULL, error);
    }
    buffer_clear(&noted->before);
    buffer_clear(&noted->after);
    return result;
}

static enum err check_person(struct view *view, const struct uuid *person, struct error *error)
{
    struct record_row row;
    enum err result = records_get(view, person, &row, error);

    if (result == ERR_NOT_FOUND || (result == ERR_OK && !span_is(row.kind, "person")))
        return error_set(error, ERR_NOT_FOUND, "there is no such person");
    return result;
}

static enum err check_device(struct view *view, const struct uuid *device, struct device_row *out,
                             struct error *error)
{
    enum err result = devices_get(view, device, out, error);

    return result == ERR_NOT_FOUND ? error_set(error, result, "there is no such tablet") : result;
}

static enum err apply_invite(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    const struct invite_job *invite = (const struct invite_job *)job;
    struct noted noted = {.audit = invite->audit, .device = &invite->invitation.device};
    struct view *view = storage_writer(storage);
    struct device_row device;
    enum err result = check_person(view, &invite->invitation.person, error);

    (void)stamp;
    if (result == ERR_OK && !uuid_is_nil(&invite->invitation.device))
        result = check_device(view, &invite->invitation.device, &device, error);
    if (result == ERR_OK)
        result = joining_invite(storage, &invite->invitation, error);
    if (result == ERR_OK && !uuid_is_nil(&invite->swap))
        result = office_swap_invited(storage, &invite->swap, invite->invitation.code, error);
    noted_open(&noted);
    put_person(&noted.after, &invite->invitation.person, true);
    return noted_put(&noted, storage, result, error);
}

static enum err format_link(struct office *office, const char *code, struct buffer *out,
                            struct error *error)
{
    struct enrol_link link = {.ca = office->authority.ca_digest};

    pthread_mutex_lock(&office->address_mutex);
    text_copy(link.office, sizeof(link.office), span_of(office->office_address));
    link.pin = office->pin;
    pthread_mutex_unlock(&office->address_mutex);
    text_copy(link.code, sizeof(link.code), span_of(code));
    if (!link.office[0])
        return error_set(error, ERR_UNAVAILABLE,
                         "no address to join at: plumbd serve --office … is not running");
    return enrol_link_format(&link, out)
               ? ERR_OK
               : error_set(error, ERR_INVALID, "the office's address makes no link");
}

enum err office_device_invite(struct office *office, const struct office_device_guest *guest,
                              struct buffer *link, struct error *error)
{
    struct invite_job invite = {.job = {.apply = apply_invite},
                                .invitation = {.person = guest->person, .device = guest->device},
                                .swap = guest->swap,
                                .audit = guest->audit};
    uint8_t random[17];
    enum err result;

    random_fill(&office->random, random, sizeof(random));
    enrol_code_make(random, invite.invitation.code);
    result = format_link(office, invite.invitation.code, link, error);
    if (result == ERR_OK)
        result = committer_run(office->committer, &invite.job, NULL, error);
    if (result != ERR_OK)
        buffer_reset(link);
    return result;
}

struct device_job {
    struct commit_job job; // first
    struct office *office;
    const struct uuid *device, *person;
    bool active;
    enum device_state state;
    const char *reason;
    const struct audit_row *audit;
    struct device_row row; // as it is from now on
};

static enum err apply_person(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    struct device_job *change = (struct device_job *)job;
    struct noted noted = {.audit = change->audit, .device = change->device};
    struct view *view = storage_writer(storage);
    enum err result = check_device(view, change->device, &change->row, error);

    if (result == ERR_OK && change->active)
        result = check_person(view, change->person, error);
    if (result == ERR_OK)
        result = devices_person_put(storage, change->device, change->person, change->active, error);
    if (result == ERR_OK)
        result = enrol_desk_register(change->office, storage, change->device, error);
    if (result == ERR_OK)
        roster_news(change->office->roster, change->device, stamp->number);
    noted_open(&noted);
    put_person(&noted.after, change->person, change->active);
    return noted_put(&noted, storage, result, error);
}

enum err office_device_person(struct office *office, const struct office_device_seat *seat,
                              struct error *error)
{
    struct device_job change = {.job = {.apply = apply_person},
                                .office = office,
                                .device = &seat->device,
                                .person = &seat->person,
                                .active = seat->active,
                                .audit = seat->audit};

    return committer_run(office->committer, &change.job, NULL, error);
}

// Whoever watches from outside hears of it, in the same commit.
static enum err tell_outside(struct storage *storage, const struct device_row *row,
                             struct error *error)
{
    char id[UUID_TEXT], key[80], data[160];
    struct postbox_event event = {.kind = "device.revoked", .key = key};

    if (row->state != DEVICE_REVOKED && row->state != DEVICE_WIPE)
        return ERR_OK;
    uuid_format(&row->id, id);
    snprintf(key, sizeof(key), "%s/%llu", id, (unsigned long long)row->version);
    snprintf(data, sizeof(data), "{\"device\":\"%s\",\"wipe\":%s}", id,
             row->state == DEVICE_WIPE ? "true" : "false");
    event.title = span_of(row->state == DEVICE_WIPE
                              ? "平板停用并清空 a tablet was revoked and is to empty itself"
                              : "平板停用 a tablet was revoked");
    event.data = span_of(data);
    return postbox_put(storage, &event, error);
}

static enum err apply_state(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct device_job *change = (struct device_job *)job;
    struct noted noted = {.audit = change->audit, .device = change->device, .why = change->reason};
    enum err result = check_device(storage_writer(storage), change->device, &change->row, error);

    if (result != ERR_OK)
        return result;
    noted_open(&noted);
    put_state(&noted.before, &change->row);
    change->row.state = change->state;
    change->row.changed_ms = stamp->at_ms;
    change->row.version++;
    text_copy(change->row.reason, sizeof(change->row.reason), span_of(change->reason));
    put_state(&noted.after, &change->row);
    result = devices_put(storage, &change->row, error);
    if (result == ERR_OK)
        result = tell_outside(storage, &change->row, error);
    if (result == ERR_OK && change->state != DEVICE_ACTIVE)
        result = office_swap_revoked(storage, change->device, error);
    if (result == ERR_OK)
        result = enrol_desk_register(change->office, storage, change->device, error);
    return noted_put(&noted, storage, result, error);
}

enum err office_device_state(struct office *office, const struct office_device_rule *rule,
                             struct error *error)
{
    struct device_job change = {.job = {.apply = apply_state},
                                .office = office,
                                .device = &rule->device,
                                .state = rule->state,
                                .reason = rule->reason,
                                .audit = rule->audit};
    enum err result = committer_run(office->committer, &change.job, NULL, error);

    if (result == ERR_OK)
        roster_put(office->roster, &change.row);
    return result;
}

static enum err apply_prove(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct device_job *change = (struct device_job *)job;
    struct noted noted = {.audit = change->audit, .device = change->device};
    enum err result = check_device(storage_writer(storage), change->device, &change->row, error);

    if (result == ERR_OK)
        result = proofs_ask(storage, change->device, stamp->at_ms, error);
    noted_open(&noted);
    return noted_put(&noted, storage, result, error);
}

enum err office_device_prove(struct office *office, const struct office_device_question *question,
                             struct error *error)
{
    struct device_job change = {.job = {.apply = apply_prove},
                                .office = office,
                                .device = &question->device,
                                .audit = question->audit};
    struct commit_stamp stamp;
    enum err result = committer_run(office->committer, &change.job, &stamp, error);

    if (result == ERR_OK)
        proof_desk_ask(office, &question->device, stamp.at_ms);
    return result;
}

bool office_device_version(void *ctx, const char *device, uint64_t *version)
{
    const struct office *office = ctx;
    struct uuid id;

    return uuid_parse(span_of(device), &id) && roster_version(office->roster, &id, version);
}
