// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/serve_verb.h"

#include "agent/sync/syncing.h"
#include "agent/ui/ui.h"
#include "shared/net/http_server.h"
#include "shared/net/http_spool.h"
#include "shared/wire/seal_memory.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PORT_DEFAULT = 7070, GRACE_MS = 500, SPARE_BYTES = 32 << 20 };

struct serving {
    struct tablet *tablet;
    struct ui *ui;
    struct syncing *syncing;
    struct http_server *server;
    struct http_spool spool;
    struct progress_seal seal;
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

// By the CA of the office that the tablet belongs to now; before it is enrolled nothing is judged.
// The interface holds the identity during a call.
static bool is_intact(void *arg, const struct fact *signoff)
{
    const struct tablet *tablet = arg;
    struct evidence_trust trust = {.ca_pem = {tablet->ca_pem.data, tablet->ca_pem.len}};
    return tablet->ca_pem.len == 0 || seal_memory_intact(&trust, signoff);
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

static enum err listen_on(struct serving *serving, const char *listen, struct error *error)
{
    char address[64];
    uint16_t port = 0;
    enum err err = parse_listen(listen, address, &port, error);
    struct http_server_options options = {.loops = 2,
                                          .connections_max = 64,
                                          .handshakes_max = 64,
                                          .body_budget_bytes = 8 << 20,
                                          .header_timeout_ms = 5000,
                                          .body_timeout_ms = 15000,
                                          .idle_timeout_ms = 30000,
                                          .handshake_timeout_ms = 5000,
                                          .random = serving->tablet->random,
                                          .log = serving->tablet->log};
    struct http_listener_options listener = {.address = address,
                                             .port = port,
                                             .handler = ui_handle,
                                             .ctx = serving->ui,
                                             .body_limit = ui_body_limit,
                                             .spool = &serving->spool,
                                             .spools = ui_spools,
                                             .may_send = ui_may_send,
                                             .ask_owner = true};
    if (err == ERR_OK)
        err = http_spool_open(&serving->spool, &serving->tablet->disk, TABLET_INCOMING, error);
    serving->spool.spare_bytes = SPARE_BYTES;
    if (err == ERR_OK)
        err = http_server_create(&options, &serving->server, error);
    if (err == ERR_OK)
        err = http_server_listen(serving->server, &listener, &serving->port, error);
    if (err == ERR_LOCKED) // the port, not the folder
        err = error_set(error, ERR_BUSY, "--listen %s:%u: the port is taken", address,
                        (unsigned)port);
    return err;
}

static enum err start(struct serving *serving, const char *listen, struct error *error)
{
    struct tablet *tablet = serving->tablet;
    struct ui_options options = {.tablet = tablet, .seal = &serving->seal};
    serving->seal = (struct progress_seal){tablet, is_intact};
    enum err err = ui_open(&options, &serving->ui, error);
    if (err == ERR_OK)
        err = listen_on(serving, listen, error);
    if (err == ERR_OK)
        err = syncing_start(tablet, &serving->syncing, error);
    if (err != ERR_OK)
        return err;
    ui_attach(serving->ui, serving->port, serving->syncing);
    tablet->captured_arg = serving;
    tablet->captured = wake_sync;
    tablet->wiping = end_process;
    return http_server_start(serving->server, error);
}

// The interface stays open, though nobody reaches it: a verb that was handed over may still use it.
static void stop(struct serving *serving)
{
    serving->tablet->captured = NULL;
    if (serving->ui != NULL)
        ui_quiet(serving->ui);
    if (serving->server != NULL)
        http_server_stop(serving->server, GRACE_MS);
    http_server_free(serving->server);
    syncing_stop(serving->syncing);
}

static void put_link(const struct tablet *tablet, struct buffer *out)
{
    char token[UI_LAUNCH_TEXT];
    ui_launch(tablet->ui, token);
    buffer_printf(out, "http://127.0.0.1:%u/#launch=%s", (unsigned)tablet->ui->port, token);
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
    static struct serving serving; // verbs that are handed over may look at it until the end
    struct tablet *tablet = ctx;
    if (!output->direct)
        return error_set(error, ERR_LOCKED, "plumb serve 已在运行 is running already: %s",
                         tablet->folder);
    serving = (struct serving){.tablet = tablet};
    enum err err = start(&serving, verb_text(call, "listen"), error);
    tablet->ui = serving.ui;
    if (err == ERR_OK) {
        buffer_printf(&output->out, "listening on http://127.0.0.1:%u\n", (unsigned)serving.port);
        buffer_append_text(&output->out, "open ");
        put_link(tablet, &output->out);
        buffer_append_char(&output->out, '\n');
        verb_output_flush(output);
        wait_for_end();
    }
    stop(&serving);
    return err;
}

void serve_verb_close(struct tablet *tablet)
{
    ui_close(tablet->ui);
    tablet->ui = NULL;
}

static enum err open_page(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    const struct tablet *tablet = ctx;
    if (tablet->ui == NULL)
        return error_set(
            error, ERR_UNAVAILABLE,
            "plumb serve 没有在运行,请先启动 plumb serve is not running: start it first");
    // Alone on its line: a launcher hands it to a browser as it is.
    buffer_append_text(&output->out, call->json ? "{\"link\":\"" : "");
    put_link(tablet, &output->out);
    buffer_append_text(&output->out, call->json ? "\"}\n" : "\n");
    return ERR_OK;
}

static const struct option serve_options[] = {
    {.name = "listen",
     .type = OPTION_TEXT,
     .placeholder = "127.0.0.1:PORT",
     .help_zh = "界面地址;默认 127.0.0.1:7070,端口 0 自动选",
     .help_en = "address of the interface; default 127.0.0.1:7070, port 0 picks one"},
};
const struct verb serve_verb = {.name = "serve",
                                .options = serve_options,
                                .option_count = 1,
                                .summary_zh = "平板界面与后台同步;打印打开界面的链接",
                                .summary_en = "the tablet's interface and background sync; prints "
                                              "the link that opens it",
                                .exec = serve};
const struct verb serve_verb_open
    = {.name = "open",
       .summary_zh = "打印新的打开链接(一次有效,两分钟内);正在打开的窗口将结束",
       .summary_en = "a new link that opens the interface, good once and for two minutes; the "
                     "window that is open ends",
       .exec = open_page};
