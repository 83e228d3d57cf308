// SPDX-License-Identifier: Apache-2.0
#include "server/cli/serve_office.h"

#include "server/cli/catalogue_publish.h"
#include "server/cli/office_certificate.h"
#include "server/cli/office_doors.h"
#include "server/cli/office_hosts.h"
#include "server/console/console.h"
#include "server/enrol/authority.h"
#include "server/outgoing/job_runner.h"
#include "server/outgoing/sender.h"
#include "server/rest/rest.h"
#include "server/sync/audit_seal.h"
#include "server/sync/office_device.h"
#include "server/sync/office_serve.h"
#include "server/sync/parcel_desk.h"
#include "server/upkeep/keeper.h"
#include "server/upkeep/metrics_door.h"
#include "shared/crypto/certificate.h"
#include "shared/data/catalogue_default.h"
#include "shared/net/http_server.h"
#include "shared/wire/enrol_link.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    GRACE_MS = 2000,
    PEM_FILE_MAX = 64 << 10,
    TIDY_EVERY_S = 60,
    SEAL_EVERY_MS = 3600000,
    ADDRESS = 64,
    LOOPS_DEFAULT = 2,
    LOOPS_MOST = 16
};

struct serving {
    struct desk *desk;
    struct http_server *server;
    struct buffer certificate, key; // of --office-cert and --office-key
    char sync[HOST_PORT_TEXT], office[HOST_PORT_TEXT];
    char metrics[HOST_PORT_TEXT];
    struct office_doors doors;
    struct metrics_door watched;
};

static enum err init(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct desk *desk = ctx;
    struct office_options options
        = {.disk = &desk->disk, .clock = desk->clock, .random = desk->random, .log = desk->log};
    struct span built_in = {catalogue_default_text, catalogue_default_text_size};
    struct catalogue_published published;
    (void)call;
    enum err err = office_init(&options, error);
    options.threaded = true;
    if (err == ERR_OK)
        err = office_open(&options, &desk->office, error);
    if (err == ERR_OK)
        err = catalogue_publish(desk, built_in, &published, error);
    if (err != ERR_OK)
        return error_wrap(error, err, "%s", desk->folder);
    buffer_printf(&output->out, output->json ? "{\"folder\":\"ready\"}\n" : "已建立 made: %s\n",
                  desk->folder);
    return ERR_OK;
}

// "ADDRESS:PORT", an IPv6 address in brackets.
static enum err parse_address(const char *what, const char *text, char address[ADDRESS],
                              uint16_t *port, struct error *error)
{
    const char *colon = strrchr(text, ':');
    struct span host = {text, colon == NULL ? 0 : (size_t)(colon - text)};
    uint64_t number = 0;
    if (host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']')
        host = (struct span){host.data + 1, host.len - 2};
    if (colon == NULL || host.len == 0 || !text_parse_u64(span_of(colon + 1), &number)
        || number > UINT16_MAX || !text_copy(address, ADDRESS, host))
        return error_set(error, ERR_USAGE,
                         "%s \"%s\": ADDRESS:PORT is wanted, such as 0.0.0.0:7443", what, text);
    *port = (uint16_t)number;
    return ERR_OK;
}

static void join_address(const char *address, uint16_t port, char out[HOST_PORT_TEXT])
{
    bool six = strchr(address, ':') != NULL;
    snprintf(out, HOST_PORT_TEXT, "%s%s%s:%u", six ? "[" : "", address, six ? "]" : "",
             (unsigned)port);
}

static struct span bytes_of(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static enum err listen_at(struct serving *serving, const struct http_listener_options *options,
                          uint16_t *port, struct error *error)
{
    enum err err = http_server_listen(serving->server, options, port, error);
    if (err == ERR_LOCKED) // the port, not the folder
        err = error_set(error, ERR_BUSY, "%s:%u: the port is taken", options->address,
                        (unsigned)options->port);
    return err;
}

static enum err listen_tablets(struct serving *serving, const char *text, struct error *error)
{
    const struct authority *authority = office_authority(serving->desk->office);
    char address[ADDRESS];
    uint16_t port = 0;
    struct http_tls tls = {.certificate_pem = bytes_of(&authority->tablets_pem),
                           .key_pem = bytes_of(&authority->tablets_key_pem),
                           .client_ca_pem = bytes_of(&authority->ca_pem),
                           .device_version = office_device_version,
                           .ctx = serving->desk->office};
    memcpy(tls.ticket_key, authority->ticket_key, sizeof tls.ticket_key);
    enum err err = parse_address("--listen", text, address, &port, error);
    if (err != ERR_OK)
        return err;
    struct http_listener_options options = {.address = address,
                                            .port = port,
                                            .tls = &tls,
                                            .handler = office_serve_tablets,
                                            .ctx = serving->desk->office,
                                            .body_limit = office_serve_tablets_limit};
    err = listen_at(serving, &options, &port, error);
    join_address(address, port, serving->sync);
    return err;
}

static enum err read_pem(const struct desk *desk, const char *name, struct buffer *out,
                         struct error *error)
{
    char path[4096];
    enum err err = desk_path(desk, name, path, sizeof path, error);
    FILE *file = err == ERR_OK ? fopen(path, "rbe") : NULL;
    if (err == ERR_OK && file == NULL)
        err = error_set(error, ERR_NOT_FOUND, "%s", name);
    char *room = err == ERR_OK ? buffer_reserve(out, PEM_FILE_MAX) : NULL;
    if (room != NULL)
        out->len += fread(room, 1, PEM_FILE_MAX, file);
    if (file != NULL)
        fclose(file);
    return err;
}

// The company's own certificate for the office listener: tablets then pin its key.
static enum err company_certificate(struct serving *serving, const struct verb_call *call,
                                    struct error *error)
{
    const char *certificate = verb_text(call, "office-cert"), *key = verb_text(call, "office-key");
    struct certificate_info info;
    if (certificate == NULL && key == NULL)
        return ERR_OK;
    if (certificate == NULL || key == NULL)
        return error_set(error, ERR_USAGE, "--office-cert and --office-key belong together");
    enum err err = read_pem(serving->desk, certificate, &serving->certificate, error);
    if (err == ERR_OK)
        err = read_pem(serving->desk, key, &serving->key, error);
    if (err == ERR_OK)
        err = certificate_read(bytes_of(&serving->certificate), &info, error);
    if (err == ERR_OK)
        office_set_pin(serving->desk->office, &info.key_digest);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "--office-cert");
}

static enum err open_console(struct serving *serving, struct error *error)
{
    struct desk *desk = serving->desk;
    const struct console_options options = {.office = desk->office,
                                            .disk = &desk->disk,
                                            .version = DESK_VERSION,
                                            .clock = desk->clock,
                                            .random = desk->random,
                                            .log = desk->log};

    serving->doors.office = desk->office;
    serving->doors.metrics = &serving->watched;
    serving->doors.log = &desk->log;
    enum err err = console_open(&options, &serving->doors.console, error);
    if (err != ERR_OK)
        return err;
    const struct rest_options rest = {.office = desk->office,
                                      .disk = &desk->disk,
                                      .workers = console_workers(serving->doors.console),
                                      .threads = CONSOLE_WORKERS,
                                      .version = DESK_VERSION};
    return rest_open(&rest, &serving->doors.rest, error);
}

static void name_console(struct serving *serving, const struct verb_call *call,
                         struct office_hosts_listener *listener)
{
    struct office_hosts hosts;

    listener->advertised = verb_text(call, "advertise-office");
    office_hosts_make(listener, &hosts);
    console_attach(serving->doors.console, &hosts.hosts);
    office_hosts_clear(&hosts);
}

static enum err listen_office(struct serving *serving, const struct verb_call *call,
                              struct error *error)
{
    const struct authority *authority = office_authority(serving->desk->office);
    const char *text = verb_text(call, "office");
    char address[ADDRESS];
    uint16_t port = 0;
    enum err err = company_certificate(serving, call, error);
    if (err == ERR_OK)
        err = parse_address("--office", text, address, &port, error);
    if (err != ERR_OK)
        return err;
    bool company = serving->certificate.len > 0;
    if (!company)
        err = office_certificate_make(authority, address, verb_text(call, "advertise-office"),
                                      &serving->certificate, error);
    if (err != ERR_OK)
        return err;
    struct http_tls tls
        = {.certificate_pem = bytes_of(&serving->certificate),
           .key_pem = company ? bytes_of(&serving->key) : bytes_of(&authority->office_key_pem)};
    memcpy(tls.ticket_key, authority->ticket_key, sizeof tls.ticket_key);
    struct http_listener_options options = {.address = address,
                                            .port = port,
                                            .tls = &tls,
                                            .handler = office_doors_handle,
                                            .ctx = &serving->doors,
                                            .body_limit = office_doors_limit};
    err = listen_at(serving, &options, &port, error);
    join_address(address, port, serving->office);
    if (err == ERR_OK)
        name_console(serving, call,
                     &(struct office_hosts_listener){
                         .address = address, .port = port, .certificate_pem = tls.certificate_pem});
    return err;
}

// Plain HTTP, so on this machine only.
static enum err listen_metrics(struct serving *serving, const char *text, struct error *error)
{
    char address[ADDRESS];
    uint16_t port = 0;
    enum err err = parse_address("--metrics", text, address, &port, error);
    if (err == ERR_OK && strncmp(address, "127.", 4) != 0 && strcmp(address, "::1") != 0)
        err = error_set(
            error, ERR_USAGE,
            "--metrics \"%s\": 只能是本机地址 an address of this machine is wanted, such "
            "as 127.0.0.1:7445; from elsewhere: --office and a token (plumbd metrics "
            "token)",
            text);
    if (err != ERR_OK)
        return err;
    struct http_listener_options options = {.address = address,
                                            .port = port,
                                            .handler = metrics_door_handle,
                                            .ctx = &serving->watched,
                                            .body_limit = metrics_door_limit};
    err = listen_at(serving, &options, &port, error);
    join_address(address, port, serving->metrics);
    return err;
}

unsigned serve_office_loops(const struct verb_call *call)
{
    return (unsigned)verb_integer(call, "loops", LOOPS_DEFAULT);
}

static enum err open_server(struct serving *serving, const struct verb_call *call,
                            struct error *error)
{
    struct desk *desk = serving->desk;
    unsigned loops = serve_office_loops(call);
    const char *tablets = verb_text(call, "listen"), *office = verb_text(call, "office"),
               *metrics = verb_text(call, "metrics");
    struct http_server_options options = {.loops = loops,
                                          .connections_max = 12000,
                                          .handshakes_max = 256,
                                          .body_budget_bytes = 64 << 20,
                                          .header_timeout_ms = 10000,
                                          .body_timeout_ms = 60000,
                                          .idle_timeout_ms = 300000,
                                          .handshake_timeout_ms = 10000,
                                          .random = desk->random,
                                          .log = desk->log};
    if (tablets == NULL && office == NULL)
        return error_set(error, ERR_USAGE, "--listen ADDR:PORT or --office ADDR:PORT is wanted");
    enum err err = http_server_create(&options, &serving->server, error);
    serving->watched = (struct metrics_door){
        .office = desk->office, .version = DESK_VERSION, .server = serving->server};
    if (err == ERR_OK && metrics != NULL)
        err = listen_metrics(serving, metrics, error);
    if (err == ERR_OK && tablets != NULL)
        err = listen_tablets(serving, tablets, error);
    if (err == ERR_OK && office != NULL)
        err = open_console(serving, error);
    if (err == ERR_OK && office != NULL)
        err = listen_office(serving, call, error);
    if (err != ERR_OK)
        return err;
    const char *advertise_sync = verb_text(call, "advertise-sync"),
               *advertise = verb_text(call, "advertise-office");
    office_set_addresses(desk->office, advertise_sync != NULL ? advertise_sync : serving->sync,
                         advertise != NULL ? advertise : serving->office);
    return http_server_start(serving->server, error);
}

// The end of the audit is signed at the start, every hour and at the end.
static void seal_audit(const struct desk *desk, int64_t *due_ms, bool now)
{
    struct error error = {0};
    int64_t at_ms = clock_boot_ms(&desk->clock);
    if (!now && at_ms < *due_ms)
        return;
    *due_ms = at_ms + SEAL_EVERY_MS;
    if (audit_seal(desk->office, &error) != ERR_OK)
        log_write(&desk->log, LOG_WARN, "audit", "sealing its end: %s", error.detail);
}

// Signals are blocked in every thread (program_main), so this is the only place that takes them.
static void serve_until_told(struct serving *serving)
{
    sigset_t ends;
    int taken = -1;
    int64_t seal_due_ms = 0;
    parcel_desk_wake(serving->desk->office); // what was not read to its end
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    while (taken < 0) {
        taken = sigtimedwait(&ends, NULL, &(struct timespec){TIDY_EVERY_S, 0});
        office_tidy(serving->desk->office);
        seal_audit(serving->desk, &seal_due_ms, taken >= 0);
    }
}

static enum err serve(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct serving serving = {.desk = ctx};
    if (!output->direct)
        return error_set(error, ERR_LOCKED, "%s: plumbd serve is running here already",
                         serving.desk->folder);
    buffer_init(&serving.certificate, PEM_FILE_MAX);
    buffer_init(&serving.key, PEM_FILE_MAX);
    struct keeper *keeper = NULL;
    struct sender *sender = NULL;
    struct job_runner *runner = NULL;
    enum err err = open_server(&serving, call, error);
    if (err == ERR_OK)
        err = keeper_start(serving.desk->office, &keeper, error);
    if (err == ERR_OK)
        err = sender_create(serving.desk->office, &sender, error);
    if (err == ERR_OK)
        err = job_runner_start(serving.desk->office, &serving.desk->disk, &runner, error);
    if (err == ERR_OK) {
        if (serving.metrics[0] != '\0')
            buffer_printf(&output->out, "listening on metrics %s\n", serving.metrics);
        if (serving.sync[0] != '\0')
            buffer_printf(&output->out, "listening on tablets %s\n", serving.sync);
        if (serving.office[0] != '\0')
            buffer_printf(&output->out, "listening on office %s\n", serving.office);
        verb_output_flush(output);
        serve_until_told(&serving);
    }
    if (serving.doors.console != NULL)
        console_quiet(serving.doors.console);
    if (serving.server != NULL)
        http_server_stop(serving.server, GRACE_MS);
    if (serving.doors.console != NULL)
        console_stop(serving.doors.console);
    http_server_free(serving.server);
    rest_close(serving.doors.rest);
    console_close(serving.doors.console);
    job_runner_stop(runner);
    sender_free(sender);
    keeper_stop(keeper);
    buffer_clear(&serving.certificate);
    buffer_clear(&serving.key);
    return err;
}

const struct verb serve_office_init
    = {.name = "init",
       .summary_zh = "建立服务器文件夹和它的证书机构",
       .summary_en = "make a server folder with its certificate authority",
       .exec = init};

static const char *const serve_office_log_forms[] = {"text", "json", "journal", NULL};
enum log_form serve_office_log(const struct verb_call *call)
{
    const char *asked = verb_text(call, "log");
    for (int i = 0; asked != NULL && serve_office_log_forms[i] != NULL; i++)
        if (strcmp(asked, serve_office_log_forms[i]) == 0)
            return (enum log_form)i;
    return LOG_TEXT;
}

static const struct option serve_options[] = {
    {.name = "listen",
     .type = OPTION_TEXT,
     .placeholder = "ADDR:PORT",
     .help_zh = "平板用的地址,要求平板证书;端口 0 自动选",
     .help_en = "for tablets, requires their certificate; port 0 picks one"},
    {.name = "office",
     .type = OPTION_TEXT,
     .placeholder = "ADDR:PORT",
     .help_zh = "办公室网页和登记用的地址,不要求客户端证书",
     .help_en = "for the office's console and enrolment, without a client certificate"},
    {.name = "office-cert",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "办公室地址用公司自己的证书 (PEM)",
     .help_en = "the company's own certificate for the office listener (PEM)"},
    {.name = "office-key",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "它的私钥 (PEM)",
     .help_en = "its private key (PEM)"},
    {.name = "advertise-sync",
     .type = OPTION_TEXT,
     .placeholder = "HOST:PORT",
     .help_zh = "告诉平板的同步地址;默认监听地址",
     .help_en = "sync address told to tablets; default: where it listens"},
    {.name = "advertise-office",
     .type = OPTION_TEXT,
     .placeholder = "HOST:PORT",
     .help_zh = "告诉平板的登记地址;默认监听地址",
     .help_en = "office address told to tablets; default: where it listens"},
    {.name = "metrics",
     .type = OPTION_TEXT,
     .placeholder = "ADDR:PORT",
     .help_zh = "监控指标 (OpenMetrics),不加密,只能是本机地址;--office 上也有 /metrics",
     .help_en = "figures for monitoring (OpenMetrics), plain, this machine only; /metrics is at "
                "--office, too"},
    {.name = "log",
     .type = OPTION_CHOICE,
     .choices = serve_office_log_forms,
     .help_zh = "日志写法;默认 text",
     .help_en = "how log lines are written; default text"},
    {.name = "loops",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 1,
     .max = LOOPS_MOST,
     .help_zh = "处理线程数;默认 2",
     .help_en = "loop threads; default 2"},
};
const struct verb serve_office_verb = {.name = "serve",
                                       .options = serve_options,
                                       .option_count = sizeof serve_options / sizeof *serve_options,
                                       .summary_zh = "运行服务器",
                                       .summary_en = "run the server",
                                       .exec = serve};
