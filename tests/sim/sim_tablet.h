// SPDX-License-Identifier: Apache-2.0
// A tablet as a machine: its disk, its clock, and the real agent code running on them or not.
#ifndef PLUMB_TESTS_SIM_SIM_TABLET_H
#define PLUMB_TESTS_SIM_SIM_TABLET_H

#include "agent/sync/session.h"
#include "shared/net/http.h"
#include "tests/sim/sim_clock.h"
#include "tests/sim/sim_disk.h"
#include "tests/sim/sim_floor.h"

struct sim_world;
struct sim_net;

struct sim_tablet {
    unsigned number; // in the fleet
    unsigned kin;    // of the template's, the one that it is, or is a copy of
    struct sim_world *world;
    struct uuid device, person;
    const struct key *receipt_key, *device_key; // borrowed
    struct span device_certificate;             // PEM
    struct http_peer peer;
    struct sim_disk *disk; // owned
    struct disk handle;
    struct sim_clock clock;
    struct sim_random random;
    struct sim_net *net; // owned
    struct transport transport;
    struct store *store;     // NULL: down
    struct session *session; // NULL: down
    struct sim_floor floor;  // what it held and may never lose
    bool stepping;           // a step of its session is under way
    bool revoked;
};

// Takes the disk over; the rest of `like` that names the tablet is copied. Not running yet.
struct sim_tablet *sim_tablet_create(struct sim_world *world, const struct sim_tablet *like,
                                     struct sim_disk *disk, uint64_t seed);
void sim_tablet_free(struct sim_tablet *tablet);
enum err sim_tablet_start(struct sim_tablet *tablet, struct error *error);
void sim_tablet_stop(struct sim_tablet *tablet);
bool sim_tablet_idle(const struct sim_tablet *tablet); // nothing waits to be sent or fetched

#endif
