// SPDX-License-Identifier: Apache-2.0
// The table of what an interface can be asked: method, path, who may, which parameters.
#ifndef PLUMB_SHARED_WEB_ROUTE_TABLE_H
#define PLUMB_SHARED_WEB_ROUTE_TABLE_H

#include "shared/net/http.h"
#include "shared/web/guard.h"

struct route_call;

enum route_type {
    ROUTE_TEXT,    // UTF-8, no control characters but line breaks and tabs
    ROUTE_UUID,    // lower case with hyphens
    ROUTE_INTEGER, // min to max
    ROUTE_TRUTH,   // true or false
    ROUTE_CHOICE,  // one of `choices`
    ROUTE_DIGEST,  // 64 lower-case hex digits
    ROUTE_DECIMAL, // "-12.5", a text, as the kind table has them
    ROUTE_TIME_MS, // Unix milliseconds, 0 to the end of the year 9999
    ROUTE_UUIDS,   // a JSON array; in a query separated by commas
    ROUTE_JSON,    // any JSON value; in a body only
    ROUTE_TYPE_COUNT
};

// A part of the path (":name"); else a member of the query when the request brings no JSON (GET,
// HEAD, DELETE, or `raw`); else a member of the JSON object in its body, where null is the same as
// absent. Unknown and doubled ones are refused.
struct route_parameter {
    const char *name; // [a-z0-9_]+
    enum route_type type;
    bool required; // there, and a text not blank
    // Integer: the range, both 0: any. Text: max characters; uuids: max how many; max 0:
    // ROUTE_TEXT_MAX, ROUTE_UUIDS_MAX.
    int64_t min, max;
    const char *const *choices; // ends with NULL
};
enum { ROUTE_PARAMETERS_MAX = 32, ROUTE_TEXT_MAX = 4000, ROUTE_UUIDS_MAX = 1000 };

struct route {
    enum http_method method; // GET also answers HEAD
    const char *path;        // "/api/nodes/:id/items"
    unsigned access; // bits of which the caller must have one; 0: everybody, unknown ones too
    bool changes;    // changes something: POST, PUT or DELETE only
    bool heavy;      // takes long: see workers_take_heavy
    // The body may be bytes (Content-Type image/… or application/octet-stream); the parameters are
    // in the query then. With Content-Type application/json the body is JSON as usual.
    bool raw;
    size_t body_max; // bytes of a JSON body; 0: ROUTE_BODY_MAX
    size_t raw_max;  // bytes of a raw body; 0: ROUTE_RAW_MAX
    const struct route_parameter *parameters;
    size_t parameter_count;
    // Writes members of the answer with route_answer. An error is answered with its status and
    // words; what was written is thrown away then.
    enum err (*handler)(struct route_call *call, struct error *error);
    const char *purpose; // one sentence, for the table as people read it
};
enum { ROUTE_BODY_MAX = 256 << 10, ROUTE_RAW_MAX = 64 << 20 };

// Each source file with routes exports `const struct route NAME_routes[]` and NAME_route_count.
struct route_group {
    const struct route *routes;
    const size_t *count;
};
struct route_table {
    const struct route_group *groups;
    size_t group_count;
    void *ctx;                       // the interface
    const char *const *access_names; // of each access bit from the lowest on, ends with NULL
    // How an error is answered; NULL: web_answer_error.
    void (*refuse)(struct http_response *response, const struct error *error);
};

// Checks the whole table, once, at start. INTERNAL with words when it is wrong: two routes that
// answer the same request, a part of a path that is no parameter, a GET that changes something, a
// POST that does not, a JSON parameter in a query, …
enum err route_table_check(const struct route_table *table, struct error *error);

// What the table knows about a request line.
struct route_match {
    const struct route *route; // NULL: none
    bool path_known;           // some route has this path, with another method (405)
};
void route_table_find(const struct route_table *table, enum http_method method, const char *path,
                      struct route_match *out);
// For guard_check.
struct guard_wish route_table_wish(const struct route_match *match);
// The most bytes of its body, asked before that is read; 0: no body.
size_t route_table_body_limit(const struct route_table *table, enum http_method method,
                              const char *path);

// Whether that body may go through a spool: a raw one.
bool route_table_spools(const struct route_table *table, enum http_method method, const char *path);

// The table as a JSON array of routes, and as rows of a Markdown table.
bool route_table_json(const struct route_table *table, struct buffer *out);
bool route_table_markdown(const struct route_table *table, struct buffer *out);
const char *route_table_type_name(enum route_type type);

#endif
