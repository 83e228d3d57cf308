// SPDX-License-Identifier: Apache-2.0
// Half-open handshakes of one loop: their places, and who leaves when there are none.
#ifndef PLUMB_SHARED_NET_HTTP_LOBBY_H
#define PLUMB_SHARED_NET_HTTP_LOBBY_H

#include "shared/net/http_bucket.h"

#include <sys/queue.h>

// Part of what waits. Starts zeroed.
struct http_seat {
    TAILQ_ENTRY(http_seat) order;
    unsigned bucket;
    bool taken;
    bool hurried; // will be through at once: is never sent away
};

struct http_lobby {
    TAILQ_HEAD(http_seats, http_seat) seats; // oldest first
    unsigned places_left;
    struct http_buckets buckets;
    void (*send_away)(struct http_seat *seat); // ends what waits there; it leaves the lobby
};

// With so many places, half of them and one for one bucket.
void http_lobby_init(struct http_lobby *lobby, unsigned places, const struct random *random,
                     void (*send_away)(struct http_seat *seat));
// Takes a place for someone of this bucket. When there is none, the oldest of the loop that is not
// hurried is sent away, the oldest of the same bucket when that is full. False: nobody could be.
bool http_lobby_reserve(struct http_lobby *lobby, unsigned bucket);
// Sits down on the reserved place.
void http_lobby_sit(struct http_lobby *lobby, struct http_seat *seat, unsigned bucket);
// Gives seat and place back; nothing happens when it was not taken.
void http_lobby_leave(struct http_lobby *lobby, struct http_seat *seat);

#endif
