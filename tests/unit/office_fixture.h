// SPDX-License-Identifier: Apache-2.0
// An office in a folder of its own, with people and sites, whose doors are knocked at without a
// network; a tablet that speaks the protocol by hand.
#ifndef PLUMB_TESTS_UNIT_OFFICE_FIXTURE_H
#define PLUMB_TESTS_UNIT_OFFICE_FIXTURE_H

#include "server/sync/office_device.h"
#include "server/sync/office_edit.h"
#include "server/sync/office_held.h"
#include "server/sync/office_serve.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate_request.h"
#include "shared/crypto/key.h"
#include "shared/wire/codec.h"
#include "shared/wire/enrolment.h"
#include "shared/wire/error_body.h"
#include "shared/wire/exchange_reply.h"
#include "shared/wire/reply_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#define BENCH_START_MS INT64_C(1763800000000)

struct bench {
    char folder[1024];
    struct disk disk;
    int64_t now_ms;
    struct office *office;
    struct office_options options;
    struct error error;
};

static inline int64_t bench_now(void *ctx)
{
    return ((struct bench *)ctx)->now_ms;
}

static inline const char *bench_boot(void *ctx)
{
    (void)ctx;
    return "00000000000000b0";
}

static inline void bench_start(struct bench *bench)
{
    if (office_open(&bench->options, &bench->office, &bench->error) != ERR_OK)
        fail_msg("office_open: %s", bench->error.detail);
}

// In a folder that is made; the time of the bench is that of the office's beginning.
static inline void bench_open_at(struct bench *bench, const char *folder)
{
    snprintf(bench->folder, sizeof(bench->folder), "%s", folder);
    assert_int_equal(disk_system_open(bench->folder, true, &bench->disk, &bench->error), ERR_OK);
    bench->options = (struct office_options){
        .disk = &bench->disk,
        .clock = {.ctx = bench, .wall_ms = bench_now, .boot_ms = bench_now, .boot_id = bench_boot},
        .random = random_system(),
        .readers = 1,
        .sync_address = "127.0.0.1:7443",
        .office_address = "127.0.0.1:7444",
    };
    if (office_init(&bench->options, &bench->error) != ERR_OK)
        fail_msg("office_init: %s", bench->error.detail);
    bench_start(bench);
}

static inline void bench_open(struct bench *bench)
{
    char folder[] = "/tmp/plumb_office_XXXXXX";

    *bench = (struct bench){.now_ms = BENCH_START_MS};
    assert_non_null(mkdtemp(folder));
    bench_open_at(bench, folder);
}

static inline void bench_close(struct bench *bench)
{
    char *const argv[] = {"rm", "-rf", bench->folder, NULL};
    pid_t child;

    office_close(bench->office);
    disk_system_close(&bench->disk);
    child = fork();
    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    waitpid(child, NULL, 0);
}

static inline void bench_restart(struct bench *bench)
{
    office_close(bench->office);
    bench_start(bench);
}

// Knocking at a door.
struct knock {
    enum http_method method;
    const char *path, *query;
    struct http_header headers[12];
    size_t header_count;
    struct span body;
    struct uuid device; // nil: no client certificate
    struct digest certificate;
    const char *address; // it comes from; NULL: 192.0.2.7
};
struct answer {
    bool came;
    int status;
    struct buffer body;
    struct {
        char name[40], value[400];
    } headers[HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
};

static inline void bench_deferred(void *ctx, void (*fn)(void *arg), void *arg)
{
    (void)ctx;
    fn(arg);
}

static inline void bench_read_file(const struct http_response *response, struct buffer *out)
{
    char *at = buffer_reserve(out, (size_t)response->file_len);
    size_t got = 0;

    assert_non_null(at);
    assert_int_equal(response->file_disk->read(response->file, response->file_offset, at,
                                               (size_t)response->file_len, &got),
                     ERR_OK);
    out->len += got;
}

static inline void bench_finished(void *ctx, const struct http_response *response)
{
    struct answer *answer = ctx;

    assert_false(answer->came); // exactly once
    answer->came = true;
    answer->status = response->status;
    buffer_append(&answer->body, response->body.data, response->body.len);
    if (response->file)
        bench_read_file(response, &answer->body);
    answer->header_count = response->header_count;
    for (size_t i = 0; i < response->header_count; i++) {
        snprintf(answer->headers[i].name, sizeof(answer->headers[i].name), "%s",
                 response->headers[i].name);
        snprintf(answer->headers[i].value, sizeof(answer->headers[i].value), "%s",
                 response->headers[i].value);
    }
}

static inline struct http_request bench_request(const struct knock *knock)
{
    struct http_request request = {.method = knock->method,
                                   .path = knock->path,
                                   .query = knock->query ? knock->query : "",
                                   .headers = knock->headers,
                                   .header_count = knock->header_count,
                                   .body = knock->body};

    snprintf(request.peer.address, sizeof(request.peer.address), "%s",
             knock->address ? knock->address : "192.0.2.7");
    if (!uuid_is_nil(&knock->device)) {
        request.peer.certified = true;
        uuid_format(&knock->device, request.peer.name);
        request.peer.certificate = knock->certificate;
    }
    return request;
}

// Hands a request in; the answer may come only when the committer has stepped.
static inline void bench_hand_in(struct bench *bench, http_handler *door,
                                 const struct http_request *request, struct answer *out)
{
    struct http_detached hooks
        = {.ctx = out, .deferred = bench_deferred, .finished = bench_finished};

    memset(out, 0, sizeof(*out));
    buffer_init(&out->body, 64 << 20);
    door(bench->office, http_exchange_detached(request, &hooks));
}

static inline void bench_knock(struct bench *bench, http_handler *door, const struct knock *knock,
                               struct answer *out)
{
    struct http_request request = bench_request(knock);

    bench_hand_in(bench, door, &request, out);
    while (!out->came && committer_step(office_committer(bench->office), 0) > 0)
        continue;
    assert_true(out->came);
}

static inline void answer_clear(struct answer *answer)
{
    buffer_clear(&answer->body);
}

static inline const char *answer_header(const struct answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++)
        if (strcasecmp(answer->headers[i].name, name) == 0)
            return answer->headers[i].value;
    return NULL;
}

static inline void knock_header(struct knock *knock, const char *name, const char *value)
{
    assert_true(knock->header_count < 12);
    knock->headers[knock->header_count++] = (struct http_header){name, value};
}

// The code of an error answer; its form is checked.
static inline enum err answer_error_code(const struct answer *answer)
{
    struct error error;
    bool wipe;

    assert_true(answer->status >= 400);
    assert_int_equal(
        error_body_parse((struct span){answer->body.data, answer->body.len}, &error, &wipe),
        ERR_OK);
    return error.code;
}

// Records of the office.
static inline struct uuid bench_edit(struct bench *bench, const char *kind, const struct uuid *site,
                                     const struct field *fields, size_t count)
{
    struct office_edit edit = {.site = *site, .kind = kind, .fields = fields, .field_count = count};

    if (office_edit(bench->office, &edit, 1, &bench->error) != ERR_OK)
        fail_msg("%s: %s", kind, bench->error.detail);
    return edit.id;
}

#define FIELD(n, v) ((struct field){{n, sizeof(n) - 1}, {v, sizeof(v) - 1}})

static inline struct uuid bench_person(struct bench *bench)
{
    const struct field fields[] = {FIELD("name", "\"王小明\""), FIELD("role", "\"inspector\"")};

    return bench_edit(bench, "person", &uuid_nil, fields, 2);
}

static inline struct uuid bench_site(struct bench *bench)
{
    const struct field fields[]
        = {FIELD("address", "\"青年路 1 号\""), FIELD("customer_name", "\"李\"")};

    return bench_edit(bench, "site", &uuid_nil, fields, 2);
}

static inline struct uuid bench_assign(struct bench *bench, const struct uuid *person,
                                       const struct uuid *site)
{
    char text[UUID_TEXT + 2] = "\"";
    struct field fields[] = {FIELD("active", "true"),
                             {{"person", 6}, {text, UUID_TEXT + 1}},
                             FIELD("role", "\"inspector\"")};

    uuid_format(person, text + 1);
    text[UUID_TEXT] = '"';
    return bench_edit(bench, "assignment", site, fields, 3);
}

static inline void bench_set_active(struct bench *bench, const struct uuid *assignment, bool active)
{
    const struct field on[] = {FIELD("active", "true")}, off[] = {FIELD("active", "false")};
    struct office_edit edit
        = {.id = *assignment, .kind = "assignment", .fields = active ? on : off, .field_count = 1};

    assert_int_equal(office_edit(bench->office, &edit, 1, &bench->error), ERR_OK);
}

#endif
