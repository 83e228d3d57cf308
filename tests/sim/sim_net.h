// SPDX-License-Identifier: Apache-2.0
// The network between one tablet and the office: a transport that loses, cuts, doubles and delays.
#ifndef PLUMB_TESTS_SIM_SIM_NET_H
#define PLUMB_TESTS_SIM_SIM_NET_H

#include "shared/net/transport.h"
#include "tests/sim/sim_office.h"

struct sim_world;
struct sim_tablet;
struct sim_net;

// Without a tablet (enrolment) nothing goes wrong, and the office's public door is knocked at.
struct sim_net *sim_net_create(struct sim_world *world, struct sim_tablet *tablet, uint64_t seed);
void sim_net_free(struct sim_net *net);
void sim_net_office(struct sim_net *net, struct sim_office *office); // instead of the world's
struct transport sim_net_transport(struct sim_net *net);

// A request as it went over the wire, kept so that it can come again.
struct sim_letter {
    enum http_method method;
    char path[128], query[64];
    struct http_header headers[16];
    size_t header_count;
    struct buffer text, body; // owned
    struct http_peer peer;
};
void sim_letter_clear(struct sim_letter *letter); // accepts a zeroed one
// Comes (again) to the office; nobody waits for the answer.
void sim_letter_deliver(const struct sim_letter *letter, struct sim_office *office);

#endif
