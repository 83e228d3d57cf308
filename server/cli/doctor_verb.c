// SPDX-License-Identifier: Apache-2.0
#include "server/cli/doctor_verb.h"

#include "server/reports/form_program.h"
#include "server/upkeep/doctor.h"
#include "shared/data/json.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PDF_MAX = 1 << 20, PEM_FILE_MAX = 64 << 10 };

struct examination {
    struct desk *desk;
    struct verb_output *output;
    struct json_writer json;
    unsigned problems, notes;
};

static void put_json(struct json_writer *json, const struct doctor_finding *finding)
{
    static const char *const tones[] = {"good", "note", "problem"};
    json_object_open(json, NULL);
    json_put_text(json, "code", finding->code);
    json_put_text(json, "check", finding->what);
    json_put_boolean(json, "ok", finding->tone != DOCTOR_PROBLEM);
    json_put_text(json, "tone", tones[finding->tone]);
    json_put_text(json, "detail", finding->detail);
    json_put_text(json, "advice", finding->advice == NULL ? "" : finding->advice);
    json_object_close(json);
}

static void put(void *arg, const struct doctor_finding *finding)
{
    static const char *const marks[] = {"[好 ok]       ", "[注意 note]   ", "[问题 problem]"};
    struct examination *x = arg;
    x->problems += finding->tone == DOCTOR_PROBLEM;
    x->notes += finding->tone == DOCTOR_NOTE;
    if (x->output->json) {
        put_json(&x->json, finding);
        return;
    }
    buffer_printf(&x->output->out, "%s %s: %s\n", marks[finding->tone], finding->what,
                  finding->detail);
    if (finding->advice != NULL)
        buffer_printf(&x->output->out, "               → %s\n", finding->advice);
}

static void put_simple(struct examination *x, struct doctor_finding finding)
{
    put(x, &finding);
}

static void check_forms(struct examination *x)
{
    struct buffer nothing;
    struct error error = {0};
    buffer_init(&nothing, PDF_MAX);
    bool good = form_program_run((struct span){"", 0}, &nothing, &error) == ERR_OK;
    buffer_clear(&nothing);
    put_simple(x, (struct doctor_finding){.code = "forms",
                                          .what = "打印表格 printing forms",
                                          .tone = good ? DOCTOR_GOOD : DOCTOR_PROBLEM,
                                          .detail = good ? "plumbd-form, Noto CJK" : error.detail,
                                          .advice = good ? NULL
                                                         : "apt install plumbline-server "
                                                           "fonts-noto-cjk"});
}

// Whether the server could listen there: somebody else may hold the port.
static int try_port(const char *address)
{
    char host[80];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_PASSIVE},
                    *found = NULL;
    const char *colon = strrchr(address, ':');
    size_t skip = address[0] == '[';
    if (colon == NULL || colon == address
        || !text_copy(host, sizeof host,
                      (struct span){address + skip, (size_t)(colon - address) - 2 * skip})
        || getaddrinfo(host, colon + 1, &hints, &found) != 0)
        return EINVAL;
    int file = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    int result = file < 0 ? errno : 0;
    if (result == 0)
        setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (result == 0 && bind(file, found->ai_addr, found->ai_addrlen) != 0)
        result = errno;
    if (result == 0 && listen(file, 1) != 0)
        result = errno;
    if (file >= 0)
        close(file);
    freeaddrinfo(found);
    return result;
}

// The verb runs in the server's own process when there is one: then its ports are its own.
static void check_server(struct examination *x, const struct verb_call *call)
{
    size_t count = 0;
    const char *const *ports = verb_list(call, "port", &count);
    char detail[200];
    put_simple(x, (struct doctor_finding){
                      .code = "server",
                      .what = "服务器程序 server",
                      .tone = x->output->direct ? DOCTOR_NOTE : DOCTOR_GOOD,
                      .detail = x->output->direct ? "没有在运行 not running" : "运行中 running",
                      .advice = x->output->direct ? "systemctl start plumbd" : NULL});
    for (size_t i = 0; i < count && x->output->direct; i++) {
        int result = try_port(ports[i]);
        snprintf(detail, sizeof detail, "%.80s: %s", ports[i],
                 result == 0 ? "空闲 free" : strerror(result));
        put_simple(x, (struct doctor_finding){
                          .code = "port",
                          .what = "端口 port",
                          .tone = result == 0 ? DOCTOR_GOOD : DOCTOR_PROBLEM,
                          .detail = detail,
                          .advice = result == 0 ? NULL
                                                : "另一个程序占用它:换一个端口,或停掉那个程序 (ss "
                                                  "-ltnp) another program has it: take another "
                                                  "port, or stop that program"});
    }
}

static enum err check_certificate(struct examination *x, const struct verb_call *call,
                                  struct error *error)
{
    const char *name = verb_text(call, "office-cert");
    struct buffer pem;
    if (name == NULL)
        return ERR_OK;
    buffer_init(&pem, PEM_FILE_MAX);
    enum err err = desk_file(x->desk, name, &pem, error);
    if (err == ERR_OK)
        doctor_certificate((struct span){pem.data, pem.len}, clock_wall_ms(&x->desk->clock), put,
                           x);
    buffer_clear(&pem);
    return err;
}

static enum err examine(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct examination x = {.desk = ctx, .output = output};
    struct doctor_parts parts = {.disk = &x.desk->disk, .clock = x.desk->clock};
    json_begin(&x.json, &output->out);
    if (output->json)
        json_array_open(&x.json, NULL);
    put_simple(&x, (struct doctor_finding){.code = "folder",
                                           .what = "服务器文件夹 server folder",
                                           .tone = DOCTOR_GOOD,
                                           .detail = x.desk->folder});
    check_server(&x, call);
    enum err err = desk_view(x.desk, &parts.view, error);
    if (err == ERR_OK)
        doctor_examine(&parts, put, &x);
    storage_close_view(parts.view);
    if (err == ERR_OK)
        err = check_certificate(&x, call, error);
    check_forms(&x);
    if (output->json) {
        json_array_close(&x.json);
        buffer_append_char(&output->out, '\n');
    } else
        buffer_append_text(&output->out,
                           "所有数据逐字核对用 plumbd verify every byte is looked at by plumbd "
                           "verify\n");
    if (err != ERR_OK || x.problems == 0)
        return err;
    return error_set(error, ERR_ATTENTION, "%u 个问题 problems, %u 个注意 notes", x.problems,
                     x.notes);
}

static const struct option doctor_options[] = {
    {.name = "office-cert",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "公司证书还有几天",
     .help_en = "how many days the company's certificate is still good"},
    {.name = "port",
     .type = OPTION_LIST,
     .placeholder = "ADDR:PORT",
     .help_zh = "服务器没有运行时:这个端口是否空闲",
     .help_en = "while the server does not run: whether this port is free"},
};
const struct verb doctor_verb = {.name = "doctor",
                                 .options = doctor_options,
                                 .option_count = 2,
                                 .summary_zh = "自检,用平常的话说明",
                                 .summary_en = "self-check in plain words",
                                 .exec = examine};
