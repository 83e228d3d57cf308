// SPDX-License-Identifier: Apache-2.0
// One HTTP request being answered, whoever carries it: the real server, or the simulator's network.
#ifndef PLUMB_SHARED_NET_HTTP_H
#define PLUMB_SHARED_NET_HTTP_H

#include "shared/base/buffer.h"
#include "shared/base/disk.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"
#include "shared/net/http_spool.h"
#include "shared/net/peer_owner.h"

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS
};
enum { HTTP_HEADERS_MAX = 64, HTTP_RESPONSE_HEADERS_MAX = 16 };

struct http_header {
    const char *name, *value; // name compared without case
};

// Who is at the other end of the connection.
struct http_peer {
    bool certified; // a client certificate of our CA for CLIENT use was shown (or is in the ticket)
    char name[65];  // its common name: the device id
    struct digest certificate; // SHA-256 of the certificate
    char address[64];          // for logs and per-address limits
    enum peer_owner owner;     // of the program there, when the listener asks for it
    uid_t uid;                 // when that is KNOWN
};

// All pointers are borrowed from the exchange and live until it is finished.
struct http_request {
    enum http_method method;
    const char *path;  // decoded? no: exactly as sent, without the query, always begins with '/'
    const char *query; // after '?', or ""
    const struct http_header *headers;
    size_t header_count;
    struct span body;                   // whole; its size was limited by the route
    const struct http_spooled *spooled; // NULL; or the body is there, and `body` is empty
    struct http_peer peer;
};
// The value of a header, or NULL. When it stands twice: NULL and *twice set (twice may be NULL).
const char *http_request_header(const struct http_request *request, const char *name, bool *twice);
const char *http_method_name(enum http_method method);

// Filled in by the handler. Starts as status 200, empty body, no headers.
struct http_response {
    int status;
    struct http_header
        headers[HTTP_RESPONSE_HEADERS_MAX]; // names are literals; values owned by `text`
    size_t header_count;
    struct buffer body;
    // Instead of body: a range of a file of the disk, sent without being read into memory; closed
    // by the server.
    struct disk_file *file;
    const struct disk *file_disk;
    uint64_t file_offset, file_len;
    struct buffer text; // storage of header values; do not touch
    bool close;         // close the connection after this response
};
void http_response_init(struct http_response *response);
void http_response_clear(struct http_response *response);
// Copies the value (printf style). Silently ignored when full: HTTP_RESPONSE_HEADERS_MAX is a
// design limit (asserted).
void http_response_header(struct http_response *response, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// One request on its way. Created by the server (or the simulator), finished exactly once by the
// handler.
struct http_exchange;
const struct http_request *http_exchange_request(const struct http_exchange *exchange);
struct http_response *http_exchange_response(struct http_exchange *exchange);
// Index of the loop thread that carries it (0 in the simulator): for per-thread readers.
unsigned http_exchange_loop(const struct http_exchange *exchange);
// Runs fn(arg) on the exchange's own loop thread, later. Callable from any thread (the committer).
void http_exchange_defer(struct http_exchange *exchange, void (*fn)(void *arg), void *arg);
// Sends the response and frees the exchange. On the exchange's own loop thread only. A connection
// that is gone in the meantime is fine: the response is dropped.
void http_exchange_finish(struct http_exchange *exchange);

// What a server does with a request: called on a loop thread when head and body are complete; must
// not block; finishes now or later.
typedef void http_handler(void *ctx, struct http_exchange *exchange);

// An exchange without a network, for the simulator and tests. The request's pointers must outlive
// it. `deferred` is called for http_exchange_defer (run fn(arg) at once or queue it); `finished`
// gets the response just before everything is freed.
struct http_detached {
    void *ctx;
    void (*deferred)(void *ctx, void (*fn)(void *arg), void *arg);
    void (*finished)(void *ctx, const struct http_response *response);
};
struct http_exchange *http_exchange_detached(const struct http_request *request,
                                             const struct http_detached *hooks);

#endif
