// SPDX-License-Identifier: Apache-2.0
// What tests of the changing routes share: photos, what was saved, refusals that write nothing.
#ifndef PLUMB_TESTS_UNIT_ACT_DESK_H
#define PLUMB_TESTS_UNIT_ACT_DESK_H

#include "tests/unit/ui_fixture.h"

static const struct span act_jpeg = {"\xff\xd8\xff one", 7};

// A POST of a photo; the query is printf style, its tap comes to it.
static inline int act_photo(struct desk *desk, const char *path, struct span bytes,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
static inline int act_photo(struct desk *desk, const char *path, struct span bytes,
                            const char *format, ...)
{
    char query[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(query, sizeof(query), format, args);
    va_end(args);
    return desk_post_raw(desk, path, query, bytes);
}

// The id of the record of a kind among those of the last answer.
static inline struct uuid act_saved(struct desk *desk, const char *kind)
{
    const struct json *records = json_member(desk->json, "records");
    struct uuid id;

    for (const struct json *one = json_first(records); one; one = json_next(one)) {
        const char *text = "", *name = "";

        json_text(json_member(one, "kind"), &name);
        if (strcmp(name, kind) == 0 && json_text(json_member(one, "id"), &text)
            && uuid_parse(span_of(text), &id))
            return id;
    }
    fail_msg("no %s was saved: %.1000s", kind, desk->body.data);
    return uuid_nil;
}

// The shown value of a field of a record that is here, as canonical text; "" when there is none.
static inline const char *act_field(struct desk *desk, const struct uuid *id, const char *name)
{
    static char shown[2000];
    struct record_value value;
    struct replica_row row;
    struct record record;
    struct arena arena;

    shown[0] = '\0';
    arena_init(&arena, 8 << 20);
    DESK_OK(desk, replica_get(desk->tablet.store, id, &row, &desk->error));
    DESK_OK(desk, record_parse(row.state, &arena, &record, &desk->error));
    if (kind_shown(&record, span_of(name), 0, &value) == ERR_OK && !span_is(value.value, "null"))
        text_copy(shown, sizeof(shown), value.value);
    record_clear(&record);
    arena_clear(&arena);
    return shown;
}

#define ACT_FIELD(desk, id, name, wanted) assert_string_equal(act_field(desk, id, name), wanted)
#define ACT_OK(desk, call) DESK_STATUS(desk, 200, call)

static inline void act_assert_error(struct desk *desk, enum err code, const char *words)
{
    const struct json *error = json_member(desk->json, "error");
    const char *name = "", *detail = "", *zh = "", *en = "";

    if (!json_text(json_member(error, "code"), &name) || strcmp(name, err_name(code)) != 0
        || !json_text(json_member(error, "detail"), &detail) || !strstr(detail, words)
        || !json_text(json_member(error, "zh"), &zh) || !zh[0]
        || !json_text(json_member(error, "en"), &en) || !en[0])
        fail_msg("%s \"%s\" is wanted: %.2000s", err_name(code), words, desk->body.data);
}

// Refused with this code and words, and nothing was written.
#define ACT_REFUSED(desk, code, words, call)                  \
    do {                                                      \
        int64_t entries_before = desk_entries(desk);          \
        DESK_STATUS(desk, err_http_status(code), call);       \
        act_assert_error(desk, code, words);                  \
        assert_int_equal(desk_entries(desk), entries_before); \
    } while (0)

// The members of a question, and the word that its refusal must name.
struct act_wrong {
    const char *members, *named;
};
// Each of them, behind `before` (members as well), is refused by name and writes nothing.
static inline void act_refuse_each(struct desk *desk, const char *path, const char *before,
                                   const struct act_wrong *wrong)
{
    for (; wrong->members; wrong++) {
        int64_t entries = desk_entries(desk);
        int status = desk_post(desk, path, "%s%s%s", before,
                               before[0] && wrong->members[0] ? "," : "", wrong->members);

        if (status < 400 || status >= 500 || !strstr(desk->body.data, wrong->named))
            fail_msg("%s %s: %d %.800s", path, wrong->members, status, desk->body.data);
        assert_int_equal(desk_entries(desk), entries);
    }
}

// The last question again under its own tap.
static inline void act_same_tap(struct desk *desk)
{
    desk->taps--;
}

static inline struct uuid act_started(struct desk *desk, const char *code)
{
    ACT_OK(desk, desk_post(desk, "/api/nodes", "\"site\":\"%s\",\"code\":\"%s\"",
                           desk_id(&desk->site), code));
    return desk_made(desk);
}

// A rectification of a failed item.
static inline struct uuid act_failed(struct desk *desk)
{
    struct uuid attempt = act_started(desk, "water_electric");

    ACT_OK(desk,
           desk_post(desk, "/api/items",
                     "\"of\":\"%s\",\"item\":\"standard\",\"result\":\"fail\",\"note\":\"不平\"",
                     desk_id(&attempt)));
    return act_saved(desk, "rectification");
}

// A person whose role writes nothing at all is at the tablet.
static inline void act_auditor(struct desk *desk)
{
    struct uuid inspector = desk_person(INSPECTOR);

    desk_office(desk, "person", &inspector, "\"name\":\"陈国强\",\"role\":\"auditor\"");
}

// Another site, of which this tablet also has the record.
static inline struct uuid act_other_site(struct desk *desk)
{
    struct uuid site = desk_uuid(0x517f);

    desk_office_at(desk, &site, "site", &site,
                   "\"address\":\"湖滨路 2 号\",\"customer_name\":\"李四\"");
    return site;
}

#endif
