// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/serve_verb.h"

#include "agent/sync/overview.h"
#include "agent/sync/syncing.h"
#include "shared/net/http_server.h"
#include "shared/wire/error_body.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PORT_DEFAULT = 7070, GRACE_MS = 500 };

struct serving {
    struct tablet *tablet;
    struct syncing *syncing;
    struct http_server *server;
    uint16_t port;
};

static void end_process(void *arg)
{
    (void)arg;
    kill(getpid(), SIGTERM);
}

static void wake_sync(void *arg)
{
    syncing_wake(((struct serving *)arg)->syncing);
}

// Another web page or a rebinding name must not read this: the Host has to be ours, exactly.
static bool host_is_ours(const struct serving *serving, const struct http_request *request)
{
    char numeric[32], named[32];
    const char *host = http_request_header(request, "Host", NULL);
    snprintf(numeric, sizeof numeric, "127.0.0.1:%u", (unsigned)serving->port);
    snprintf(named, sizeof named, "localhost:%u", (unsigned)serving->port);
    return host != NULL && (strcmp(host, numeric) == 0 || strcmp(host, named) == 0);
}

static void refuse(struct http_response *response, enum err code, const char *detail)
{
    struct error error;
    error_set(&error, code, "%s", detail);
    response->status = err_http_status(code);
    http_response_header(response, "Content-Type", "application/json");
    error_body_format(&error, false, &response->body);
}

static void answer(void *ctx, struct http_exchange *exchange)
{
    struct serving *serving = ctx;
    const struct http_request *request = http_exchange_request(exchange);
    struct http_response *response = http_exchange_response(exchange);
    struct overview overview;
    struct error why;
    error_clear(&why);
    if (!host_is_ours(serving, request))
        refuse(response, ERR_DENIED, "Host");
    else if (strcmp(request->path, "/status") != 0)
        refuse(response, ERR_NOT_FOUND, request->path);
    else if (request->method != HTTP_GET && request->method != HTTP_HEAD)
        refuse(response, ERR_METHOD, http_method_name(request->method));
    else if (overview_read(serving->tablet, &overview, &why) != ERR_OK)
        refuse(response, ERR_INTERNAL, why.detail);
    else {
        http_response_header(response, "Content-Type", "application/json");
        http_response_header(response, "Cache-Control", "no-store");
        http_response_header(response, "X-Content-Type-Options", "nosniff");
        overview_json(&overview, &response->body);
    }
    http_exchange_finish(exchange);
}

static size_t no_body(void *ctx, enum http_method method, const char *path)
{
    (void)ctx;
    (void)method;
    (void)path;
    return 1024;
}

static enum err parse_listen(const char *text, char address[64], uint16_t *port,
                             struct error *error)
{
    const char *colon = text == NULL ? NULL : strrchr(text, ':');
    uint64_t number = PORT_DEFAULT;
    text_copy(address, 64, span_of("127.0.0.1"));
    if (text != NULL
        && (colon == NULL || !text_parse_u64(span_of(colon + 1), &number) || number > UINT16_MAX
            || !text_copy(address, 64, (struct span){text, (size_t)(colon - text)})))
        return error_set(error, ERR_USAGE,
                         "--listen \"%s\": ADDRESS:PORT is wanted, such as 127.0.0.1:7070", text);
    if (strcmp(address, "127.0.0.1") != 0)
        return error_set(
            error, ERR_DENIED,
            "--listen %s: only the loopback 127.0.0.1, nothing else may reach a tablet", text);
    *port = (uint16_t)number;
    return ERR_OK;
}

static enum err open_page(struct serving *serving, const char *listen, struct error *error)
{
    char address[64];
    uint16_t port = 0;
    enum err err = parse_listen(listen, address, &port, error);
    struct http_server_options options = {.loops = 1,
                                          .connections_max = 32,
                                          .handshakes_max = 32,
                                          .body_budget_bytes = 64 << 10,
                                          .header_timeout_ms = 5000,
                                          .body_timeout_ms = 5000,
                                          .idle_timeout_ms = 30000,
                                          .handshake_timeout_ms = 5000,
                                          .random = serving->tablet->random,
                                          .log = serving->tablet->log};
    struct http_listener_options listener = {
        .address = address, .port = port, .handler = answer, .ctx = serving, .body_limit = no_body};
    if (err == ERR_OK)
        err = http_server_create(&options, &serving->server, error);
    if (err == ERR_OK)
        err = http_server_listen(serving->server, &listener, &serving->port, error);
    if (err == ERR_LOCKED) // the port, not the folder
        err = error_set(error, ERR_BUSY, "--listen %s:%u: the port is taken", address,
                        (unsigned)port);
    return err == ERR_OK ? http_server_start(serving->server, error) : err;
}

// Waits for the end: the signals are blocked in every thread (main), so this is the only place that
// takes them.
static void wait_for_end(void)
{
    sigset_t set;
    int number = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigwait(&set, &number);
}

static enum err serve(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct serving serving = {.tablet = ctx};
    struct tablet *tablet = ctx;
    if (!output->direct)
        return error_set(error, ERR_LOCKED, "%s: plumb serve is running here already",
                         tablet->folder);
    enum err err = open_page(&serving, verb_text(call, "listen"), error);
    if (err == ERR_OK)
        err = syncing_start(tablet, &serving.syncing, error);
    if (err == ERR_OK) {
        tablet->captured_arg = &serving;
        tablet->captured = wake_sync;
        tablet->wiping = end_process;
        buffer_printf(&output->out, "listening on http://127.0.0.1:%u\n", (unsigned)serving.port);
        verb_output_flush(output);
        wait_for_end();
        tablet->captured = NULL;
    }
    syncing_stop(serving.syncing);
    if (serving.server != NULL)
        http_server_stop(serving.server, GRACE_MS);
    http_server_free(serving.server);
    return err;
}

static const struct option serve_options[] = {
    {.name = "listen",
     .type = OPTION_TEXT,
     .placeholder = "127.0.0.1:PORT",
     .help_zh = "状态页地址;默认 127.0.0.1:7070,端口 0 自动选",
     .help_en = "address of the status page; default 127.0.0.1:7070, port 0 picks one"},
};
const struct verb serve_verb = {.name = "serve",
                                .options = serve_options,
                                .option_count = 1,
                                .summary_zh = "后台同步,本机状态页 /status",
                                .summary_en = "background sync, and /status on the loopback",
                                .exec = serve};
