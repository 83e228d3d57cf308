// SPDX-License-Identifier: Apache-2.0
// What the interface's fixture (ui_fixture.h) works on: a tablet's folder, clocks that the test
// holds, and what an office sends: people, a site, the catalogue, keys.
#ifndef PLUMB_TESTS_UNIT_UI_DESK_H
#define PLUMB_TESTS_UNIT_UI_DESK_H

#include "agent/store/journal.h"
#include "agent/store/replica.h"
#include "agent/store/replica_merge.h"
#include "agent/store/setting.h"
#include "agent/ui/ui.h"
#include "agent/ui/ui_routes.h"
#include "shared/crypto/certificate.h"
#include "shared/data/catalogue_default.h"
#include "shared/data/json.h"
#include "shared/model/canon_from.h"
#include "shared/model/hlc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DESK_START_MS INT64_C(1790000000000)
#define DESK_DAY_MS INT64_C(86400000)
#define DESK_PIN "2580"
enum { DESK_PORT = 7070, DESK_ANSWER_MAX = 32 << 20 };
// People by their place in the list below.
enum { INSPECTOR, FOREMAN, DESIGNER, OFFICER, MANAGER, REVIEWER, RE_INSPECTOR, PEOPLE };

// What waits to be done on the loop of an exchange: the test's own thread.
enum { DESK_DEFERRED_MAX = 64 };
struct desk_deferred {
    void (*fn)(void *arg);
    void *arg;
};

struct desk {
    char folder[64];
    pthread_mutex_t mutex; // of the deferred ones
    struct desk_deferred deferred[DESK_DEFERRED_MAX];
    size_t deferred_count;
    struct arena kept; // of requests
    struct tablet tablet;
    struct ui *ui;
    int64_t wall_ms, boot_ms;
    uint64_t seed, office; // office: counter of its next write
    struct uuid site, device;
    uint64_t taps;
    char cookie[96];  // "plumb=…"; empty: none is sent
    const char *once; // of the next request that changes something; NULL: a new one
    // The last answer.
    int status;
    struct buffer body; // ends with a NUL that does not count
    struct json *json;  // NULL: it is no JSON
    char type[64], set_cookie[160], policy[400], allow_origin[64];
    bool answered;
    struct error error;
};

static inline int64_t desk_wall(void *ctx)
{
    return ((struct desk *)ctx)->wall_ms;
}

static inline int64_t desk_boot(void *ctx)
{
    return ((struct desk *)ctx)->boot_ms;
}

static inline const char *desk_boot_id(void *ctx)
{
    (void)ctx;
    return "00000000000000b1";
}

static inline void desk_line(void *ctx, enum log_level level, const char *text)
{
    (void)ctx;
    (void)level;
    (void)text;
}

static inline struct uuid desk_uuid(uint64_t number)
{
    struct uuid uuid = {{0}};

    for (size_t i = 0; i < 8; i++)
        uuid.bytes[15 - i] = (uint8_t)(number >> (8 * i));
    uuid.bytes[6] = 0x70;
    uuid.bytes[8] = 0x80;
    return uuid;
}

static inline struct uuid desk_person(int number)
{
    return desk_uuid(0xb000 + (uint64_t)number);
}

// An id as text; eight may be in use at a time.
static inline const char *desk_id(const struct uuid *id)
{
    static _Thread_local char texts[8][UUID_TEXT];
    static _Thread_local unsigned next;
    char *text = texts[next++ % 8];

    uuid_format(id, text);
    return text;
}

#define DESK_OK(desk, call)                                                             \
    do {                                                                                \
        enum err code_of_call = (call);                                                 \
        if (code_of_call)                                                               \
            fail_msg("%s: %s %s", #call, err_name(code_of_call), (desk)->error.detail); \
    } while (0)

// A record as the office made it, come by pull; `fields` are the members of an object but
// `deleted`.
static inline void desk_office_at(struct desk *desk, const struct uuid *site, const char *kind,
                                  const struct uuid *record, const char *fields)
{
    const bool global = strcmp(kind, "person") == 0 || strcmp(kind, "catalogue") == 0;
    const uint8_t mac[MAC_BYTES] = {1};
    struct buffer json, state;

    buffer_init(&json, 1 << 20);
    buffer_init(&state, 1 << 20);
    buffer_printf(&json,
                  "{\"id\":\"%s\",\"kind\":\"%s\",\"site\":\"%s\",\"vector\":{"
                  "\"00000000000ff1ce\":\"%llu\"},\"writes\":[{\"actor\":\"00000000000ff1ce\","
                  "\"counter\":\"%llu\",\"fields\":{\"deleted\":false,%s},\"person\":"
                  "\"00000000-0000-0000-0000-000000000000\",\"time\":\"%llu\"}]}",
                  desk_id(record), kind, desk_id(global ? &uuid_nil : site),
                  (unsigned long long)desk->office, (unsigned long long)desk->office, fields,
                  (unsigned long long)hlc_start(DESK_START_MS - 100000));
    desk->office++;
    if (canon_from_json((struct span){json.data, json.len}, &state, &desk->error))
        fail_msg("%s: %s", json.data, desk->error.detail);
    DESK_OK(desk, replica_merge(desk->tablet.store, (struct span){state.data, state.len}, mac,
                                &desk->error));
    buffer_clear(&json);
    buffer_clear(&state);
}

static inline void desk_office(struct desk *desk, const char *kind, const struct uuid *record,
                               const char *fields)
{
    desk_office_at(desk, &desk->site, kind, record, fields);
}

static inline void desk_catalogue(struct desk *desk)
{
    struct uuid id = desk_uuid(0xc001);
    struct buffer fields;
    char version[16];

    assert_non_null(strstr(catalogue_default_text, "\"version\": \""));
    text_copy(version, 7, span_of(strstr(catalogue_default_text, "\"version\": \"") + 12));
    buffer_init(&fields, 1 << 19);
    buffer_append_text(&fields, "\"content\":");
    canon_put_string(&fields, span_of(catalogue_default_text));
    buffer_printf(&fields, ",\"published_at\":1,\"version\":\"%s\"", version);
    desk_office(desk, "catalogue", &id, fields.data);
    buffer_clear(&fields);
}

// The list of persons who may write here: the first `count` of the people.
static inline void desk_list_persons(struct desk *desk, int count)
{
    static const char *const names[PEOPLE]
        = {"陈国强", "王铁军", "吴佳怡", "赵丽娟", "周部长", "审图员", "复查员"};
    static const char *const roles[PEOPLE]
        = {"inspector",          "foreman",          "designer",    "information_officer",
           "department_manager", "drawing_reviewer", "re_inspector"};
    struct buffer list;

    buffer_init(&list, 4096);
    for (int i = 0; i < count; i++) {
        struct uuid id = desk_person(i);

        buffer_printf(&list, "%s{\"id\":\"%s\",\"name\":\"%s\",\"role\":\"%s\"}", i ? "," : "[",
                      desk_id(&id), names[i], roles[i]);
    }
    buffer_append_text(&list, "]");
    DESK_OK(desk, setting_write(desk->tablet.store, "persons", (struct span){list.data, list.len},
                                &desk->error));
    buffer_reset(&list);
    for (int i = 0; desk->office < PEOPLE + 3 && i < PEOPLE; i++) {
        struct uuid id = desk_person(i);

        buffer_reset(&list);
        buffer_printf(&list, "\"name\":\"%s\",\"phone\":\"1380000000%d\",\"role\":\"%s\"", names[i],
                      i, roles[i]);
        desk_office(desk, "person", &id, list.data);
    }
    buffer_clear(&list);
}

static inline void desk_put_pem(struct desk *desk, const char *path, const struct buffer *pem)
{
    DESK_OK(desk, disk_write_file(&desk->tablet.disk, path, pem->data, pem->len, &desk->error));
}

// Keys and certificates of an office of the test, as enrolling leaves them.
static inline void desk_keys(struct desk *desk)
{
    struct certificate_options options = {.use = CERTIFICATE_CA, .common_name = "test office"};
    struct certificate_issuer issuer = {0};
    struct random random = random_system();
    struct key *ca = NULL, *own = NULL;
    struct buffer ca_pem, pem;

    buffer_init(&ca_pem, 16384);
    buffer_init(&pem, 16384);
    DESK_OK(desk, desk->tablet.disk.make_folder(desk->tablet.disk.ctx, "keys"));
    DESK_OK(desk, key_make(&random, &ca, &desk->error));
    DESK_OK(desk, key_make(&random, &own, &desk->error));
    options.from_ms = certificate_from_always;
    options.until_ms = certificate_until_always;
    options.serial[0] = 1;
    issuer.key = ca;
    DESK_OK(desk, certificate_issue(&issuer, ca, &options, &ca_pem, &desk->error));
    issuer.pem = (struct span){ca_pem.data, ca_pem.len};
    desk_put_pem(desk, "keys/ca.pem", &ca_pem);
    options.use = CERTIFICATE_CLIENT;
    options.common_name = desk_id(&desk->device);
    options.serial[0] = 2;
    DESK_OK(desk, certificate_issue(&issuer, own, &options, &pem, &desk->error));
    desk_put_pem(desk, "keys/device.pem", &pem);
    buffer_reset(&pem);
    DESK_OK(desk, key_format_pem(own, &pem));
    desk_put_pem(desk, "keys/device.key", &pem);
    for (int i = 0; i < 2; i++) {
        buffer_reset(&pem);
        options.use = i ? CERTIFICATE_SEAL : CERTIFICATE_RECEIPT;
        options.common_name = "test office";
        options.serial[0] = (uint8_t)(3 + i);
        DESK_OK(desk, certificate_issue(&issuer, own, &options, &pem, &desk->error));
        desk_put_pem(desk, i ? "keys/seal.pem" : "keys/receipt.pem", &pem);
    }
    key_free(ca);
    key_free(own);
    buffer_clear(&ca_pem);
    buffer_clear(&pem);
}

#endif
