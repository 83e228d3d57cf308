// SPDX-License-Identifier: Apache-2.0
#include "server/sync/ruling.h"

#include "server/storage/records.h"
#include "server/storage/scope.h"
#include "shared/base/memory.h"
#include "shared/model/kind.h"

static bool add_person(void *arg, const struct uuid *person, bool active)
{
    struct ruling_device *device = arg;

    (void)active;
    device->persons = mem_room(device->persons, device->person_count, &device->person_cap,
                               sizeof(*device->persons));
    device->persons[device->person_count++] = (struct ruling_person){.id = *person};
    return true;
}

enum err ruling_open(struct view *view, const struct admission *admission,
                     struct ruling_device *out, struct error *error)
{
    *out = (struct ruling_device){.device = admission->device,
                                  .returning = admission->state != DEVICE_ACTIVE};
    return devices_persons(view, &out->device, add_person, out, error);
}

void ruling_close(struct ruling_device *device)
{
    mem_free(device->persons);
    *device = (struct ruling_device){0};
}

static struct ruling_person *find_person(const struct ruling_device *device,
                                         const struct uuid *person)
{
    for (size_t i = 0; i < device->person_count; i++)
        if (uuid_equal(&device->persons[i].id, person))
            return &device->persons[i];
    return NULL;
}

// The nil site is every tablet's: only the office writes there.
static enum err has_site(struct ruling_device *device, struct view *view, const struct uuid *site,
                         bool *ever, struct error *error)
{
    enum scope_standing standing = SCOPE_NEVER;
    enum err result = ERR_OK;

    if (!device->site_known || !uuid_equal(&device->site, site)) {
        result = scope_standing(view, &device->device, site, &standing, error);
        device->site_ever = standing != SCOPE_NEVER;
        device->site = *site;
        device->site_known = result == ERR_OK;
    }
    *ever = device->site_ever && !uuid_is_nil(site);
    return result;
}

static void hold(struct ruling *ruling, enum held_reason reason, const char *detail)
{
    if (ruling->held)
        return;
    *ruling = (struct ruling){.held = true, .reason = reason, .detail = detail};
}

// Looked up once: a tablet's entries are nearly all of one person.
static enum err find_role(struct view *view, struct ruling_person *person, struct error *error)
{
    struct record_row row;
    enum err result;

    if (person->role_known)
        return ERR_OK;
    result = records_get(view, &person->id, &row, error);
    if (result != ERR_OK && result != ERR_NOT_FOUND)
        return result;
    if (result == ERR_OK)
        role_read(row.state, person->role);
    person->role_known = true;
    return ERR_OK;
}

static enum err judge_role(struct ruling_device *device, struct view *view,
                           const struct write *write, struct ruling *ruling, struct error *error)
{
    struct ruling_person *person = find_person(device, &write->person);
    enum err result = find_role(view, person, error);

    if (result == ERR_OK
        && role_check(span_of(person->role), write->kind, &device->refusal) != ERR_OK)
        hold(ruling, REASON_ROLE, device->refusal.detail);
    return result;
}

// Rules that the entry breaks by itself.
static void judge_entry(const struct ruling_device *device, const struct batch_entry *entry,
                        struct ruling *ruling)
{
    const struct kind *kind = kind_find(entry->write.kind);

    if (entry->fault)
        hold(ruling, REASON_INVALID, entry->fault);
    if (kind && kind->write_once && entry->write.context.count > 0)
        hold(ruling, REASON_INVALID, "a record of this kind is written once");
    if (device->returning)
        hold(ruling, REASON_DEVICE, "the tablet is revoked, or not known to the office");
    if (!find_person(device, &entry->write.person))
        hold(ruling, REASON_PERSON, "the person was never on the tablet's list");
}

// Rules that ask what the record is already.
static void judge_record(const struct record *record, const struct write *write,
                         struct ruling *ruling)
{
    const struct kind *kind = kind_find(record->kind);

    if (!uuid_equal(&record->site, &write->site) || !span_equal(record->kind, write->kind))
        hold(ruling, REASON_INVALID, "the record is of another site or kind");
    else if (kind && kind->write_once)
        hold(ruling, REASON_INVALID, "a record of this kind is written once");
}

enum err ruling_find(struct ruling_device *device, struct workset *workset,
                     const struct batch_entry *entry, struct ruling *out, struct error *error)
{
    struct view *view = storage_writer(workset->parts->storage);
    struct work *work = NULL;
    bool ever = false;
    enum err result;

    *out = (struct ruling){0};
    if (!entry->chained)
        hold(out, REASON_CHAIN, "its bytes do not match the chain of the journal");
    else if (!entry->readable)
        hold(out, REASON_INVALID, entry->fault);
    if (out->held)
        return ERR_OK;
    result = workset_find(workset, &entry->write.id, &work, error);
    if (result != ERR_OK || (work && vector_covers(&work->record.vector, entry->dot)))
        return result; // it is in its record: an offer healed it before its journal came
    judge_entry(device, entry, out);
    if (out->held)
        return ERR_OK;
    result = has_site(device, view, &entry->write.site, &ever, error);
    if (result == ERR_OK && !ever)
        hold(out, REASON_SCOPE, "the site was never assigned to a person of the tablet");
    if (result == ERR_OK && work)
        judge_record(&work->record, &entry->write, out);
    return result == ERR_OK ? judge_role(device, view, &entry->write, out, error) : result;
}
