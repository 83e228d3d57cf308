// SPDX-License-Identifier: Apache-2.0
// Facts of a site from a short notation, for tests of what reads them: 'text' for "text", @7 for
// the quoted id number 7, members in any order.
#ifndef PLUMB_TESTS_UNIT_FACTS_SAMPLE_H
#define PLUMB_TESTS_UNIT_FACTS_SAMPLE_H

#include "shared/model/canon_from.h"
#include "shared/model/fact.h"
#include "shared/model/hlc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SAMPLE_SITE 1
#define SAMPLE_PERSON 2
// 2026-11-22 09:00 in Shanghai.
#define SAMPLE_NOW_MS INT64_C(1795309200000)

struct sample {
    struct arena arena;
    struct facts facts;
    struct buffer text, fields;
    struct error error;
    int author;      // id number of the person of the next write
    int64_t time_ms; // of the next write; each adds step_ms
    int64_t step_ms;
    uint64_t actor;
};

static inline struct sample *sample_create(void)
{
    struct sample *sample = calloc(1, sizeof(*sample));

    arena_init(&sample->arena, 64 << 20);
    facts_init(&sample->facts, &sample->arena);
    buffer_init(&sample->text, 4 << 20);
    buffer_init(&sample->fields, 4 << 20);
    sample->author = SAMPLE_PERSON;
    sample->time_ms = SAMPLE_NOW_MS;
    sample->step_ms = 1;
    return sample;
}

static inline void sample_free(struct sample *sample)
{
    facts_clear(&sample->facts);
    arena_clear(&sample->arena);
    buffer_clear(&sample->text);
    buffer_clear(&sample->fields);
    free(sample);
}

static inline struct uuid sample_id(int number)
{
    struct uuid id = {{0x01, 0x8f, 0, 0, 0, 0, 0x70, 0, 0x80}};

    for (int i = 0; i < 4; i++)
        id.bytes[15 - i] = (uint8_t)((unsigned)number >> (8 * i));
    return id;
}

// Appends the notation as canonical JSON.
static inline void sample_expand(struct sample *sample, struct buffer *out, const char *notation)
{
    struct buffer json;

    buffer_init(&json, 4 << 20);
    for (const char *at = notation; *at; at++) {
        char *end;
        struct uuid id;

        if (*at != '@') {
            buffer_append_char(&json, (char)(*at == '\'' ? '"' : *at));
            continue;
        }
        id = sample_id((int)strtol(at + 1, &end, 10));
        canon_put_uuid(&json, &id);
        at = end - 1;
    }
    if (canon_from_json((struct span){json.data, json.len}, out, &sample->error) != ERR_OK)
        fail_msg("%s: %s", notation, sample->error.detail);
    buffer_clear(&json);
}

// One write with the fields given as "'name':value,…".
static inline void sample_write(struct sample *sample, const char *fields)
{
    struct uuid person = sample_id(sample->author);
    char actor[ACTOR_TEXT];

    actor_format(++sample->actor, actor);
    buffer_printf(&sample->text, "{\"actor\":\"%s\",\"counter\":\"1\",\"fields\":", actor);
    buffer_reset(&sample->fields);
    buffer_printf(&sample->fields, "{%s}", fields);
    sample_expand(sample, &sample->text, sample->fields.data);
    buffer_append_text(&sample->text, ",\"person\":");
    canon_put_uuid(&sample->text, &person);
    buffer_printf(&sample->text, ",\"time\":\"%llu\"}",
                  (unsigned long long)hlc_start(sample->time_ms));
    sample->time_ms += sample->step_ms;
}

// A record of kind with the id number, in which the given writes stand side by side (the second
// may be NULL).
static inline void sample_put_both(struct sample *sample, const char *kind, int number,
                                   const char *one, const char *other)
{
    const bool global = strcmp(kind, "person") == 0 || strcmp(kind, "catalogue") == 0;
    struct uuid id = sample_id(number), site = global ? uuid_nil : sample_id(SAMPLE_SITE);
    char first[ACTOR_TEXT], second[ACTOR_TEXT];

    actor_format(sample->actor + 1, first);
    actor_format(sample->actor + 2, second);
    buffer_reset(&sample->text);
    buffer_append_text(&sample->text, "{\"id\":");
    canon_put_uuid(&sample->text, &id);
    buffer_printf(&sample->text, ",\"kind\":\"%s\",\"site\":", kind);
    canon_put_uuid(&sample->text, &site);
    buffer_printf(&sample->text, ",\"vector\":{\"%s\":\"1\"", first);
    if (other)
        buffer_printf(&sample->text, ",\"%s\":\"1\"", second);
    buffer_append_text(&sample->text, "},\"writes\":[");
    sample_write(sample, one);
    if (other) {
        buffer_append_char(&sample->text, ',');
        sample_write(sample, other);
    }
    buffer_append_text(&sample->text, "]}");
    if (facts_add(&sample->facts, (struct span){sample->text.data, sample->text.len}, 0,
                  &sample->error)
        != ERR_OK)
        fail_msg("%s: %s", sample->text.data, sample->error.detail);
}

static inline void sample_put(struct sample *sample, const char *kind, int number,
                              const char *fields)
{
    sample_put_both(sample, kind, number, fields, NULL);
}

static inline const struct fact *sample_fact(const struct sample *sample, int number)
{
    struct uuid id = sample_id(number);

    return facts_find(&sample->facts, &id);
}

static inline int set_up(void **state)
{
    *state = sample_create();
    return 0;
}

static inline int tear_down(void **state)
{
    sample_free(*state);
    return 0;
}

#endif
