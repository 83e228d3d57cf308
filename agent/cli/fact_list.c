// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/fact_list.h"

#include "agent/store/replica.h"
#include "shared/data/fact_view.h"

void fact_list_value(const struct fact_list *list, const struct fact *fact, const char *field,
                     struct buffer *out)
{
    struct span value;
    enum err err = fact_value(fact, field, &value);

    if (err == ERR_CONFLICT)
        buffer_append_text(out, "[冲突 conflict]");
    if (!err)
        fact_view_value(&list->site->facts, fact, field, value, out);
}

static bool stands(const struct fact *fact, const char *field)
{
    struct span value;

    return fact_value(fact, field, &value) != ERR_NOT_FOUND;
}

// In a line, a yes is its label and a no is nothing; so is a zero, and a number has its label.
static void put_column(const struct fact_list *list, const struct fact *fact, const char *field,
                       struct buffer *out)
{
    const char *en, *zh = fact_view_label(fact, field, &en);
    enum kind_type type = fact_view_type(fact, field);
    int64_t number;

    if (!stands(fact, field) || (type == TYPE_BOOLEAN && !fact_true(fact, field))
        || (type == TYPE_INTEGER && fact_integer(fact, field, &number) && number == 0))
        return;
    buffer_append_text(out, "  ");
    if (type == TYPE_BOOLEAN || type == TYPE_INTEGER)
        buffer_printf(out, "%s %s%s", zh, en, type == TYPE_INTEGER ? " " : "");
    if (type != TYPE_BOOLEAN)
        fact_list_value(list, fact, field, out);
}

static void put_member(const struct fact *fact, const char *field, struct json_writer *json)
{
    struct span value;

    if (fact_value(fact, field, &value) == ERR_OK)
        json_put_raw(json, field, value);
    else
        json_put_null(json, field);
}

static void put_identity(const struct fact *fact, struct json_writer *json)
{
    char id[UUID_TEXT];
    struct span name;

    uuid_format(&fact->record->id, id);
    json_put_text(json, "id", id);
    json_put_span(json, "kind", fact->record->kind);
    uuid_format(&fact->record->site, id);
    json_put_text(json, "site", id);
    json_put_boolean(json, "conflict", record_conflicts(fact->record, &name, 1) > 0);
}

static void print_line(const struct fact_list *list, const struct fact *fact)
{
    struct buffer *out = &list->output->out;
    char id[UUID_TEXT];
    struct span name;

    uuid_format(&fact->record->id, id);
    buffer_append_text(out, id);
    for (const char *const *column = list->columns; *column; column++)
        put_column(list, fact, *column, out);
    if (record_conflicts(fact->record, &name, 1) > 0)
        buffer_append_text(out, "  [冲突 conflict]");
    if (list->more)
        list->more(list, fact, NULL);
    buffer_append_char(out, '\n');
}

static void print_object(struct fact_list *list, const struct fact *fact)
{
    json_object_open(&list->json, NULL);
    put_identity(fact, &list->json);
    for (const char *const *column = list->columns; *column; column++)
        put_member(fact, *column, &list->json);
    if (list->more)
        list->more(list, fact, &list->json);
    json_object_close(&list->json);
}

static enum err print_site(struct fact_list *list, struct store *store, const struct uuid *site,
                           struct error *error)
{
    struct site_facts_options options = {.site = *site};
    struct site_facts facts;
    size_t count = 0;
    const struct fact *found;
    enum err err = site_facts_load(store, &options, &facts, error);

    if (err)
        return err;
    list->site = &facts;
    found = facts_of_kind(&facts.facts, list->kind, &count);
    for (size_t i = 0; i < count; i++) {
        if (record_deleted(found[i].record) || (list->wanted && !list->wanted(list, &found[i])))
            continue;
        list->count++;
        if (list->output->json)
            print_object(list, &found[i]);
        else
            print_line(list, &found[i]);
    }
    list->site = NULL;
    site_facts_clear(&facts);
    return ERR_OK;
}

struct site_ids {
    struct uuid *list; // owned
    size_t count, cap;
};

static bool add_site(void *arg, const struct uuid *site)
{
    struct site_ids *ids = arg;

    ids->list = mem_room(ids->list, ids->count, &ids->cap, sizeof(*ids->list));
    if (!uuid_is_nil(site))
        ids->list[ids->count++] = *site;
    return true;
}

static enum err print_sites(struct fact_list *list, struct store *store, const struct uuid *site,
                            struct error *error)
{
    struct site_ids ids = {0};
    enum err err = ERR_OK;

    if (!uuid_is_nil(site))
        return print_site(list, store, site, error);
    err = replica_site_ids(store, add_site, &ids, error);
    for (size_t i = 0; !err && i < ids.count; i++)
        err = print_site(list, store, &ids.list[i], error);
    mem_free(ids.list);
    return err;
}

enum err fact_list_print(struct fact_list *list, struct store *store, const struct uuid *site,
                         struct verb_output *output, struct error *error)
{
    enum err err = store_begin(store, error);

    if (err)
        return err;
    list->output = output;
    list->now_ms = clock_wall_ms(&store_given(store)->clock);
    json_begin(&list->json, &output->out);
    if (output->json)
        json_array_open(&list->json, NULL);
    err = print_sites(list, store, site, error);
    store_rollback(store);
    if (output->json) {
        json_array_close(&list->json);
        buffer_append_char(&output->out, '\n');
    } else {
        verb_output_count(output, list->count);
    }
    return err;
}

void fact_list_show(const struct fact_list *list, const struct fact *fact, struct json_writer *json)
{
    struct buffer *out = &list->output->out;
    char id[UUID_TEXT];

    if (json) {
        put_identity(fact, json);
        for (const char *const *column = list->columns; *column; column++)
            put_member(fact, *column, json);
        return;
    }
    uuid_format(&fact->record->id, id);
    buffer_printf(out, "%s %s  %s\n", fact->kind ? fact->kind->zh : "",
                  fact->kind ? fact->kind->en : "", id);
    for (const char *const *column = list->columns; *column; column++) {
        const char *en, *zh = fact_view_label(fact, *column, &en);

        if (!stands(fact, *column))
            continue;
        buffer_printf(out, "  %s %s: ", zh, en);
        fact_list_value(list, fact, *column, out);
        buffer_append_char(out, '\n');
    }
}
