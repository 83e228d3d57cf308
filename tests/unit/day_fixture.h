// SPDX-License-Identifier: Apache-2.0
// A tablet with a site, its people and the catalogue that comes with the program, for the deeds of
// a day's work; what the office made comes as if by pull.
#ifndef PLUMB_TESTS_UNIT_DAY_FIXTURE_H
#define PLUMB_TESTS_UNIT_DAY_FIXTURE_H

#include "agent/capture/deed.h"
#include "agent/capture/item_set.h"
#include "agent/capture/node_start.h"
#include "agent/capture/rectify.h"
#include "agent/capture/site_facts.h"
#include "shared/data/catalogue_default.h"
#include "shared/data/field_text.h"
#include "shared/model/canon_from.h"
#include "shared/model/hlc.h"
#include "tests/unit/tablet_fixture.h"

#define DAY_MS INT64_C(86400000)
enum { PHOTOS_MAX = 8 };
// People by their place in the list below.
enum { INSPECTOR, FOREMAN, DESIGNER, OFFICER, MANAGER, REVIEWER, RE_INSPECTOR, PEOPLE };

struct site_day {
    struct tablet *tablet;
    struct arena arena;
    struct deed_options options;
    struct photo_taking *photos[PHOTOS_MAX];
    struct deed_report report; // of the last deed
    uint64_t office;           // counter of the office's next write
    int64_t office_ms;         // when it is made
};

static inline struct uuid day_person(int number)
{
    return tablet_uuid(0xb000 + (uint64_t)number);
}

static inline void day_office(struct site_day *day, const char *kind, const struct uuid *record,
                              const char *fields)
{
    const bool global = strcmp(kind, "person") == 0 || strcmp(kind, "catalogue") == 0;
    const uint8_t mac[MAC_BYTES] = {1};
    struct buffer json, state;
    char id[UUID_TEXT], site[UUID_TEXT];

    uuid_format(record, id);
    uuid_format(global ? &uuid_nil : &day->tablet->site, site);
    buffer_init(&json, 1 << 20);
    buffer_init(&state, 1 << 20);
    buffer_printf(&json,
                  "{\"id\":\"%s\",\"kind\":\"%s\",\"site\":\"%s\",\"vector\":{"
                  "\"00000000000ff1ce\":\"%llu\"},\"writes\":[{\"actor\":\"00000000000ff1ce\","
                  "\"counter\":\"%llu\",\"fields\":{\"deleted\":false,%s},\"person\":"
                  "\"00000000-0000-0000-0000-000000000000\",\"time\":\"%llu\"}]}",
                  id, kind, site, (unsigned long long)day->office, (unsigned long long)day->office,
                  fields, (unsigned long long)hlc_start(day->office_ms));
    day->office++;
    if (canon_from_json((struct span){json.data, json.len}, &state, &day->tablet->error))
        fail_msg("%s: %s", json.data, day->tablet->error.detail);
    assert_ok(day->tablet, replica_merge(day->tablet->store, (struct span){state.data, state.len},
                                         mac, &day->tablet->error));
    assert_int_equal(day->tablet->alarms, 0);
    buffer_clear(&json);
    buffer_clear(&state);
}

// The rules that come with the program under another version; a later one calls the node
// "briefing" otherwise.
static inline void day_catalogue(struct site_day *day, int number, const char *version)
{
    static const char name[] = "\"code\": \"briefing\"";
    struct uuid id = tablet_uuid(0xc000 + (uint64_t)number);
    struct buffer fields, text;
    const char *rest = strchr(strstr(catalogue_default_text, "\"version\""), ',');
    const char *code = strstr(rest, name);

    assert_non_null(code);
    buffer_init(&text, 1 << 18);
    buffer_printf(&text, "{\"version\": \"%s\"", version);
    buffer_append(&text, rest, (size_t)(code - rest));
    buffer_append_text(&text, number > 1 ? "\"code\": \"briefing_two\"" : name);
    buffer_append_text(&text, code + strlen(name));
    buffer_init(&fields, 1 << 18);
    buffer_append_text(&fields, "\"content\":");
    canon_put_string(&fields, (struct span){text.data, text.len});
    buffer_printf(&fields, ",\"published_at\":%d,\"version\":\"%s\"", number, version);
    day_office(day, "catalogue", &id, fields.data);
    buffer_clear(&fields);
    buffer_clear(&text);
}

// On a tablet that is open.
static inline struct site_day *day_begin(struct tablet *tablet, uint64_t seed)
{
    static const struct {
        const char *name, *role;
    } people[PEOPLE] = {
        {"陈国强", "inspector"},          {"王铁军", "foreman"},
        {"吴佳怡", "designer"},           {"赵丽娟", "information_officer"},
        {"周部长", "department_manager"}, {"审图员", "drawing_reviewer"},
        {"复查员", "re_inspector"},
    };
    struct site_day *day = calloc(1, sizeof(*day));
    char fields[200];

    day->tablet = tablet;
    day->tablet->seed = seed;
    arena_init(&day->arena, 1 << 20);
    day->office = 1;
    day->office_ms = TABLET_START_MS - 100000;
    day_office(day, "site", &day->tablet->site,
               "\"address\":\"江边路 1 号\",\"contract_number\":\"HT2026-007\","
               "\"customer_name\":\"张三\"");
    for (int i = 0; i < PEOPLE; i++) {
        struct uuid id = day_person(i);

        snprintf(fields, sizeof(fields),
                 "\"name\":\"%s\",\"phone\":\"1380000000%d\",\"role\":"
                 "\"%s\"",
                 people[i].name, i, people[i].role);
        day_office(day, "person", &id, fields);
    }
    day_catalogue(day, 1, "2026.1");
    day->options = (struct deed_options){.store = day->tablet->store,
                                         .person = day_person(INSPECTOR),
                                         .site = day->tablet->site,
                                         .photos = day->photos};
    return day;
}

static inline struct site_day *day_create(uint64_t seed)
{
    struct tablet *tablet = tablet_create();

    tablet_open(tablet);
    return day_begin(tablet, seed);
}

static inline void day_free(struct site_day *day)
{
    deed_report_clear(&day->report);
    arena_clear(&day->arena);
    tablet_destroy(day->tablet);
    free(day);
}

static inline int day_setup(void **state)
{
    *state = day_create(1);
    return 0;
}

static inline int day_teardown(void **state)
{
    day_free(*state);
    return 0;
}

// Fields as a person types them: "kind", "name=value", …, NULL.
static inline struct deed_fields day_fields(struct site_day *day, const char *kind, ...)
{
    struct field *list = arena_take(&day->arena, 16 * sizeof(*list));
    struct deed_fields fields = {list, 0};
    const char *text;
    va_list args;

    va_start(args, kind);
    while ((text = va_arg(args, const char *)) != NULL)
        assert_ok(day->tablet, field_text_read(span_of(kind), span_of(text), &day->arena,
                                               &list[fields.count++], &day->tablet->error));
    va_end(args);
    return fields;
}

// "name=<id>"
static inline const char *day_ref(struct site_day *day, const char *name, const struct uuid *id)
{
    char *text = arena_take(&day->arena, 100), hex[UUID_TEXT];

    uuid_format(id, hex);
    snprintf(text, 100, "%s=%s", name, hex);
    return text;
}

struct day_bytes {
    const char *at;
    size_t left;
};

static inline enum err day_read_bytes(void *ctx, void *bytes, size_t len, size_t *got)
{
    struct day_bytes *source = ctx;

    *got = source->left < len ? source->left : len;
    memcpy(bytes, source->at, *got);
    source->at += *got;
    source->left -= *got;
    return ERR_OK;
}

// Takes a photo that comes with the next deed.
static inline void day_photo(struct site_day *day, struct span bytes)
{
    struct photo_options options = {.person = day->options.person, .name = "p.jpg"};
    struct day_bytes left = {bytes.data, bytes.len};
    struct photo_source source = {&left, day_read_bytes};

    assert_ok(day->tablet, photo_take(day->tablet->store, &options, &source,
                                      &day->photos[day->options.photo_count], &day->tablet->error));
    day->options.photo_count++;
}

// Ends the photos of a deed with its outcome, hands the outcome on.
static inline enum err day_done(struct site_day *day, enum err code)
{
    for (size_t i = 0; i < day->options.photo_count; i++)
        photo_end(day->photos[i], code);
    day->options.photo_count = 0;
    return code;
}

// A deed that should succeed; its report is kept in the day.
#define DAY_OK(day, call)                                  \
    do {                                                   \
        deed_report_clear(&(day)->report);                 \
        assert_ok((day)->tablet, day_done((day), (call))); \
    } while (0)
// One that is refused with a code and words; nothing is written.
#define DAY_REFUSED(day, code, words, call)                                       \
    do {                                                                          \
        int64_t entries_before = tablet_figures((day)->tablet).entries;           \
        error_clear(&(day)->tablet->error);                                       \
        deed_report_clear(&(day)->report);                                        \
        assert_int_equal(day_done((day), (call)), code);                          \
        if (!strstr((day)->tablet->error.detail, words))                          \
            fail_msg("\"%s\" is not in: %s", words, (day)->tablet->error.detail); \
        assert_int_equal(tablet_figures((day)->tablet).entries, entries_before);  \
        assert_null((day)->report.saved);                                         \
    } while (0)
#define DAY_ARGUMENTS(day) &(day)->report, &(day)->tablet->error

static inline void day_facts(struct site_day *day, struct site_facts *out)
{
    struct site_facts_options options = {.site = day->tablet->site};

    assert_ok(day->tablet, store_begin(day->tablet->store, &day->tablet->error));
    assert_ok(day->tablet, site_facts_load(day->tablet->store, &options, out, &day->tablet->error));
    store_rollback(day->tablet->store);
}

// Whether a field of a record is this canonical value (NULL: not there).
static inline void day_assert(struct site_day *day, const struct uuid *id, const char *field,
                              const char *wanted)
{
    struct site_facts facts;
    const struct fact *fact;
    struct span value = {0};
    enum err code;

    day_facts(day, &facts);
    fact = facts_find(&facts.facts, id);
    assert_non_null(fact);
    code = fact_value(fact, field, &value);
    if (wanted ? code != ERR_OK || !span_is(value, wanted) : code != ERR_NOT_FOUND)
        fail_msg("%s is %s %.*s, not %s", field, err_name(code), (int)value.len, value.data,
                 wanted ? wanted : "missing");
    site_facts_clear(&facts);
}

static inline void day_assert_person(struct site_day *day, const struct uuid *id, const char *field,
                                     int person)
{
    struct uuid wanted = day_person(person);
    char value[UUID_TEXT + 2] = "\"";

    uuid_format(&wanted, value + 1);
    value[UUID_TEXT] = '"';
    value[UUID_TEXT + 1] = 0;
    day_assert(day, id, field, value);
}

static inline size_t day_count(struct site_day *day, const char *kind)
{
    struct site_facts facts;
    size_t count = 0;

    day_facts(day, &facts);
    facts_of_kind(&facts.facts, kind, &count);
    site_facts_clear(&facts);
    return count;
}

// The record of a kind among those of the last deed.
static inline struct uuid day_saved(const struct site_day *day, const char *kind)
{
    for (size_t i = 0; i < day->report.count; i++)
        if (strcmp(day->report.saved[i].kind, kind) == 0)
            return day->report.saved[i].id;
    fail_msg("no %s was saved", kind);
    return uuid_nil;
}

static inline bool day_said(const struct site_day *day, const char *words)
{
    return day->report.said.len > 0 && strstr(day->report.said.data, words) != NULL;
}

static inline struct node_started day_start(struct site_day *day, const char *code)
{
    struct node_start given = {.code = span_of(code)};
    struct node_started started;

    DAY_OK(day, node_start(&day->options, &given, &started, DAY_ARGUMENTS(day)));
    return started;
}

// One failed item with a note; its rectification.
static inline struct uuid day_fail(struct site_day *day, const struct uuid *node, const char *item)
{
    struct item_answer answer = {span_of(item), span_of("fail")};
    struct item_set given = {.of = *node,
                             .answers = &answer,
                             .count = 1,
                             .fields = day_fields(day, "item_result", "note=不平", NULL)};

    DAY_OK(day, item_set(&day->options, &given, DAY_ARGUMENTS(day)));
    return day_saved(day, "rectification");
}

// Everything the other tablet has of the site.
struct day_giving {
    struct site_day *to;
    char *states[500]; // owned
    size_t count;
};

static inline bool day_keep(void *arg, const struct replica_row *row)
{
    struct day_giving *giving = arg;

    giving->states[giving->count++] = strndup(row->state.data, row->state.len);
    return giving->count < 500;
}

static inline void day_give(struct site_day *from, struct site_day *to)
{
    struct replica_filter filter
        = {.by_site = true, .site = from->tablet->site, .with_deleted = true};
    struct day_giving giving = {.to = to};
    const uint8_t mac[MAC_BYTES] = {2};

    assert_ok(from->tablet,
              replica_list(from->tablet->store, &filter, day_keep, &giving, &from->tablet->error));
    for (size_t i = 0; i < giving.count; i++) {
        assert_ok(to->tablet, replica_merge(to->tablet->store, span_of(giving.states[i]), mac,
                                            &to->tablet->error));
        free(giving.states[i]);
    }
    assert_int_equal(to->tablet->alarms, 0);
}

#define DAY(name) cmocka_unit_test_setup_teardown(name, day_setup, day_teardown)

#endif
