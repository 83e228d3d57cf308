// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind.h"

#include "shared/model/hlc.h"
#include "shared/model/kind_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SITE "018f0000-0000-7000-8000-000000000002"
#define OTHER "018f0000-0000-7000-8000-000000000003"
#define DIGEST "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""

enum { FIELDS_MAX = 8, CATALOGUE_MOST = 196608 };

// A write of a kind and its fields, as name, value pairs ended by NULL.
struct sample {
    struct write write;
    struct field fields[FIELDS_MAX];
    struct error error;
};

static struct uuid id_of(const char *text)
{
    struct uuid id;

    assert_true(uuid_parse(span_of(text), &id));
    return id;
}

static void make(struct sample *sample, const char *kind, const char *const *pairs)
{
    size_t count = 0;

    *sample = (struct sample){.write
                              = {.kind = span_of(kind), .id = id_of(OTHER), .site = id_of(SITE)}};
    for (; pairs[2 * count]; count++) {
        assert_true(count < FIELDS_MAX);
        sample->fields[count]
            = (struct field){span_of(pairs[2 * count]), span_of(pairs[2 * count + 1])};
    }
    sample->write.fields = sample->fields;
    sample->write.field_count = count;
}

static enum err check(struct sample *sample, bool creates, bool from_tablet)
{
    struct kind_question question
        = {&sample->write, .creates = creates, .from_tablet = from_tablet};

    return kind_check(&question, &sample->error);
}

// An edit of one field of an existing record.
static enum err check_value(struct sample *sample, const char *kind, const char *name,
                            const char *value)
{
    make(sample, kind, (const char *const[]){name, value, NULL});
    if (kind_find(span_of(kind)) && kind_find(span_of(kind))->global)
        sample->write.site = uuid_nil;
    if (strcmp(kind, "site") == 0)
        sample->write.id = sample->write.site;
    return check(sample, false, false);
}

static void the_table_is_well_formed(void **state)
{
    size_t count;
    const struct kind *kinds = kind_list(&count);

    assert_true(count >= 12 && count == kind_table_count);
    assert_null(kind_find(span_of("")));
    assert_null(kind_find(span_of("nod")));
    assert_null(kind_field_find(&kinds[0], span_of("")));
    assert_null(kind_field_find(&kinds[0], span_of("addr")));
    for (size_t i = 0; i < count; i++) {
        assert_true(write_name_valid(span_of(kinds[i].name)));
        assert_true(kinds[i].zh[0] && kinds[i].en[0]);
        assert_ptr_equal(kind_find(span_of(kinds[i].name)), &kinds[i]);
        assert_false(kinds[i].global && kinds[i].own_site);
        for (size_t j = 0; j < kinds[i].field_count; j++) {
            const struct kind_field *field = &kinds[i].fields[j];

            assert_true(write_name_valid(span_of(field->name)));
            assert_true(field->zh[0] && field->en[0]);
            assert_true(field->min <= field->max);
            assert_int_equal(field->type == TYPE_CHOICE, field->choice != NULL);
            assert_true(field->policy != POLICY_WORST || field->choice);
            assert_ptr_equal(kind_field_find(&kinds[i], span_of(field->name)), field);
        }
    }
}

static void keys_are_made_of_required_fields(void **state)
{
    size_t count;
    const struct kind *kinds = kind_list(&count);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; kinds[i].key && kinds[i].key[j]; j++) {
            const struct kind_field *field = kind_field_find(&kinds[i], span_of(kinds[i].key[j]));

            assert_true(j < KIND_KEY_MAX);
            assert_true(strcmp(kinds[i].key[j], "site") == 0 || (field && field->required));
        }
}

static void the_kinds_of_the_field_are_open_to_tablets(void **state)
{
    static const char *const field[]
        = {"node",       "attempt",       "item_result",     "measured_value", "photo",
           "note",       "inspection",    "presence",        "patrol",         "patrol_call",
           "contact",    "weekly_report", "simulated_round", "rectification",  "move",
           "signoff",    "void",          "change_order",    "delivery",       "drawing_review",
           "spot_check", "re_inspection", "complaint"};
    static const char *const office[]
        = {"site", "person", "assignment", "catalogue", "device", "counter_seal", "call_back"};
    size_t count;

    kind_list(&count);
    assert_int_equal(count, COUNT(field) + COUNT(office));

    for (size_t i = 0; i < COUNT(field); i++)
        assert_false(kind_find(span_of(field[i]))->office_only);
    for (size_t i = 0; i < COUNT(office); i++)
        assert_true(kind_find(span_of(office[i]))->office_only);
}

static void values_are_checked_by_the_type_of_their_field(void **state)
{
    static const struct {
        const char *kind, *name, *value;
        bool valid;
    } cases[] = {
        {"note", "text", "\"\"", true},
        {"note", "text", "7", false},
        {"site", "address", "\"\"", false},
        {"site", "address", "\"x\"", true},
        {"photo", "width", "1", true},
        {"photo", "width", "0", false},
        {"photo", "width", "100001", false},
        {"photo", "width", "\"1\"", false},
        {"item_result", "amount_fen", "-9007199254740991", true},
        {"item_result", "amount_fen", "\"1.50\"", false},
        {"assignment", "active", "true", true},
        {"assignment", "active", "false", true},
        {"assignment", "active", "1", false},
        {"assignment", "active", "\"true\"", false},
        {"item_result", "result", "\"fail\"", true},
        {"item_result", "result", "\"Fail\"", false},
        {"item_result", "result", "\"\"", false},
        {"item_result", "result", "fail", false},
        {"photo", "of", "\"" OTHER "\"", true},
        {"photo", "of", "\"../" OTHER "\"", false},
        {"photo", "of", "1", false},
        {"photo", "digest", DIGEST, true},
        {"photo", "digest", "\"E3B0\"", false},
        {"photo", "digest", "0", false},
        {"photo", "taken_at", "1700000000000", true},
        {"photo", "taken_at", "0", true},
        {"photo", "taken_at", "-28800000", true},
        {"photo", "taken_at", "4102444800000", true},
        {"photo", "taken_at", "253402300799999", true},
        {"photo", "taken_at", "253402300800000", false},
        {"photo", "taken_at", "-253402300800000", false},
        {"photo", "taken_at", "\"2024\"", false},
        {"photo", "mime", "null", true},
        {"photo", "digest", "null", false},
        {"photo", "unknown", "{}", true},
        {"unknown", "x", "{}", true},
    };
    struct sample sample;

    for (size_t i = 0; i < COUNT(cases); i++)
        if (check_value(&sample, cases[i].kind, cases[i].name, cases[i].value)
            != (cases[i].valid ? ERR_OK : ERR_INVALID))
            fail_msg("%s.%s = %s: %s", cases[i].kind, cases[i].name, cases[i].value,
                     sample.error.detail);
}

static void decimals_are_plain(void **state)
{
    static const char *const good[]
        = {"0", "-0.5", "31.230416", "121.473701", "-999999999999999.999999999999999"};
    static const char *const bad[] = {
        "",
        "-",
        ".5",
        "5.",
        "01",
        "-01.5",
        "1.2.3",
        "1e3",
        "1,5",
        " 1",
        "1 ",
        "+1",
        "1x",
        "1x5",
        "--1",
        "0x1",
        "1000000000000000",
        "0.1234567890123456",
    };
    struct sample sample;
    char value[64];

    for (size_t i = 0; i < COUNT(good); i++) {
        snprintf(value, sizeof(value), "\"%s\"", good[i]);
        assert_int_equal(check_value(&sample, "photo", "latitude", value), ERR_OK);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        snprintf(value, sizeof(value), "\"%s\"", bad[i]);
        assert_int_equal(check_value(&sample, "photo", "latitude", value), ERR_INVALID);
    }
    assert_int_equal(check_value(&sample, "photo", "latitude", "31"), ERR_INVALID);
}

static void dates_are_days_of_the_calendar(void **state)
{
    static const char *const good[]
        = {"2024-02-29", "2023-02-28", "2000-02-29", "1970-01-01", "2106-12-31", "9999-12-31"};
    static const char *const bad[] = {
        "2023-02-29",  "1900-02-29", "2024-00-10", "2024-13-10", "2024-01-00",
        "2024-01-32",  "2024-04-31", "2024-1-1",   "24-01-01",   "2024/01/01",
        "2024-01-01T", "2024-01-0a", "2024-01-0:", "",           "2024-01-0/",
    };
    struct sample sample;
    char value[64];

    for (size_t i = 0; i < COUNT(good); i++) {
        snprintf(value, sizeof(value), "\"%s\"", good[i]);
        assert_int_equal(check_value(&sample, "site", "contract_date", value), ERR_OK);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        snprintf(value, sizeof(value), "\"%s\"", bad[i]);
        assert_int_equal(check_value(&sample, "site", "contract_date", value), ERR_INVALID);
    }
    assert_int_equal(check_value(&sample, "site", "contract_date", "20240101"), ERR_INVALID);
}

// Text of `len` bytes is accepted or not.
static void assert_length(const char *kind, const char *name, size_t len, enum err wanted)
{
    char *value = malloc(len + 3);
    struct sample sample;

    memset(value, 'x', len + 2);
    value[0] = value[len + 1] = '"';
    value[len + 2] = '\0';
    assert_int_equal(check_value(&sample, kind, name, value), wanted);
    free(value);
}

static void texts_have_the_length_of_their_field_or_16_kib(void **state)
{
    assert_length("note", "text", KIND_TEXT_MAX, ERR_OK);
    assert_length("note", "text", KIND_TEXT_MAX + 1, ERR_INVALID);
    assert_length("photo", "name", 255, ERR_OK);
    assert_length("photo", "name", 256, ERR_INVALID);
}

// D3.13
static void a_whole_catalogue_fits_into_its_one_write(void **state)
{
    char *value = calloc(1, CATALOGUE_MOST + 4);
    struct sample sample;

    memset(value, 'x', CATALOGUE_MOST + 3);
    value[0] = value[CATALOGUE_MOST + 1] = '"';
    value[CATALOGUE_MOST + 2] = '\0';
    make(&sample, "catalogue", (const char *const[]){"content", value, "version", "\"1\"", NULL});
    sample.write.id = kind_key_id("catalogue", &sample.fields[1].value, 1);
    sample.write.site = uuid_nil;
    assert_int_equal(check(&sample, true, false), ERR_OK);
    assert_true(CATALOGUE_MOST + 4096 < WRITE_BYTES_MAX);
    value[CATALOGUE_MOST + 1] = 'x';
    value[CATALOGUE_MOST + 2] = '"';
    sample.fields[0].value = span_of(value);
    assert_int_equal(check(&sample, true, false), ERR_INVALID);
    free(value);
}

static void an_offending_value_is_named_and_cut_to_size(void **state)
{
    struct sample sample;

    assert_int_equal(check_value(&sample, "item_result", "result", "\"maybe\""), ERR_INVALID);
    assert_string_equal(sample.error.detail,
                        "item_result.result is \"maybe\"; it must be one of its choices");
    assert_int_equal(check_value(&sample, "item_result", "result",
                                 "\"工地工地工地工地工地工地工地工地工地工地工地工地\""),
                     ERR_INVALID);
    assert_true(text_utf8_valid(sample.error.detail, strlen(sample.error.detail)));
    assert_true(strlen(sample.error.detail) < 150);
}

static void the_office_alone_writes_its_kinds(void **state)
{
    struct sample sample;

    make(&sample, "person", (const char *const[]){"name", "\"王\"", "role", "\"inspector\"", NULL});
    sample.write.site = uuid_nil;
    assert_int_equal(check(&sample, true, false), ERR_OK);
    assert_int_equal(check(&sample, true, true), ERR_DENIED);
    assert_string_equal(sample.error.detail, "person is written in the office only");
    make(&sample, "note", (const char *const[]){"text", "\"x\"", NULL});
    assert_int_equal(check(&sample, true, true), ERR_OK);
}

static void required_fields_are_in_the_write_that_creates(void **state)
{
    struct sample sample;

    make(&sample, "photo", (const char *const[]){"of", "\"" OTHER "\"", NULL});
    assert_int_equal(check(&sample, true, true), ERR_INVALID);
    assert_string_equal(
        sample.error.detail,
        "photo.digest is missing; it must be a digest of 64 lower-case hexadecimal digits");
    assert_int_equal(check(&sample, false, true), ERR_OK);
    make(&sample, "photo", (const char *const[]){"digest", DIGEST, "of", "\"" OTHER "\"", NULL});
    assert_int_equal(check(&sample, true, true), ERR_OK);
}

static void what_is_written_once_is_never_changed(void **state)
{
    struct sample sample;

    make(&sample, "presence",
         (const char *const[]){"at", "1700000000000", "person", "\"" OTHER "\"", NULL});
    assert_int_equal(check(&sample, true, true), ERR_OK);
    assert_int_equal(check(&sample, false, true), ERR_INVALID);
    assert_string_equal(sample.error.detail, "presence is written once and never changed");
}

static void what_is_written_once_is_never_deleted(void **state)
{
    struct sample sample;

    make(&sample, "void",
         (const char *const[]){"deleted", "true", "reason", "\"x\"", "signoff", "\"" OTHER "\"",
                               NULL});
    assert_int_equal(check(&sample, true, true), ERR_INVALID);
    assert_string_equal(sample.error.detail, "void is never deleted");
    sample.fields[0].value = span_of("false");
    assert_int_equal(check(&sample, true, true), ERR_OK);
    make(&sample, "note", (const char *const[]){"deleted", "true", NULL});
    assert_int_equal(check(&sample, false, true), ERR_OK);
}

static void a_kind_has_its_place_in_a_site_or_in_none(void **state)
{
    struct sample sample;

    make(&sample, "note", (const char *const[]){"text", "\"x\"", NULL});
    sample.write.site = uuid_nil;
    assert_int_equal(check(&sample, true, true), ERR_INVALID);
    assert_non_null(strstr(sample.error.detail, "the id of a site"));
    make(&sample, "catalogue", (const char *const[]){"content", "\"x\"", "version", "\"1\"", NULL});
    sample.write.id = kind_key_id("catalogue", &sample.fields[1].value, 1);
    assert_int_equal(check(&sample, true, false), ERR_INVALID);
    assert_non_null(strstr(sample.error.detail, "site is " SITE "; it must be nil"));
    sample.write.site = uuid_nil;
    assert_int_equal(check(&sample, true, false), ERR_OK);
    make(&sample, "site",
         (const char *const[]){"address", "\"x\"", "customer_name", "\"x\"", NULL});
    assert_int_equal(check(&sample, true, false), ERR_INVALID);
    assert_non_null(strstr(sample.error.detail, "the record's own id"));
    sample.write.id = sample.write.site;
    assert_int_equal(check(&sample, true, false), ERR_OK);
    sample.write.id = sample.write.site = uuid_nil;
    assert_int_equal(check(&sample, true, false), ERR_INVALID);
}

static void a_key_makes_an_id(void **state)
{
    struct span values[] = {span_of("\"" SITE "\""), span_of("\"mid_term\"")};
    struct uuid id = kind_key_id("node", values, 2);
    char text[UUID_TEXT];

    // SHA-256 of ["node","018f…","mid_term"], its version and variant bits set.
    uuid_format(&id, text);
    assert_string_equal(text, "7e3cae73-fa07-8c6a-b8ce-0fed55fcf3ae");
    values[1] = span_of("7");
    id = kind_key_id("attempt", values, 2);
    uuid_format(&id, text);
    assert_string_equal(text, "a4604d49-d60e-8c9f-a843-c78daf4126d8");
}

static void a_keyed_record_has_the_id_of_its_key(void **state)
{
    struct span values[] = {span_of("\"" SITE "\""), span_of("\"mid_term\"")};
    struct sample sample;

    make(&sample, "node",
         (const char *const[]){"code", "\"mid_term\"", "state_note", "\"x\"", NULL});
    assert_int_equal(check(&sample, true, true), ERR_INVALID);
    assert_string_equal(
        sample.error.detail,
        "node: the id of a record with this key is 7e3cae73-fa07-8c6a-b8ce-0fed55fcf3ae");
    sample.write.id = kind_key_id("node", values, 2);
    assert_int_equal(check(&sample, true, true), ERR_OK);
    // Setting the key again is fine as it is, and a later edit need not.
    assert_int_equal(check(&sample, false, true), ERR_OK);
    sample.fields[0].value = span_of("\"design\"");
    assert_int_equal(check(&sample, false, true), ERR_INVALID);
    sample.write.fields++;
    sample.write.field_count--;
    assert_int_equal(check(&sample, false, true), ERR_OK);
    sample.write.id = id_of(OTHER);
    assert_int_equal(check(&sample, false, true), ERR_OK);
}

static void a_key_is_set_as_a_whole(void **state)
{
    struct span values[] = {span_of("\"" OTHER "\""), span_of("\"pressure\"")};
    struct sample sample;

    make(&sample, "item_result",
         (const char *const[]){"attempt", "\"" OTHER "\"", "item", "\"pressure\"", NULL});
    sample.write.id = kind_key_id("item_result", values, 2);
    assert_int_equal(check(&sample, true, true), ERR_OK);
    assert_int_equal(check(&sample, false, true), ERR_OK);
    sample.write.field_count = 1;
    assert_int_equal(check(&sample, false, true), ERR_INVALID);
    assert_string_equal(sample.error.detail,
                        "item_result: the fields of its key are set all together");
    sample.write.fields++;
    assert_int_equal(check(&sample, false, true), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_well_formed),
        cmocka_unit_test(keys_are_made_of_required_fields),
        cmocka_unit_test(the_kinds_of_the_field_are_open_to_tablets),
        cmocka_unit_test(values_are_checked_by_the_type_of_their_field),
        cmocka_unit_test(decimals_are_plain),
        cmocka_unit_test(dates_are_days_of_the_calendar),
        cmocka_unit_test(texts_have_the_length_of_their_field_or_16_kib),
        cmocka_unit_test(a_whole_catalogue_fits_into_its_one_write),
        cmocka_unit_test(an_offending_value_is_named_and_cut_to_size),
        cmocka_unit_test(the_office_alone_writes_its_kinds),
        cmocka_unit_test(required_fields_are_in_the_write_that_creates),
        cmocka_unit_test(what_is_written_once_is_never_changed),
        cmocka_unit_test(what_is_written_once_is_never_deleted),
        cmocka_unit_test(a_kind_has_its_place_in_a_site_or_in_none),
        cmocka_unit_test(a_key_makes_an_id),
        cmocka_unit_test(a_keyed_record_has_the_id_of_its_key),
        cmocka_unit_test(a_key_is_set_as_a_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
