// SPDX-License-Identifier: Apache-2.0
// The tablet's interface: who is calling, what they may do, and what every handler works with.
#ifndef PLUMB_AGENT_UI_UI_H
#define PLUMB_AGENT_UI_UI_H

#include "agent/capture/deed.h"
#include "agent/capture/site_facts.h"
#include "agent/sync/syncing.h"
#include "shared/net/http.h"

struct route_call;
struct sessions;
struct bell;
struct ui_sites;
struct unsent_memory;
struct strip;
struct act_handover;
struct admission;
struct issue_memory;

// Access bits of routes: a caller has exactly one of the first four, a route names all that it
// serves. The session locks itself after some time without a touch: what changes something is one,
// and POST /api/alive, which the page sends at most every 30 s while it is being touched.
enum ui_access {
    UI_STRANGER = 1, // no cookie of ours
    UI_LOCKED = 2,   // launched, nobody is in
    UI_OPEN = 4,     // a person is in
    UI_CUSTOMER = 8, // the customer holds the tablet
    UI_COOKIE = UI_LOCKED | UI_OPEN,
    UI_ANY = UI_STRANGER | UI_COOKIE | UI_CUSTOMER,
};

// What every handler may use; everything in it may be used from any thread.
struct ui {
    struct tablet *tablet;            // borrowed
    struct syncing *syncing;          // borrowed; NULL: no background sync
    const struct progress_seal *seal; // judges seals of sign-offs; borrowed, may be NULL
    struct clock clock;
    struct sessions *sessions;
    struct bell *bell; // rings with every change of the store, of a session, of the sync
    struct ui_sites *sites;
    struct unsent_memory *unsent; // what waits for the office (unsent.h)
    struct strip *strip;
    struct admission *admission;
    struct act_handover *handover;
    struct issue_memory *issues; // the list of issues (issue_memory.h)
    uint16_t port;
};

struct ui_options {
    struct tablet *tablet;
    const struct progress_seal *seal;
};
// Reads the sessions' state; nothing is served yet.
enum err ui_open(const struct ui_options *options, struct ui **out, struct error *error);
// The port that it is reached at and the sync that runs beside it: before the first exchange.
void ui_attach(struct ui *ui, uint16_t port, struct syncing *syncing);
// Answers one exchange: guard, owner of the peer, session, then page or route. ctx is a struct ui;
// a http_handler.
void ui_handle(void *ctx, struct http_exchange *exchange);
// Largest body of a request line; for http_listener_options. ctx is a struct ui.
size_t ui_body_limit(void *ctx, enum http_method method, const char *path);
// For its spool: which request lines have large bodies, and whether who sends one may. ctx is a
// struct ui.
bool ui_spools(void *ctx, enum http_method method, const char *path);
enum err ui_may_send(void *ctx, const struct http_request *head);
// Answers all who wait; before the server stops.
void ui_quiet(struct ui *ui);
void ui_close(struct ui *ui); // after the server; accepts NULL
// A new launch token as it stands after "#launch=", good once and for two minutes.
enum { UI_LAUNCH_TEXT = 65 };
void ui_launch(struct ui *ui, char out[UI_LAUNCH_TEXT]);

// For handlers: what their call belongs to.
struct ui *ui_of(const struct route_call *call);
// Who acts: of an open session, or who handed the tablet to the customer. Nil when it is locked.
const struct uuid *ui_person(const struct route_call *call);
// What the customer was handed (of, form); nil and "" outside customer mode.
const struct uuid *ui_subject(const struct route_call *call);
const char *ui_subject_form(const struct route_call *call);
// Store, person, site, seals, and the tap by the route's parameter `once`, which every changing
// route declares: ready for deed_run, or to be copied into other options. Begin takes its photos:
// the raw body, if the call has one. `photo_name`: the file's name as the person knows it, or NULL.
struct ui_deed {
    struct deed_options options;
    struct photo_taking *photos[1];
    struct once once; // options.once points here when the call has one
};
struct ui_wish {
    struct uuid site;
    const char *photo_name;
    struct uuid photo_of;      // the record it is of, when that is here already; nil: not yet
    struct uuid photo_copy_of; // photo that it is a marked copy of; nil: it is an original
    int64_t photo_taken_ms;    // what the file itself says (photo.h); 0: nothing
};
enum err ui_deed_begin(struct route_call *call, const struct ui_wish *wish, struct ui_deed *out,
                       struct error *error);
// Ends the photo with what became of the deed; when `outcome` is OK the report is written as the
// answer (deed_told) and the sync is woken. Returns `outcome`. Clears the report. Is called also
// when begin failed.
enum err ui_deed_end(struct route_call *call, struct ui_deed *deed, enum err outcome,
                     struct deed_report *report);

// The facts of a site as they stand now, kept from call to call while nothing of the site changes.
// They, and what they lead to, are to be read only, and stand until the call ends or asks for
// another site.
// They are those of before a deed that the call runs, unless it said ui_facts_done.
enum err ui_facts(struct route_call *call, const struct uuid *site, const struct site_facts **out,
                  struct error *error);
// How far the site is, kept as the facts are, at most 15 s old.
enum err ui_progress(struct route_call *call, const struct uuid *site, const struct progress **out,
                     struct error *error);
// What ui_facts gave is not needed any more: who asks again gets them as they stand then.
void ui_facts_done(struct route_call *call);

#endif
