// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/statement_facts.h"

static struct digest content(const struct sample *sample, size_t form, int of, bool *conflict)
{
    struct statement_options options = options_of(sample, form, of);
    struct digest digest, same;

    assert_int_equal(statement_content_state(&options, &digest, conflict, NULL), ERR_OK);
    assert_int_equal(statement_content_digest(&options, &same, NULL), ERR_OK);
    assert_true(digest_equal(&digest, &same));
    return digest;
}

static struct digest content_with(bool backward, int number, const char *fields, size_t form,
                                  int of)
{
    struct sample *sample = sample_create();
    struct digest digest;
    bool conflict;

    put_all(sample, backward, number, fields);
    digest = content(sample, form, of, &conflict);
    assert_false(conflict);
    sample_free(sample);
    return digest;
}

static const struct {
    int number;
    const char *fields;
    bool covered;
} edits[] = {
    {SAMPLE_SITE,
     "'customer_name':'张四','address':'江边路','contract_number':'HT7',"
     "'contract_amount_fen':900",
     true},
    {SAMPLE_SITE,
     "'customer_name':'张三','address':'x','contract_number':'HT7',"
     "'contract_amount_fen':900",
     true},
    {SAMPLE_SITE,
     "'customer_name':'张三','address':'江边路','contract_number':'HT7',"
     "'contract_amount_fen':901",
     true},
    {SAMPLE_SITE,
     "'customer_name':'张三','address':'江边路','contract_number':'HT7',"
     "'contract_amount_fen':900,'store':'s'",
     false},
    {ROUTES,
     "'attempt':@11,'item':'routes','result':'fail','note':'好','room':'厨房',"
     "'amount_fen':5",
     true},
    {ROUTES,
     "'attempt':@11,'item':'routes','result':'pass','note':'坏','room':'厨房',"
     "'amount_fen':5",
     true},
    {ROUTES,
     "'attempt':@11,'item':'routes','result':'pass','note':'好','room':'卫',"
     "'amount_fen':5",
     true},
    {ROUTES,
     "'attempt':@11,'item':'routes','result':'pass','note':'好','room':'厨房',"
     "'amount_fen':6",
     true},
    {ROUTES, "", true},
    {OTHER, "", true},
    {90, "'attempt':@11,'item':'routes2','result':'fail'", true},
    {PHOTO, "'of':@12,'digest':'" HEX("ab") "','taken_at':5", true},
    {PHOTO, "'of':@12,'digest':'" HEX("aa") "','taken_at':3", true}, // another order
    {PHOTO, "'of':@12,'digest':'" HEX("aa") "','taken_at':6,'name':'b.jpg'", false},
    {PHOTO, "", true},
    {PHOTO + 2, "", false},
    {VALUE, "'of':@11,'item':'pressure','point':'p2','value':'0.72'", true},
    {VALUE, "", true},
    {THERE, "", false},
    {FIX, "", false},
    {MOVE, "", false},
    {SAMPLE_PERSON, "'name':'王五','role':'inspector'", false},
    {NODE, "'code':'water','catalogue':'2026.1','state_note':'x'", false},
    {ATTEMPT, "'node':@10,'n':2", true},
    {ATTEMPT, "'node':@10,'n':1,'note':'x'", false},
    {CHANGE, "'category':'design_error'", false},
};

// D6.2: the digest changes with each covered value and with nothing else.
static void d6_2_the_content_is_equal_if_and_only_if_the_covered_values_are(void **state)
{
    struct digest before = content_with(false, 0, NULL, 0, ATTEMPT), after;

    for (size_t i = 0; i < COUNT(edits); i++) {
        after = content_with(i % 2, edits[i].number, edits[i].fields, 0, ATTEMPT);
        if (digest_equal(&before, &after) == edits[i].covered)
            fail_msg("%d: %s", edits[i].number, edits[i].fields);
    }
    before = content_with(false, 0, NULL, 1, CHANGE);
    after = content_with(false, CHANGE,
                         "'category':'design_error','description':'改',"
                         "'amount_fen':8",
                         1, CHANGE);
    assert_false(digest_equal(&before, &after));
}

static void a_statement_holds_the_content_whose_digest_is_told(void **state)
{
    struct sample *sample = *state;
    struct digest told, found;
    struct span part;
    bool conflict;
    char *text;

    put_all(sample, false, 0, NULL);
    told = content(sample, 0, ATTEMPT, &conflict);
    text = format(sample, 0, ATTEMPT);
    assert_int_equal(statement_content(span_of(text), &part, NULL), ERR_OK);
    hash_once(part.data, part.len, &found);
    assert_true(digest_equal(&told, &found));
    free(text);
}

static void a_covered_field_in_conflict_is_null_and_said_to_be(void **state)
{
    static const struct {
        int number;
        const char *kind, *one, *other, *shown;
        size_t form;
        int of;
    } cases[] = {
        {SAMPLE_SITE, "site", "'contract_amount_fen':1", "'contract_amount_fen':2",
         "{\"budget_fen\":null,\"clause\":{\"en\":\"signing confirms\",\"zh\":"
         "\"签字即\\\"确认\\\"\"},\"conflict\":true,",
         0, ATTEMPT},
        {ROUTES, "item_result", "'attempt':@11,'item':'routes','amount_fen':1",
         "'attempt':@11,'item':'routes','amount_fen':2",
         "{\"amount_fen\":null,\"code\":\"routes\",\"concealed\":true,\"conflict\":true,", 0,
         ATTEMPT},
        {CHANGE, "change_order", "'category':'design_error','amount_fen':1",
         "'category':'design_error','amount_fen':2",
         "{\"conflict\":true,\"name\":\"amount_fen\",\"value\":null}", 1, CHANGE},
        {CHANGE, "change_order", "'category':'design_error','amount_fen':1",
         "'category':'design_error','amount_fen':2", "{\"conflict\":true,\"en\":", 1, CHANGE},
        {ROUTES, "item_result", "'attempt':@11,'item':'routes','result':1",
         "'attempt':@11,'item':'routes','result':2", "\"concealed\":true,\"conflict\":true,", 2,
         ATTEMPT},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sample *sample = sample_create();
        bool conflict = false;
        char *text;

        put_all(sample, false, cases[i].number, "");
        sample_put_both(sample, cases[i].kind, cases[i].number, cases[i].one, cases[i].other);
        facts_settle(&sample->facts);
        content(sample, cases[i].form, cases[i].of, &conflict);
        assert_int_equal(conflict, cases[i].shown != NULL);
        text = format(sample, cases[i].form, cases[i].of);
        if (cases[i].shown)
            assert_has(text, cases[i].shown);
        free(text);
        sample_free(sample);
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(d6_2_the_content_is_equal_if_and_only_if_the_covered_values_are),
        CASE(a_statement_holds_the_content_whose_digest_is_told),
        CASE(a_covered_field_in_conflict_is_null_and_said_to_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
