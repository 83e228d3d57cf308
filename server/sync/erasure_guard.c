// SPDX-License-Identifier: Apache-2.0
#include "server/sync/erasure_guard.h"

#include "server/storage/erasures.h"
#include "server/storage/held.h"

#include <string.h>

#define NOT_KEPT \
    "客户资料已依法删除,这条内容没有保留 / the customer was erased by law: it was not kept"

enum err erasure_guard_site(struct workset *workset, const struct uuid *site, bool *erased,
                            struct error *error)
{
    *erased = false;
    if (!workset->parts->signs->erased)
        return ERR_OK;
    return erasures_has(storage_writer(workset->parts->storage), site, erased, error);
}

bool erasure_guard_is_mark(struct span bytes)
{
    struct uuid site;

    return erasure_mark_parse(bytes, &site);
}

struct naming {
    struct span bytes;
    struct uuid *site;
    bool found;
};

static bool is_named(void *arg, const struct erasure_row *erasure)
{
    struct naming *naming = arg;
    char id[UUID_TEXT];

    uuid_format(&erasure->site, id);
    naming->found = memmem(naming->bytes.data, naming->bytes.len, id, UUID_TEXT - 1) != NULL;
    if (naming->found)
        *naming->site = erasure->site;
    return !naming->found;
}

enum err erasure_guard_entry(struct workset *workset, const struct batch_entry *entry,
                             struct uuid *site, bool *erased, struct error *error)
{
    struct naming naming = {.bytes = entry->bytes, .site = site};
    enum err result;

    *erased = false;
    if (!workset->parts->signs->erased)
        return ERR_OK;
    if (entry->readable)
        *site = entry->write.site;
    if (entry->readable || erasure_mark_parse(entry->bytes, site))
        return erasure_guard_site(workset, site, erased, error);
    result = erasures_list(storage_writer(workset->parts->storage), is_named, &naming, error);
    *erased = result == ERR_OK && naming.found;
    return result;
}

enum err erasure_guard_note(struct workset *workset, const struct uuid *device,
                            const struct batch_entry *entry, const struct uuid *site,
                            struct error *error)
{
    struct held_row held = {.dot = entry->dot,
                            .site = *site,
                            .device = *device,
                            .reason = REASON_ERASED,
                            .decision = DECISION_REJECTED,
                            .since_ms = workset->stamp->at_ms,
                            .decided_ms = workset->stamp->at_ms};
    enum err result = erasures_late(workset->parts->storage, site, error);

    if (result != ERR_OK || erasure_guard_is_mark(entry->bytes))
        return result;
    if (entry->readable)
        held.record = entry->write.id;
    text_copy(held.decided_why, sizeof(held.decided_why), span_of(NOT_KEPT));
    workset->parts->signs->holding = true;
    roster_held(workset->parts->roster, device, workset->stamp->number);
    return held_put(workset->parts->storage, &held, error);
}
