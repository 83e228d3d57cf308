// SPDX-License-Identifier: Apache-2.0
// One accepted connection: handshake, requests one after the other, deadlines, and an orderly end.
#ifndef PLUMB_SHARED_NET_HTTP_CONNECTION_H
#define PLUMB_SHARED_NET_HTTP_CONNECTION_H

#include "shared/net/http_door.h"

// Who comes in.
struct http_guest {
    int fd;
    unsigned bucket; // of the lobby's
    char address[64];
    enum peer_owner owner;
    uid_t uid;
};

// Takes the descriptor and what the caller has taken: a place among the connections, and when the
// door has TLS one in the loop's lobby. The connection is in the loop's list until it frees itself.
void http_connection_open(struct http_door *door, const struct http_guest *guest);
// For the loop's lobby.
void http_connection_send_away(struct http_seat *seat);
// The handler's response; taken over. Sends it and goes on with what the client sends next; the
// connection may be freed when this returns.
void http_connection_answer(struct http_connection *connection, struct http_response *response);
// The loop stops: ends all connections that are not receiving a request, handling or answering one;
// the others end after that.
void http_connection_wind_up(struct http_loop *loop);
// Ends and frees it at once; a request still with its handler lives on without it.
void http_connection_drop(struct http_connection *connection);

#endif
