// SPDX-License-Identifier: Apache-2.0
// Who may speak to an interface on the loopback at all: the page it served itself, in a browser of
// this machine, and nothing that another site makes that browser send (trust.md section 7). Also
// holds for programs like curl that say nothing about themselves: they still need the session.
#ifndef PLUMB_SHARED_WEB_GUARD_H
#define PLUMB_SHARED_WEB_GUARD_H

#include "shared/net/http.h"

// What the request is about to do, from the route table or the assets.
struct guard_wish {
    bool changes; // it changes something: a route with `changes`
    bool raw;     // its body may be bytes: image/… or application/octet-stream
    bool page;    // it is a page that a person may open by its address
};

// The addresses by which an interface is reached.
struct guard_origin {
    const char *scheme;       // "http://" or "https://"
    const char *const *hosts; // as Host must say it: "127.0.0.1:7800"
    size_t host_count;
    // Not 0: any literal IP address with this port too, for a listener on all addresses. Whoever
    // points a name of his own at us is refused all the same.
    uint16_t literal_port;
};

// A pure function of the request. OK, or DENIED (METHOD for OPTIONS) with the reason in words:
// - Host is exactly one of the origin's, once;
// - Origin, when there, is exactly the scheme and that host;
// - Sec-Fetch-Site, when there, is same-origin, or none for a page opened in a tab of its own (GET,
//   Sec-Fetch-Mode navigate, Sec-Fetch-Dest document);
// - what changes something carries "X-Plumb: 1" and Content-Type application/json, or for `raw`
// also
//   image/… or application/octet-stream, and is neither GET nor HEAD;
// - each of these headers at most once.
enum err guard_check_origin(const struct guard_origin *origin, const struct guard_wish *wish,
                            const struct http_request *request, struct error *error);
// The same for http on this machine: 127.0.0.1:port and localhost:port.
enum err guard_check(uint16_t port, const struct guard_wish *wish,
                     const struct http_request *request, struct error *error);

#endif
