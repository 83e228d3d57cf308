// SPDX-License-Identifier: Apache-2.0
// The office's console: who is calling, what they may do, and what every handler works with.
//
// A page of the console is a pair of files: read_NAME.{c,h} (its GET routes) and, where it changes
// something, act_NAME.{c,h}. Each exports `const struct route NAME_routes[]` and
// `NAME_route_count`, and stands in console_routes.c. docs/CONSOLE.md has them all.
//
// A handler runs on a worker thread and may block: it reads through console_view, changes through
// office_edit, office_device_…, office_held_… or console_commit, and gives each change an audit
// row from console_audit, in the same commit. What shows personal data calls console_read_audit
// first. After a change, console_view shows what was before; console_refresh shows what is now.
#ifndef PLUMB_SERVER_CONSOLE_CONSOLE_H
#define PLUMB_SERVER_CONSOLE_CONSOLE_H

#include "server/audit/audit.h"
#include "server/console/role_rights.h"
#include "server/storage/site_store.h"
#include "server/sync/office.h"
#include "shared/net/http.h"

struct route_call;
struct workers;

struct console_options {
    struct office *office;   // borrowed
    const struct disk *disk; // the server folder; borrowed
    const char *version;     // told to pages; borrowed
    struct clock clock;
    struct random random;
    struct log log;
};
struct console;

enum { CONSOLE_WORKERS = 4 }; // threads of the console and of whoever else uses console_workers

// Opens a view for each worker and starts them; nothing is served yet. The office is threaded.
enum err console_open(const struct console_options *options, struct console **out,
                      struct error *error);
// The addresses under which the listener is known ("host:port", copied): before the first
// exchange. `literal_port`: it listens on all addresses of the machine; else 0.
struct console_hosts {
    const char *const *hosts;
    size_t count;
    uint16_t literal_port;
};
void console_attach(struct console *console, const struct console_hosts *hosts);
// Answers one exchange: guard, session, then page or route. ctx is a struct console; an
// http_handler for a loop thread.
void console_handle(void *ctx, struct http_exchange *exchange);
// Largest body of a request line; for http_listener_options. ctx is a struct console.
size_t console_body_limit(void *ctx, enum http_method method, const char *path);
// The pool, for another interface on the same listener.
struct workers *console_workers(struct console *console);
// Answers all who wait; before the server stops.
void console_quiet(struct console *console);
// Ends the workers, when the server has stopped and before it is freed.
void console_stop(struct console *console);
void console_close(struct console *console); // before the office; accepts NULL

// ---- for handlers ----

struct console *console_of(const struct route_call *call);
struct office *console_office(const struct route_call *call);
const struct disk *console_disk(const struct route_call *call);
struct random *console_random(const struct route_call *call);
int64_t console_now_ms(const struct route_call *call);
// A snapshot of the office from the first call on until the handler returns. NULL, with the error
// set, when it cannot be had.
struct view *console_view(struct route_call *call, struct error *error);
// The next console_view is of the newest commit.
void console_refresh(struct route_call *call);
// Who acts: the person of the account; nil for a stranger.
const struct uuid *console_person(const struct route_call *call);
const struct uuid *console_account(const struct route_call *call);
const struct uuid *console_session(const struct route_call *call); // its id, not its secret

// Whether a capability is granted for sites of this store (`store` of the site's record; empty: a
// site without one). A capability that is global counts only when it is granted for all stores.
bool console_may(const struct route_call *call, unsigned capability, struct span store);
// (site_store.h has the store of a site.)
// The same for a site by its id. NOT_FOUND, in the same words, when there is no such site and when
// it lies outside of what was granted.
enum err console_may_site(struct route_call *call, unsigned capability, const struct uuid *site,
                          struct error *error);
// The password was given in the last five minutes; else PRECONDITION, and "needs":"confirm" beside
// the error: the page asks for the password (POST /api/confirm) and comes again. For what is final.
enum err console_fresh(struct route_call *call, struct error *error);

// An audit row about who calls, to be completed: subject, site, before, after, why. Texts are
// borrowed from the call. `act` is "noun.verb": "device.revoke".
struct audit_row console_audit(const struct route_call *call, const char *act);
// Personal data is about to be shown: a row "read.<what>" in a commit of its own, at most once a
// minute for the same session, what and site. `site` NULL: of many. An error: do not show it.
enum err console_read_audit(struct route_call *call, const char *what, const struct uuid *site,
                            struct error *error);
// Runs a job on the committer and waits; afterwards the call's view is of the newest commit.
enum err console_commit(struct route_call *call, struct commit_job *job, struct error *error);

#endif
