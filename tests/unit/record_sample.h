// SPDX-License-Identifier: Apache-2.0
// Records and their states as text, for tests of records.
#ifndef PLUMB_TESTS_UNIT_RECORD_SAMPLE_H
#define PLUMB_TESTS_UNIT_RECORD_SAMPLE_H

#include "shared/model/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ID "01890a5d-ac96-774b-bcce-b302099a8057"
#define PERSON "018f0000-0000-7000-8000-000000000001"
#define HEAD "{\"id\":\"" ID "\",\"kind\":\"note\",\"site\":\"" ID "\",\"vector\":"
#define ACTOR(n) "\"000000000000000" n "\""
#define REST ",\"person\":\"" PERSON "\",\"time\":\"9\"}"

// A state of two writes, of which the first has these fields and this rest.
#define OTHER(fields, rest)                                                           \
    HEAD "{" ACTOR("1") ":\"2\"," ACTOR("2") ":\"1\"},\"writes\":[{\"actor\":" ACTOR( \
        "1") ","                                                                      \
             "\"counter\":\"1\",\"fields\":{" fields "}" rest                         \
             ",{\"actor\":" ACTOR("2") ","                                            \
                                       "\"counter\":\"1\",\"fields\":{\"z\":1}" REST "]}"

struct fixture {
    struct arena arena;
    struct buffer text;
    struct error error;
    struct uuid id, person;
};

static inline int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    arena_init(&fixture->arena, 64 << 20);
    buffer_init(&fixture->text, 2 << 20);
    uuid_parse(span_of(ID), &fixture->id);
    uuid_parse(span_of(PERSON), &fixture->person);
    *state = fixture;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;

    arena_clear(&fixture->arena);
    buffer_clear(&fixture->text);
    free(fixture);
    return 0;
}

static inline struct record new_record(struct fixture *fixture)
{
    struct record record;

    record_init(&record, &fixture->arena, &fixture->id, &fixture->id, span_of("note"));
    return record;
}

static inline struct record read_record(struct fixture *fixture, const char *text)
{
    struct record record;

    if (record_parse(span_of(text), &fixture->arena, &record, &fixture->error) != ERR_OK)
        fail_msg("%s: %s", text, fixture->error.detail);
    return record;
}

static inline void assert_state(struct fixture *fixture, const struct record *record,
                                const char *text)
{
    buffer_reset(&fixture->text);
    assert_true(record_format(record, &fixture->text));
    assert_string_equal(fixture->text.data, text);
}

// A write of `count` (name, value) pairs in the record's present context.
static inline struct write make(const struct fixture *fixture, const struct record *record,
                                struct dot dot, const struct field *fields, size_t count)
{
    return (struct write){
        .dot = dot,
        .id = record->id,
        .site = record->site,
        .person = fixture->person,
        .kind = record->kind,
        .time = 9,
        .context = record->vector,
        .fields = fields,
        .field_count = count,
    };
}

// A local edit of one field.
static inline void edit(struct fixture *fixture, struct record *record, struct dot dot,
                        const char *name, const char *value)
{
    struct field field = {span_of(name), span_of(value)};
    struct write write = make(fixture, record, dot, &field, 1);

    assert_int_equal(record_apply(record, &write, &fixture->error), ERR_OK);
}

#endif
