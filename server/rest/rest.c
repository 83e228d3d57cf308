// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest.h"

#include "server/console/reads.h"
#include "server/outgoing/token_desk.h"
#include "server/rest/rest_problem.h"
#include "server/rest/rest_rate.h"
#include "server/rest/rest_routes.h"
#include "shared/base/memory.h"
#include "shared/web/route.h"
#include "shared/web/web_answer.h"
#include "shared/web/workers.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { REFUSED_BYTES = 1024, TAG_TEXT = 64 };

struct rest {
    struct office *office;
    const struct disk *disk;
    const char *version;
    struct clock clock;
    struct workers *workers;
    struct view *views[WORKERS_MAX];
    unsigned threads;
    struct rest_rate *rate;
    struct reads *reads;
};

// One request, as its handler has it in hand.
struct rest_call {
    struct rest *rest;
    unsigned worker;
    bool viewing;
    struct token_row token;
    const char *address;
    char who[TOKEN_NAME + 8]; // "token:NAME"
};

enum err rest_open(const struct rest_options *options, struct rest **out, struct error *error)
{
    struct rest *rest = mem_alloc(sizeof(*rest));
    const struct route_table table = rest_routes(rest);
    enum err err = route_table_check(&table, error);

    rest->office = options->office;
    rest->disk = options->disk;
    rest->version = options->version;
    rest->clock = office_clock(options->office);
    rest->workers = options->workers;
    rest->rate = rest_rate_create();
    rest->reads = reads_create();
    for (; err == ERR_OK && rest->threads < options->threads; rest->threads += err == ERR_OK)
        err = storage_open_view(office_storage(rest->office), &rest->views[rest->threads], error);
    *out = rest;
    if (err == ERR_OK)
        return ERR_OK;
    rest_close(rest);
    *out = NULL;
    return error_wrap(error, err, "rest");
}

void rest_close(struct rest *rest)
{
    if (!rest)
        return;
    for (unsigned i = 0; i < rest->threads; i++)
        storage_close_view(rest->views[i]);
    rest_rate_free(rest->rate);
    reads_free(rest->reads);
    mem_free(rest);
}

static void refuse(struct http_exchange *exchange, const struct error *error)
{
    rest_problem_answer(http_exchange_response(exchange), error);
    http_exchange_finish(exchange);
}

// "Bearer TOKEN" (RFC 6750), the header once.
static const char *bearer(const struct http_request *request)
{
    const char *value = http_request_header(request, "Authorization", NULL);

    return value && strncasecmp(value, "Bearer ", 7) == 0 ? value + 7 : NULL;
}

static enum err begin(struct rest_call *call, struct error *error)
{
    enum err err = call->viewing ? ERR_OK : view_begin(call->rest->views[call->worker], error);

    call->viewing = err == ERR_OK;
    return err;
}

static enum err admit(struct rest_call *call, const char *token, struct error *error)
{
    enum err err = begin(call, error);

    return err == ERR_OK ? token_desk_admit(call->rest->views[call->worker], token,
                                            clock_wall_ms(&call->rest->clock), &call->token, error)
                         : err;
}

// Who has no good token shares a bucket with its address.
static struct uuid whose(const struct rest_call *call, const struct http_request *request)
{
    struct digest digest;

    if (!uuid_is_nil(&call->token.id))
        return call->token.id;
    hash_once(request->peer.address, strlen(request->peer.address), &digest);
    return uuid_v8(digest.bytes);
}

static void explain(const struct rest_call *call, enum err admitted, struct route_caller *caller)
{
    bool known = admitted == ERR_OK && !uuid_is_nil(&call->token.id);

    caller->access = known ? call->token.scopes : 0;
    caller->refusal = known ? ERR_DENIED : ERR_AUTH;
    caller->why = known ? "这个令牌没有这项权限 the token lacks a scope for this"
                        : "要有令牌 a good token is wanted: Authorization: Bearer …";
}

static void note_use(const struct rest_call *call)
{
    struct rest *rest = call->rest;
    struct log log = office_log(rest->office);
    struct error error = {0};

    if (!uuid_is_nil(&call->token.id)
        && token_desk_used(rest->office, &call->token, clock_wall_ms(&rest->clock), &error)
               != ERR_OK)
        log_write(&log, LOG_WARN, "rest", "token: %s", error.detail);
}

static void answer(struct rest_call *call, struct http_exchange *exchange)
{
    const struct http_request *request = http_exchange_request(exchange);
    const struct route_table table = rest_routes(call->rest);
    const char *token = bearer(request);
    struct route_caller caller = {.session = call};
    struct route_match match;
    struct error error = {0};
    enum err admitted = token ? admit(call, token, &error) : ERR_AUTH;
    struct uuid id;
    unsigned wait_s;

    if (admitted != ERR_OK)
        call->token = (struct token_row){.row = 0};
    id = whose(call, request);
    wait_s = rest_rate_take(call->rest->rate, &id, clock_boot_ms(&call->rest->clock));
    if (wait_s > 0) {
        rest_problem_slow(http_exchange_response(exchange), wait_s);
        http_exchange_finish(exchange);
        return;
    }
    if (admitted != ERR_OK && admitted != ERR_AUTH) {
        refuse(exchange, &error);
        return;
    }
    snprintf(call->who, sizeof(call->who), "token:%s", call->token.name);
    note_use(call);
    explain(call, admitted, &caller);
    route_table_find(&table, request->method, request->path, &match);
    route_serve(&table, &match, &caller, exchange);
}

// On a worker; the exchange is a stand-in.
static void serve(void *ctx, struct http_exchange *exchange)
{
    struct rest_call call = {.rest = ctx,
                             .worker = http_exchange_loop(exchange),
                             .address = http_exchange_request(exchange)->peer.address};
    struct view *view = call.rest->views[call.worker];

    web_answer_guard(http_exchange_response(exchange));
    http_response_header(http_exchange_response(exchange), "Strict-Transport-Security",
                         "max-age=31536000");
    answer(&call, exchange);
    view_end(view);
}

void rest_handle(void *ctx, struct http_exchange *exchange)
{
    struct rest *rest = ctx;
    struct error error = {0};

    // Programs wait for programs, people do not.
    if (workers_take_heavy(rest->workers, serve, rest, exchange))
        return;
    web_answer_guard(http_exchange_response(exchange));
    error_set(&error, ERR_BUSY, "too many requests wait");
    refuse(exchange, &error);
}

size_t rest_body_limit(void *ctx, enum http_method method, const char *path)
{
    const struct route_table table = rest_routes(ctx);
    size_t limit = route_table_body_limit(&table, method, path);

    return limit ? limit : REFUSED_BYTES;
}

// ---- for handlers ----

static struct rest_call *call_of(const struct route_call *call)
{
    return route_session(call);
}

struct office *rest_office(const struct route_call *call)
{
    return call_of(call)->rest->office;
}

const struct disk *rest_disk(const struct route_call *call)
{
    return call_of(call)->rest->disk;
}

const char *rest_version(const struct route_call *call)
{
    return call_of(call)->rest->version;
}

int64_t rest_now_ms(const struct route_call *call)
{
    return clock_wall_ms(&call_of(call)->rest->clock);
}

const struct token_row *rest_token(const struct route_call *call)
{
    return &call_of(call)->token;
}

bool rest_has(const struct route_call *call, enum token_scope scope)
{
    return (call_of(call)->token.scopes & (unsigned)scope) != 0;
}

enum err rest_need(const struct route_call *call, enum token_scope scope, struct error *error)
{
    const char *const *names = tokens_scope_names();
    size_t bit = 0;

    if (rest_has(call, scope))
        return ERR_OK;
    while ((1u << bit) != (unsigned)scope)
        bit++;
    return error_set(error, ERR_DENIED, "the token lacks the scope %s", names[bit]);
}

struct view *rest_view(struct route_call *call, struct error *error)
{
    struct rest_call *ours = call_of(call);

    return begin(ours, error) == ERR_OK ? ours->rest->views[ours->worker] : NULL;
}

void rest_refresh(struct route_call *call)
{
    struct rest_call *ours = call_of(call);

    view_end(ours->rest->views[ours->worker]);
    ours->viewing = false;
}

struct audit_row rest_audit(const struct route_call *call)
{
    const struct rest_call *ours = call_of(call);

    return (struct audit_row){.who = span_of(ours->who), .address = span_of(ours->address)};
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

enum err rest_read_audit(struct route_call *call, const char *what, const struct uuid *site,
                         struct error *error)
{
    struct rest *rest = call_of(call)->rest;
    struct reading reading
        = {.session = call_of(call)->token.id, .site = site ? *site : uuid_nil, .what = what};
    struct read_job read = {.job = {.apply = apply_read, .quiet = true}, .audit = rest_audit(call)};
    int64_t now_ms = clock_boot_ms(&rest->clock);
    char act[64], subject[UUID_TEXT] = "";
    enum err err;

    if (!rest_has(call, TOKEN_PERSONAL) || reads_known(rest->reads, &reading, now_ms))
        return ERR_OK;
    snprintf(act, sizeof(act), "read.%s", what);
    if (site)
        uuid_format(site, subject);
    read.audit.act = span_of(act);
    read.audit.site = reading.site;
    read.audit.subject_kind = span_of(what);
    read.audit.subject = span_of(subject);
    err = committer_run(office_committer(rest->office), &read.job, NULL, error);
    if (err == ERR_OK)
        reads_note(rest->reads, &reading, now_ms);
    rest_refresh(call);
    return err;
}

bool rest_etag(struct route_call *call, const char *tag)
{
    const char *has = http_request_header(route_request(call), "If-None-Match", NULL);
    char quoted[TAG_TEXT];

    snprintf(quoted, sizeof(quoted), "\"%s\"", tag);
    http_response_header(route_response(call), "ETag", "%s", quoted);
    if (!has || (!strstr(has, quoted) && strcmp(has, "*") != 0))
        return false;
    route_response(call)->status = 304;
    route_bytes(call, "application/json"); // none
    return true;
}

enum err rest_etag_commit(struct route_call *call, bool *unchanged, struct error *error)
{
    struct commit_stamp head;
    struct view *view = rest_view(call, error);
    char tag[TAG_TEXT];
    enum err err = view ? commit_head(view, &head, error) : error->code;

    *unchanged = false;
    if (err != ERR_OK)
        return err;
    // The tag of the commit tells a restored office from the one it was.
    snprintf(tag, sizeof(tag), "%llu-%016llx", (unsigned long long)head.number,
             (unsigned long long)head.tag);
    *unchanged = rest_etag(call, tag);
    return ERR_OK;
}
