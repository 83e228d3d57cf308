// SPDX-License-Identifier: Apache-2.0
#include "shared/model/progress_lack.h"

#include <string.h>

enum { LACKS_FIRST = 8 };

void progress_lack_add(struct progress_lack_list *list, struct progress_lack lack)
{
    size_t cap = list->cap ? list->cap * 2 : LACKS_FIRST;
    struct progress_lack *more;

    if (list->count == list->cap) {
        more = arena_take(list->arena, cap * sizeof(*more));
        if (!more)
            return;
        for (size_t i = 0; i < list->count; i++)
            more[i] = list->list[i];
        list->list = more;
        list->cap = cap;
    }
    list->list[list->count++] = lack;
}

struct progress_lacks progress_lack_done(const struct progress_lack_list *list)
{
    return (struct progress_lacks){list->list, list->count};
}

struct catalogue_words progress_lack_same(struct span text)
{
    return (struct catalogue_words){text, text};
}

// The format with its first %s filled in by `a`, the second by `b`.
static struct span fill(struct arena *arena, const char *format, struct span a, struct span b)
{
    size_t room = strlen(format) + a.len + b.len, len = 0;
    char *text = arena_take(arena, room + 1);
    struct span next = a;

    if (!text)
        return (struct span){0};
    while (*format) {
        if (strncmp(format, "%s", 2) != 0) {
            text[len++] = *format++;
            continue;
        }
        for (size_t i = 0; i < next.len; i++)
            text[len++] = next.data[i];
        next = b;
        format += 2;
    }
    return (struct span){text, len};
}

struct catalogue_words progress_lack_words(struct arena *arena,
                                           const struct progress_lack_form *form,
                                           struct catalogue_words a, struct catalogue_words b)
{
    return (struct catalogue_words){
        .zh = fill(arena, form->zh, a.zh, b.zh),
        .en = fill(arena, form->en, a.en, b.en),
    };
}

// One lack for each record that the condition is about.
struct witnessing {
    struct progress_lack_list *list;
    struct progress_lack lack;
    size_t count;
};

static void add_witness(void *ctx, const struct fact *fact)
{
    struct witnessing *witnessing = ctx;

    witnessing->lack.record = fact->record->id;
    progress_lack_add(witnessing->list, witnessing->lack);
    witnessing->count++;
}

static void judge(struct progress_lack_list *list, const struct progress_lack_question *question,
                  const struct catalogue_condition *condition)
{
    struct witnessing witnessing = {.list = list};
    struct expression_doubt doubt = {0};
    enum truth truth = expression_evaluate(condition->holds, question->world, &doubt);
    struct progress_lack *lack = &witnessing.lack;

    if ((truth == TRUTH_TRUE) != question->holding)
        return;
    *lack = (struct progress_lack){
        .condition = condition,
        .rule = condition->rule,
        .words = condition->words,
        .record = question->about,
    };
    if (truth == TRUTH_UNKNOWN) {
        lack->unknown = true;
        lack->conflict = doubt.conflict;
        lack->field = doubt.field;
        if (doubt.fact)
            lack->record = doubt.fact->record->id;
    }
    if (question->holding)
        expression_witnesses(condition->holds, question->world, add_witness, &witnessing);
    if (!witnessing.count)
        progress_lack_add(list, *lack);
}

void progress_lack_judge(struct progress_lack_list *list,
                         const struct progress_lack_question *question)
{
    for (size_t i = 0; i < question->conditions->count; i++)
        judge(list, question, &question->conditions->list[i]);
}
