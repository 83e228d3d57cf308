// SPDX-License-Identifier: Apache-2.0
// The tablet's interface without a network: an enrolled tablet with people, a site and the
// catalogue that comes with the program, and a browser with its cookie.
#ifndef PLUMB_TESTS_UNIT_UI_FIXTURE_H
#define PLUMB_TESTS_UNIT_UI_FIXTURE_H

#include "tests/unit/ui_desk.h"

#include <strings.h>
#include <sys/wait.h>

// ---- asking ----

static inline void desk_defer(void *ctx, void (*fn)(void *arg), void *arg)
{
    struct desk *desk = ctx;

    pthread_mutex_lock(&desk->mutex);
    assert_true(desk->deferred_count < DESK_DEFERRED_MAX);
    desk->deferred[desk->deferred_count++] = (struct desk_deferred){fn, arg};
    pthread_mutex_unlock(&desk->mutex);
}

static inline bool desk_take_deferred(struct desk *desk, struct desk_deferred *out)
{
    bool there;

    pthread_mutex_lock(&desk->mutex);
    there = desk->deferred_count > 0;
    if (there) {
        *out = desk->deferred[0];
        desk->deferred_count--;
        memmove(desk->deferred, desk->deferred + 1, desk->deferred_count * sizeof(*out));
    }
    pthread_mutex_unlock(&desk->mutex);
    return there;
}

static inline void desk_run_deferred(struct desk *desk)
{
    struct desk_deferred next;

    while (desk_take_deferred(desk, &next))
        next.fn(next.arg);
}

// Until an answer that was waited for is there, from whatever thread.
static inline void desk_await(struct desk *desk)
{
    for (int i = 0; !desk->answered && i < 4000; i++) {
        desk_run_deferred(desk);
        if (!desk->answered)
            usleep(2500);
    }
    assert_true(desk->answered);
}

static inline void desk_note(const struct http_response *response, const char *name, char *out,
                             size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < response->header_count; i++)
        if (strcasecmp(response->headers[i].name, name) == 0)
            snprintf(out, size, "%s", response->headers[i].value);
}

static inline void desk_finished(void *ctx, const struct http_response *response)
{
    struct desk *desk = ctx;

    desk->answered = true;
    desk->status = response->status;
    buffer_reset(&desk->body);
    buffer_append(&desk->body, response->body.data, response->body.len);
    if (response->file) {
        char *bytes = malloc((size_t)response->file_len);
        size_t got = 0;

        response->file_disk->read(response->file, response->file_offset, bytes,
                                  (size_t)response->file_len, &got);
        buffer_append(&desk->body, bytes, got);
        free(bytes);
    }
    desk_note(response, "Content-Type", desk->type, sizeof(desk->type));
    desk_note(response, "Set-Cookie", desk->set_cookie, sizeof(desk->set_cookie));
    desk_note(response, "Content-Security-Policy", desk->policy, sizeof(desk->policy));
    desk_note(response, "Access-Control-Allow-Origin", desk->allow_origin,
              sizeof(desk->allow_origin));
    json_free(desk->json);
    desk->json = NULL;
    if (strcmp(desk->type, "application/json") == 0) {
        static const struct json_limits limits = {DESK_ANSWER_MAX, 4000000};

        DESK_OK(desk, json_parse((struct span){desk->body.data, desk->body.len}, &limits,
                                 &desk->json, &desk->error));
    }
}

struct desk_request {
    enum http_method method;
    const char *path; // with its query
    const char *type; // Content-Type; NULL: none
    struct span body;
    const struct http_header *more; // headers; a Host of its own replaces ours
    size_t more_count;
    struct http_peer peer;
    bool plain; // no X-Plumb
};

static inline char *desk_keep(struct desk *desk, const char *text)
{
    return arena_dup(&desk->kept, text, strlen(text));
}

// Asks what a browser with the cookie asks; the answer is in the desk, unless it waits
// (desk_await).
static inline int desk_send(struct desk *desk, const struct desk_request *asked)
{
    // All of it stays for one that waits and looks at its request again.
    struct http_header *headers = arena_take(&desk->kept, HTTP_HEADERS_MAX * sizeof(*headers));
    struct http_detached hooks = {desk, desk_defer, desk_finished};
    char *path = desk_keep(desk, asked->path), *query = strchr(path, '?');
    struct http_request request = {.method = asked->method,
                                   .path = path,
                                   .headers = headers,
                                   .body = asked->body,
                                   .peer = asked->peer,
                                   .query = query ? query + 1 : ""};
    bool changes = asked->method != HTTP_GET && asked->method != HTTP_HEAD;

    if (query)
        *query = '\0';
    headers[request.header_count++] = (struct http_header){"Host", "127.0.0.1:7070"};
    if (desk->cookie[0])
        headers[request.header_count++]
            = (struct http_header){"Cookie", desk_keep(desk, desk->cookie)};
    if (changes && asked->type && !asked->plain)
        headers[request.header_count++] = (struct http_header){"X-Plumb", "1"};
    if (asked->type)
        headers[request.header_count++] = (struct http_header){"Content-Type", asked->type};
    for (size_t i = 0; i < asked->more_count; i++)
        headers[strcmp(asked->more[i].name, "Host") == 0 ? 0 : request.header_count++]
            = asked->more[i];
    desk->answered = false;
    desk->status = 0;
    ui_handle(desk->ui, http_exchange_detached(&request, &hooks));
    return desk->status;
}

static inline int desk_get(struct desk *desk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline int desk_get(struct desk *desk, const char *format, ...)
{
    char path[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(path, sizeof(path), format, args);
    va_end(args);
    return desk_send(desk, &(struct desk_request){.method = HTTP_GET, .path = path});
}

static inline const char *desk_once(struct desk *desk)
{
    struct uuid tap = desk_uuid(0x7a90000 + desk->taps);
    const char *once = desk->once;

    desk->once = NULL;
    if (once)
        return once;
    desk->taps++;
    return desk_id(&tap);
}

// POST with the members of a JSON object, printf style; "once" is added.
static inline int desk_post(struct desk *desk, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline int desk_post(struct desk *desk, const char *path, const char *format, ...)
{
    struct buffer body;
    va_list args;

    buffer_init(&body, 4 << 20);
    buffer_printf(&body, "{\"once\":\"%s\",", desk_once(desk));
    va_start(args, format);
    buffer_vprintf(&body, format, args);
    va_end(args);
    buffer_append_text(&body, "}");
    desk_send(desk, &(struct desk_request){.method = HTTP_POST,
                                           .path = path,
                                           .type = "application/json",
                                           .body = {body.data, body.len}});
    buffer_clear(&body);
    return desk->status;
}

// POST with nothing but "once".
static inline int desk_tap(struct desk *desk, const char *path)
{
    char body[64];

    snprintf(body, sizeof(body), "{\"once\":\"%s\"}", desk_once(desk));
    return desk_send(desk, &(struct desk_request){.method = HTTP_POST,
                                                  .path = path,
                                                  .type = "application/json",
                                                  .body = span_of(body)});
}

// POST with a raw body; `query` without "once", which is added.
static inline int desk_post_raw(struct desk *desk, const char *path, const char *query,
                                struct span bytes)
{
    char full[2048];

    snprintf(full, sizeof(full), "%s?%s%sonce=%s", path, query, query[0] ? "&" : "",
             desk_once(desk));
    return desk_send(desk,
                     &(struct desk_request){
                         .method = HTTP_POST, .path = full, .type = "image/jpeg", .body = bytes});
}

#define DESK_STATUS(desk, wanted, call)                                        \
    do {                                                                       \
        int status_of_call = (call);                                           \
        if (status_of_call != (wanted))                                        \
            fail_msg("%s: %d, not %d: %.*s", #call, status_of_call, (wanted),  \
                     (int)((desk)->body.len < 2000 ? (desk)->body.len : 2000), \
                     (desk)->body.data ? (desk)->body.data : "");              \
    } while (0)

// A member of the answer by its path: "sites.0.node.code". NULL: not there.
static inline const struct json *desk_at(struct desk *desk, const char *path)
{
    const struct json *value = desk->json;
    char part[64];

    while (value && *path) {
        size_t len = strcspn(path, ".");

        snprintf(part, sizeof(part), "%.*s", (int)len, path);
        if (json_is_array(value)) {
            long index = strtol(part, NULL, 10);

            value = json_first(value);
            while (value && index-- > 0)
                value = json_next(value);
        } else {
            value = json_member(value, part);
        }
        path += len + (path[len] == '.');
    }
    return value;
}

static inline const char *desk_text(struct desk *desk, const char *path)
{
    const char *text = "(none)";

    json_text(desk_at(desk, path), &text);
    return text;
}

static inline int64_t desk_integer(struct desk *desk, const char *path)
{
    int64_t number = INT64_MIN;

    json_integer(desk_at(desk, path), &number);
    return number;
}

static inline bool desk_truth(struct desk *desk, const char *path)
{
    bool value = false;

    if (!json_boolean(desk_at(desk, path), &value))
        fail_msg("%s is not true or false", path);
    return value;
}

static inline size_t desk_count(struct desk *desk, const char *path)
{
    size_t count = 0;

    for (const struct json *item = json_first(desk_at(desk, path)); item; item = json_next(item))
        count++;
    return count;
}

// The id of the record that the answered deed is about.
static inline struct uuid desk_made(struct desk *desk)
{
    struct uuid id = uuid_nil;

    if (!uuid_parse(span_of(desk_text(desk, "id")), &id))
        fail_msg("no id: %s", desk->body.data);
    return id;
}

static inline int64_t desk_entries(struct desk *desk)
{
    struct journal_figures figures;

    DESK_OK(desk, journal_figures(desk->tablet.store, &figures, &desk->error));
    return figures.entries;
}

// ---- coming and going ----

static inline void desk_launch(struct desk *desk)
{
    char token[UI_LAUNCH_TEXT];

    ui_launch(desk->ui, token);
    DESK_STATUS(desk, 200, desk_post(desk, "/api/launch", "\"token\":\"%s\"", token));
    desk->cookie[0] = '\0';
    memcpy(desk->cookie, desk->set_cookie, strcspn(desk->set_cookie, ";"));
    desk->cookie[strcspn(desk->set_cookie, ";")] = '\0';
}

// Lets a person in, with a first PIN when they have none.
static inline void desk_enter(struct desk *desk, int who)
{
    struct uuid person = desk_person(who);
    int status = desk_post(desk, "/api/unlock", "\"person\":\"%s\",\"pin\":\"%s\"",
                           desk_id(&person), DESK_PIN);

    if (status == 404)
        status = desk_post(desk, "/api/pin", "\"person\":\"%s\",\"pin\":\"%s\"", desk_id(&person),
                           DESK_PIN);
    DESK_STATUS(desk, 200, status);
}

static inline void desk_open(struct desk *desk)
{
    struct ui_options options = {.tablet = &desk->tablet};
    struct store_options store = {.disk = &desk->tablet.disk,
                                  .clock = desk->tablet.clock,
                                  .random = desk->tablet.random,
                                  .log = desk->tablet.log,
                                  .reserve_bytes = 64 << 10};

    DESK_OK(desk, store_open(&store, &desk->tablet.store, &desk->error));
    DESK_OK(desk, tablet_load_identity(&desk->tablet, &desk->error));
    DESK_OK(desk, ui_open(&options, &desk->ui, &desk->error));
    ui_attach(desk->ui, DESK_PORT, NULL);
}

static inline void desk_shut(struct desk *desk)
{
    if (desk->ui)
        ui_quiet(desk->ui);
    desk_run_deferred(desk);
    ui_close(desk->ui);
    desk->ui = NULL;
    store_close(desk->tablet.store);
    desk->tablet.store = NULL;
}

// The program ends and starts again; the browser keeps its cookie.
static inline void desk_restart(struct desk *desk)
{
    desk_shut(desk);
    desk_open(desk);
}

// A folder, a store and a browser; not enrolled, nothing here.
static inline struct desk *desk_bare(void)
{
    struct desk *desk = calloc(1, sizeof(*desk));

    snprintf(desk->folder, sizeof(desk->folder), "/tmp/plumb_desk_XXXXXX");
    desk->wall_ms = DESK_START_MS;
    desk->boot_ms = 60000;
    desk->office = 1;
    desk->site = desk_uuid(0x517e);
    desk->device = desk_uuid(0xde51);
    buffer_init(&desk->body, DESK_ANSWER_MAX);
    arena_init(&desk->kept, SIZE_MAX);
    pthread_mutex_init(&desk->mutex, NULL);
    desk->tablet.clock = (struct clock){desk, desk_wall, desk_boot, desk_boot_id};
    desk->tablet.random = random_system();
    desk->tablet.log = (struct log){.ctx = desk, .line = desk_line, .clock = clock_system()};
    pthread_mutex_init(&desk->tablet.exchanging, NULL);
    pthread_rwlock_init(&desk->tablet.identity, NULL);
    if (!mkdtemp(desk->folder)
        || disk_system_open(desk->folder, false, &desk->tablet.disk, &desk->error) != ERR_OK)
        abort();
    snprintf(desk->tablet.folder, sizeof(desk->tablet.folder), "%s", desk->folder);
    desk_open(desk);
    return desk;
}

// Enrolled, launched, and the inspector is in.
static inline struct desk *desk_create(void)
{
    struct desk *desk = desk_bare();

    desk_keys(desk);
    DESK_OK(desk, setting_write(desk->tablet.store, "sync", span_of("127.0.0.1:1"), &desk->error));
    DESK_OK(desk,
            setting_write(desk->tablet.store, "office", span_of("127.0.0.1:1"), &desk->error));
    DESK_OK(desk, setting_write(desk->tablet.store, "device", span_of(desk_id(&desk->device)),
                                &desk->error));
    desk_office(desk, "site", &desk->site,
                "\"address\":\"江边路 1 号\",\"contract_number\":\"HT2026-007\","
                "\"customer_name\":\"张三\"");
    desk_catalogue(desk);
    desk_list_persons(desk, PEOPLE);
    DESK_OK(desk, tablet_load_identity(&desk->tablet, &desk->error));
    desk_launch(desk);
    desk_enter(desk, INSPECTOR);
    return desk;
}

static inline void desk_destroy(struct desk *desk)
{
    char *argv[] = {(char *)"rm", (char *)"-rf", desk->folder, NULL};
    pid_t child;

    desk_shut(desk);
    tablet_close(&desk->tablet);
    json_free(desk->json);
    buffer_clear(&desk->body);
    arena_clear(&desk->kept);
    pthread_mutex_destroy(&desk->mutex);
    if ((child = fork()) == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    waitpid(child, NULL, 0);
    free(desk);
}

static inline int desk_setup(void **state)
{
    *state = desk_create();
    return 0;
}

static inline int desk_teardown(void **state)
{
    desk_destroy(*state);
    return 0;
}

#define DESK(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

#endif
