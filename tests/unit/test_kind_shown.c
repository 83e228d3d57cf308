// SPDX-License-Identifier: Apache-2.0
#include "shared/model/hlc.h"
#include "shared/model/kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS INT64_C(1700000000000)

// A record in which values of one field stand side by side, by actors 1, 2, …
struct scene {
    struct record record;
    struct standing writes[4];
    struct field fields[4];
    const char *field;
    struct record_value shown;
};

static struct scene scene_of(const char *kind, const char *field)
{
    return (struct scene){.record = {.kind = span_of(kind)}, .field = field};
}

static void add(struct scene *scene, const char *field, const char *value, uint64_t time)
{
    size_t i = scene->record.write_count++;

    scene->fields[i] = (struct field){span_of(field), span_of(value)};
    scene->writes[i] = (struct standing){.dot = {i + 1, 1}, .time = time, .field_count = 1};
}

static enum err show(struct scene *scene, int64_t received_ms)
{
    for (size_t i = 0; i < scene->record.write_count; i++)
        scene->writes[i].fields = &scene->fields[i];
    scene->record.writes = scene->writes;
    return kind_shown(&scene->record, span_of(scene->field), received_ms, &scene->shown);
}

static void assert_shown(struct scene *scene, int64_t received_ms, enum err wanted,
                         const char *value)
{
    assert_int_equal(show(scene, received_ms), wanted);
    if (!span_is(scene->shown.value, value))
        fail_msg("%.*s instead of %s", (int)scene->shown.value.len, scene->shown.value.data, value);
}

static void a_field_that_never_stood_has_no_value(void **state)
{
    struct scene scene = scene_of("note", "text");

    assert_int_equal(show(&scene, 0), ERR_NOT_FOUND);
    add(&scene, "of", "\"x\"", 1);
    assert_int_equal(show(&scene, 0), ERR_NOT_FOUND);
}

static void a_single_value_is_shown_whatever_the_policy(void **state)
{
    static const char *const fields[][2] = {
        {"note", "text"},    {"item_result", "result"}, {"item_result", "amount_fen"},
        {"note", "unknown"}, {"unknown", "x"},
    };

    for (size_t i = 0; i < 5; i++) {
        struct scene scene = scene_of(fields[i][0], fields[i][1]);

        add(&scene, "a", "1", 9);
        add(&scene, fields[i][1], "\"v\"", 1);
        assert_shown(&scene, 0, ERR_OK, "\"v\"");
        // Equal values are one.
        add(&scene, fields[i][1], "\"v\"", 2);
        assert_shown(&scene, 0, ERR_OK, "\"v\"");
    }
}

static void of_concurrent_texts_the_newest_is_shown(void **state)
{
    struct scene scene = scene_of("note", "text");

    add(&scene, "text", "\"old\"", hlc_start(NOW_MS));
    add(&scene, "text", "\"new\"", hlc_start(NOW_MS) + 1);
    add(&scene, "a", "\"other\"", hlc_start(NOW_MS) + 9);
    add(&scene, "text", "\"older\"", hlc_start(NOW_MS) - 1);
    assert_shown(&scene, 0, ERR_OK, "\"new\"");
    assert_int_equal(scene.shown.dot.actor, 2);
}

static void of_equal_times_the_higher_actor_is_shown(void **state)
{
    struct scene scene = scene_of("note", "text");

    add(&scene, "text", "\"b\"", 5);
    add(&scene, "text", "\"a\"", 5);
    assert_shown(&scene, 0, ERR_OK, "\"a\"");
}

static void a_time_far_ahead_of_its_receipt_counts_as_the_receipt(void **state)
{
    struct scene scene = scene_of("note", "text");

    add(&scene, "text", "\"right clock\"", hlc_start(NOW_MS + 1));
    add(&scene, "text", "\"wrong clock\"", hlc_start(NOW_MS + HLC_AHEAD_MAX_MS + 1));
    assert_shown(&scene, 0, ERR_OK, "\"wrong clock\"");
    assert_shown(&scene, -1, ERR_OK, "\"wrong clock\"");
    assert_shown(&scene, NOW_MS + 1, ERR_OK, "\"wrong clock\"");
    assert_shown(&scene, NOW_MS, ERR_OK, "\"right clock\"");
    assert_shown(&scene, INT64_MAX, ERR_OK, "\"wrong clock\"");
    scene.writes[0].time = UINT64_MAX;
    assert_shown(&scene, NOW_MS, ERR_OK, "\"wrong clock\"");
}

static void of_concurrent_results_the_worst_is_shown(void **state)
{
    struct scene scene = scene_of("item_result", "result");

    add(&scene, "result", "\"pass\"", 9);
    add(&scene, "result", "\"fail\"", 1);
    add(&scene, "note", "\"x\"", 1);
    add(&scene, "result", "\"na\"", 8);
    assert_shown(&scene, NOW_MS, ERR_OK, "\"fail\"");
    scene.fields[1].value = span_of("\"pass\"");
    assert_shown(&scene, NOW_MS, ERR_OK, "\"na\"");
}

static void a_result_without_rank_leaves_a_conflict(void **state)
{
    struct scene scene = scene_of("item_result", "result");

    add(&scene, "result", "\"pass\"", 9);
    add(&scene, "result", "null", 1);
    assert_shown(&scene, 0, ERR_CONFLICT, "\"pass\"");
    scene.fields[1].value = span_of("\"from the future\"");
    assert_shown(&scene, 0, ERR_CONFLICT, "\"pass\"");
}

static void concurrent_amounts_stay_in_conflict(void **state)
{
    struct scene scene = scene_of("item_result", "amount_fen");

    add(&scene, "amount_fen", "100", 1);
    add(&scene, "amount_fen", "200", 9);
    assert_shown(&scene, 0, ERR_CONFLICT, "100");
}

static void what_the_table_does_not_know_stays_in_conflict(void **state)
{
    struct scene scene = scene_of("from_the_future", "text");

    add(&scene, "text", "1", 1);
    add(&scene, "text", "2", 9);
    assert_shown(&scene, 0, ERR_CONFLICT, "1");
    scene.record.kind = span_of("note");
    assert_shown(&scene, 0, ERR_OK, "2");
    scene.field = "unknown";
    scene.fields[0].name = scene.fields[1].name = span_of("unknown");
    assert_shown(&scene, 0, ERR_CONFLICT, "1");
}

static void an_edit_survives_a_concurrent_deletion(void **state)
{
    static const char *const kinds[] = {"note", "item_result", "from_the_future"};

    for (size_t i = 0; i < 3; i++) {
        struct scene scene = scene_of(kinds[i], "deleted");

        add(&scene, "deleted", "false", 1);
        add(&scene, "deleted", "true", 9);
        assert_shown(&scene, 0, ERR_OK, "false");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_that_never_stood_has_no_value),
        cmocka_unit_test(a_single_value_is_shown_whatever_the_policy),
        cmocka_unit_test(of_concurrent_texts_the_newest_is_shown),
        cmocka_unit_test(of_equal_times_the_higher_actor_is_shown),
        cmocka_unit_test(a_time_far_ahead_of_its_receipt_counts_as_the_receipt),
        cmocka_unit_test(of_concurrent_results_the_worst_is_shown),
        cmocka_unit_test(a_result_without_rank_leaves_a_conflict),
        cmocka_unit_test(concurrent_amounts_stay_in_conflict),
        cmocka_unit_test(what_the_table_does_not_know_stays_in_conflict),
        cmocka_unit_test(an_edit_survives_a_concurrent_deletion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
