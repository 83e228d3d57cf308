// SPDX-License-Identifier: Apache-2.0
// A catalogue is published once under its version, never past somebody who was faster, and what an
// edit takes for granted is asked inside its commit.
#include "office_fixture.h"

#include "server/reconcile/catalogue_desk.h"
#include "server/storage/records.h"
#include "server/sync/office_edit.h"
#include "shared/data/catalogue_default.h"

static struct audit_row row(const char *why)
{
    return (struct audit_row){
        .who = span_of("wang"), .act = span_of("catalogue.publish"), .why = span_of(why)};
}

// The built-in catalogue under another version.
static struct span make_file(struct buffer *out, const char *version)
{
    static const char head[] = "\"version\": \"";
    const char *at = strstr(catalogue_default_text, head), *end;

    assert_non_null(at);
    at += strlen(head);
    end = strchr(at, '"');
    buffer_init(out, 1 << 20);
    buffer_append(out, catalogue_default_text, (size_t)(at - catalogue_default_text));
    buffer_append_text(out, version);
    buffer_append_text(out, end);
    return (struct span){out->data, out->len};
}

static enum err publish(struct bench *bench, const char *version, const char *newest,
                        struct catalogue_published *out)
{
    struct audit_row audit = row("a reason");
    struct buffer text;
    const struct catalogue_wish wish = {.file = make_file(&text, version),
                                        .now_ms = ++bench->now_ms,
                                        .newest = newest,
                                        .audit = &audit};
    struct error error = {0};
    enum err err = catalogue_desk_publish(bench->office, &wish, out, &error);

    buffer_clear(&text);
    return err;
}

static size_t count_published(struct bench *bench)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    struct view *view;
    size_t count;

    assert_int_equal(storage_open_view(office_storage(bench->office), &view, NULL), ERR_OK);
    assert_int_equal(view_begin(view, NULL), ERR_OK);
    assert_int_equal(catalogue_desk_list(view, cache, NULL), ERR_OK);
    count = catalogue_cache_count(cache);
    storage_close_view(view);
    catalogue_cache_free(cache);
    return count;
}

static void who_began_from_an_older_version_publishes_nothing(void **state)
{
    struct catalogue_published out;
    struct bench bench;

    (void)state;
    bench_open(&bench);
    assert_int_equal(publish(&bench, "a1", NULL, &out), ERR_OK);
    assert_true(out.made);
    assert_int_equal(publish(&bench, "a2", "a1", &out), ERR_OK);
    assert_string_equal(out.version, "a2");
    assert_int_equal(publish(&bench, "a3", "a1", &out), ERR_PRECONDITION);
    assert_int_equal(publish(&bench, "a2", "a2", &out), ERR_OK); // the same once more
    assert_false(out.made);
    assert_int_equal(count_published(&bench), 2);
    bench_close(&bench);
}

static enum err refuse(const struct office_premise *premise, struct view *view, struct error *error)
{
    assert_non_null(view);
    return error_set(error, ERR_PRECONDITION, "%s", (const char *)premise->ctx);
}

static void an_edit_whose_premise_fails_takes_the_whole_list_back(void **state)
{
    const struct office_premise premise = {.holds = refuse, .ctx = "no longer"};
    const struct field fields[] = {{span_of("name"), span_of("\"Li\"")},
                                   {span_of("number"), span_of("\"P9\"")},
                                   {span_of("role"), span_of("\"inspector\"")}};
    struct office_edit edits[2]
        = {{.kind = "person", .fields = fields, .field_count = 3},
           {.kind = "person", .fields = fields, .field_count = 3, .premise = &premise}};
    struct record_row found;
    struct error error = {0};
    struct bench bench;
    struct view *view;

    (void)state;
    bench_open(&bench);
    assert_int_equal(office_edit(bench.office, edits, 2, &error), ERR_PRECONDITION);
    assert_non_null(strstr(error.detail, "no longer"));
    assert_int_equal(storage_open_view(office_storage(bench.office), &view, NULL), ERR_OK);
    assert_int_equal(view_begin(view, NULL), ERR_OK);
    assert_false(uuid_is_nil(&edits[0].id)); // it was written, and taken back
    assert_int_equal(records_get(view, &edits[0].id, &found, NULL), ERR_NOT_FOUND);
    storage_close_view(view);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_began_from_an_older_version_publishes_nothing),
        cmocka_unit_test(an_edit_whose_premise_fails_takes_the_whole_list_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
