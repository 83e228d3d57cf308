// SPDX-License-Identifier: Apache-2.0
// The way from a request through the route table to its handler and back.
#ifndef PLUMB_SHARED_WEB_ROUTE_H
#define PLUMB_SHARED_WEB_ROUTE_H

#include "shared/base/memory.h"
#include "shared/base/uuid.h"
#include "shared/data/json.h"
#include "shared/web/route_table.h"

// Who asks, as the interface found out. The session is the interface's own, borrowed until the
// handler returns. When no access bit is one of the route's, the request is refused with `refusal`
// (ERR_OK: AUTH) and `why`.
struct route_caller {
    unsigned access;
    void *session;
    enum err refusal;
    const char *why;
};
// Answers a request that has passed its guard and whose response has its guard headers
// (web_answer_guard): 404, 405, the caller's refusal, the parameters' faults in words (INVALID), or
// what the handler says. Finishes the exchange, unless the handler took it.
void route_serve(const struct route_table *table, const struct route_match *match,
                 const struct route_caller *caller, struct http_exchange *exchange);

// ---- for handlers ----

void *route_ctx(const struct route_call *call);     // the table's
void *route_session(const struct route_call *call); // the caller's
unsigned route_access(const struct route_call *call);
const struct http_request *route_request(const struct route_call *call);
struct arena *route_arena(struct route_call *call); // freed after the handler, at most 64 MiB
// The writer of the answer. The object around it is open already: write members.
struct json_writer *route_answer(struct route_call *call);
// Members that go beside "error" when the handler fails.
struct json_writer *route_beside(struct route_call *call);

// Parameters. Asking for one that the route has not declared, or with the getter of another type,
// aborts. What is borrowed lives until the handler returns.
bool route_has(const struct route_call *call, const char *name);
const char *route_text(const struct route_call *call, const char *name);        // NULL: absent
const struct uuid *route_uuid(const struct route_call *call, const char *name); // NULL: absent
int64_t route_integer(const struct route_call *call, const char *name, int64_t absent);
bool route_truth(const struct route_call *call, const char *name); // absent: false
int route_choice(const struct route_call *call, const char *name); // its index; absent: -1
const struct digest *route_digest(const struct route_call *call, const char *name); // NULL: absent
const char *route_decimal(const struct route_call *call, const char *name);         // NULL: absent
int64_t route_time_ms(const struct route_call *call, const char *name, int64_t absent);
const struct uuid *route_uuids(const struct route_call *call, const char *name, size_t *count);
const struct json *route_json(const struct route_call *call, const char *name); // NULL: absent

// A raw body, from its start, wherever it lies: in the shape of struct photo_source. A route's body
// is raw when it is declared so and the request's Content-Type is not JSON.
bool route_is_raw(const struct route_call *call);
uint64_t route_body_bytes(const struct route_call *call);
struct route_body {
    const struct http_request *request;
    uint64_t at;
};
struct route_body route_body(const struct route_call *call);
// ctx is a struct route_body. *got is less than len only at the end.
enum err route_body_read(void *ctx, void *bytes, size_t len, size_t *got);

// Makes the answer bytes of this type; append them to what is returned.
struct buffer *route_bytes(struct route_call *call, const char *type);
// Makes the answer a part of a file, which is taken: closed when it was sent, never read into
// memory.
struct route_file {
    const struct disk *disk;
    struct disk_file *file;
    uint64_t offset, len;
    const char *type;
};
void route_send_file(struct route_call *call, const struct route_file *file);
// For a cookie, or a status other than 200 of an answer that is no error.
struct http_response *route_response(struct route_call *call);
// Takes the exchange over: the handler then returns OK, and whoever has it fills its response
// (web_answer_json first) and finishes it on its loop.
struct http_exchange *route_take_exchange(struct route_call *call);

#endif
