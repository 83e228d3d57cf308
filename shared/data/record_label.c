// SPDX-License-Identifier: Apache-2.0
#include "shared/data/record_label.h"

#include "shared/model/fact_link.h"
#include "shared/model/kind_personal.h"
#include "shared/model/kind_word.h"
#include "shared/model/move.h"

#include <string.h>

enum { LABEL_BYTES = 4096, TEXT_BYTES = 120 };

struct label {
    struct buffer *zh, *en;
};

const struct catalogue *record_label_catalogue(struct record_place place, const struct fact *fact)
{
    const struct catalogue_shelf *shelf = place.shelf;
    const struct catalogue *catalogue = NULL;
    struct span version;

    if (fact_link_version(place.facts, fact, &version))
        catalogue = shelf->find(shelf->ctx, version);
    return catalogue ? catalogue : shelf->newest(shelf->ctx);
}

const struct catalogue_item *record_label_item(struct record_place place, const struct fact *fact)
{
    const struct catalogue *catalogue = record_label_catalogue(place, fact);
    const struct catalogue_items *items
        = catalogue ? fact_link_items(place.facts, fact, catalogue) : NULL;
    struct span code;

    return items && fact_text(fact, "item", &code) ? catalogue_item_find(items, code) : NULL;
}

static void add(struct label *label, struct catalogue_words words)
{
    if (!words.zh.len)
        return;
    buffer_append_text(label->zh, "：");
    buffer_append(label->zh, words.zh.data, words.zh.len);
    buffer_append_text(label->en, ": ");
    buffer_append(label->en, words.en.data, words.en.len);
}

static void add_item(struct label *label, struct record_place place, const struct fact *fact)
{
    const struct catalogue_item *item = record_label_item(place, fact);
    struct span code = {0};

    fact_text(fact, "item", &code);
    add(label, item ? item->words : (struct catalogue_words){code, code});
}

// A node, inspection or form by the catalogue.
static void add_code(struct label *label, struct record_place place, const struct fact *fact)
{
    const struct catalogue *c = record_label_catalogue(place, fact);
    struct span code = {0};
    struct catalogue_words words;

    if (span_is(fact->record->kind, "attempt"))
        fact = fact_link_up(place.facts, fact, "node");
    if (!fact
        || (!fact_text(fact, "code", &code) && !fact_text(fact, "form", &code)
            && !fact_text(fact, "inspection", &code)))
        return;
    words = (struct catalogue_words){code, code};
    if (c && catalogue_node_find(c, code))
        words = catalogue_node_find(c, code)->words;
    else if (c && catalogue_inspection_find(c, code))
        words = catalogue_inspection_find(c, code)->words;
    else if (c && catalogue_form_find(c, code))
        words = catalogue_form_find(c, code)->words;
    add(label, words);
}

static void add_move(struct label *label, const struct fact *fact)
{
    for (size_t i = 0; i < move_machine_count; i++)
        for (size_t k = 0; k < move_machines[i].rule_count; k++) {
            const struct move_rule *rule = &move_machines[i].rules[k];

            if (fact_is(fact, "move", rule->name)) {
                add(label, (struct catalogue_words){span_of(rule->zh), span_of(rule->en)});
                return;
            }
        }
}

// What somebody typed, cut to a line's length at the end of a character.
static void add_text(struct label *label, struct record_place place, const struct fact *fact)
{
    static const char *const telling[]
        = {"summary", "product", "description", "words", "name", "week", "text", "point"};
    struct buffer text;
    char line[TEXT_BYTES];

    buffer_init(&text, 2 * KIND_TEXT_MAX);
    for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]) && !text.len; i++)
        if (!place.veiled || !kind_personal(fact->record->kind, span_of(telling[i])))
            fact_put_text(fact, telling[i], &text);
    text_copy(line, sizeof(line), (struct span){text.data, text.len});
    add(label, (struct catalogue_words){span_of(line), span_of(line)});
    buffer_clear(&text);
}

static void add_choice(struct label *label, const struct fact *fact)
{
    static const char *const fields[] = {"result", "verdict", "outcome"};
    const struct kind_word *word = NULL;
    struct span code;

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && !word; i++)
        if (fact_text(fact, fields[i], &code))
            word = kind_word_find(fact->record->kind, code);
    if (!word)
        return;
    buffer_printf(label->zh, " %s", word->zh);
    buffer_printf(label->en, ", %s", word->en);
}

void record_label_write(struct record_place place, const struct fact *fact, struct buffer *zh,
                        struct buffer *en)
{
    struct label label = {.zh = zh, .en = en};

    buffer_append_text(zh, fact->kind ? fact->kind->zh : "记录");
    buffer_append_text(en, fact->kind ? fact->kind->en : "record");
    add_item(&label, place, fact);
    add_code(&label, place, fact);
    if (span_is(fact->record->kind, "move"))
        add_move(&label, fact);
    add_text(&label, place, fact);
    add_choice(&label, fact);
}

void record_label_put(struct record_place place, struct json_writer *json, const char *key,
                      const struct fact *fact)
{
    struct buffer zh, en;

    buffer_init(&zh, LABEL_BYTES);
    buffer_init(&en, LABEL_BYTES);
    record_label_write(place, fact, &zh, &en);
    json_object_open(json, key);
    json_put_span(json, "zh", (struct span){zh.data, zh.len});
    json_put_span(json, "en", (struct span){en.data, en.len});
    json_object_close(json);
    buffer_clear(&zh);
    buffer_clear(&en);
}
