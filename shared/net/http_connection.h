// SPDX-License-Identifier: Apache-2.0
// One accepted connection: handshake, requests one after the other, deadlines, and an orderly end.
#ifndef PLUMB_SHARED_NET_HTTP_CONNECTION_H
#define PLUMB_SHARED_NET_HTTP_CONNECTION_H

#include "shared/net/http_door.h"

// Takes the descriptor and the places that the caller has taken in the budgets (one connection, and
// one handshake when the door has TLS); the connection is in the loop's list until it frees itself.
void http_connection_open(struct http_door *door, int fd, const char *address);
struct http_connection *http_connection_next(const struct http_connection *connection);
// The handler's response; taken over. Sends it and goes on with what the client sends next; the
// connection may be freed when this returns.
void http_connection_answer(struct http_connection *connection, struct http_response *response);
// The server stops: ends now when nothing is being received, handled or sent, else after that.
void http_connection_wind_up(struct http_connection *connection);
// Ends and frees it at once; a request still with its handler lives on without it.
void http_connection_drop(struct http_connection *connection);

#endif
