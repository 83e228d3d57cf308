// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement_originals.h"

#include "tests/unit/statement_facts.h"

static void d6_1_the_statement_holds_exactly_what_was_shown(void **state)
{
    struct sample *sample = *state;
    char *text;

    put_all(sample, false, 0, NULL);
    text = format(sample, 0, ATTEMPT);
    assert_has(text,
               "{\"catalogue\":\"2026.1\",\"content\":{\"budget_fen\":900,\"clause\":{\"en\":"
               "\"signing confirms\",\"zh\":\"签字即\\\"确认\\\"\"},\"customer\":{\"address\":"
               "\"江边路\",\"contract_number\":\"HT7\",\"name\":\"张三\"},\"form\":{\"code\":"
               "\"confirmation\",\"en\":\"confirmation\",\"rule\":\"D3.4\",\"zh\":\"水电确认单\"},"
               "\"items\":[{\"amount_fen\":5,\"code\":\"routes\",\"concealed\":true,\"en\":"
               "\"routes\",\"group\":\"水\",\"note\":\"好\",\"photos\":[\"" HEX("bb") "\",\"" HEX(
                   "aa") "\"],\"record\":\"018f0000-0000-7000-8000-00000000000c\",\"result\":"
                         "\"pass\",\"room\":\"厨房\",\"rule\":\"D3.8\",\"values\":[],\"zh\":"
                         "\"走向\"},");
    assert_has(text, "\"code\":\"pressure\",\"concealed\":false,\"en\":\"pressure\",\"group\":\"\","
                     "\"minus\":\"0.05\",\"note\":null,\"photos\":[],\"plus\":\"0.1\",\"record\":"
                     "null,\"result\":null,\"room\":null,\"rule\":\"D3.8\",\"values\":[{\"passes\":"
                     "true,\"point\":\"p1\",\"target\":\"0.6\",\"unit\":\"MPa\",\"value\":\"0.55\"}"
                     ",{\"passes\":false,\"point\":\"p2\",");
    assert_has(text, "{\"passes\":true,\"point\":\"a\",\"target\":\"2.7\",\"unit\":\"m\",\"value\":"
                     "\"2.7\"},{\"passes\":null,\"point\":\"b\",\"target\":null,\"unit\":null,");
    assert_has(text, "{\"code\":\"zz\",\"concealed\":false,\"en\":\"zz\",\"group\":\"\",\"note\":"
                     "null,\"photos\":[],\"record\":\"018f0000-0000-7000-8000-00000000000e\","
                     "\"result\":\"fail\",\"room\":null,\"rule\":\"\",\"values\":[{\"passes\":null,"
                     "\"point\":\"x\",\"target\":null,\"unit\":null,\"value\":\"1\"}],\"zh\":"
                     "\"zz\"}],");
    assert_has(text, "\"node\":{\"code\":\"water\",\"en\":\"water\",\"n\":1,\"zh\":\"水电\"},\"of\""
                     ":{\"id\":\"018f0000-0000-7000-8000-00000000000b\",\"kind\":\"attempt\"}},"
                     "\"format\":\"plumbline-statement-1\",\"records\":[{\"id\":\"018f0000-0000-"
                     "7000-8000-000000000001\",\"kind\":\"site\",\"vector\":{\"000000000000000b\":"
                     "\"1\"}}");
    assert_has(text, "\"people\":[{\"at\":7,\"name\":null,\"role\":null},{\"at\":8,\"name\":"
                     "\"李四\",\"role\":\"inspector\"},{\"at\":8,\"name\":null,\"role\":null}]");
    assert_has(text, "\"rectifications\":[{\"deadline\":77,\"id\":\"018f0000-0000-7000-8000-"
                     "000000000010\",\"item\":\"zz\",\"severity\":\"major\",\"state\":\"assigned\","
                     "\"summary\":\"渗水\"},{\"deadline\":9,");
    assert_has(text, "\"state\":\"open\",\"summary\":\"旧\"}]}}");
    assert_has(text, "\"shown\":{\"fields\":[],");
    assert_lacks(text, "good");
    assert_lacks(text, "routes2");
    assert_lacks(text, HEX("dd"));
    assert_lacks(text, HEX("ee"));
    free(text);
}

static void the_photos_of_a_statement_are_listed_once_in_the_order_of_the_page(void **state)
{
    struct sample *sample = *state;
    struct digest *list;
    size_t count;
    char *text;

    put_all(sample, false, 0, NULL);
    text = format(sample, 0, ATTEMPT);
    assert_int_equal(statement_originals_list(span_of(text), &sample->arena, &list, &count, NULL),
                     ERR_OK);
    assert_int_equal(count, 3);
    assert_int_equal(list[0].bytes[0], 0xbb);
    assert_int_equal(list[1].bytes[0], 0xaa);
    assert_int_equal(list[2].bytes[0], 0xcc);
    free(text);
}

static void a_form_without_items_or_amounts_shows_none(void **state)
{
    struct sample *sample = *state;
    char *text;

    put_all(sample, false, 0, NULL);
    text = format(sample, 1, ATTEMPT);
    assert_has(text, "\"items\":[]");
    assert_lacks(text, "_fen");
    free(text);
    text = format(sample, 2, ATTEMPT);
    assert_has(text, "\"code\":\"routes\"");
    assert_lacks(text, "_fen");
    free(text);
}

static void of_another_record_the_fields_and_photos_are_signed(void **state)
{
    struct sample *sample = *state;
    char *text;

    put_all(sample, false, PHOTO + 5, "'of':@15,'digest':'" HEX("ee") "'");
    text = format(sample, 1, CHANGE);
    assert_lacks(text, "copy_of");
    assert_has(text, "\"fields\":[{\"name\":\"amount_fen\",\"value\":7},{\"name\":\"category\","
                     "\"value\":\"design_error\"},{\"name\":\"description\",\"value\":\"改\"}],");
    assert_has(text, "\"node\":null,\"of\":{\"id\":\"018f0000-0000-7000-8000-00000000000f\","
                     "\"kind\":\"change_order\"},\"photos\":[\"" HEX("ee") "\"]}");
    assert_has(text, "\"shown\":{\"fields\":[{\"en\":\"");
    assert_has(text, "\"name\":\"category\",\"value\":\"design_error\",\"zh\":\"");
    free(text);
    put_all(sample, false, PHOTO + 5, "'of':@15,'digest':'" HEX("ee") "','copy_of':@15");
    text = format(sample, 1, CHANGE); // a marked copy says of which
    assert_has(text,
               "{\"copy_of\":\"018f0000-0000-7000-8000-00000000000f\",\"digest\":\"" HEX("ee"));
    free(text);
    text = format(sample, 2, 60);
    assert_has(text, "\"items\":[{\"code\":\"routes\"");
    assert_lacks(text, "\"code\":\"pressure\"");
    free(text);
    text = format(sample, 2, 61); // of a kind nobody knows
    assert_has(text, "\"fields\":[{\"name\":\"stripes\",\"value\":12}]");
    assert_has(text, "\"shown\":{\"fields\":[],");
    free(text);
}

static void d9_1_a_person_in_a_field_is_shown_by_name(void **state)
{
    struct sample *sample = *state;
    char *text;

    put_all(sample, false, CHANGE,
            "'category':'design_error','description':'改','approved_by':@02,"
            "'promise_approved_by':@01"); // the second is no person
    text = format(sample, 1, CHANGE);
    assert_has(text, "\"name\":\"approved_by\",\"person\":\"李四\",\"value\":\"018f0000");
    assert_has(text, "\"name\":\"promise_approved_by\",\"value\":\"018f0000");
    free(text);
}

static void what_ranks_alike_stands_by_id(void **state)
{
    struct sample *sample = *state;
    char *text;

    sample_put(sample, "site", SAMPLE_SITE, "'address':'江边路'");
    sample_put(sample, "attempt", ATTEMPT, "'node':@10,'n':1");
    sample_put(sample, "node", NODE, "'code':'water'");
    for (int i = 3; i > 0; i--) {
        char fields[200];

        sample_put(sample, "item_result", 200 + i, "'attempt':@11,'item':'zz'");
        sample_put(sample, "measured_value", 210 + i, "'of':@11,'item':'zz','point':'p'");
        snprintf(fields, sizeof(fields), "'of':@201,'digest':'%064d','taken_at':5", i);
        sample_put(sample, "photo", 220 + i, fields);
    }
    facts_settle(&sample->facts);
    text = format(sample, 0, ATTEMPT);
    assert_lacks(text, "budget_fen");
    assert_has(text, "00000001\",\"");
    assert_has(text, "00000003\"],");
    assert_true(strstr(text, "0000000000c9\",\"result\"")
                < strstr(text, "0000000000ca\",\"result\""));
    assert_has(text,
               "{\"passes\":null,\"point\":\"p\",\"target\":null,\"unit\":null,\"value\":null}");
    free(text);
}

static void what_is_not_here_stays_empty(void **state)
{
    struct sample *sample = *state;
    char *text;

    sample_put(sample, "node", NODE, "'code':'unknown'");
    sample_put(sample, "attempt", ATTEMPT, "'node':@10,'n':2");
    facts_settle(&sample->facts);
    text = format(sample, 0, ATTEMPT);
    assert_has(text, "\"customer\":{\"address\":null,\"contract_number\":null,\"name\":null}");
    assert_has(text,
               "\"items\":[],\"node\":{\"code\":\"unknown\",\"en\":\"\",\"n\":2,\"zh\":\"\"}");
    assert_lacks(text, "budget_fen");
    free(text);
}

static void the_order_in_which_facts_came_does_not_matter(void **state)
{
    struct sample *one = sample_create(), *other = sample_create();
    char *text, *again;

    put_all(one, false, 0, NULL);
    put_all(other, true, 0, NULL);
    text = format(one, 0, ATTEMPT);
    again = format(other, 0, ATTEMPT);
    assert_string_equal(text, again);
    free(text);
    free(again);
    sample_free(one);
    sample_free(other);
}

static void what_is_too_large_is_refused(void **state)
{
    struct sample *sample = *state;
    struct statement_options options;
    char *note = malloc(20000), fields[20100];
    struct digest digest;
    struct buffer out;
    bool conflict;

    memset(note, 'x', 19999);
    note[19999] = '\0';
    sample_put(sample, "node", NODE, "'code':'water'");
    sample_put(sample, "attempt", ATTEMPT, "'node':@10,'n':1");
    for (int i = 0; i < 60; i++) {
        snprintf(fields, sizeof(fields), "'attempt':@11,'item':'i%d','note':'%s'", i, note);
        sample_put(sample, "item_result", 200 + i, fields);
    }
    facts_settle(&sample->facts);
    options = options_of(sample, 0, ATTEMPT);
    buffer_init(&out, 2 * STATEMENT_BYTES_MAX);
    assert_int_equal(statement_format(&options, &out, NULL), ERR_TOO_LARGE);
    assert_int_equal(statement_content_state(&options, &digest, &conflict, NULL), ERR_TOO_LARGE);
    options.form = &forms[1];
    buffer_clear(&out);
    buffer_init(&out, 50);
    assert_int_equal(statement_format(&options, &out, NULL), ERR_TOO_LARGE);
    buffer_clear(&out);
    free(note);
}

static void a_page_with_too_much_beside_it_is_refused(void **state)
{
    struct sample *sample = *state;
    struct statement_options options;
    char *summary = malloc(20000), fields[20100];
    struct buffer out;

    memset(summary, 'x', 19999);
    summary[19999] = '\0';
    sample_put(sample, "node", NODE, "'code':'water'");
    sample_put(sample, "attempt", ATTEMPT, "'node':@10,'n':1");
    for (int i = 0; i < 60; i++) {
        snprintf(fields, sizeof(fields), "'of':@11,'summary':'%s'", summary);
        sample_put(sample, "rectification", 200 + i, fields);
    }
    facts_settle(&sample->facts);
    options = options_of(sample, 0, ATTEMPT);
    buffer_init(&out, 2 * STATEMENT_BYTES_MAX);
    assert_int_equal(statement_format(&options, &out, NULL), ERR_TOO_LARGE);
    assert_int_equal(out.len, 0);
    buffer_clear(&out);
    free(summary);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(d6_1_the_statement_holds_exactly_what_was_shown),
        CASE(the_photos_of_a_statement_are_listed_once_in_the_order_of_the_page),
        CASE(a_form_without_items_or_amounts_shows_none),
        CASE(of_another_record_the_fields_and_photos_are_signed),
        CASE(d9_1_a_person_in_a_field_is_shown_by_name),
        CASE(what_ranks_alike_stands_by_id),
        CASE(what_is_not_here_stays_empty),
        CASE(the_order_in_which_facts_came_does_not_matter),
        CASE(what_is_too_large_is_refused),
        CASE(a_page_with_too_much_beside_it_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
