// SPDX-License-Identifier: Apache-2.0
// Catalogues as records: what may be published, and what a shelf of them lends.
#include "shared/data/catalogue_cache.h"
#include "shared/data/catalogue_default.h"
#include "shared/data/catalogue_file.h"
#include "shared/data/catalogue_record.h"
#include "shared/data/catalogue_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PERSON "018f0000-0000-7000-8000-000000000001"

struct fixture {
    struct arena arena;
    struct buffer state, text;
    struct catalogue_cache *cache;
    struct error error;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    arena_init(&f->arena, 64 << 20);
    buffer_init(&f->state, 1 << 20);
    buffer_init(&f->text, 1 << 20);
    f->cache = catalogue_cache_create();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    catalogue_cache_free(f->cache);
    buffer_clear(&f->state);
    buffer_clear(&f->text);
    arena_clear(&f->arena);
    free(f);
    return 0;
}

// The default catalogue under another version.
static struct span version(struct fixture *f, const char *name)
{
    static const char was[] = "\"2026.3\"";
    const char *at = strstr(catalogue_default_text, was);
    char *copy = arena_take(&f->arena, catalogue_default_text_size + 64);
    int len = snprintf(copy, catalogue_default_text_size + 64, "%.*s\"%s\"%s",
                       (int)(at - catalogue_default_text), catalogue_default_text, name,
                       at + sizeof(was) - 1);

    return (struct span){copy, (size_t)len};
}

static struct catalogue_record make(struct fixture *f, struct span file, int64_t published_ms)
{
    struct catalogue_record record;

    if (catalogue_record_make(file, published_ms, &f->arena, &record, &f->error))
        fail_msg("%s", f->error.detail);
    return record;
}

static struct write write_of(const struct catalogue_record *record)
{
    return (struct write){
        .id = record->id,
        .kind = span_of("catalogue"),
        .fields = record->fields,
        .field_count = CATALOGUE_RECORD_FIELDS,
    };
}

// Puts its state into the cache.
static void add(struct fixture *f, const struct catalogue_record *record)
{
    char id[UUID_TEXT];

    uuid_format(&record->id, id);
    buffer_reset(&f->state);
    buffer_printf(&f->state,
                  "{\"id\":\"%s\",\"kind\":\"catalogue\",\"site\":\"00000000-0000-0000-0000-"
                  "000000000000\",\"vector\":{\"0000000000000001\":\"1\"},\"writes\":[{\"actor\":"
                  "\"0000000000000001\",\"counter\":\"1\",\"fields\":{\"content\":",
                  id);
    buffer_append(&f->state, record->fields[0].value.data, record->fields[0].value.len);
    buffer_append_text(&f->state, ",\"deleted\":false");
    for (size_t i = 1; i < CATALOGUE_RECORD_FIELDS; i++) {
        buffer_printf(&f->state, ",\"%.*s\":", (int)record->fields[i].name.len,
                      record->fields[i].name.data);
        buffer_append(&f->state, record->fields[i].value.data, record->fields[i].value.len);
    }
    buffer_append_text(&f->state, "},\"person\":\"" PERSON "\",\"time\":\"9\"}]}");
    if (catalogue_cache_add(f->cache, (struct span){f->state.data, f->state.len}, &f->error))
        fail_msg("%s", f->error.detail);
}

static void a_file_becomes_a_record_that_keeps_it_byte_by_byte(void **state)
{
    struct fixture *f = *state;
    struct span file = version(f, "2027.1");
    struct catalogue_record record = make(f, file, 77);
    struct write write = write_of(&record);
    struct kind_question question = {.write = &write, .creates = true};

    assert_true(span_is(record.version, "2027.1"));
    assert_int_equal(kind_check(&question, &f->error), ERR_OK);
    assert_int_equal(catalogue_record_check(&write, &f->error), ERR_OK);
    assert_true(record.fields[0].value.len < 150000); // room for the company's own entries
    add(f, &record);
    assert_int_equal(catalogue_cache_content(f->cache, record.version, &f->text, &f->error),
                     ERR_OK);
    assert_true(span_equal((struct span){f->text.data, f->text.len}, file));
}

static void a_bad_catalogue_is_never_published(void **state)
{
    struct fixture *f = *state;
    struct catalogue_record record = make(f, version(f, "2027.1"), 77);
    struct field fields[CATALOGUE_RECORD_FIELDS];
    struct write write = write_of(&record);

    memcpy(fields, record.fields, sizeof(fields));
    write.fields = fields;
    fields[3].value = span_of("\"2027.2\"");
    assert_int_equal(catalogue_record_check(&write, &f->error), ERR_INVALID);
    assert_string_equal(f->error.detail,
                        "catalogue: the content is of version 2027.1, the record of 2027.2");
    fields[3].value = span_of("7");
    assert_int_equal(catalogue_record_check(&write, &f->error), ERR_INVALID);
    fields[3].value = record.fields[3].value;
    fields[0].value = span_of("\"x\"");
    assert_int_equal(catalogue_record_check(&write, &f->error), ERR_PARSE);
    fields[0].value = span_of("\"{}\"");
    assert_int_equal(catalogue_record_check(&write, &f->error), ERR_INVALID);
    assert_string_equal(f->error.detail, "catalogue: version: it is missing");
    write.fields = fields + 1;
    write.field_count--;
    assert_int_equal(catalogue_record_check(&write, &f->error), ERR_INVALID);
    assert_int_equal(catalogue_record_make(span_of("{}"), 1, &f->arena, &record, &f->error),
                     ERR_INVALID);
}

static void a_file_that_no_record_has_room_for_is_refused(void **state)
{
    struct fixture *f = *state;
    size_t room = 159 << 10;
    char *padded = arena_take(&f->arena, room + 1);
    struct catalogue_record record;

    memset(padded, '\n', room); // each takes two bytes in a record
    memcpy(padded, catalogue_default_text, catalogue_default_text_size);
    assert_int_equal(
        catalogue_record_make((struct span){padded, room}, 1, &f->arena, &record, &f->error),
        ERR_TOO_LARGE);
    if (!strstr(f->error.detail, "at most 196608 fit"))
        fail_msg("%s", f->error.detail);
}

static void d3_13_each_version_stays_and_the_newest_is_known(void **state)
{
    struct fixture *f = *state;
    struct catalogue_shelf shelf = catalogue_cache_shelf(f->cache);
    const struct catalogue *old;

    assert_null(shelf.newest(shelf.ctx));
    add(f, (struct catalogue_record[]){make(f, version(f, "b"), 200)});
    add(f, (struct catalogue_record[]){make(f, version(f, "c"), 300)});
    add(f, (struct catalogue_record[]){make(f, version(f, "a"), 100)});
    old = shelf.find(shelf.ctx, span_of("a"));
    assert_true(span_is(old->version, "a"));
    assert_true(span_is(shelf.newest(shelf.ctx)->version, "c"));
    assert_null(shelf.find(shelf.ctx, span_of("d")));
    assert_int_equal(catalogue_cache_count(f->cache), 3);
    assert_true(span_is(catalogue_cache_at(f->cache, 0).version, "c"));
    assert_true(span_is(catalogue_cache_at(f->cache, 2).version, "a"));
    assert_int_equal(catalogue_cache_at(f->cache, 2).published_ms, 100);
    // A newer one that comes later takes nothing away from what was lent.
    add(f, (struct catalogue_record[]){make(f, version(f, "e"), 400)});
    assert_true(span_is(shelf.newest(shelf.ctx)->version, "e"));
    assert_ptr_equal(shelf.find(shelf.ctx, span_of("a")), old);
    // One that is added twice counts once.
    add(f, (struct catalogue_record[]){make(f, version(f, "a"), 900)});
    assert_int_equal(catalogue_cache_count(f->cache), 4);
    assert_ptr_equal(shelf.find(shelf.ctx, span_of("a")), old);
}

static void one_that_cannot_be_read_is_as_if_it_were_not_there(void **state)
{
    struct fixture *f = *state;
    struct catalogue_shelf shelf = catalogue_cache_shelf(f->cache);
    struct catalogue_record good = make(f, version(f, "good"), 100),
                            bad = make(f, version(f, "bad"), 200),
                            false_name = make(f, version(f, "true"), 300);

    bad.fields[0].value = span_of("\"{}\"");
    false_name.fields[3].value = span_of("\"other\"");
    add(f, &good);
    add(f, &bad);
    add(f, &false_name);
    assert_null(shelf.find(shelf.ctx, span_of("bad")));
    assert_null(shelf.find(shelf.ctx, span_of("other")));
    assert_true(span_is(shelf.newest(shelf.ctx)->version, "good"));
    assert_int_equal(catalogue_cache_fault(f->cache, span_of("good"), &f->error), ERR_OK);
    assert_int_equal(catalogue_cache_fault(f->cache, span_of("bad"), &f->error), ERR_INVALID);
    assert_string_equal(f->error.detail, "catalogue bad: version: it is missing");
    assert_int_equal(catalogue_cache_fault(f->cache, span_of("other"), &f->error), ERR_INVALID);
    assert_string_equal(f->error.detail, "catalogue other: the content says it is version true");
    assert_int_equal(catalogue_cache_fault(f->cache, span_of("none"), &f->error), ERR_NOT_FOUND);
    assert_int_equal(catalogue_cache_content(f->cache, span_of("none"), &f->text, &f->error),
                     ERR_NOT_FOUND);
    assert_int_equal(catalogue_cache_add(f->cache, span_of("{}"), &f->error), ERR_PARSE);
    catalogue_view_list(&f->text, f->cache, false);
    assert_non_null(strstr(f->text.data, "this program cannot read it: catalogue bad: version"));
    buffer_reset(&f->text);
    catalogue_view_list(&f->text, f->cache, true);
    assert_non_null(strstr(f->text.data,
                           "{\"version\":\"bad\",\"published\":200,\"readable\":false,"
                           "\"why\":\"catalogue bad: version: it is missing\"}"));
}

static void white_space_and_order_of_members_do_not_count(void **state)
{
    assert_true(catalogue_record_same(span_of("{\"a\":1,\"b\":[1,2]}"),
                                      span_of(" { \"b\": [1, 2], \"a\": 1 }\n")));
    assert_false(catalogue_record_same(span_of("{\"a\":[1,2]}"), span_of("{\"a\":[2,1]}")));
    assert_false(catalogue_record_same(span_of("{"), span_of("{")));
}

static void a_part_is_shown_in_words(void **state)
{
    struct fixture *f = *state;
    struct catalogue_shelf shelf = catalogue_cache_shelf(f->cache);
    const struct catalogue *catalogue;

    add(f, (struct catalogue_record[]){make(f, version(f, "a"), 100)});
    catalogue = shelf.newest(shelf.ctx);
    assert_int_equal(catalogue_view_part(&f->text, catalogue, span_of("closed_water"), &f->error),
                     ERR_OK);
    assert_non_null(strstr(f->text.data, "\u9632\u6c34\u95ed\u6c34\u8bd5\u9a8c"));
    assert_null(strstr(f->text.data, "briefing"));
    assert_int_equal(catalogue_view_part(&f->text, catalogue, span_of("roof"), &f->error),
                     ERR_NOT_FOUND);
    assert_non_null(strstr(f->error.detail, "there are: measurement, design, briefing"));
    catalogue_view_text(&f->text, catalogue);
    assert_non_null(strstr(f->text.data, "ratio_base = 2"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_file_becomes_a_record_that_keeps_it_byte_by_byte),
        TEST(a_bad_catalogue_is_never_published),
        TEST(a_file_that_no_record_has_room_for_is_refused),
        TEST(d3_13_each_version_stays_and_the_newest_is_known),
        TEST(one_that_cannot_be_read_is_as_if_it_were_not_there),
        TEST(white_space_and_order_of_members_do_not_count),
        TEST(a_part_is_shown_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
