// SPDX-License-Identifier: Apache-2.0
#include "server/console/console.h"

#include "server/console/console_call.h"
#include "server/console/console_routes.h"
#include "server/console/reads.h"
#include "server/console/ringer.h"
#include "server/console/site_lists.h"
#include "shared/base/memory.h"
#include "shared/crypto/password.h"
#include "shared/web/asset.h"
#include "shared/web/bell.h"
#include "shared/web/guard.h"
#include "shared/web/route.h"
#include "shared/web/session_token.h"
#include "shared/web/web_answer.h"
#include "shared/web/workers.h"

#include <stdio.h>
#include <string.h>

extern const struct asset office_assets[];
extern const size_t office_assets_count;

enum { RING_EVERY_MS = 2000, WAITING_MOST = 256, SEEN_EVERY_MS = 60000, REFUSED_BYTES = 1024 };

struct console {
    struct office *office;
    const struct disk *disk;
    const char *version;
    struct clock clock;
    struct random random;
    struct log log;
    struct view *views[CONSOLE_WORKERS];
    struct workers *workers;
    struct bell *bell;
    struct ringer *ringer;
    struct tries *tries;
    struct reads *reads;
    struct site_lists *sites;
    char decoy[PASSWORD_TEXT];
    char **hosts;
    struct guard_origin origin;
};

static enum err open_threads(struct console *console, struct error *error)
{
    const struct bell_options bell = {.clock = console->clock, .random = console->random};
    const struct workers_options workers = {.threads = CONSOLE_WORKERS, .waiting = WAITING_MOST};
    enum err err = bell_create(&bell, &console->bell, error);

    if (err == ERR_OK)
        err = ringer_create(console->bell, RING_EVERY_MS, &console->ringer, error);
    if (err == ERR_OK)
        err = workers_create(&workers, &console->workers, error);
    if (err == ERR_OK)
        err = site_lists_open(
            &(struct site_lists_options){console->office, console->clock, console->log},
            &console->sites, error);
    if (err == ERR_OK)
        committer_listen(office_committer(console->office), ringer_note, console->ringer);
    return err;
}

static enum err open_views(struct console *console, struct error *error)
{
    enum err err = ERR_OK;

    for (size_t i = 0; i < CONSOLE_WORKERS && err == ERR_OK; i++)
        err = storage_open_view(office_storage(console->office), &console->views[i], error);
    return err;
}

// No password has it: nobody knows the secret that it was made of.
static enum err make_decoy(struct console *console, struct error *error)
{
    uint8_t secret[32];
    enum err err;

    random_fill(&console->random, secret, sizeof(secret));
    err = password_make(&console->random, (struct span){(const char *)secret, sizeof(secret)},
                        console->decoy, error);
    mem_wipe(secret, sizeof(secret));
    return err;
}

enum err console_open(const struct console_options *options, struct console **out,
                      struct error *error)
{
    struct console *console = mem_alloc(sizeof(*console));
    const struct route_table table = console_routes(console);
    enum err err = route_table_check(&table, error);

    console->office = options->office;
    console->disk = options->disk;
    console->version = options->version;
    console->clock = options->clock;
    console->random = options->random;
    console->log = options->log;
    console->tries = tries_create();
    console->reads = reads_create();
    if (err == ERR_OK)
        err = make_decoy(console, error);
    if (err == ERR_OK)
        err = open_views(console, error);
    if (err == ERR_OK)
        err = open_threads(console, error);
    *out = console;
    if (err != ERR_OK) {
        console_close(console);
        *out = NULL;
        return error_wrap(error, err, "console");
    }
    return ERR_OK;
}

void console_attach(struct console *console, const struct console_hosts *hosts)
{
    console->hosts = mem_alloc_array(hosts->count + 1, sizeof(*console->hosts));
    for (size_t i = 0; i < hosts->count; i++)
        console->hosts[i] = mem_dup_text(hosts->hosts[i]);
    console->origin = (struct guard_origin){.scheme = "https://",
                                            .hosts = (const char *const *)console->hosts,
                                            .host_count = hosts->count,
                                            .literal_port = hosts->literal_port};
}

struct workers *console_workers(struct console *console)
{
    return console->workers;
}

void console_quiet(struct console *console)
{
    bell_silence(console->bell);
}

void console_stop(struct console *console)
{
    workers_stop(console->workers);
}

void console_close(struct console *console)
{
    if (!console)
        return;
    workers_free(console->workers);
    if (console->ringer)
        committer_listen(office_committer(console->office), NULL, NULL);
    ringer_free(console->ringer);
    bell_free(console->bell);
    for (size_t i = 0; i < CONSOLE_WORKERS; i++)
        storage_close_view(console->views[i]);
    for (size_t i = 0; console->hosts && i < console->origin.host_count; i++)
        mem_free(console->hosts[i]);
    mem_free(console->hosts);
    tries_free(console->tries);
    reads_free(console->reads);
    site_lists_close(console->sites);
    mem_free(console);
}

// ---- one exchange ----

static void guard_answer(struct http_response *response)
{
    web_answer_guard(response);
    http_response_header(response, "Strict-Transport-Security", "max-age=31536000");
}

static void refuse(struct http_exchange *exchange, const struct error *error)
{
    web_answer_error(http_exchange_response(exchange), error);
    http_exchange_finish(exchange);
}

static enum err look(struct console_call *call, const struct digest *secret, struct error *error)
{
    struct console *console = call->console;
    struct view *view = console->views[call->worker];
    struct signed_in_question question
        = {.secret = secret, .rules = &call->rules, .now_ms = clock_wall_ms(&console->clock)};
    enum err err = ERR_OK;

    if (!call->viewing)
        err = view_begin(view, error);
    if (err != ERR_OK)
        return err;
    call->viewing = true;
    err = console_rules_read(view, &call->rules, error);
    return err == ERR_OK ? signed_in_read(view, &question, &call->who, error) : err;
}

struct touch_job {
    struct commit_job job; // first
    struct digest secret;
};

static enum err apply_touch(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    return office_sessions_seen(storage, &((struct touch_job *)job)->secret, stamp->at_ms, error);
}

// A deed of a person keeps the session; written down once a minute. When that fails the session
// ends early, no more.
static void touch(struct console_call *call)
{
    struct console *console = call->console;
    struct touch_job touch
        = {.job = {.apply = apply_touch, .quiet = true}, .secret = call->who.session.secret};
    struct error error = {0};

    if (call->who.state == SIGNED_IN_STRANGER
        || clock_wall_ms(&console->clock) - call->who.session.seen_ms < SEEN_EVERY_MS)
        return;
    if (committer_run(office_committer(console->office), &touch.job, NULL, &error) != ERR_OK)
        log_write(&console->log, LOG_WARN, "console", "session: %s", error.detail);
}

static void explain(const struct signed_in *who, struct route_caller *caller)
{
    caller->access = who->access;
    if (who->state == SIGNED_IN) {
        caller->refusal = ERR_DENIED;
        caller->why = "你的角色没有这项权限 your roles do not permit this";
    } else if (who->state == SIGNED_IN_STRANGER) {
        caller->why = "请先登录 sign in first";
    } else {
        caller->why = "登录还没有完成 signing in is not complete yet";
    }
}

// On a worker; the exchange is a stand-in.
static void serve(void *ctx, struct http_exchange *exchange)
{
    struct console *console = ctx;
    const struct http_request *request = http_exchange_request(exchange);
    const struct route_table table = console_routes(console);
    struct console_call call = {.console = console,
                                .worker = http_exchange_loop(exchange),
                                .address = request->peer.address};
    struct route_caller caller = {.session = &call};
    struct route_match match;
    struct digest secret;
    struct error error = {0};
    bool came = session_token_read(request, CONSOLE_CALL_COOKIE, &secret);
    enum err err = look(&call, came ? &secret : NULL, &error);

    guard_answer(http_exchange_response(exchange));
    route_table_find(&table, request->method, request->path, &match);
    if (err != ERR_OK) {
        refuse(exchange, &error);
    } else {
        if (match.route && match.route->changes)
            touch(&call);
        explain(&call.who, &caller);
        route_serve(&table, &match, &caller, exchange);
    }
    view_end(console->views[call.worker]);
    mem_wipe(&call.who, sizeof(call.who));
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

void console_handle(void *ctx, struct http_exchange *exchange)
{
    struct console *console = ctx;
    const struct http_request *request = http_exchange_request(exchange);
    const struct route_table table = console_routes(console);
    const struct asset *asset = asset_find(office_assets, office_assets_count, request->path);
    struct route_match match;
    struct guard_wish wish;
    struct error error = {0};

    guard_answer(http_exchange_response(exchange));
    route_table_find(&table, request->method, request->path, &match);
    wish = route_table_wish(&match);
    wish.page = asset && asset_is_page(asset);
    if (guard_check_origin(&console->origin, &wish, request, &error) != ERR_OK)
        refuse(exchange, &error);
    else if (asset)
        serve_asset(asset, exchange);
    else if (!(console_routes_heavy(&match, request) ? workers_take_heavy : workers_take)(
                 console->workers, serve, console, exchange)) {
        error_set(&error, ERR_BUSY, "too many requests wait");
        refuse(exchange, &error);
    }
}

size_t console_body_limit(void *ctx, enum http_method method, const char *path)
{
    const struct route_table table = console_routes(ctx);
    size_t limit = route_table_body_limit(&table, method, path);

    return limit ? limit : REFUSED_BYTES;
}

// ---- for handlers ----

struct console_call *console_call_of(const struct route_call *call)
{
    return route_session(call);
}

struct bell *console_call_bell(const struct route_call *call)
{
    return console_of(call)->bell;
}

struct tries *console_call_tries(const struct route_call *call)
{
    return console_of(call)->tries;
}

struct site_lists *console_call_sites(const struct route_call *call)
{
    return console_of(call)->sites;
}

const char *console_call_version(const struct route_call *call)
{
    return console_of(call)->version;
}

const char *console_call_decoy(const struct route_call *call)
{
    return console_of(call)->decoy;
}

enum err console_call_again(struct route_call *call, const struct digest *secret,
                            struct error *error)
{
    struct digest own;

    console_refresh(call);
    if (!secret && session_token_read(route_request(call), CONSOLE_CALL_COOKIE, &own))
        secret = &own;
    return look(console_call_of(call), secret, error);
}

struct console *console_of(const struct route_call *call)
{
    return console_call_of(call)->console;
}

struct office *console_office(const struct route_call *call)
{
    return console_of(call)->office;
}

const struct disk *console_disk(const struct route_call *call)
{
    return console_of(call)->disk;
}

struct random *console_random(const struct route_call *call)
{
    return &console_of(call)->random;
}

int64_t console_now_ms(const struct route_call *call)
{
    return clock_wall_ms(&console_of(call)->clock);
}

struct view *console_view(struct route_call *call, struct error *error)
{
    struct console_call *ours = console_call_of(call);
    struct view *view = ours->console->views[ours->worker];

    if (!ours->viewing && view_begin(view, error) != ERR_OK)
        return NULL;
    ours->viewing = true;
    return view;
}

void console_refresh(struct route_call *call)
{
    struct console_call *ours = console_call_of(call);

    view_end(ours->console->views[ours->worker]);
    ours->viewing = false;
}

const struct uuid *console_person(const struct route_call *call)
{
    return &console_call_of(call)->who.account.person;
}

const struct uuid *console_account(const struct route_call *call)
{
    return &console_call_of(call)->who.account.id;
}

const struct uuid *console_session(const struct route_call *call)
{
    return &console_call_of(call)->who.session.id;
}

bool console_may(const struct route_call *call, unsigned capability, struct span store)
{
    return signed_in_may(&console_call_of(call)->who, capability, store);
}

enum err console_may_site(struct route_call *call, unsigned capability, const struct uuid *site,
                          struct error *error)
{
    char store[SITE_STORE];
    struct view *view = console_view(call, error);
    enum err err = view ? site_store_read(view, site, store, error) : error->code;

    if (err == ERR_OK && !console_may(call, capability, span_of(store)))
        err = ERR_NOT_FOUND;
    return err == ERR_NOT_FOUND ? error_set(error, err, "没有这个工地 there is no such site") : err;
}

enum err console_fresh(struct route_call *call, struct error *error)
{
    const struct console_call *ours = console_call_of(call);
    int64_t age_ms = console_now_ms(call) - ours->who.session.fresh_ms;

    if (age_ms >= 0 && age_ms < ours->rules.fresh_ms)
        return ERR_OK;
    json_put_text(route_beside(call), "needs", "confirm");
    return error_set(error, ERR_PRECONDITION,
                     "请再输入一次密码 enter your password again: this is final");
}

struct audit_row console_audit(const struct route_call *call, const char *act)
{
    const struct console_call *ours = console_call_of(call);

    return (struct audit_row){.account = ours->who.account.id,
                              .person = ours->who.account.person,
                              .who = span_of(ours->who.account.login),
                              .act = span_of(act),
                              .address = span_of(ours->address)};
}

struct read_job {
    struct commit_job job; // first
    struct audit_row audit;
};

static enum err apply_read(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return audit_put(storage, &((struct read_job *)job)->audit, NULL, error);
}

enum err console_read_audit(struct route_call *call, const char *what, const struct uuid *site,
                            struct error *error)
{
    struct console *console = console_of(call);
    struct reading reading
        = {.session = *console_session(call), .site = site ? *site : uuid_nil, .what = what};
    struct read_job read
        = {.job = {.apply = apply_read, .quiet = true}, .audit = console_audit(call, "")};
    int64_t now_ms = clock_boot_ms(&console->clock);
    char act[64], subject[UUID_TEXT] = "";
    enum err err;

    if (reads_known(console->reads, &reading, now_ms))
        return ERR_OK;
    snprintf(act, sizeof(act), "read.%s", what);
    read.audit.act = span_of(act);
    read.audit.site = reading.site;
    read.audit.subject_kind = span_of(what);
    if (site)
        uuid_format(site, subject);
    read.audit.subject = span_of(subject);
    err = committer_run(office_committer(console->office), &read.job, NULL, error);
    if (err == ERR_OK)
        reads_note(console->reads, &reading, now_ms);
    return err;
}

enum err console_commit(struct route_call *call, struct commit_job *job, struct error *error)
{
    enum err err = committer_run(office_committer(console_of(call)->office), job, NULL, error);

    console_refresh(call);
    return err;
}
