// SPDX-License-Identifier: Apache-2.0
#include "shared/model/progress_ready.h"

#include <stdio.h>

struct judging {
    struct progress_lack_list *list;
    const struct facts *facts;
    const struct progress_node *node;
    bool budget; // a form of the node shows amounts
};

static const struct catalogue_words nothing;
static const struct progress_lack_form no_result = {"“%s”还没有结果", "“%s” has no result yet"};
static const struct progress_lack_form few_photos
    = {"“%s”照片不足，至少 %s 张", "“%s” has too few photos; at least: %s"};
static const struct progress_lack_form unexplained
    = {"“%s”不合格，需要备注或照片", "“%s” fails, so it needs a note or a photo"};
static const struct progress_lack_form differing
    = {"“%s”的“%s”有两个不同的值，请先选定一个",
       "“%s”: there are two different values of “%s”; settle them first"};

static void add(const struct judging *judging, struct progress_lack lack, const struct fact *fact)
{
    if (fact)
        lack.record = fact->record->id;
    progress_lack_add(judging->list, lack);
}

// Fields of which the value would be signed.
static void judge_fields(const struct judging *judging, const struct fact *fact,
                         const char *const *names, struct catalogue_words what)
{
    for (; *names; names++) {
        const struct kind_field *field = kind_field_find(fact->kind, span_of(*names));
        struct progress_lack lack = {
            .rule = span_of("D6.1"),
            .unknown = true,
            .conflict = true,
            .record = fact->record->id,
            .field = span_of(*names),
        };

        if (!record_field_conflicts(fact->record, lack.field))
            continue;
        lack.words
            = progress_lack_words(judging->list->arena, &differing, what,
                                  (struct catalogue_words){span_of(field->zh), span_of(field->en)});
        progress_lack_add(judging->list, lack);
    }
}

// What holds for every result, also one of an item that the catalogue does not know.
static void judge_result(const struct judging *judging, const struct fact *result,
                         struct catalogue_words what, struct span code)
{
    static const char *const covered[] = {"result", "note", "room", NULL};
    static const char *const amount[] = {"amount_fen", NULL};
    int64_t photos = 0;
    struct span note = {0};

    judge_fields(judging, result, covered, what);
    if (judging->budget)
        judge_fields(judging, result, amount, what);
    (void)fact_integer(result, "photos", &photos);
    (void)fact_text(result, "note", &note);
    if (fact_is(result, "result", "fail") && photos == 0 && note.len == 0)
        add(judging,
            (struct progress_lack){
                .rule = span_of("D3.10"),
                .words = progress_lack_words(judging->list->arena, &unexplained, what, nothing),
                .item = code},
            result);
}

static void judge_photos(const struct judging *judging, const struct catalogue_item *item,
                         const struct fact *result)
{
    char number[32];
    int len = snprintf(number, sizeof(number), "%lld", (long long)item->photos);
    int64_t photos = 0;

    if (result)
        (void)fact_integer(result, "photos", &photos);
    if (photos >= item->photos)
        return;
    add(judging,
        (struct progress_lack){
            .rule = item->concealed ? span_of("D3.11") : item->rule,
            .words = progress_lack_words(judging->list->arena, &few_photos, item->words,
                                         progress_lack_same((struct span){number, (size_t)len})),
            .item = item->code},
        result);
}

static void judge_item(const struct judging *judging, const struct catalogue_item *item,
                       const struct fact *result)
{
    bool judged = result && fact_value(result, "result", &(struct span){0}) != ERR_NOT_FOUND;

    if (!judged && item->required)
        add(judging,
            (struct progress_lack){.rule = item->rule,
                                   .words = progress_lack_words(judging->list->arena, &no_result,
                                                                item->words, nothing),
                                   .item = item->code},
            result);
    // What is not done here, or need not be, has nothing to be photographed.
    if ((judged || item->required) && !(result && fact_is(result, "result", "na")))
        judge_photos(judging, item, result);
}

static bool of_attempt(const struct judging *judging, const struct fact *fact, const char *field)
{
    return !record_deleted(fact->record)
           && fact_refers(fact, field, &judging->node->attempt->record->id);
}

static void judge_results(const struct judging *judging)
{
    const struct catalogue_items *items = &judging->node->node->items;
    size_t count;
    const struct fact *results = facts_of_kind(judging->facts, "item_result", &count);

    for (size_t i = 0; i < count; i++) {
        const struct catalogue_item *item;
        struct span code = {0};

        if (!of_attempt(judging, &results[i], "attempt"))
            continue;
        (void)fact_text(&results[i], "item", &code);
        item = catalogue_item_find(items, code);
        judge_result(judging, &results[i], item ? item->words : progress_lack_same(code), code);
    }
}

static const struct fact *result_of(const struct judging *judging,
                                    const struct catalogue_item *item)
{
    size_t count;
    const struct fact *results = facts_of_kind(judging->facts, "item_result", &count);
    struct span code;

    for (size_t i = 0; i < count; i++)
        if (fact_text(&results[i], "item", &code) && span_equal(code, item->code)
            && of_attempt(judging, &results[i], "attempt"))
            return &results[i];
    return NULL;
}

static void judge_values(const struct judging *judging)
{
    static const char *const covered[] = {"value", "target", "unit", NULL};
    const struct catalogue_items *items = &judging->node->node->items;
    size_t count;
    const struct fact *values = facts_of_kind(judging->facts, "measured_value", &count);

    for (size_t i = 0; i < count; i++) {
        const struct catalogue_item *item;
        struct span code = {0};

        if (!of_attempt(judging, &values[i], "of"))
            continue;
        (void)fact_text(&values[i], "item", &code);
        item = catalogue_item_find(items, code);
        judge_fields(judging, &values[i], covered, item ? item->words : progress_lack_same(code));
    }
}

static void judge_site(const struct judging *judging, const struct fact *site)
{
    static const char *const covered[] = {"customer_name", "address", "contract_number", NULL};
    static const char *const amount[] = {"contract_amount_fen", NULL};
    const struct catalogue_words words = {span_of("工地"), span_of("the site")};

    judge_fields(judging, site, covered, words);
    if (judging->budget)
        judge_fields(judging, site, amount, words);
}

void progress_ready_judge(struct progress_lack_list *list, const struct facts *facts,
                          const struct progress_node *node, const struct fact *site)
{
    struct judging judging = {.list = list, .facts = facts, .node = node};
    const struct catalogue_items *items = &node->node->items;

    for (size_t i = 0; i < node->node->form_count; i++)
        judging.budget = judging.budget || node->node->forms[i]->budget;
    for (size_t i = 0; i < items->count; i++)
        judge_item(&judging, &items->list[i], result_of(&judging, &items->list[i]));
    judge_results(&judging);
    judge_values(&judging);
    if (site)
        judge_site(&judging, site);
}
