// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/undo.h"

#include "agent/capture/complain.h"
#include "agent/capture/measure.h"
#include "tests/unit/day_fixture.h"

// The array that the last report carried.
static struct json *undo_of(struct site_day *day)
{
    struct json *json = NULL;

    assert_true(day->report.undo.len > 0);
    assert_ok(day->tablet, json_parse((struct span){day->report.undo.data, day->report.undo.len},
                                      &json_limits_default, &json, &day->tablet->error));
    return json;
}

static enum err undo(struct site_day *day, const struct json *json)
{
    return undo_run(&day->options, json, DAY_ARGUMENTS(day));
}

static void set(struct site_day *day, const struct uuid *node, const char *result,
                struct deed_fields fields, struct deed_fields fix)
{
    struct item_answer answer = {span_of("standard"), span_of(result)};
    struct item_set given
        = {.of = *node, .answers = &answer, .count = 1, .fields = fields, .fix = fix};

    DAY_OK(day, item_set(&day->options, &given, DAY_ARGUMENTS(day)));
}

static const struct deed_fields none = {NULL, 0};

static struct uuid started(struct site_day *day)
{
    return day_start(day, "water_electric").node;
}

static void a_result_goes_back_to_what_it_said_before_and_forth_again(void **state)
{
    struct site_day *day = *state;
    struct uuid node = started(day), result;
    struct json *json;

    set(day, &node, "pass", day_fields(day, "item_result", "note=好", NULL), none);
    result = day_saved(day, "item_result");
    set(day, &node, "na", day_fields(day, "item_result", "room=厨房", NULL), none);
    json = undo_of(day);
    DAY_OK(day, undo(day, json));
    day_assert(day, &result, "result", "\"pass\"");
    day_assert(day, &result, "room", NULL);
    day_assert(day, &result, "note", "\"好\"");
    DAY_REFUSED(day, ERR_STALE, "undone", undo(day, json)); // twice
    json_free(json);
    tablet_check(day->tablet);
}

static void undoing_is_undone_again(void **state)
{
    struct site_day *day = *state;
    struct uuid node = started(day), result;
    struct json *json;

    set(day, &node, "pass", none, none);
    result = day_saved(day, "item_result");
    set(day, &node, "na", none, none);
    for (int i = 0; i < 3; i++) {
        json = undo_of(day);
        DAY_OK(day, undo(day, json));
        json_free(json);
        day_assert(day, &result, "result", i % 2 ? "\"na\"" : "\"pass\"");
    }
}

static size_t standing(struct site_day *day, const char *kind)
{
    struct site_facts facts;
    size_t count = 0, here = 0;
    const struct fact *list;

    day_facts(day, &facts);
    list = facts_of_kind(&facts.facts, kind, &count);
    for (size_t i = 0; i < count; i++)
        here += !record_deleted(list[i].record);
    site_facts_clear(&facts);
    return here;
}

static void a_fail_takes_its_photo_and_its_assigned_rectification_with_it(void **state)
{
    struct site_day *day = *state;
    struct uuid node = started(day), foreman = day_person(FOREMAN);
    struct deed_fields fix = day_fields(day, "rectification", day_ref(day, "responsible", &foreman),
                                        "deadline=1790600000000", NULL);
    struct json *json;

    day_photo(day, span_of("\xff\xd8\xff one"));
    set(day, &node, "fail", none, fix);
    assert_int_equal(day->report.count, 4); // result, rectification, its step, photo
    json = undo_of(day);
    DAY_OK(day, undo(day, json));
    json_free(json);
    assert_int_equal(standing(day, "item_result"), 0);
    assert_int_equal(standing(day, "rectification"), 0);
    assert_int_equal(standing(day, "photo"), 0);
    json = undo_of(day);
    DAY_OK(day, undo(day, json)); // and back it comes
    json_free(json);
    assert_int_equal(standing(day, "item_result"), 1);
    assert_int_equal(standing(day, "rectification"), 1);
    assert_int_equal(standing(day, "photo"), 1);
    tablet_check(day->tablet);
}

static void failed_again_it_goes_to_whom_it_is_given_now(void **state)
{
    struct site_day *day = *state;
    struct uuid node = started(day), id;
    const int holders[] = {FOREMAN, DESIGNER};

    for (int i = 0; i < 2; i++) {
        struct uuid person = day_person(holders[i]);
        struct deed_fields fix
            = day_fields(day, "rectification", day_ref(day, "responsible", &person),
                         "deadline=1790600000000", NULL);
        struct json *json;

        set(day, &node, "fail", day_fields(day, "item_result", "note=不平", NULL), fix);
        id = day_saved(day, "rectification");
        day_assert_person(day, &id, "holder", holders[i]);
        day_assert(day, &id, "state", "\"assigned\"");
        json = undo_of(day);
        if (i == 0)
            DAY_OK(day, undo(day, json));
        json_free(json);
    }
    day_assert(day, &id, "unsettled", "false");
}

static void what_others_have_gone_on_with_is_not_taken_away(void **state)
{
    struct site_day *day = *state;
    struct uuid node = started(day), fix;
    struct json *json;
    struct rectify_step step = {.move = "assign"};
    struct uuid foreman = day_person(FOREMAN);

    step.id = fix = day_fail(day, &node, "standard");
    json = undo_of(day);
    step.fields
        = day_fields(day, "move", day_ref(day, "to", &foreman), "deadline=1790600000000", NULL);
    DAY_OK(day, rectify_move(&day->options, &step, DAY_ARGUMENTS(day)));
    DAY_REFUSED(day, ERR_PRECONDITION, "belongs to it", undo(day, json));
    json_free(json);
    day_assert(day, &fix, "state", "\"assigned\"");
}

// Naming what belongs to it as what may stay does not take it from under that.
static void only_its_own_steps_may_stay_behind_it(void **state)
{
    struct site_day *day = *state;
    struct uuid node, child;
    struct buffer forged;
    struct json *json = NULL;
    char id[UUID_TEXT], actor[ACTOR_TEXT];

    node = started(day);
    buffer_init(&forged, 1 << 14);
    buffer_append(&forged, day->report.undo.data, day->report.undo.len - 1);
    set(day, &node, "pass", none, none);
    child = day_saved(day, "item_result");
    uuid_format(&child, id);
    actor_format(day->report.saved[0].dot.actor, actor);
    buffer_printf(&forged, ",{\"id\":\"%s\",\"actor\":\"%s\",\"counter\":\"%llu\",\"stays\":true}]",
                  id, actor, (unsigned long long)day->report.saved[0].dot.counter);
    assert_ok(day->tablet, json_parse((struct span){forged.data, forged.len}, &json_limits_default,
                                      &json, &day->tablet->error));
    DAY_REFUSED(day, ERR_INVALID, "not what an answer carried", undo(day, json));
    assert_int_equal(standing(day, "attempt"), 1);
    json_free(json);
    buffer_clear(&forged);
}

static void a_later_edit_makes_it_stale(void **state)
{
    struct site_day *day = *state;
    struct uuid node = started(day), result;
    struct json *json;

    set(day, &node, "pass", none, none);
    json = undo_of(day);
    result = day_saved(day, "item_result");
    set(day, &node, "na", none, none);
    DAY_REFUSED(day, ERR_STALE, "changed since", undo(day, json));
    json_free(json);
    day_assert(day, &result, "result", "\"na\"");
}

// D6.2
static void what_was_signed_since_is_not_undone(void **state)
{
    struct site_day *day = *state;
    struct uuid node = started(day);
    char attempt[UUID_TEXT], fields[400];
    struct uuid signoff = tablet_uuid(0xd001), id;
    struct json *before, *after;
    struct site_facts facts;

    set(day, &node, "pass", none, none);
    before = undo_of(day);
    day_facts(day, &facts);
    id = facts_of_kind(&facts.facts, "attempt", &(size_t){0})->record->id;
    site_facts_clear(&facts);
    uuid_format(&id, attempt);
    day->office_ms = day->tablet->wall_ms + 1000;
    snprintf(fields, sizeof(fields),
             "\"form\":\"x\",\"name\":\"张三\",\"of\":\"%s\",\"role\":\"customer\",\"verdict\":"
             "\"satisfied\"",
             attempt);
    day_office(day, "signoff", &signoff, fields);
    DAY_REFUSED(day, ERR_PRECONDITION, "signed it since", undo(day, before));
    json_free(before);
    day->tablet->wall_ms += 5000; // a change after signing may be taken back
    set(day, &node, "na", none, none);
    after = undo_of(day);
    DAY_OK(day, undo(day, after));
    json_free(after);
}

static void final_acts_carry_nothing_to_undo_and_forged_ones_are_refused(void **state)
{
    struct site_day *day = *state;
    struct complain given
        = {.of = uuid_nil, .fields = day_fields(day, "complaint", "words=太慢", NULL)};
    struct buffer forged;
    struct json *json = NULL;
    char id[UUID_TEXT], actor[ACTOR_TEXT];

    DAY_OK(day, complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
    assert_int_equal(day->report.undo.len, 0);
    uuid_format(&day->report.saved[0].id, id);
    actor_format(day->report.saved[0].dot.actor, actor);
    buffer_init(&forged, 1 << 12);
    buffer_printf(&forged,
                  "[{\"id\":\"%s\",\"actor\":\"%s\",\"counter\":\"%llu\",\"stays\":false}]", id,
                  actor, (unsigned long long)day->report.saved[0].dot.counter);
    assert_ok(day->tablet, json_parse((struct span){forged.data, forged.len}, &json_limits_default,
                                      &json, &day->tablet->error));
    DAY_REFUSED(day, ERR_DENIED, "final", undo(day, json));
    json_free(json);
    buffer_clear(&forged);
}

static void what_is_no_such_array_is_refused(void **state)
{
    static const char *const wrong[] = {
        "[]",
        "{}",
        "[1]",
        "[{}]",
        "[{\"id\":\"x\",\"actor\":\"00000000000000a1\",\"counter\":\"1\",\"stays\":false}]",
        "[{\"id\":\"00000000-0000-7000-8000-00000000feed\",\"actor\":\"zz\",\"counter\":\"1\","
        "\"stays\":false}]",
        "[{\"id\":\"00000000-0000-7000-8000-00000000feed\",\"actor\":\"00000000000000a1\","
        "\"counter\":\"1\",\"stays\":false,\"before\":3}]",
    };
    struct site_day *day = *state;
    struct uuid record;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct json *json = NULL;

        assert_ok(day->tablet,
                  json_parse(span_of(wrong[i]), &json_limits_default, &json, &day->tablet->error));
        DAY_REFUSED(day, ERR_INVALID, "undo", undo(day, json));
        if (i < 6)
            assert_false(undo_record(json, &record));
        json_free(json);
    }
}

static void a_role_that_may_not_write_may_not_undo(void **state)
{
    struct site_day *day = *state;
    struct uuid node = started(day);
    struct uuid auditor = tablet_uuid(0xbaad);
    struct json *json;

    day_office(day, "person", &auditor, "\"name\":\"审计\",\"role\":\"auditor\"");
    set(day, &node, "pass", none, none);
    json = undo_of(day);
    day->options.person = auditor;
    DAY_REFUSED(day, ERR_DENIED, "auditor", undo(day, json));
    json_free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(a_result_goes_back_to_what_it_said_before_and_forth_again),
        DAY(undoing_is_undone_again),
        DAY(a_fail_takes_its_photo_and_its_assigned_rectification_with_it),
        DAY(failed_again_it_goes_to_whom_it_is_given_now),
        DAY(what_others_have_gone_on_with_is_not_taken_away),
        DAY(only_its_own_steps_may_stay_behind_it),
        DAY(a_later_edit_makes_it_stale),
        DAY(what_was_signed_since_is_not_undone),
        DAY(final_acts_carry_nothing_to_undo_and_forged_ones_are_refused),
        DAY(what_is_no_such_array_is_refused),
        DAY(a_role_that_may_not_write_may_not_undo),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
