// SPDX-License-Identifier: Apache-2.0
// A site with nodes, attempts and sealed sign-offs under catalogues, for tests of its progress.
#ifndef PLUMB_TESTS_UNIT_PROGRESS_SAMPLE_H
#define PLUMB_TESTS_UNIT_PROGRESS_SAMPLE_H

#include "shared/data/catalogue_file.h"
#include "shared/model/progress.h"
#include "shared/model/signoff.h"
#include "shared/model/statement.h"
#include "tests/unit/facts_sample.h"

#include <stdio.h>

enum { STAGE_CATALOGUES = 4 };
struct stage {
    struct sample *sample;
    struct arena catalogues, answers;
    const struct catalogue *list[STAGE_CATALOGUES]; // the newest last
    size_t count;
    struct catalogue_shelf shelf;
    struct progress_seal seal;
    bool sealed; // the seal is asked
    int broken;  // number of the sign-off of which the seal does not verify
    int64_t now_ms;
    struct progress progress;
    int next; // number of the next sign-off
};

static inline const struct catalogue *stage_find(void *ctx, struct span version)
{
    const struct stage *stage = ctx;

    for (size_t i = 0; i < stage->count; i++)
        if (span_equal(stage->list[i]->version, version))
            return stage->list[i];
    return NULL;
}

static inline const struct catalogue *stage_newest(void *ctx)
{
    const struct stage *stage = ctx;

    return stage->count ? stage->list[stage->count - 1] : NULL;
}

static inline bool stage_intact(void *ctx, const struct fact *signoff)
{
    const struct stage *stage = ctx;
    struct uuid broken = sample_id(stage->broken);

    return !uuid_equal(&signoff->record->id, &broken);
}

static inline struct stage *stage_create(void)
{
    struct stage *stage = calloc(1, sizeof(*stage));

    stage->sample = sample_create();
    arena_init(&stage->catalogues, 16 << 20);
    arena_init(&stage->answers, 64 << 20);
    stage->shelf = (struct catalogue_shelf){stage, stage_find, stage_newest};
    stage->seal = (struct progress_seal){stage, stage_intact};
    stage->now_ms = SAMPLE_NOW_MS;
    stage->next = 9000;
    return stage;
}

static inline void stage_free(struct stage *stage)
{
    sample_free(stage->sample);
    arena_clear(&stage->catalogues);
    arena_clear(&stage->answers);
    free(stage);
}

// A catalogue as its file has it, in which ' stands for ".
static inline void stage_publish(struct stage *stage, const char *notation)
{
    struct error error = {0};
    char *text = strdup(notation);

    for (char *at = text; *at; at++)
        *at = (char)(*at == '\'' ? '"' : *at);
    if (catalogue_file_read(span_of(text), &stage->catalogues, &stage->list[stage->count++], &error)
        != ERR_OK)
        fail_msg("%s", error.detail);
    free(text);
}

static inline void stage_put(struct stage *stage, const char *kind, int number, const char *fields)
{
    sample_put(stage->sample, kind, number, fields);
}

// The record without its fields that are in no write any more: derived ones begin anew.
static inline void stage_settle(struct stage *stage, const struct progress_seal *seal)
{
    struct facts *facts = &stage->sample->facts;

    for (size_t i = 0; i < facts->count; i++)
        facts->list[i].derived_count = 0;
    facts_settle(facts);
    assert_int_equal(facts_derive(facts, &stage->shelf, seal, &stage->sample->error), ERR_OK);
}

// Starts a node (number) with its first attempt (number + 1).
static inline void stage_start(struct stage *stage, int number, const char *code,
                               const char *version)
{
    char fields[256];

    snprintf(fields, sizeof(fields), "'code':'%s','catalogue':'%s'", code, version);
    stage_put(stage, "node", number, fields);
    snprintf(fields, sizeof(fields), "'node':@%d,'n':1", number);
    stage_put(stage, "attempt", number + 1, fields);
}

struct stage_signature {
    int of, node; // node 0: none
    const char *form, *role, *name, *verdict, *version;
    const char *extra; // further fields of the record, or NULL
};

// The fields of the record that say what the sealed text says.
static inline void stage_seal(struct stage *stage, const struct stage_signature *given, int number,
                              char *out, size_t size)
{
    struct sample *sample = stage->sample;
    struct uuid of = sample_id(given->of), node = sample_id(given->node);
    const struct catalogue *catalogue = stage_find(stage, span_of(given->version));
    struct statement_options options = {
        .facts = &sample->facts,
        .catalogue = catalogue,
        .form = catalogue_form_find(catalogue, span_of(given->form)),
        .of = facts_find(&sample->facts, &of),
        .node = given->node ? facts_find(&sample->facts, &node) : NULL,
    };
    struct signoff signoff = {
        .id = sample_id(number),
        .site = sample_id(SAMPLE_SITE),
        .of = of,
        .node = given->node ? node : uuid_nil,
        .person = sample_id(sample->author),
        .device = sample_id(4),
        .catalogue = span_of(given->version),
        .form = span_of(given->form),
        .role = span_of(given->role),
        .name = span_of(given->name),
        .verdict = span_of(given->verdict),
        .signed_ms = sample->time_ms,
        .boot = "0123456789abcdef",
    };
    char content[HASH_TEXT], statement[HASH_TEXT], member[64] = "";
    struct buffer text, escaped;

    if (!options.form || !options.of)
        fail_msg("%s is no form, or %d is not here", given->form, given->of);
    if (statement_content_digest(&options, &signoff.content, &sample->error) != ERR_OK)
        fail_msg("%s", sample->error.detail);
    buffer_init(&text, SIGNOFF_TEXT_MAX);
    buffer_init(&escaped, 2 * SIGNOFF_TEXT_MAX);
    assert_true(signoff_format(&signoff, &text));
    buffer_append_json(&escaped, text.data, text.len);
    digest_format(&signoff.content, content);
    digest_format(&signoff.statement, statement);
    if (given->node)
        snprintf(member, sizeof(member), "'node':@%d,", given->node);
    // The notation has no quotes of its own: those of the sealed text stay escaped.
    assert_true(snprintf(out, size,
                         "'of':@%d,%s'form':'%s','role':'%s','name':'%s','verdict':'%s',"
                         "'signed_at':%lld,'statement':'%s','content':'%s','sealed':%s,"
                         "'seal':'00','certificate':'AA=='%s%s",
                         given->of, member, given->form, given->role, given->name, given->verdict,
                         (long long)signoff.signed_ms, statement, content, escaped.data,
                         given->extra ? "," : "", given->extra ? given->extra : "")
                < (int)size);
    buffer_clear(&text);
    buffer_clear(&escaped);
}

// Somebody signs what stands there now; the number of the record.
static inline int stage_sign(struct stage *stage, const struct stage_signature *given)
{
    static char fields[4 * SIGNOFF_TEXT_MAX];
    int number = stage->next++;

    facts_settle(&stage->sample->facts);
    stage_seal(stage, given, number, fields, sizeof(fields));
    stage_put(stage, "signoff", number, fields);
    return number;
}

// The site as it stands now.
static inline const struct progress *stage_read(struct stage *stage)
{
    const struct progress_options options = {
        .facts = &stage->sample->facts,
        .shelf = &stage->shelf,
        .site = sample_id(SAMPLE_SITE),
        .now_ms = stage->now_ms,
        .arena = &stage->answers,
    };

    stage_settle(stage, stage->sealed ? &stage->seal : NULL);
    if (progress_read(&options, &stage->progress, &stage->sample->error) != ERR_OK)
        fail_msg("%s", stage->sample->error.detail);
    return &stage->progress;
}

static inline const struct progress_node *stage_node(struct stage *stage, const char *code)
{
    const struct progress_node *node = progress_node_find(stage_read(stage), span_of(code));

    assert_non_null(node);
    return node;
}

// How many of the list have this rule and (when given) these words in them.
static inline size_t stage_count(const struct progress_lacks *lacks, const char *rule,
                                 const char *words)
{
    size_t count = 0;

    for (size_t i = 0; i < lacks->count; i++) {
        const struct progress_lack *lack = &lacks->list[i];

        if (span_is(lack->rule, rule)
            && (!words || memmem(lack->words.en.data, lack->words.en.len, words, strlen(words))
                || memmem(lack->words.zh.data, lack->words.zh.len, words, strlen(words))))
            count++;
    }
    return count;
}

static inline void stage_print(const struct progress_lacks *lacks)
{
    for (size_t i = 0; i < lacks->count; i++)
        print_message("  %.*s %.*s · %.*s\n", (int)lacks->list[i].rule.len,
                      lacks->list[i].rule.data, (int)lacks->list[i].words.zh.len,
                      lacks->list[i].words.zh.data, (int)lacks->list[i].words.en.len,
                      lacks->list[i].words.en.data);
}

#endif
