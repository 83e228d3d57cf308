// SPDX-License-Identifier: Apache-2.0
// A tablet with a key of its own, a small catalogue, and a node that is ready to be signed.
#ifndef PLUMB_TESTS_UNIT_SIGNING_FIXTURE_H
#define PLUMB_TESTS_UNIT_SIGNING_FIXTURE_H

#include "agent/capture/signing.h"
#include "agent/capture/signoff_state.h"
#include "agent/capture/site_facts.h"
#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "shared/crypto/certificate.h"
#include "shared/model/canon_from.h"
#include "shared/model/hlc.h"
#include "tests/unit/strokes_sample.h"
#include "tests/unit/tablet_fixture.h"

// clang-format off
#define STAGE_CATALOGUE \
    "{\"version\":\"t1\",\"title\":{\"zh\":\"试\",\"en\":\"test\"},\"settings\":[],\"for" \
    "ms\":[{\"code\":\"paper\",\"rule\":\"D3.4\",\"zh\":\"水电确认单\",\"en\":\"conf" \
    "irmation\",\"clause\":{\"zh\":\"双方约定\",\"en\":\"agreed\"},\"scale\":\"qualif" \
    "ication\",\"items\":true,\"budget\":true,\"of\":[\"inspection\"]," \
    "\"signers\":[{\"role\":\"customer\",\"requi" \
    "red\":true},{\"role\":\"supervisor\",\"required\":true}]},{\"code\":\"book\",\"rule" \
    "\":\"D3.4\",\"zh\":\"服务手册\",\"en\":\"handbook\",\"clause\":{\"zh\":\"双方" \
    "约定\",\"en\":\"agreed\"},\"scale\":\"satisfaction\",\"items\":true,\"signers\":[{" \
    "\"role\":\"customer\",\"required\":true},{\"role\":\"designer\",\"required\":false}]" \
    "},{\"code\":\"change\",\"rule\":\"D9.2\",\"zh\":\"设计变更单\",\"en\":\"change " \
    "order\",\"clause\":{\"zh\":\"双方约定\",\"en\":\"agreed\"},\"scale\":\"satisfact" \
    "ion\",\"budget\":true,\"of\":[\"change_order\"],\"signers\":[{\"role\":\"customer\"," \
    "\"required\":true}]},{\"co" \
    "de\":\"arrival\",\"rule\":\"D9.3\",\"zh\":\"到货验收单\",\"en\":\"arrival\",\"c" \
    "lause\":{\"zh\":\"双方约定\",\"en\":\"agreed\"},\"scale\":\"qualification\",\"bu" \
    "dget\":true,\"of\":[\"delivery\"],\"signers\":[{\"role\":\"foreman\"," \
    "\"required\":true}]}],\"nodes\":[{\"c" \
    "ode\":\"wet\",\"rule\":\"D3.4\",\"number\":4,\"zh\":\"水电\",\"en\":\"water and el" \
    "ectricity\",\"participants\":[\"customer\",\"supervisor\"],\"forms\":[\"paper\",\"bo" \
    "ok\"],\"items\":[{\"code\":\"routes\",\"rule\":\"D3.8\",\"zh\":\"管线走向\",\"en" \
    "\":\"routes\",\"required\":true,\"concealed\":true,\"photos\":1},{\"code\":\"standar" \
    "d\",\"rule\":\"D3.8\",\"zh\":\"施工标准\",\"en\":\"standard\",\"required\":true}" \
    "],\"gate\":[{\"rule\":\"D3.4\",\"zh\":\"客户满意\",\"en\":\"customer satisfied\"" \
    ",\"when\":\"all(signoff where counts and of == this.attempt and role == 'customer' a" \
    "nd form == 'book': verdict == 'satisfied')\"}]}],\"inspections\":[{\"code\":\"wet_ch" \
    "eck\",\"rule\":\"D4.1\",\"zh\":\"水电验收\",\"en\":\"inspection\",\"items\":[{\"" \
    "code\":\"insulation\",\"rule\":\"D4.1\",\"zh\":\"绝缘电阻\",\"en\":\"insulation" \
    "\",\"required\":true}]}],\"deadlines\":[],\"defects\":[],\"terms\":[],\"messages\":[" \
    "]}"

// clang-format on
enum { STAGE_ITEMS = 2 };

struct stage {
    struct tablet *tablet;
    struct key *ca_key, *key;
    struct buffer ca_pem, pem, strokes;
    struct signing_device device;
    struct uuid node, attempt, items[STAGE_ITEMS], photo;
    uint64_t office;   // counter of the office's next write
    const char *actor; // that makes it
};

static inline struct uuid stage_id(int number)
{
    return tablet_uuid((uint64_t)number + 0xa000);
}

// A record as the office made it, come by pull.
static inline void stage_office(struct stage *stage, const char *kind, int number,
                                const char *fields)
{
    const bool global = strcmp(kind, "person") == 0 || strcmp(kind, "catalogue") == 0;
    struct uuid numbered = stage_id(number);
    const uint8_t mac[MAC_BYTES] = {1};
    struct buffer json, state;
    char id[UUID_TEXT], site[UUID_TEXT], person[UUID_TEXT];

    if (strcmp(kind, "site") == 0)
        numbered = stage->tablet->site;
    uuid_format(&numbered, id);
    uuid_format(global ? &uuid_nil : &stage->tablet->site, site);
    uuid_format(&stage->tablet->person, person);
    buffer_init(&json, 1 << 20);
    buffer_init(&state, 1 << 20);
    buffer_printf(&json,
                  "{\"id\":\"%s\",\"kind\":\"%s\",\"site\":\"%s\",\"vector\":{\"%s\":"
                  "\"%llu\"},\"writes\":[{\"actor\":\"%s\",\"counter\":\"%llu\","
                  "\"fields\":{\"deleted\":false,%s},\"person\":\"%s\",\"time\":\"%llu\"}]}",
                  id, kind, site, stage->actor, (unsigned long long)stage->office, stage->actor,
                  (unsigned long long)stage->office, fields, person,
                  (unsigned long long)hlc_start(TABLET_START_MS - 100000));
    stage->office++;
    if (canon_from_json((struct span){json.data, json.len}, &state, &stage->tablet->error))
        fail_msg("%s: %s", json.data, stage->tablet->error.detail);
    assert_ok(stage->tablet,
              replica_merge(stage->tablet->store, (struct span){state.data, state.len}, mac,
                            &stage->tablet->error));
    assert_int_equal(stage->tablet->alarms, 0);
    buffer_clear(&json);
    buffer_clear(&state);
}

// An edit on the tablet; fields as the members of an object, in order. id nil: a new record.
static inline enum err stage_try(struct stage *stage, const char *kind, const struct uuid *id,
                                 const char *fields, struct capture_result *out)
{
    struct canon_reader reader;
    struct arena arena;
    struct field *list;
    struct buffer json;
    size_t count;
    struct draft draft = {.kind = span_of(kind), .site = stage->tablet->site};
    enum err code;

    arena_init(&arena, 1 << 20);
    buffer_init(&json, 1 << 20);
    buffer_printf(&json, "{%s}", fields);
    canon_open(&reader, (struct span){json.data, json.len});
    if (!write_read_fields(&reader, &arena, &list, &count))
        fail_msg("%s", json.data);
    if (id)
        draft.id = *id;
    draft.fields = list;
    draft.field_count = count;
    code = tablet_try(stage->tablet, &draft, out);
    arena_clear(&arena);
    buffer_clear(&json);
    return code;
}

static inline struct uuid stage_write(struct stage *stage, const char *kind, const struct uuid *id,
                                      const char *fields)
{
    struct capture_result result = {0};

    assert_ok(stage->tablet, stage_try(stage, kind, id, fields, &result));
    return result.id;
}

// "name":"<id>"
static inline const char *stage_ref(const char *name, const struct uuid *id)
{
    static char text[8][100];
    static unsigned next;
    char *out = text[next++ % 8], hex[UUID_TEXT];

    uuid_format(id, hex);
    snprintf(out, sizeof(text[0]), "\"%s\":\"%s\"", name, hex);
    return out;
}

static inline void stage_catalogue(struct stage *stage)
{
    struct buffer fields;

    buffer_init(&fields, 1 << 16);
    buffer_append_text(&fields, "\"content\":");
    canon_put_string(&fields, span_of(STAGE_CATALOGUE));
    buffer_append_text(&fields, ",\"published_at\":1,\"version\":\"t1\"");
    stage_office(stage, "catalogue", 2, fields.data);
    buffer_clear(&fields);
}

// Results of both items and a photo of the concealed one.
static inline void stage_work(struct stage *stage)
{
    static const char *const items[STAGE_ITEMS] = {"routes", "standard"};
    char fields[300];

    for (int i = 0; i < STAGE_ITEMS; i++) {
        snprintf(fields, sizeof(fields), "%s,\"item\":\"%s\",\"result\":\"pass\"",
                 stage_ref("attempt", &stage->attempt), items[i]);
        stage->items[i] = stage_write(stage, "item_result", NULL, fields);
    }
    snprintf(fields, sizeof(fields), "\"digest\":\"%064d\",%s", 7,
             stage_ref("of", &stage->items[0]));
    stage->photo = stage_write(stage, "photo", NULL, fields);
}

static inline void stage_start(struct stage *stage)
{
    char fields[200];

    stage->node = stage_write(stage, "node", NULL, "\"catalogue\":\"t1\",\"code\":\"wet\"");
    snprintf(fields, sizeof(fields), "\"n\":1,%s", stage_ref("node", &stage->node));
    stage->attempt = stage_write(stage, "attempt", NULL, fields);
}

static inline void stage_keys(struct stage *stage, int number)
{
    struct store_options given = tablet_options(stage->tablet);
    struct certificate_options ca = {.use = CERTIFICATE_CA, .common_name = "test office"};
    struct certificate_options own = {.use = CERTIFICATE_CLIENT};
    struct certificate_issuer issuer = {0};
    char name[UUID_TEXT];

    buffer_init(&stage->ca_pem, 16384);
    buffer_init(&stage->pem, 16384);
    stage->device.device = stage_id(0x100 + number);
    uuid_format(&stage->device.device, name);
    ca.from_ms = own.from_ms = certificate_from_always;
    ca.until_ms = own.until_ms = certificate_until_always;
    ca.serial[0] = 1;
    own.serial[0] = (uint8_t)(number + 2);
    own.common_name = name;
    assert_int_equal(key_make(&given.random, &stage->ca_key, NULL), ERR_OK);
    assert_int_equal(key_make(&given.random, &stage->key, NULL), ERR_OK);
    issuer.key = stage->ca_key;
    assert_int_equal(certificate_issue(&issuer, stage->ca_key, &ca, &stage->ca_pem, NULL), ERR_OK);
    issuer.pem = (struct span){stage->ca_pem.data, stage->ca_pem.len};
    assert_int_equal(certificate_issue(&issuer, stage->key, &own, &stage->pem, NULL), ERR_OK);
    stage->device.key = stage->key;
    stage->device.certificate_pem = (struct span){stage->pem.data, stage->pem.len};
}

// What the office knows, on a tablet that is open.
static inline void stage_office_records(struct stage *stage)
{
    stage_office(stage, "site", 1,
                 "\"address\":\"江边路 1 号\",\"contract_amount_fen\":12345678,\"contract_number\":"
                 "\"HT2026-007\",\"customer_name\":\"张三\"");
    stage_catalogue(stage);
}

static inline struct stage *stage_create(int number)
{
    struct stage *stage = calloc(1, sizeof(*stage));

    stage->tablet = tablet_create();
    stage->tablet->seed = (uint64_t)number << 32;
    tablet_open(stage->tablet);
    stage->office = 1;
    stage->actor = "00000000000ff1ce";
    stage_keys(stage, number);
    strokes_sample(&stage->strokes);
    stage_office_records(stage);
    return stage;
}

static inline void stage_free(struct stage *stage)
{
    key_free(stage->ca_key);
    key_free(stage->key);
    buffer_clear(&stage->ca_pem);
    buffer_clear(&stage->pem);
    buffer_clear(&stage->strokes);
    tablet_destroy(stage->tablet);
    free(stage);
}

static inline int stage_setup(void **state)
{
    struct stage *stage = stage_create(0);

    *state = stage;
    stage_start(stage);
    stage_work(stage);
    return 0;
}

static inline int stage_teardown(void **state)
{
    stage_free(*state);
    return 0;
}

// The customer, not asked for anything unusual; tests change what they are about.
static inline struct signing_options stage_signing(struct stage *stage, const char *role,
                                                   const char *form, const char *verdict)
{
    return (struct signing_options){.store = stage->tablet->store,
                                    .device = &stage->device,
                                    .question = {.of = stage->node, .form = form, .role = role},
                                    .person = stage->tablet->person,
                                    .name = "张三",
                                    .verdict = verdict,
                                    .strokes = {stage->strokes.data, stage->strokes.len}};
}

static inline struct signing_result stage_sign(struct stage *stage,
                                               const struct signing_options *options)
{
    struct signing_result result;

    assert_ok(stage->tablet, signing_make(options, &result, &stage->tablet->error));
    return result;
}

static inline void stage_facts(struct stage *stage, struct site_facts *out)
{
    struct site_facts_options options = {.site = stage->tablet->site};

    assert_ok(stage->tablet, store_begin(stage->tablet->store, &stage->tablet->error));
    assert_ok(stage->tablet,
              site_facts_load(stage->tablet->store, &options, out, &stage->tablet->error));
    store_rollback(stage->tablet->store);
}

static inline enum signoff_standing stage_standing(struct stage *stage, const struct uuid *id)
{
    struct site_facts facts;
    struct signoff_state state;
    const struct fact *record;

    stage_facts(stage, &facts);
    record = facts_find(&facts.facts, id);
    assert_non_null(record);
    signoff_state_read(&facts.facts, record, &state);
    site_facts_clear(&facts);
    return state.standing;
}

// How many records of this kind are here.
static inline size_t stage_count(struct stage *stage, const char *kind)
{
    struct site_facts facts;
    size_t count = 0;

    stage_facts(stage, &facts);
    facts_of_kind(&facts.facts, kind, &count);
    site_facts_clear(&facts);
    return count;
}

#define STAGE(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)

#endif
