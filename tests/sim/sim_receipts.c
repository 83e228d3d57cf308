// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_receipts.h"

#include "server/storage/actors.h"
#include "server/storage/blobs.h"

#include <inttypes.h>

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
    if (world->office.office == NULL
        || storage_open_view(office_storage(world->office.office), &view, NULL) != ERR_OK)
        return;
    blobs_names(view, judge_blob, world, NULL);
    storage_close_view(view);
}
