// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement.h"

#include "tests/unit/facts_sample.h"

#include "shared/model/statement_originals.h"

#include <stdio.h>

#define TEXT(text)               \
    {                            \
        (text), sizeof(text) - 1 \
    }
#define WORDS(chinese, english)      \
    {                                \
        TEXT(chinese), TEXT(english) \
    }
#define HEX(d) d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d
// Numbers of the records.
enum { NODE = 10, ATTEMPT = 11, ROUTES = 12, PRESSURE = 13, OTHER = 14, CHANGE = 15, FIX = 16 };
enum { PHOTO = 20, THERE = 30, VALUE = 40, MOVE = 50 };

static const struct catalogue_item items[] = {
    {.code = TEXT("routes"),
     .rule = TEXT("D3.8"),
     .group = TEXT("水"),
     .words = WORDS("走向", "routes"),
     .concealed = true},
    {.code = TEXT("pressure"),
     .rule = TEXT("D3.8"),
     .words = WORDS("水压", "pressure"),
     .measured = true,
     .unit = TEXT("MPa"),
     .target = TEXT("0.6"),
     .minus = TEXT("0.05"),
     .plus = TEXT("0.1")},
    {.code = TEXT("height"), .words = WORDS("高度", "height"), .measured = true},
};
static const struct catalogue_form forms[] = {
    {.code = TEXT("confirmation"),
     .rule = TEXT("D3.4"),
     .words = WORDS("水电确认单", "confirmation"),
     .clause = WORDS("签字即\"确认\"", "signing confirms"),
     .items = true,
     .budget = true},
    {.code = TEXT("handbook"), .words = WORDS("服务手册", "handbook")},
    {.code = TEXT("plain"), .words = WORDS("单", "plain"), .items = true},
};
static const struct catalogue_node nodes[]
    = {{.code = TEXT("water"), .words = WORDS("水电", "water"), .items = {items, COUNT(items)}}};
static const struct catalogue_inspection inspections[]
    = {{.code = TEXT("closed_water"), .items = {items, 1}}};
static const struct catalogue catalogue = {
    .version = TEXT("2026.1"),
    .forms = forms,
    .form_count = COUNT(forms),
    .nodes = nodes,
    .node_count = 1,
    .inspections = inspections,
    .inspection_count = 1,
};

// The records of a site in which each text may be replaced, and which may be put in either order.
struct part {
    const char *kind;
    int number;
    const char *fields;
};
static const struct part parts[] = {
    {"site", SAMPLE_SITE,
     "'customer_name':'张三','address':'江边路','contract_number':'HT7','contract_amount_fen':900"},
    {"person", SAMPLE_PERSON, "'name':'李四','role':'inspector'"},
    {"node", NODE, "'code':'water','catalogue':'2026.1'"},
    {"attempt", ATTEMPT, "'node':@10,'n':1"},
    {"item_result", ROUTES,
     "'attempt':@11,'item':'routes','result':'pass','note':'好','room':'厨房','amount_fen':5"},
    {"item_result", OTHER, "'attempt':@11,'item':'zz','result':'fail'"},
    {"item_result", 90, "'attempt':@11,'item':'routes2','result':'fail','deleted':true"},
    {"item_result", 91, "'attempt':@99,'item':'routes','result':'fail'"},
    {"photo", PHOTO, "'of':@12,'digest':'" HEX("aa") "','taken_at':5,'name':'a.jpg'"},
    {"photo", PHOTO + 1, "'of':@12,'digest':'" HEX("bb") "','taken_at':4"},
    {"photo", PHOTO + 2, "'of':@30,'digest':'" HEX("cc") "','taken_at':9"},
    {"photo", PHOTO + 3, "'of':@16,'digest':'" HEX("aa") "','taken_at':9"},
    {"photo", PHOTO + 4, "'of':@12,'digest':'" HEX("dd") "','deleted':true"},
    {"photo", PHOTO + 5, "'of':@98,'digest':'" HEX("ee") "'"},
    {"photo", PHOTO + 6, "'digest':'" HEX("ee") "'"},
    {"measured_value", VALUE, "'of':@11,'item':'pressure','point':'p2','value':'0.71'"},
    {"measured_value", VALUE + 1, "'of':@11,'item':'pressure','point':'p1','value':'0.55'"},
    {"measured_value", VALUE + 2,
     "'of':@11,'item':'height','point':'a','value':'2.7','target':'2.7','unit':'m'"},
    {"measured_value", VALUE + 3, "'of':@11,'item':'height','point':'b','value':'2.7'"},
    {"measured_value", VALUE + 4, "'of':@14,'item':'zz','point':'x','value':'1'"},
    {"measured_value", VALUE + 5, "'of':@12,'item':'routes','point':'x','deleted':true"},
    {"measured_value", VALUE + 6, "'of':@97,'item':'routes','point':'x','value':'1'"},
    {"measured_value", VALUE + 7, "'item':'routes','point':'x','value':'1'"},
    {"presence", THERE, "'of':@11,'person':@2,'at':8"},
    {"presence", THERE + 1, "'of':@10,'person':@77,'at':7"},
    {"presence", THERE + 2, "'of':@96,'person':@2,'at':7"},
    {"presence", THERE + 3, "'person':@2,'at':7"},
    {"presence", THERE + 4, "'of':@11,'at':8"},
    {"rectification", FIX, "'of':@14,'summary':'渗水','item':'zz','severity':'major'"},
    {"rectification", FIX + 100, "'of':@11,'summary':'旧','deadline':9"},
    {"rectification", FIX + 101, "'of':@11,'summary':'good'"},
    {"rectification", FIX + 102, "'of':@95,'summary':'other'"},
    {"rectification", FIX + 103, "'summary':'nothing'"},
    {"move", MOVE, "'of':@16,'move':'assign','at':1,'to':@2,'deadline':77"},
    {"move", MOVE + 1, "'of':@117,'move':'assign','at':1,'to':@2"},
    {"move", MOVE + 2, "'of':@117,'move':'done','at':2,'after':@51"},
    {"move", MOVE + 3, "'of':@117,'move':'verify','at':3,'after':@52"},
    {"change_order", CHANGE, "'category':'design_error','description':'改','amount_fen':7"},
    {"inspection", 60, "'code':'closed_water','note':'ok'"},
    {"zebra", 61, "'stripes':12,'gone':null"},
};

// Puts the parts, forward or backward; the one with this number as `fields` says ("": not at all).
static void put_all(struct sample *sample, bool backward, int number, const char *fields)
{
    for (size_t i = 0; i < COUNT(parts); i++) {
        const struct part *part = &parts[backward ? COUNT(parts) - 1 - i : i];
        const char *text = part->number == number ? fields : part->fields;

        // The one who verifies is another (D5.2); the dots stay those of the record.
        sample->author = part->number == MOVE + 3 ? 3 : SAMPLE_PERSON;
        sample->actor = (uint64_t)part->number * 10;
        sample->time_ms = SAMPLE_NOW_MS + part->number;
        if (*text)
            sample_put(sample, part->kind, part->number, text);
    }
    facts_settle(&sample->facts);
}

static struct statement_options options_of(const struct sample *sample, size_t form, int of)
{
    return (struct statement_options){
        .facts = &sample->facts,
        .catalogue = &catalogue,
        .form = &forms[form],
        .of = sample_fact(sample, of),
        .node = of == ATTEMPT ? sample_fact(sample, NODE) : NULL,
    };
}

static char *format(const struct sample *sample, size_t form, int of)
{
    struct statement_options options = options_of(sample, form, of);
    struct error error;
    struct buffer out;

    buffer_init(&out, STATEMENT_BYTES_MAX);
    if (statement_format(&options, &out, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    if (canon_check((struct span){out.data, out.len}, &error) != ERR_OK)
        fail_msg("%s: %s", error.detail, out.data);
    return buffer_take(&out);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in:\n%s", part, text);
}

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
    assert_has(text, "\"fields\":[{\"name\":\"amount_fen\",\"value\":7},{\"name\":\"category\","
                     "\"value\":\"design_error\"},{\"name\":\"description\",\"value\":\"改\"}],");
    assert_has(text, "\"node\":null,\"of\":{\"id\":\"018f0000-0000-7000-8000-00000000000f\","
                     "\"kind\":\"change_order\"},\"photos\":[\"" HEX("ee") "\"]}");
    assert_has(text, "\"shown\":{\"fields\":[{\"en\":\"");
    assert_has(text, "\"name\":\"category\",\"value\":\"design_error\",\"zh\":\"");
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

// D6.2: the digest changes with each covered value and with nothing else.
static void d6_2_the_content_is_equal_if_and_only_if_the_covered_values_are(void **state)
{
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
        {VALUE, "measured_value", "'of':@11,'item':'pressure','value':1",
         "'of':@11,'item':'pressure','value':'2'", NULL, 0, ATTEMPT},
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

// What stands beside is limited as well.
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

#define BEFORE "{\"catalogue\":\"1\",\"content\":"
#define BEHIND ",\"format\":\"plumbline-statement-1\",\"records\":[],\"shown\":"

static void what_is_no_statement_has_no_content(void **state)
{
    static const char *const bad[] = {
        "",
        "{}",
        BEFORE "[]" BEHIND "{}}",
        BEFORE "{}" BEHIND "{}} ",
        BEFORE "{ }" BEHIND "{}}",
        BEFORE "{},\"format\":\"plumbline-statement-2\",\"records\":[],\"shown\":{}}",
        BEFORE "{},\"format\":7,\"records\":[],\"shown\":{}}",
        "{\"catalogue\":1,\"content\":{}" BEHIND "{}}",
    };
    struct span part;

    assert_int_equal(statement_content(span_of(BEFORE "{}" BEHIND "{}}"), &part, NULL), ERR_OK);
    assert_true(span_is(part, "{}"));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(statement_content(span_of(bad[i]), &part, NULL), ERR_PARSE);
}

static void photos_are_listed_only_from_a_statement(void **state)
{
    static const char *const bad[] = {
        BEFORE "{\"items\":[{\"photos\":[\"a\"]}]}" BEHIND "{\"photos\":[]}}",
        BEFORE "{\"items\":[{\"photos\":[7]}]}" BEHIND "{\"photos\":[]}}",
        BEFORE "{\"items\":[]}" BEHIND "{\"photos\":[{}]}}",
        BEFORE "{\"items\":[]}" BEHIND "{}}",
        BEFORE "{\"items\":7}" BEHIND "{\"photos\":[]}}",
        BEFORE "{}" BEHIND "{\"photos\":[]}}",
    };
    struct sample *sample = *state;
    struct digest *list;
    struct buffer text;
    struct arena small;
    size_t count = 7;

    assert_int_equal(
        statement_originals_list(span_of(BEFORE "{\"items\":[]}" BEHIND "{\"photos\":[]}}"),
                                 &sample->arena, &list, &count, NULL),
        ERR_OK);
    assert_int_equal(count, 0);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(
            statement_originals_list(span_of(bad[i]), &sample->arena, &list, &count, NULL),
            ERR_PARSE);
    buffer_init(&text, STATEMENT_BYTES_MAX);
    buffer_append_text(&text, BEFORE "{\"items\":[{\"photos\":[");
    for (int i = 0; i < 300; i++)
        buffer_printf(&text, "%s\"%064x\"", i ? "," : "", 999 - i);
    buffer_append_text(&text, "]}]}" BEHIND "{\"photos\":[]}}");
    for (size_t room = 100; room < 40000; room += room / 3) {
        enum err err;

        arena_init(&small, room);
        err = statement_originals_list((struct span){text.data, text.len}, &small, &list, &count,
                                       NULL);
        assert_true(err == ERR_TOO_LARGE || (err == ERR_OK && count == 300));
        arena_clear(&small);
    }
    assert_int_equal(statement_originals_list((struct span){text.data, text.len}, &sample->arena,
                                              &list, &count, NULL),
                     ERR_OK);
    assert_int_equal(list[0].bytes[31], 999 & 0xff);
    assert_int_equal(list[299].bytes[31], 700 & 0xff);
    buffer_clear(&text);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(d6_1_the_statement_holds_exactly_what_was_shown),
        CASE(the_photos_of_a_statement_are_listed_once_in_the_order_of_the_page),
        CASE(a_form_without_items_or_amounts_shows_none),
        CASE(of_another_record_the_fields_and_photos_are_signed),
        CASE(what_is_not_here_stays_empty),
        CASE(the_order_in_which_facts_came_does_not_matter),
        CASE(d6_2_the_content_is_equal_if_and_only_if_the_covered_values_are),
        CASE(a_statement_holds_the_content_whose_digest_is_told),
        CASE(a_covered_field_in_conflict_is_null_and_said_to_be),
        CASE(what_is_too_large_is_refused),
        CASE(a_page_with_too_much_beside_it_is_refused),
        CASE(what_is_no_statement_has_no_content),
        CASE(photos_are_listed_only_from_a_statement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
