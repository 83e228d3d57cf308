// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_receipts.h"

#include "agent/store/shelf.h"
#include "server/storage/actors.h"
#include "server/storage/blob_sites.h"
#include "server/storage/records.h"
#include "server/storage/scope.h"
#include "shared/model/kind.h"

#include <inttypes.h>

enum { RECEPTION_ARENA = 8 << 20 };

static void judge_entry(struct sim_world *world, struct sim_tablet *tablet, struct dot dot)
{
    struct view *view = storage_writer(office_storage(world->office.office));
    struct actor_row actor = {0};
    bool delivered = false;
    if (delivery_covers(tablet->store, dot, &delivered, NULL) != ERR_OK || !delivered)
        return;
    if (actors_get(view, dot.actor, &actor, NULL) != ERR_OK || actor.counter < dot.counter)
        sim_oracle_fail(&world->oracle,
                        "P7: tablet %u shows %016" PRIx64 ":%" PRIu64
                        " as delivered, the office has %" PRIu64,
                        tablet->number, dot.actor, dot.counter, actor.counter);
}

void sim_receipts_judge(struct sim_world *world)
{
    for (unsigned t = 0; t < world->tablet_count; t++)
        for (size_t r = 0; !world->tablets[t]->revoked && r < world->oracle.count; r++)
            for (size_t e = 0; e < world->oracle.records[r].count; e++)
                judge_entry(world, world->tablets[t], world->oracle.records[r].events[e].dot);
}

static bool judge_blob(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct sim_world *world = arg;
    uint64_t size = 0;
    struct error error = {0};
    (void)name;
    if (!blob->held)
        return true;
    enum err err
        = blob_store_verify(office_blobs(world->office.office), &blob->digest, &size, &error);
    if (err != ERR_OK || size != blob->size || size == 0)
        sim_oracle_fail(&world->oracle, "I13: office: a blob it holds is not whole: %s",
                        error.detail);
    return true;
}

void sim_receipts_judge_blobs(struct sim_world *world)
{
    struct view *view;
    if (world->office.office == NULL)
        return;
    view = sim_office_view(&world->office);
    if (view == NULL || blobs_names(view, judge_blob, world, NULL) != ERR_OK)
        sim_oracle_fail(&world->oracle, "I13: the blobs of the office cannot be listed");
}

// What one tablet should have received.
struct reception {
    struct sim_world *world;
    struct sim_tablet *tablet;
    struct view *view;
    struct arena arena;
};

static void judge_digest(struct reception *r, const struct record *record,
                         const struct digest *digest)
{
    struct outgoing_row row = {0};
    struct blob_row blob;
    bool named = false, brought = false;
    char name[HASH_TEXT];
    if (blobs_get(r->view, digest, &blob, NULL) != ERR_OK || !blob.held
        || blob_sites_has(r->view, digest, &record->site, &brought, NULL) != ERR_OK || !brought
        || blobs_named_by(r->view, digest, &record->id, &named, NULL) != ERR_OK || !named)
        return;
    digest_format(digest, name);
    enum err err = outgoing_get(r->tablet->store, digest, &row, NULL);
    if (err == ERR_OK && row.present)
        err = shelf_verify(&r->tablet->handle, digest, row.size, NULL);
    if (err != ERR_OK || !row.present)
        sim_oracle_fail(&r->world->oracle, "P15: tablet %u lacks blob %s of a %.*s, state %d: %s",
                        r->tablet->number, name, (int)record->kind.len, record->kind.data,
                        (int)row.state, row.reason);
    else
        r->world->received += row.state == OUTGOING_RECEIVED;
}

static bool judge_names(void *arg, const struct record_row *row)
{
    struct reception *r = arg;
    const struct kind *kind = kind_find(row->kind);
    enum scope_standing standing = SCOPE_NEVER;
    struct record record = {0};
    struct uuid site = row->site;
    scope_standing(r->view, &r->tablet->device, &site, &standing, NULL);
    arena_reset(&r->arena);
    if (kind == NULL || standing != SCOPE_NOW
        || record_parse(row->state, &r->arena, &record, NULL) != ERR_OK)
        return true;
    for (size_t w = 0; w < record.write_count; w++)
        for (size_t f = 0; f < kind->field_count; f++) {
            struct span name = span_of(kind->fields[f].name);
            struct record_value value;
            struct digest digest;
            if (kind->fields[f].type == TYPE_DIGEST && !span_is(name, "digest")
                && record_value_at(&record, w, name, &value)
                && digest_parse(value.value.data + 1, value.value.len - 2, &digest))
                judge_digest(r, &record, &digest);
        }
    record_clear(&record);
    return true;
}

void sim_receipts_judge_received(struct sim_world *world, struct sim_tablet *tablet)
{
    struct records_filter filter = {.every_site = true};
    struct reception reception = {.world = world, .tablet = tablet};
    struct view *walk = sim_office_view(&world->office);
    reception.view = storage_writer(office_storage(world->office.office));
    arena_init(&reception.arena, RECEPTION_ARENA);
    if (walk == NULL || records_list(walk, &filter, judge_names, &reception, NULL) != ERR_OK)
        sim_oracle_fail(&world->oracle, "the office cannot be read beside its writer");
    arena_clear(&reception.arena);
}
