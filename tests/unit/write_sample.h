// SPDX-License-Identifier: Apache-2.0
// A good write as text, of which tests of writes change one member at a time.
#ifndef PLUMB_TESTS_UNIT_WRITE_SAMPLE_H
#define PLUMB_TESTS_UNIT_WRITE_SAMPLE_H

#include "shared/model/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ID "01890a5d-ac96-774b-bcce-b302099a8057"
#define PERSON "018f0000-0000-7000-8000-000000000001"
#define SITE "018f0000-0000-7000-8000-000000000002"

// The members of a write in their order, so that a test can leave out, change or add one.
enum member {
    ACTOR,
    CLOCK,
    CONTEXT,
    COUNTER,
    FIELDS,
    GROUP,
    IDENTITY,
    KIND,
    PERSON_ID,
    SITE_ID,
    TIME,
    MEMBERS
};
static const char *const sample[MEMBERS] = {
    [ACTOR] = "\"actor\":\"00000000000000aa\"",
    [CLOCK]
    = "\"clock\":{\"boot\":\"0123456789abcdef\",\"mono\":5,\"offset\":-7,\"wall\":1700000000000}",
    [CONTEXT] = "\"context\":{\"00000000000000aa\":\"6\",\"00000000000000bb\":\"2\"}",
    [COUNTER] = "\"counter\":\"7\"",
    [FIELDS] = "\"fields\":{\"deleted\":false,\"note\":\"工地\\n\"}",
    [GROUP] = "\"group\":{\"id\":\"00000000000000cc\",\"index\":1,\"size\":3}",
    [IDENTITY] = "\"id\":\"" ID "\"",
    [KIND] = "\"kind\":\"note\"",
    [PERSON_ID] = "\"person\":\"" PERSON "\"",
    [SITE_ID] = "\"site\":\"" SITE "\"",
    [TIME] = "\"time\":\"111411200000000000\"",
};

struct fixture {
    struct arena arena;
    struct buffer text, out;
    struct write write;
    struct error error;
};

static inline int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    arena_init(&fixture->arena, 1 << 20);
    buffer_init(&fixture->text, 1 << 20);
    buffer_init(&fixture->out, 1 << 20);
    *state = fixture;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;

    write_clear(&fixture->write);
    arena_clear(&fixture->arena);
    buffer_clear(&fixture->text);
    buffer_clear(&fixture->out);
    free(fixture);
    return 0;
}

// The sample with one member replaced; NULL leaves it out.
static inline struct span sample_with(struct fixture *fixture, enum member changed,
                                      const char *text)
{
    buffer_reset(&fixture->text);
    for (enum member i = 0; i < MEMBERS; i++) {
        const char *member = i == changed ? text : sample[i];

        if (member)
            buffer_printf(&fixture->text, "%c%s", fixture->text.len ? ',' : '{', member);
    }
    buffer_append_char(&fixture->text, '}');
    return (struct span){fixture->text.data, fixture->text.len};
}

static inline enum err parse(struct fixture *fixture, struct span text)
{
    write_clear(&fixture->write);
    arena_reset(&fixture->arena);
    fixture->error = (struct error){0};
    return write_parse(text, &fixture->arena, &fixture->write, &fixture->error);
}

#endif
