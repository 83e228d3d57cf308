// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_findings.h"

#include "server/storage/actors.h"
#include "server/storage/derived.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS_MOST = 64, FIELDS_TEXT = 512, RULE = 16, CODE = 48, WORDS = 512 };
#define DAY_MS INT64_C(86400000)

void night_findings_file(struct night_files *files, const struct digest *digest, int64_t since_ms)
{
    files->list = mem_room(files->list, files->count, &files->cap, sizeof(*files->list));
    files->list[files->count++] = (struct night_file){*digest, since_ms};
}

static int compare_files(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct digest)); // the digest comes first
}

// A record under way, for the blobs that it names.
struct naming {
    const struct night_findings *findings;
    const struct fact *fact;
    const struct standing *write;
};

static bool look_at_file(void *arg, const struct digest *digest)
{
    const struct naming *naming = arg;
    const struct night_files *files = naming->findings->files;
    const struct night_file key = {.digest = *digest}, *file;
    struct actor_row actor = {.device = uuid_nil};
    char kind[KIND_NAME_MAX + 1], item[HASH_TEXT];

    file = bsearch(&key, files->list, files->count, sizeof(key), compare_files);
    if (!file)
        return true;
    if (actors_get(naming->findings->view, naming->write->dot.actor, &actor, NULL) != ERR_OK)
        actor.device = uuid_nil;
    text_copy(kind, sizeof(kind), naming->fact->record->kind);
    digest_format(digest, item);
    night_add(naming->findings->night,
              &(struct night_row){.figure = FIGURE_FILES,
                                  .amount = 1,
                                  .record = naming->fact->record->id,
                                  .site = naming->findings->site,
                                  .device = actor.device,
                                  .kind = kind,
                                  .item = item,
                                  .zh = "记录提到的文件还没有收到",
                                  .en = "the record names a file that has not come",
                                  .since_ms = file->since_ms});
    return true;
}

static void look_for_files(const struct night_findings *findings, const struct fact *fact)
{
    const struct record *record = fact->record;

    for (size_t i = 0; findings->files->count && i < record->write_count; i++) {
        struct naming naming = {findings, fact, &record->writes[i]};
        const struct derived_fields fields = {
            .kind = record->kind,
            .fields = record->writes[i].fields,
            .count = record->writes[i].field_count,
        };

        derived_blobs(&fields, look_at_file, &naming);
    }
}

static void look_for_conflicts(const struct night_findings *findings, const struct fact *fact)
{
    struct span names[FIELDS_MOST];
    char kind[KIND_NAME_MAX + 1], item[FIELDS_TEXT];
    struct buffer text;
    size_t count;

    // Most records have one standing write: nothing in them can differ.
    count = fact->record->write_count > 1 ? record_conflicts(fact->record, names, FIELDS_MOST) : 0;
    if (count == 0)
        return;
    buffer_init(&text, FIELDS_TEXT - 1);
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++) {
        buffer_append_text(&text, i ? "," : "");
        buffer_append(&text, names[i].data, names[i].len);
    }
    text_copy(item, sizeof(item), (struct span){text.data, text.len});
    buffer_clear(&text);
    text_copy(kind, sizeof(kind), fact->record->kind);
    night_add(findings->night,
              &(struct night_row){.figure = FIGURE_CONFLICTS,
                                  .amount = 1,
                                  .record = fact->record->id,
                                  .site = findings->site,
                                  .kind = kind,
                                  .item = item,
                                  .zh = "两个人同时写了不同的值：请选定一个",
                                  .en = "two people wrote different values at the same time: "
                                        "choose one"});
}

void night_findings_records(const struct night_findings *findings)
{
    for (size_t i = 0; i < findings->facts->count; i++) {
        const struct fact *fact = &findings->facts->list[i];

        if (!uuid_equal(&fact->record->site, &findings->site))
            continue; // people come with every site, and belong to none
        look_for_conflicts(findings, fact);
        look_for_files(findings, fact);
    }
}

// What the catalogue says, cut to what a row holds.
struct words {
    char rule[RULE], code[CODE], zh[WORDS], en[WORDS];
};

static void put_words(struct words *words, struct span rule, struct span code,
                      struct catalogue_words said)
{
    text_copy(words->rule, sizeof(words->rule), rule);
    text_copy(words->code, sizeof(words->code), code);
    text_copy(words->zh, sizeof(words->zh), said.zh);
    text_copy(words->en, sizeof(words->en), said.en);
}

static const char *kind_of(const struct night_findings *findings, const struct uuid *record,
                           char out[KIND_NAME_MAX + 1])
{
    const struct fact *fact = facts_find(findings->facts, record);

    text_copy(out, KIND_NAME_MAX + 1, fact ? fact->record->kind : (struct span){0});
    return out;
}

static void add_defects(const struct night_findings *findings, const struct progress_lacks *lacks,
                        struct span code)
{
    for (size_t i = 0; i < lacks->count; i++) {
        const struct progress_lack *lack = &lacks->list[i];
        struct uuid record = uuid_is_nil(&lack->record) ? findings->site : lack->record;
        char kind[KIND_NAME_MAX + 1], item[CODE];
        struct words words;

        put_words(&words, lack->rule, code, lack->words);
        text_copy(item, sizeof(item), lack->item);
        night_add(findings->night, &(struct night_row){.figure = FIGURE_DEFECTS,
                                                       .amount = 1,
                                                       .record = record,
                                                       .site = findings->site,
                                                       .kind = kind_of(findings, &record, kind),
                                                       .code = words.code,
                                                       .rule = words.rule,
                                                       .item = item,
                                                       .zh = words.zh,
                                                       .en = words.en});
    }
}

static void add_overdue(const struct night_findings *findings, const struct progress *progress)
{
    for (size_t i = 0; i < progress->deadline_count; i++) {
        const struct progress_deadline *due = &progress->deadlines[i];
        char kind[KIND_NAME_MAX + 1];
        struct words words;

        if (!due->overdue)
            continue;
        put_words(&words, due->deadline->rule, due->deadline->code, due->deadline->words);
        night_add(findings->night,
                  &(struct night_row){.figure = FIGURE_OVERDUE,
                                      .amount = 1,
                                      .record = due->record->record->id,
                                      .site = findings->site,
                                      .kind = kind_of(findings, &due->record->record->id, kind),
                                      .code = words.code,
                                      .rule = words.rule,
                                      .item = due->week,
                                      .zh = words.zh,
                                      .en = words.en,
                                      .due_ms = due->due_ms});
    }
}

// When somebody first signed the attempt of a node, so that it counts; 0: nobody.
static int64_t signed_since(const struct night_findings *findings, const struct fact *attempt)
{
    size_t count;
    const struct fact *list = facts_of_kind(findings->facts, "signoff", &count);
    int64_t since_ms = 0, at_ms;

    for (size_t i = 0; i < count; i++)
        if (fact_true(&list[i], "counts") && fact_refers(&list[i], "of", &attempt->record->id)
            && fact_integer(&list[i], "signed_at", &at_ms) && (!since_ms || at_ms < since_ms))
            since_ms = at_ms;
    return since_ms;
}

// What is signed is said to be finished: what its gate still lacks after a day is somebody's work.
static void add_gates(const struct night_findings *findings, const struct progress_node *node)
{
    int64_t since_ms = node->attempt ? signed_since(findings, node->attempt) : 0;

    if (!node->record || since_ms == 0 || since_ms + DAY_MS > findings->night->cut_ms)
        return;
    for (size_t i = 0; i < node->missing.count; i++) {
        const struct progress_lack *lack = &node->missing.list[i];
        char item[CODE];
        struct words words;

        put_words(&words, lack->rule, node->node->code, lack->words);
        text_copy(item, sizeof(item), lack->item);
        night_add(findings->night, &(struct night_row){.figure = FIGURE_GATES,
                                                       .amount = 1,
                                                       .record = node->record->record->id,
                                                       .site = findings->site,
                                                       .kind = "node",
                                                       .code = words.code,
                                                       .rule = words.rule,
                                                       .item = item,
                                                       .zh = words.zh,
                                                       .en = words.en,
                                                       .since_ms = since_ms,
                                                       .due_ms = since_ms + DAY_MS});
    }
}

// Whether the same role signed the same form of the same thing again, and that counts.
static bool signed_again(const struct facts *facts, const struct fact *signoff)
{
    size_t count;
    const struct fact *list = facts_of_kind(facts, "signoff", &count);
    static const char *const same[] = {"of", "form", "role"};

    for (size_t i = 0; i < count; i++) {
        bool equal = fact_true(&list[i], "counts");
        struct span mine, other;

        for (size_t j = 0; equal && j < sizeof(same) / sizeof(same[0]); j++)
            equal = fact_value(signoff, same[j], &mine) == ERR_OK
                    && fact_value(&list[i], same[j], &other) == ERR_OK && span_equal(mine, other);
        if (equal)
            return true;
    }
    return false;
}

static void add_changed(const struct night_findings *findings)
{
    size_t count;
    const struct fact *list = facts_of_kind(findings->facts, "signoff", &count);

    for (size_t i = 0; i < count; i++) {
        int64_t signed_ms = 0;
        struct words words;
        struct span form = {0};

        if (!fact_true(&list[i], "changed") || fact_true(&list[i], "voided")
            || signed_again(findings->facts, &list[i]))
            continue;
        fact_integer(&list[i], "signed_at", &signed_ms);
        fact_text(&list[i], "form", &form);
        put_words(&words, (struct span){0}, form, (struct catalogue_words){form, form});
        night_add(findings->night,
                  &(struct night_row){.figure = FIGURE_CHANGED,
                                      .amount = 1,
                                      .record = list[i].record->id,
                                      .site = findings->site,
                                      .kind = "signoff",
                                      .code = words.code,
                                      .rule = "D6.2",
                                      .zh = "签署的内容后来改了：要重新签署",
                                      .en = "what was signed has changed since: to be signed again",
                                      .since_ms = signed_ms});
    }
}

void night_findings_progress(const struct night_findings *findings, const struct progress *progress)
{
    add_defects(findings, &progress->defects, (struct span){0});
    for (size_t i = 0; i < progress->node_count; i++)
        add_defects(findings, &progress->nodes[i].defects, progress->nodes[i].node->code);
    for (size_t i = 0; i < progress->node_count; i++)
        add_gates(findings, &progress->nodes[i]);
    add_overdue(findings, progress);
    add_changed(findings);
}
