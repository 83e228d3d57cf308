// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_tablet.h"

#include "agent/store/incoming.h"
#include "shared/base/memory.h"
#include "tests/sim/sim_mutant.h"
#include "tests/sim/sim_net.h"

struct sim_tablet *sim_tablet_create(struct sim_world *world, const struct sim_tablet *like,
                                     struct sim_disk *disk, uint64_t seed)
{
    struct sim_tablet *tablet = mem_alloc(sizeof *tablet);
    *tablet = (struct sim_tablet){.world = world,
                                  .kin = like->kin,
                                  .device = like->device,
                                  .person = like->person,
                                  .receipt_key = like->receipt_key,
                                  .device_key = like->device_key,
                                  .device_certificate = like->device_certificate,
                                  .peer = like->peer,
                                  .disk = disk,
                                  .handle = sim_disk_handle(disk),
                                  .clock = like->clock,
                                  .revoked = like->revoked};
    sim_random_seed(&tablet->random, seed);
    sim_clock_boot(&tablet->clock, &tablet->random);
    tablet->net = sim_net_create(world, tablet, seed);
    tablet->transport = sim_net_transport(tablet->net);
    return tablet;
}

void sim_tablet_free(struct sim_tablet *tablet)
{
    if (tablet == NULL)
        return;
    sim_tablet_stop(tablet);
    sim_net_free(tablet->net);
    sim_floor_clear(&tablet->floor);
    sim_disk_free(tablet->disk);
    mem_free(tablet);
}

enum err sim_tablet_start(struct sim_tablet *tablet, struct error *error)
{
    struct store_options store = {.disk = &tablet->handle,
                                  .clock = sim_clock_handle(&tablet->clock),
                                  .random = sim_random_handle(&tablet->random),
                                  .reserve_bytes = 64 << 10};
    sim_mutant_life(&tablet->random, tablet->kin);
    enum err err = store_open(&store, &tablet->store, error);
    if (err != ERR_OK)
        return err;
    struct session_options session = {.store = tablet->store,
                                      .disk = &tablet->handle,
                                      .transport = &tablet->transport,
                                      .receipt_key = tablet->receipt_key,
                                      .device = tablet->device,
                                      .clock = store.clock,
                                      .random = store.random,
                                      .agent_version = "plumb sim",
                                      .uploads_in_flight = 2};
    return session_create(&session, &tablet->session, error);
}

void sim_tablet_stop(struct sim_tablet *tablet)
{
    session_free(tablet->session);
    store_close(tablet->store);
    tablet->session = NULL;
    tablet->store = NULL;
}

bool sim_tablet_idle(const struct sim_tablet *tablet)
{
    struct session_figures figures;
    struct journal_figures journal;
    struct outgoing_figures blobs;
    struct incoming_figures others;
    session_figures(tablet->session, &figures);
    return figures.state == SESSION_IDLE && journal_figures(tablet->store, &journal, NULL) == ERR_OK
           && journal.undelivered == 0 && outgoing_figures(tablet->store, &blobs, NULL) == ERR_OK
           && blobs.waiting == 0 && incoming_figures(tablet->store, &others, NULL) == ERR_OK
           && others.wanted == 0;
}
