// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/record_show.h"

#include "agent/store/journal.h"
#include "agent/store/replica_held.h"
#include "shared/data/record_view.h"

#include <string.h>

// What became of this tablet's own writes to a record.
struct ours {
    struct uuid id;
    int64_t writes, waiting;
    int held; // state of a quarantined one, -1 none
    char why[256];
};

static bool count_entry(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    struct ours *ours = arg;
    (void)dot;
    (void)bytes;
    ours->writes++;
    ours->waiting += !delivered;
    return true;
}

static bool note_held(void *arg, const struct replica_held *held)
{
    struct ours *ours = arg;
    if (uuid_equal(&held->record, &ours->id)) {
        ours->held = held->state;
        text_copy(ours->why, sizeof ours->why, span_of(held->why));
    }
    return true;
}

static enum err read_ours(struct store *store, const struct uuid *id, struct ours *ours,
                          struct error *error)
{
    *ours = (struct ours){.id = *id, .held = -1};
    enum err err = journal_list(store, id, count_entry, ours, error);
    return err == ERR_OK ? replica_held_list(store, note_held, ours, error) : err;
}

static const char *const held_words[] = {"held", "accepted", "rejected"};

static void print_json(const struct record *record, const struct ours *ours,
                       struct verb_output *output)
{
    struct json_writer json;
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    record_view_json(&json, record, 0);
    json_put_integer(&json, "writes_here", ours->writes);
    json_put_integer(&json, "waiting", ours->waiting);
    json_put_text(&json, "quarantine",
                  ours->held >= 0 && ours->held < 3 ? held_words[ours->held] : NULL);
    json_put_text(&json, "why", ours->held >= 0 ? ours->why : NULL);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static bool person_state(void *ctx, const struct uuid *person, struct buffer *out)
{
    struct replica_row row;
    return replica_get(ctx, person, &row, NULL) == ERR_OK
           && buffer_append(out, row.state.data, row.state.len);
}

static void print_text(struct store *store, const struct record *record, const struct ours *ours,
                       struct verb_output *output)
{
    struct record_people people = {store, person_state};
    record_view_text(&output->out, record, 0, &people);
    if (ours->held == 0)
        buffer_printf(&output->out, "  办公室暂存 held by the office: %s\n", ours->why);
    if (ours->waiting > 0)
        buffer_printf(&output->out, "  待传 Waiting: %lld\n", (long long)ours->waiting);
    else if (ours->writes > 0)
        buffer_append_text(&output->out, "  已送达 Delivered\n");
}

static enum err show_one(struct store *store, const struct uuid *id, struct verb_output *output,
                         struct error *error)
{
    struct replica_row row;
    struct record record = {0};
    struct arena arena;
    struct buffer state;
    struct ours ours;
    char text[UUID_TEXT];
    arena_init(&arena, 16 << 20);
    buffer_init(&state, RECORD_BYTES_MAX);
    uuid_format(id, text);
    enum err err = replica_get(store, id, &row, error);
    if (err == ERR_NOT_FOUND)
        error_set(error, err, "record %s is not on this tablet", text);
    if (err == ERR_OK) {
        buffer_append(&state, row.state.data, row.state.len);
        err = read_ours(store, id, &ours, error);
    }
    if (err == ERR_OK)
        err = record_parse((struct span){state.data, state.len}, &arena, &record, error);
    if (err == ERR_OK && output->json)
        print_json(&record, &ours, output);
    else if (err == ERR_OK)
        print_text(store, &record, &ours, output);
    record_clear(&record);
    buffer_clear(&state);
    arena_clear(&arena);
    return err;
}

// In a transaction: what the store lends is not taken away by the sync thread in between.
enum err record_show_one(struct store *store, const struct uuid *id, struct verb_output *output,
                         struct error *error)
{
    enum err err = store_begin(store, error);
    if (err != ERR_OK)
        return err;
    err = show_one(store, id, output, error);
    store_rollback(store);
    return err;
}

struct listing {
    struct verb_output *output;
    struct json_writer json;
    struct arena arena;
    struct error *error;
    enum err err;
    size_t count;
};

static bool list_row(void *arg, const struct replica_row *row)
{
    struct listing *list = arg;
    struct record record = {0};
    arena_reset(&list->arena);
    list->err = record_parse(row->state, &list->arena, &record, list->error);
    if (list->err == ERR_OK && list->output->json) {
        json_object_open(&list->json, NULL);
        record_view_json(&list->json, &record, 0);
        json_object_close(&list->json);
    } else if (list->err == ERR_OK) {
        record_view_line(&list->output->out, &record, 0);
    }
    list->count++;
    record_clear(&record);
    return list->err == ERR_OK;
}

enum err record_show_list(struct store *store, const struct replica_filter *filter,
                          struct verb_output *output, struct error *error)
{
    struct listing list = {.output = output, .error = error};
    arena_init(&list.arena, 16 << 20);
    json_begin(&list.json, &output->out);
    if (output->json)
        json_array_open(&list.json, NULL);
    enum err err = replica_list(store, filter, list_row, &list, error);
    if (err == ERR_OK)
        err = list.err;
    if (output->json) {
        json_array_close(&list.json);
        buffer_append_char(&output->out, '\n');
    } else {
        verb_output_count(output, list.count);
    }
    arena_clear(&list.arena);
    return err == ERR_OK && output->out.failed
               ? error_set(error, ERR_TOO_LARGE, "the list is longer than 64 MiB")
               : err;
}
