// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/ui.h"

#include "agent/capture/complain_time.h"
#include "agent/store/store_watch.h"
#include "agent/ui/act_handover.h"
#include "agent/ui/admission.h"
#include "agent/ui/issue_memory.h"
#include "agent/ui/strip.h"
#include "agent/ui/ui_call.h"
#include "agent/ui/ui_routes.h"
#include "agent/ui/ui_sites.h"
#include "agent/ui/unsent.h"
#include "shared/base/memory.h"
#include "shared/web/asset.h"
#include "shared/web/bell.h"
#include "shared/web/guard.h"
#include "shared/web/route.h"
#include "shared/web/session_token.h"
#include "shared/web/web_answer.h"

#include <string.h>
#include <unistd.h>

extern const struct asset tablet_assets[];
extern const size_t tablet_assets_count;

static void ring(void *arg)
{
    bell_ring(((struct ui *)arg)->bell);
}

// The office was reached: now the time is known.
static void synced(void *arg)
{
    struct ui *ui = arg;
    size_t changed;

    complain_time_mend(ui->tablet->store, &changed,
                       NULL); // what fails is tried at the next contact
    if (changed > 0)
        tablet_captured(ui->tablet);
    bell_ring(ui->bell);
}

enum err ui_open(const struct ui_options *options, struct ui **out, struct error *error)
{
    struct ui *ui = mem_alloc(sizeof(*ui));
    struct store *store = options->tablet->store;
    const struct route_table table = ui_routes(ui);
    struct sessions_options sessions = {.store = store, .changed = ring, .arg = ui};
    struct bell_options bell = {.clock = options->tablet->clock, .random = options->tablet->random};
    enum err err = route_table_check(&table, error);

    ui->tablet = options->tablet;
    ui->seal = options->seal;
    ui->clock = options->tablet->clock;
    ui->sites = ui_sites_create(store, options->seal);
    ui->strip = strip_create();
    ui->admission = admission_create();
    ui->handover = act_handover_create();
    ui->unsent = unsent_create();
    ui->issues = issue_memory_create();
    if (!err)
        err = bell_create(&bell, &ui->bell, error);
    if (!err)
        err = sessions_open(&sessions, &ui->sessions, error);
    *out = ui;
    if (err) {
        ui_close(ui);
        *out = NULL;
        return error_wrap(error, err, "interface");
    }
    store_watch_ring(store, ring, ui);
    ui->tablet->synced_arg = ui;
    ui->tablet->synced = synced;
    return ERR_OK;
}

void ui_attach(struct ui *ui, uint16_t port, struct syncing *syncing)
{
    ui->port = port;
    ui->syncing = syncing;
}

void ui_quiet(struct ui *ui)
{
    store_watch_ring(ui->tablet->store, NULL, NULL);
    admission_stop(ui->admission);
    act_handover_stop(ui->handover);
    bell_silence(ui->bell);
}

void ui_close(struct ui *ui)
{
    if (!ui)
        return;
    admission_free(ui->admission);
    act_handover_free(ui->handover);
    sessions_close(ui->sessions);
    bell_free(ui->bell);
    strip_free(ui->strip);
    ui_sites_free(ui->sites);
    unsent_free(ui->unsent);
    issue_memory_free(ui->issues);
    mem_free(ui);
}

void ui_launch(struct ui *ui, char out[UI_LAUNCH_TEXT])
{
    sessions_launch(ui->sessions, out);
}

// ---- one exchange ----

static enum err check_peer(const struct http_request *request, struct error *error)
{
    const struct http_peer *peer = &request->peer;

    if (peer->owner == PEER_OWNER_HIDDEN
        || (peer->owner == PEER_OWNER_KNOWN && peer->uid == geteuid()))
        return ERR_OK;
    return error_set(error, ERR_AUTH, "another user of this machine");
}

static unsigned access_of(const struct sessions_view *view)
{
    static const unsigned bits[SESSIONS_STATES] = {
        [SESSIONS_LOCKED] = UI_LOCKED,
        [SESSIONS_OPEN] = UI_OPEN,
        [SESSIONS_CUSTOMER] = UI_CUSTOMER,
    };

    return view->known ? bits[view->state] : UI_STRANGER;
}

static void look_as_caller(struct ui *ui, const struct http_request *request, bool touch,
                           struct sessions_view *out)
{
    struct digest digest;
    bool came = session_token_read(request, UI_CALL_COOKIE, &digest);

    sessions_look(ui->sessions, came ? &digest : NULL, touch, out);
}

void ui_call_look_at(struct ui *ui, const struct http_request *request, struct sessions_view *out)
{
    look_as_caller(ui, request, false, out);
}

void ui_call_look(const struct route_call *call, struct sessions_view *out)
{
    struct ui_call *ours = ui_call_of(call);

    look_as_caller(ours->ui, route_request(call), false, out);
    if (!out->known) // launched in this very call: its cookie is on its way out
        *out = (struct sessions_view){.state = SESSIONS_LOCKED};
}

static void explain(struct route_caller *caller)
{
    if (caller->access == UI_CUSTOMER) {
        caller->refusal = ERR_DENIED;
        caller->why = "平板在客户手中，输入 PIN 后继续 the customer has the tablet: a PIN goes on";
    } else if (caller->access == UI_LOCKED) {
        caller->why = "已锁定，请输入 PIN locked: enter the PIN";
    } else {
        caller->why
            = "请从 Plumbline 的图标或 plumb open 打开 open it by Plumbline's icon or plumb "
              "open";
    }
}

static void serve_route(struct ui *ui, const struct route_table *table,
                        const struct route_match *match, struct http_exchange *exchange)
{
    struct ui_call call = {.ui = ui};
    struct route_caller caller = {.session = &call};

    look_as_caller(ui, http_exchange_request(exchange), match->route && match->route->changes,
                   &call.view);
    caller.access = access_of(&call.view);
    explain(&caller);
    tablet_hold(ui->tablet);
    route_serve(table, match, &caller, exchange);
    tablet_release(ui->tablet);
    if (call.reads_sites)
        ui_sites_leave(ui->sites);
}

// A page that nobody links to but scripts and people type.
static bool is_opened_by_hand(const char *path)
{
    return strcmp(path, "/status") == 0;
}

static void refuse(struct http_exchange *exchange, const struct error *error)
{
    web_answer_error(http_exchange_response(exchange), error);
    http_exchange_finish(exchange);
}

static void serve_asset(const struct asset *asset, struct http_exchange *exchange)
{
    const struct http_request *request = http_exchange_request(exchange);
    struct error error;

    if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
        error_set(&error, ERR_METHOD, "%s %s", http_method_name(request->method), request->path);
        refuse(exchange, &error);
        return;
    }
    asset_answer(asset, request, http_exchange_response(exchange));
    http_exchange_finish(exchange);
}

void ui_handle(void *ctx, struct http_exchange *exchange)
{
    struct ui *ui = ctx;
    const struct http_request *request = http_exchange_request(exchange);
    const struct route_table table = ui_routes(ui);
    const struct asset *asset = asset_find(tablet_assets, tablet_assets_count, request->path);
    struct route_match match;
    struct guard_wish wish;
    struct error error;
    enum err err;

    error_clear(&error);
    web_answer_guard(http_exchange_response(exchange));
    route_table_find(&table, request->method, request->path, &match);
    wish = route_table_wish(&match);
    wish.page = is_opened_by_hand(request->path) || (asset && asset_is_page(asset));
    err = check_peer(request, &error);
    if (!err)
        err = guard_check(ui->port, &wish, request, &error);
    if (err)
        refuse(exchange, &error);
    else if (asset)
        serve_asset(asset, exchange);
    else
        serve_route(ui, &table, &match, exchange);
}

size_t ui_body_limit(void *ctx, enum http_method method, const char *path)
{
    enum { REFUSED_BYTES = 1024 }; // of what is refused in better words than for its size
    const struct route_table table = ui_routes(ctx);
    size_t limit = route_table_body_limit(&table, method, path);

    return limit ? limit : REFUSED_BYTES;
}

bool ui_spools(void *ctx, enum http_method method, const char *path)
{
    const struct route_table table = ui_routes(ctx);

    return route_table_spools(&table, method, path);
}

enum err ui_may_send(void *ctx, const struct http_request *head)
{
    struct ui *ui = ctx;
    const struct route_table table = ui_routes(ui);
    struct route_match match;
    struct guard_wish wish;
    struct sessions_view view;
    unsigned access;
    enum err err = check_peer(head, NULL);

    route_table_find(&table, head->method, head->path, &match);
    wish = route_table_wish(&match);
    if (!err)
        err = guard_check(ui->port, &wish, head, NULL);
    if (err)
        return err;
    look_as_caller(ui, head, false, &view);
    access = access_of(&view);
    if (!match.route || match.route->access & access)
        return ERR_OK; // what is none is told so by ui_handle
    return access == UI_CUSTOMER ? ERR_DENIED : ERR_AUTH;
}

// ---- for handlers ----

struct ui_call *ui_call_of(const struct route_call *call)
{
    return route_session(call);
}

struct ui *ui_of(const struct route_call *call)
{
    return ui_call_of(call)->ui;
}

const struct uuid *ui_person(const struct route_call *call)
{
    return &ui_call_of(call)->view.person;
}

const struct uuid *ui_subject(const struct route_call *call)
{
    return &ui_call_of(call)->view.subject;
}

const char *ui_subject_form(const struct route_call *call)
{
    return ui_call_of(call)->view.form;
}

static struct ui_sites *sites_of(const struct route_call *call)
{
    struct ui_call *ours = ui_call_of(call);

    if (!ours->reads_sites)
        ui_sites_enter(ours->ui->sites);
    ours->reads_sites = true;
    return ours->ui->sites;
}

enum err ui_facts(struct route_call *call, const struct uuid *site, const struct site_facts **out,
                  struct error *error)
{
    return ui_sites_facts(sites_of(call), site, out, error);
}

enum err ui_progress(struct route_call *call, const struct uuid *site, const struct progress **out,
                     struct error *error)
{
    return ui_sites_progress(sites_of(call), site, out, error);
}

void ui_facts_done(struct route_call *call)
{
    struct ui_call *ours = ui_call_of(call);

    if (ours->reads_sites)
        ui_sites_leave(ours->ui->sites);
    ours->reads_sites = false;
}
