// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/move_show.h"

#include "shared/model/fact_children.h"
#include "shared/model/move.h"

static const char *const move_columns[] = {"move", "at", "author", "to", "deadline", "note", NULL};
static const char *const photo_columns[] = {"moment", "taken_at", "name", "digest", "author", NULL};

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

static enum err print_steps(struct fact_list *list, const struct uuid *id, struct error *error)
{
    static const struct fact_children_rule moves = {"move", "of", "at"},
                                           photos = {"photo", "of", "taken_at"};
    const struct facts *facts = &list->site->facts;
    struct fact_children steps, pictures;

    if (!fact_children_gather(facts, &moves, id, facts->arena, &steps)
        || !fact_children_gather(facts, &photos, id, facts->arena, &pictures))
        return error_set(error, ERR_TOO_LARGE, "the site has more records than fit in memory");
    if (!list->output->json && steps.count > 0)
        buffer_append_text(&list->output->out, "  经过 steps:\n");
    list->columns = move_columns;
    print_part(list, steps.list, steps.count, "moves");
    if (!list->output->json && pictures.count > 0)
        buffer_append_text(&list->output->out, "  照片 photos:\n");
    list->columns = photo_columns;
    print_part(list, pictures.list, pictures.count, "photo_records");
    return ERR_OK;
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
    enum err err;

    if (!fact || record_deleted(fact->record))
        return error_set(error, ERR_NOT_FOUND, "the record is not on this tablet");
    json_begin(&list->json, &list->output->out);
    if (list->output->json)
        json_object_open(&list->json, NULL);
    fact_list_show(list, fact, list->output->json ? &list->json : NULL);
    print_branch(list, question);
    err = print_steps(list, &question->id, error);
    if (list->output->json) {
        json_object_close(&list->json);
        buffer_append_char(&list->output->out, '\n');
    }
    return err;
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
