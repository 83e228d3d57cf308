// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_document.h"

#include "tests/unit/statement_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C64 "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static enum err parse(const char *content, const char *shown, struct form_document *document)
{
    struct buffer text;
    enum err err;

    buffer_init(&text, 1 << 20);
    buffer_printf(&text,
                  "{\"catalogue\":\"2026.1\",\"content\":{\"form\":{\"code\":\"f\"}%s},"
                  "\"format\":\"plumbline-statement-1\",\"shown\":{%s}}",
                  content, shown);
    err = form_document_read((struct span){text.data, text.len}, document, NULL);
    buffer_clear(&text);
    return err;
}

static void d6_1_what_was_signed_is_read_as_it_is(void **state)
{
    const struct statement_sample sample = {.items = 12,
                                            .photos_an_item = 2,
                                            .priced = true,
                                            .measured = true,
                                            .people = 2,
                                            .fixes = 2};
    struct form_document document;
    struct buffer text;

    buffer_init(&text, 1 << 20);
    sample_statement(&sample, &text);
    assert_int_equal(form_document_read((struct span){text.data, text.len}, &document, NULL),
                     ERR_OK);
    assert_string_equal(document.catalogue, "2026.1");
    assert_string_equal(document.title.zh, "水电确认单");
    assert_string_equal(document.contract, "BJ-2026-01187");
    assert_string_equal(document.node.zh, "水电");
    assert_int_equal(document.attempt, 1);
    assert_true(document.has_budget);
    assert_int_equal(document.item_count, 12);
    assert_string_equal(document.items[2].result, "fail");
    assert_true(document.items[1].concealed);
    assert_true(document.items[3].priced);
    assert_int_equal(document.items[3].amount_fen, 12345 + 3 * 98765);
    assert_int_equal(document.items[0].value_count, 2);
    assert_string_equal(document.items[0].values[0].target, "2800");
    assert_true(document.items[0].values[0].judged && document.items[0].values[0].passes);
    assert_int_equal(document.photo_count, 24);
    assert_int_equal(document.items[5].photo_first, 10);
    assert_string_equal(document.photos[10].person, "王建国");
    assert_ptr_equal(document.photos[10].item, &document.items[5]);
    assert_int_equal(document.person_count, 2);
    assert_int_equal(document.rectification_count, 2);
    form_document_clear(&document);
    buffer_clear(&text);
}

static void photos_are_numbered_by_item_and_what_is_shown_beside_comes_last(void **state)
{
    struct form_document document;

    assert_int_equal(
        parse(",\"items\":[{\"photos\":[\"" B64 "\"],\"record\":\"r1\"},{\"photos\":[\"" B64
              "\",\"" C64 "\"],\"record\":\"r2\"}]",
              "\"photos\":[{\"digest\":\"" A64 "\",\"name\":\"a\",\"of\":\"x\"},{\"digest\":\"" B64
              "\",\"name\":\"b1\",\"of\":\"r1\"},{\"digest\":\"" B64
              "\",\"name\":\"b2\",\"of\":\"r2\"}]",
              &document),
        ERR_OK);
    assert_int_equal(document.photo_count, 4);
    assert_string_equal(document.photos[0].name, "b1");
    assert_string_equal(document.photos[1].name, "b2");
    assert_string_equal(document.photos[2].name, ""); // named by the item only
    assert_string_equal(document.photos[3].name, "a");
    assert_null(document.photos[3].item);
    form_document_clear(&document);
}

static void d9_1_fields_take_their_words_from_the_statement(void **state)
{
    struct form_document document;

    assert_int_equal(
        parse(",\"fields\":[{\"name\":\"amount_fen\",\"value\":-500},{\"name\":\"approved_by\","
              "\"value\":\"018f\"},{\"conflict\":true,\"name\":\"odd\",\"value\":null}],"
              "\"photos\":[\"" A64 "\"]",
              "\"fields\":[{\"en\":\"approved by\",\"name\":\"approved_by\",\"person\":\"陈\","
              "\"zh\":\"批准人\"},{\"name\":\"gone\"},{\"en\":\"amount\",\"name\":\"amount_fen\","
              "\"value\":7,\"zh\":\"金额\"}]",
              &document),
        ERR_OK);
    assert_int_equal(document.field_count, 3);
    assert_string_equal(document.fields[0].label.zh, "批准人"); // in the order of the page
    assert_string_equal(document.fields[0].text, "陈");
    assert_string_equal(document.fields[1].label.zh, "金额");
    assert_true(document.fields[1].numeric && document.fields[1].number == -500); // as signed
    assert_string_equal(document.fields[2].label.zh, "odd");
    assert_true(document.fields[2].conflict);
    assert_int_equal(document.photo_count, 1);
    form_document_clear(&document);
}

static void what_is_not_as_it_should_be_is_refused(void **state)
{
    static const struct {
        const char *content, *shown;
    } cases[] = {
        {",\"items\":{}", ""},
        {",\"items\":[{\"note\":7}]", ""},
        {",\"items\":[{\"photos\":[\"abc\"]}]", ""},
        {",\"items\":[{\"photos\":[7]}]", ""},
        {",\"photos\":[\"" A64 "a\"]", ""},
        {",\"items\":[{\"values\":7}]", ""},
        {",\"node\":{\"n\":\"1\"}", ""},
        {"", "\"photos\":[{\"digest\":\"x\"}]"},
        {"", "\"photos\":[{}]"},
        {"", "\"people\":[{\"at\":\"noon\"}]"},
        {"", "\"rectifications\":7"},
        {"", "\"people\":7"},
    };
    struct form_document document;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(parse(cases[i].content, cases[i].shown, &document), ERR_PARSE);
        form_document_clear(&document);
    }
}

static void a_text_longer_than_any_record_holds_is_refused(void **state)
{
    char *note = malloc(40000);
    struct form_document document;
    struct buffer content;

    buffer_init(&content, 1 << 17);
    memset(note, 'x', 40000);
    note[39999] = '\0';
    buffer_printf(&content, ",\"items\":[{\"note\":\"%s\"}]", note);
    assert_int_equal(parse(content.data, "", &document), ERR_TOO_LARGE);
    form_document_clear(&document);
    buffer_clear(&content);
    free(note);
}

static void nothing_in_a_text_can_spoil_the_paper(void **state)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    assert_string_equal(form_document_clean(&arena, "水\n电\t1"), "水\n电\t1");
    assert_string_equal(form_document_clean(&arena, "a\x01\x7F\xC2\x85"), "a���");
    assert_string_equal(form_document_clean(&arena, "\xE2\x80\xAE"), "�"); // right-to-left override
    assert_string_equal(form_document_clean(&arena, "\xE2\x81\xA6 \xE2\x80\xA8"), "� �");
    assert_string_equal(form_document_clean(&arena, "\xFF\xC3(x"), "��(x");
    assert_string_equal(form_document_clean(&arena, "שלום 😀"), "שלום 😀");
    arena_clear(&arena);
    arena_init(&arena, 8);
    assert_null(form_document_clean(&arena, "much more than fits"));
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d6_1_what_was_signed_is_read_as_it_is),
        cmocka_unit_test(photos_are_numbered_by_item_and_what_is_shown_beside_comes_last),
        cmocka_unit_test(d9_1_fields_take_their_words_from_the_statement),
        cmocka_unit_test(what_is_not_as_it_should_be_is_refused),
        cmocka_unit_test(a_text_longer_than_any_record_holds_is_refused),
        cmocka_unit_test(nothing_in_a_text_can_spoil_the_paper),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
