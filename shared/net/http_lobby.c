// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_lobby.h"

enum { ANY_BUCKET = HTTP_BUCKETS };

void http_lobby_init(struct http_lobby *lobby, unsigned places, const struct random *random,
                     void (*send_away)(struct http_seat *seat))
{
    lobby->places_left = places;
    lobby->send_away = send_away;
    http_bucket_init(&lobby->buckets, places / 2 + 1, random);
    TAILQ_INIT(&lobby->seats);
}

static bool send_oldest_away(struct http_lobby *lobby, unsigned bucket)
{
    struct http_seat *seat;

    TAILQ_FOREACH(seat, &lobby->seats, order)
    if (!seat->hurried && (bucket == ANY_BUCKET || seat->bucket == bucket)) {
        lobby->send_away(seat);
        return true;
    }
    return false;
}

bool http_lobby_reserve(struct http_lobby *lobby, unsigned bucket)
{
    if (!http_bucket_take(&lobby->buckets, bucket)
        && (!send_oldest_away(lobby, bucket) || !http_bucket_take(&lobby->buckets, bucket)))
        return false;
    if (!lobby->places_left && !send_oldest_away(lobby, ANY_BUCKET)) {
        http_bucket_give(&lobby->buckets, bucket);
        return false;
    }
    lobby->places_left--;
    return true;
}

void http_lobby_sit(struct http_lobby *lobby, struct http_seat *seat, unsigned bucket)
{
    *seat = (struct http_seat){.bucket = bucket, .taken = true};
    TAILQ_INSERT_TAIL(&lobby->seats, seat, order);
}

void http_lobby_leave(struct http_lobby *lobby, struct http_seat *seat)
{
    if (!seat->taken)
        return;
    TAILQ_REMOVE(&lobby->seats, seat, order);
    http_bucket_give(&lobby->buckets, seat->bucket);
    lobby->places_left++;
    *seat = (struct http_seat){0};
}
