// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/move_show.h"

#include "shared/model/move.h"

#include <stdlib.h>

enum { MOVES_MOST = 1000 };
static const char *const move_columns[] = {"move", "at", "author", "to", "deadline", "note", NULL};
static const char *const photo_columns[] = {"moment", "taken_at", "name", "digest", "author", NULL};

static int64_t time_of(const struct fact *move)
{
    int64_t at_ms = 0;

    fact_integer(move, "at", &at_ms);
    return at_ms;
}

static int by_time(const void *a, const void *b)
{
    const struct fact *one = *(const struct fact *const *)a;
    const struct fact *other = *(const struct fact *const *)b;
    int64_t first = time_of(one), second = time_of(other);

    if (first != second)
        return first < second ? -1 : 1;
    return uuid_compare(&one->record->id, &other->record->id);
}

// Facts of a kind that belong to the record, at most MOVES_MOST, in order of time.
static size_t gather(const struct facts *facts, const char *kind, const struct uuid *of,
                     const struct fact **out)
{
    size_t count = 0, found = 0;
    const struct fact *list = facts_of_kind(facts, kind, &count);

    for (size_t i = 0; i < count && found < MOVES_MOST; i++)
        if (!record_deleted(list[i].record) && fact_refers(&list[i], "of", of))
            out[found++] = &list[i];
    qsort(out, found, sizeof(struct fact *), by_time);
    return found;
}

static void print_part(struct fact_list *list, const struct fact *const *facts, size_t count,
                       const char *name)
{
    struct buffer *out = &list->output->out;

    if (list->output->json)
        json_array_open(&list->json, name);
    for (size_t i = 0; i < count; i++) {
        if (list->output->json) {
            json_object_open(&list->json, NULL);
            fact_list_show(list, facts[i], &list->json);
            json_object_close(&list->json);
            continue;
        }
        buffer_append_text(out, "    ");
        for (const char *const *column = list->columns; *column; column++) {
            size_t before = out->len;

            fact_list_value(list, facts[i], *column, out);
            if (out->len > before)
                buffer_append_text(out, "  ");
        }
        buffer_append_char(out, '\n');
    }
    if (list->output->json)
        json_array_close(&list->json);
}

static void print_steps(struct fact_list *list, const struct uuid *id)
{
    const struct fact *found[MOVES_MOST];
    const struct facts *facts = &list->site->facts;
    size_t count = gather(facts, "move", id, found);

    if (!list->output->json && count > 0)
        buffer_append_text(&list->output->out, "  经过 steps:\n");
    list->columns = move_columns;
    print_part(list, found, count, "moves");
    count = gather(facts, "photo", id, found);
    if (!list->output->json && count > 0)
        buffer_append_text(&list->output->out, "  照片 photos:\n");
    list->columns = photo_columns;
    print_part(list, found, count, "photo_records");
}

// Which tablets moved it differently, when that is open.
static void print_branch(struct fact_list *list, const struct move_show *question)
{
    const struct move_machine *machine = move_machine_find(span_of(question->kind));
    struct move_standing standing;
    const struct fact *leaves[MOVE_LEAVES_MAX];

    move_fold(machine, &list->site->facts, &question->id, &standing);
    for (size_t i = 0; i < standing.leaf_count; i++)
        leaves[i] = standing.leaves[i];
    if (!standing.unsettled)
        standing.leaf_count = 0;
    else if (!list->output->json)
        buffer_append_text(
            &list->output->out,
            "  分支未定,两台平板各走了一步 unsettled: two tablets moved it differently "
            "(--settle):\n");
    list->columns = move_columns;
    print_part(list, leaves, standing.leaf_count, "branch");
}

static enum err print_one(struct fact_list *list, const struct move_show *question,
                          struct error *error)
{
    const struct fact *fact = facts_find(&list->site->facts, &question->id);

    if (!fact || record_deleted(fact->record))
        return error_set(error, ERR_NOT_FOUND, "the record is not on this tablet");
    json_begin(&list->json, &list->output->out);
    if (list->output->json)
        json_object_open(&list->json, NULL);
    fact_list_show(list, fact, list->output->json ? &list->json : NULL);
    print_branch(list, question);
    print_steps(list, &question->id);
    if (list->output->json) {
        json_object_close(&list->json);
        buffer_append_char(&list->output->out, '\n');
    }
    return ERR_OK;
}

enum err move_show_print(const struct move_show *question, struct verb_output *output,
                         struct error *error)
{
    struct fact_list list
        = {.kind = question->kind, .columns = question->columns, .output = output};
    struct site_facts_options options = {.site = question->site};
    struct site_facts facts;
    enum err err = store_begin(question->store, error);

    if (err)
        return err;
    err = site_facts_load(question->store, &options, &facts, error);
    if (!err) {
        list.site = &facts;
        err = print_one(&list, question, error);
        site_facts_clear(&facts);
    }
    store_rollback(question->store);
    return err;
}
