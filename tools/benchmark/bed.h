// SPDX-License-Identifier: Apache-2.0
// A tablet under measure: the agent's own libraries over a data folder, its site, its session.
#ifndef PLUMB_TOOLS_BENCHMARK_BED_H
#define PLUMB_TOOLS_BENCHMARK_BED_H

#include "agent/sync/tablet.h"
#include "tools/benchmark/workload.h"

struct bed {
    struct tablet tablet;
    struct uuid site, person; // what it writes for
    struct transport transport;
    struct session *session; // NULL until bed_connect
};
// All of these end the program when something fails.

// Opens the folder. A tablet that is not enrolled writes for a site and person made up here; one
// that is must have synced before it can write.
void bed_open(struct bed *bed, const char *folder);
void bed_close(struct bed *bed);
void bed_enrol(const char *folder, const char *link);
void bed_connect(struct bed *bed); // a session over a new transport; nothing is sent yet
void bed_disconnect(struct bed *bed);
// Looks for the site that the office assigned.
void bed_find_site(struct bed *bed);
void bed_drain(struct bed *bed); // until everything is sent and pulled

struct bed_range {
    uint64_t salt, from, count, step;
    bool edit; // change what is there instead of making it
};
// Records of the workload as a person gives them, made ready so that the capture alone can be
// timed.
struct bed_batch;
struct bed_batch *bed_batch_make(const struct bed *bed, const struct bed_range *range);
void bed_batch_capture(struct bed *bed, struct bed_batch *batch); // in one durable call
void bed_batch_free(struct bed_batch *batch);
// All three.
void bed_capture(struct bed *bed, const struct bed_range *range);
// Cuts every connection of this process to the office, as a lost network does; sessions stay.
void bed_cut(const struct bed *bed);
uint64_t bed_bytes(const struct bed *bed); // both ways, above TCP
// The number of the newest commit of the office that the tablet has heard of.
int64_t bed_commit(struct bed *bed);

#endif
