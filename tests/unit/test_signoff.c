// SPDX-License-Identifier: Apache-2.0
#include "shared/model/signoff.h"

#include "tests/unit/facts_sample.h"

#include <stdio.h>

static struct digest digest_of(uint8_t byte)
{
    struct digest digest;

    memset(digest.bytes, byte, sizeof(digest.bytes));
    return digest;
}

static struct signoff make(void)
{
    return (struct signoff){
        .id = sample_id(7),
        .site = sample_id(SAMPLE_SITE),
        .of = sample_id(3),
        .node = sample_id(4),
        .person = sample_id(SAMPLE_PERSON),
        .device = sample_id(5),
        .catalogue = span_of("2026.1"),
        .form = span_of("handbook"),
        .role = span_of("customer"),
        .name = span_of("张\n\"三\""),
        .verdict = span_of("not_satisfied"),
        .reason = span_of("漏水"),
        .score = 2,
        .statement = digest_of(1),
        .content = digest_of(2),
        .handwritten = true,
        .handwriting = digest_of(3),
        .rendering = digest_of(4),
        .signed_ms = 1795309200000,
        .mono_ms = 77,
        .offset_ms = -5,
        .offset_known = true,
        .boot = "0123456789abcdef",
        .latitude = span_of("31.2"),
        .longitude = span_of("-121.5"),
        .entries = UINT64_MAX,
        .chain = digest_of(5),
        .certificate = digest_of(6),
    };
}

#define FOUR(d) d d d d
#define EIGHT(d) FOUR(d) FOUR(d)
#define DIGEST_01 "\"" EIGHT("01") EIGHT("01") EIGHT("01") EIGHT("01") "\""
#define DIGEST_02 "\"" EIGHT("02") EIGHT("02") EIGHT("02") EIGHT("02") "\""
#define DIGEST_03 "\"" EIGHT("03") EIGHT("03") EIGHT("03") EIGHT("03") "\""
#define DIGEST_04 "\"" EIGHT("04") EIGHT("04") EIGHT("04") EIGHT("04") "\""
#define DIGEST_05 "\"" EIGHT("05") EIGHT("05") EIGHT("05") EIGHT("05") "\""
#define DIGEST_06 "\"" EIGHT("06") EIGHT("06") EIGHT("06") EIGHT("06") "\""
static const char whole[]
    = "{\"boot\":\"0123456789abcdef\",\"catalogue\":\"2026.1\","
      "\"certificate\":" DIGEST_06 ",\"chain\":" DIGEST_05 ",\"content\":" DIGEST_02 ","
      "\"device\":\"018f0000-0000-"
      "7000-8000-000000000005\","
      "\"entries\":"
      "\"18446744073709551615\","
      "\"form\":\"handbook\","
      "\"format\":\"plumbline-signoff-"
      "1\",\"handwriting\":" DIGEST_03 ",\"id\":\"018f0000-"
      "0000-7000-8000-"
      "000000000007\","
      "\"latitude\":\"31."
      "2\","
      "\"longitude\":\"-121."
      "5\",\"mono_ms\":77,"
      "\"name\":"
      "\"张\\n\\\"三\\\"\","
      "\"node\":\"018f0000-"
      "0000-7000-8000-"
      "000000000004\","
      "\"of\":\"018f0000-"
      "0000-7000-8000-"
      "000000000003\","
      "\"offset_ms\":-5,"
      "\"person\":"
      "\"018f0000-0000-7000-"
      "8000-000000000002\","
      "\"reason\":\"漏水\","
      "\"rendering\""
      ":" DIGEST_04 ",\"role\":"
      "\"customer"
      "\","
      "\"score\":"
      "2,\"signed_"
      "ms\":"
      "17953092000"
      "00,"
      "\"site\":"
      "\"018f0000-"
      "0000-7000-"
      "8000-"
      "00000000000"
      "1\","
      "\"statement"
      "\":" DIGEST_01 ","
      "\"verdict\":\"not_satisfied\"}";

// The least there can be: a refusal on a tablet that knows little.
static struct signoff make_least(void)
{
    struct signoff least = make();

    least.node = uuid_nil;
    least.reason = least.latitude = least.longitude = (struct span){0};
    least.score = 0;
    least.handwritten = least.offset_known = false;
    least.boot[0] = '\0';
    return least;
}

static void the_sealed_text_is_canonical_and_read_back(void **state)
{
    struct signoff signoff = make(), read;
    struct buffer out;

    buffer_init(&out, SIGNOFF_TEXT_MAX);
    assert_true(signoff_format(&signoff, &out));
    assert_string_equal(out.data, whole);
    assert_int_equal(canon_check(span_of(out.data), NULL), ERR_OK);
    assert_int_equal(signoff_parse(span_of(whole), &read, NULL), ERR_OK);
    assert_true(span_is(read.name, "张\\n\\\"三\\\""));
    read.name = signoff.name; // the one text with escapes
    buffer_reset(&out);
    assert_true(signoff_format(&read, &out));
    assert_string_equal(out.data, whole);
    buffer_clear(&out);
}

static void what_is_absent_is_null(void **state)
{
    struct signoff signoff = make_least(), read;
    struct buffer out, again;

    buffer_init(&out, SIGNOFF_TEXT_MAX);
    buffer_init(&again, SIGNOFF_TEXT_MAX);
    assert_true(signoff_format(&signoff, &out));
    assert_non_null(strstr(out.data, "\"handwriting\":null"));
    assert_non_null(strstr(out.data, "\"rendering\":null"));
    assert_non_null(strstr(out.data, "\"node\":null"));
    assert_non_null(strstr(out.data, "\"boot\":null"));
    assert_non_null(strstr(out.data, "\"offset_ms\":null"));
    assert_int_equal(signoff_parse(span_of(out.data), &read, NULL), ERR_OK);
    assert_false(read.handwritten || read.offset_known);
    assert_true(uuid_is_nil(&read.node));
    assert_int_equal(read.score, 0);
    read.name = signoff.name;
    assert_true(signoff_format(&read, &again));
    assert_string_equal(again.data, out.data);
    buffer_clear(&out);
    buffer_clear(&again);
}

static void what_cannot_be_written_is_not(void **state)
{
    struct signoff signoff = make();
    struct buffer out;

    buffer_init(&out, 2 * SIGNOFF_TEXT_MAX);
    signoff.signed_ms = INT64_MAX;
    assert_false(signoff_format(&signoff, &out));
    buffer_reset(&out);
    signoff = make();
    signoff.reason = (struct span){"\xff", 1};
    assert_false(signoff_format(&signoff, &out));
    buffer_reset(&out);
    signoff.reason.data = mem_alloc(SIGNOFF_TEXT_MAX);
    signoff.reason.len = SIGNOFF_TEXT_MAX;
    memset((char *)(uintptr_t)signoff.reason.data, 'a', SIGNOFF_TEXT_MAX);
    assert_false(signoff_format(&signoff, &out));
    buffer_reset(&out);
    signoff.reason.len = SIGNOFF_TEXT_MAX - 2000;
    assert_true(signoff_format(&signoff, &out));
    mem_free((void *)(uintptr_t)signoff.reason.data);
    buffer_clear(&out);
}

static void any_other_form_is_refused(void **state)
{
    static const char *const bends[][2] = {
        {"\"boot\":\"0123456789abcdef\"", "\"boot\":\"0123456789ABCDEF\""},
        {"\"boot\":\"0123456789abcdef\"", "\"boot\":\"0123\""},
        {"\"boot\":\"0123456789abcdef\"", "\"boot\":7"},
        {"\"catalogue\":\"2026.1\"", "\"catalogue\":null"},
        {"\"catalogue\":\"2026.1\"", "\"catalogue\":\"\""},
        {"\"certificate\":\"06", "\"certificate\":\"6"},
        {"\"chain\":\"05", "\"chain\":\"0X"},
        {"\"entries\":\"18446744073709551615\"", "\"entries\":5"},
        {"signoff-1", "signoff-2"},
        {"\"format\":\"plumbline-signoff-1\"", "\"format\":1"},
        {"\"device\":\"018f0000-0000-7000-8000-000000000005\"", "\"device\":null"},
        {"\"device\":\"018f", "\"device\":\"018F"},
        {"\"of\":\"018f0000-0000-7000-8000-000000000003\"",
         "\"of\":\"00000000-0000-0000-0000-000000000000\""},
        {"\"score\":2", "\"score\":0"},
        {"\"score\":2", "\"score\":6"},
        {"\"score\":2", "\"score\":\"2\""},
        {"\"offset_ms\":-5", "\"offset_ms\":-0"},
        {"\"mono_ms\":77", "\"mono_ms\":null"},
        {"\"latitude\":\"31.2\"", "\"latitude\":31"},
        {"\"longitude\":\"-121.5\"", "\"longitude\":\"\""},
        {"\"node\":\"018f", "\"node\":\"18f"},
        {"\"verdict\":\"not_satisfied\"}", "\"verdict\":\"not_satisfied\",\"x\":1}"},
        {"\"verdict\":\"not_satisfied\"}", "\"verdict\":\"not_satisfied\"}\n"},
        {"\"role\":\"customer\",", ""},
        {"\"handwriting\":" DIGEST_03, "\"handwriting\":null"},
        {"\"rendering\":" DIGEST_04, "\"rendering\":null"},
        {"\"rendering\":" DIGEST_04, "\"rendering\":nul"},
        {"\"handwriting\":" DIGEST_03, "\"handwriting\":3"},
        {"\"reason\":\"漏水\"", "\"reason\":\"\\u6f0f水\""},
    };
    struct signoff read;
    struct error error;
    char text[sizeof(whole) + 200];

    for (size_t i = 0; i < COUNT(bends); i++) {
        const char *at = strstr(whole, bends[i][0]);

        assert_non_null(at);
        snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - whole), whole, bends[i][1],
                 at + strlen(bends[i][0]));
        error_clear(&error);
        if (signoff_parse(span_of(text), &read, &error) != ERR_PARSE || !error.detail[0])
            fail_msg("%s", text);
    }
    assert_int_equal(signoff_parse((struct span){whole, SIGNOFF_TEXT_MAX + 1}, &read, &error),
                     ERR_PARSE);
}

static const char fields[]
    = "'of':@3,'node':@4,'form':'handbook','role':'customer','name':'张\\n\\'三\\'',"
      "'verdict':'not_satisfied','reason':'漏水','score':2,'signed_at':1795309200000,"
      "'statement':" DIGEST_01 ",'handwriting':" DIGEST_03 ",'rendering':" DIGEST_04
      ",'content':" DIGEST_02 ",'latitude':'31.2','longitude':'-121.5'";

// The field that the record differs in, or NULL.
static const char *differs(struct sample *sample, int number, const char *text)
{
    struct signoff sealed;
    const char *field = NULL;
    bool matches;

    sample_put(sample, "signoff", number, text);
    facts_settle(&sample->facts);
    assert_int_equal(signoff_parse(span_of(whole), &sealed, NULL), ERR_OK);
    matches = signoff_matches(sample_fact(sample, number), &sealed, &field);
    assert_int_equal(matches, field == NULL);
    return field;
}

static void a_record_that_says_what_was_sealed_matches(void **state)
{
    assert_null(differs(*state, 7, fields));
}

static void each_field_that_says_something_else_is_named(void **state)
{
    static const char *const bends[][3] = {
        {"@3", "@9", "of"},
        {"'node':@4,", "", "node"},
        {"'handbook'", "'briefing'", "form"},
        {"'customer'", "'designer'", "role"},
        {"三", "四", "name"},
        {"'not_satisfied'", "'satisfied'", "verdict"},
        {"'漏水'", "null", "reason"},
        {"'score':2", "'score':3", "score"},
        {"'score':2,", "", "score"},
        {"1795309200000", "1795309200001", "signed_at"},
        {"'statement':\"01", "'statement':\"11", "statement"},
        {"'handwriting':\"03", "'handwriting':\"13", "handwriting"},
        {"'rendering':\"04", "'rendering':\"14", "rendering"},
        {"'content':\"02", "'content':\"12", "content"},
        {"31.2", "31.20", "latitude"},
        {"-121.5", "121.5", "longitude"},
    };
    char text[sizeof(fields) + 100];

    for (size_t i = 0; i < COUNT(bends); i++) {
        const char *at = strstr(fields, bends[i][0]);
        struct sample *sample = sample_create();

        assert_non_null(at);
        snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - fields), fields, bends[i][1],
                 at + strlen(bends[i][0]));
        assert_string_equal(differs(sample, 7, text), bends[i][2]);
        sample_free(sample);
    }
}

static void another_record_site_or_author_does_not_match(void **state)
{
    struct sample *sample = *state;
    struct signoff sealed;
    const char *field;

    assert_string_equal(differs(sample, 8, fields), "id");
    sample->author = 99;
    assert_string_equal(differs(sample, 7, fields), "person");
    assert_int_equal(signoff_parse(span_of(whole), &sealed, NULL), ERR_OK);
    sealed.site = sample_id(55);
    assert_false(signoff_matches(sample_fact(sample, 7), &sealed, &field));
    assert_string_equal(field, "site");
    sealed = make_least();
    assert_false(signoff_matches(sample_fact(sample, 7), &sealed, &field));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sealed_text_is_canonical_and_read_back),
        cmocka_unit_test(what_is_absent_is_null),
        cmocka_unit_test(what_cannot_be_written_is_not),
        cmocka_unit_test(any_other_form_is_refused),
        cmocka_unit_test_setup_teardown(a_record_that_says_what_was_sealed_matches, set_up,
                                        tear_down),
        cmocka_unit_test(each_field_that_says_something_else_is_named),
        cmocka_unit_test_setup_teardown(another_record_site_or_author_does_not_match, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
