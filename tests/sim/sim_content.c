// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_content.h"

#include "server/storage/records.h"
#include "shared/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 64 << 20, RESULTS_MAX = 64, PHOTOS_MAX = 64 };

static void add(struct sim_states *states, struct span state)
{
    if (states->count == states->cap) {
        states->cap = states->cap * 2 + 64;
        states->list = mem_resize(states->list, states->cap * sizeof *states->list);
    }
    const char *copy = arena_dup(&states->arena, state.data, state.len);
    struct record *record = &states->list[states->count];
    *record = (struct record){0};
    if (copy != NULL
        && record_parse((struct span){copy, state.len}, &states->arena, record, NULL) == ERR_OK)
        states->count++;
}

static bool add_tablet(void *arg, const struct replica_row *row)
{
    add(arg, row->state);
    return true;
}

static bool add_office(void *arg, const struct record_row *row)
{
    add(arg, row->state);
    return true;
}

void sim_states_tablet(struct sim_tablet *tablet, const struct uuid *site, struct sim_states *out)
{
    struct replica_filter filter = {.by_site = true, .site = *site, .with_deleted = true};
    *out = (struct sim_states){0};
    arena_init(&out->arena, ARENA_MAX);
    replica_list(tablet->store, &filter, add_tablet, out, NULL);
}

void sim_states_office(struct sim_world *world, const struct uuid *site, struct sim_states *out)
{
    struct records_filter filter = {.site = *site};
    struct view *view = storage_writer(office_storage(world->office.office));
    *out = (struct sim_states){0};
    arena_init(&out->arena, ARENA_MAX);
    records_list(view, &filter, add_office, out, NULL);
}

void sim_states_clear(struct sim_states *states)
{
    for (size_t i = 0; i < states->count; i++)
        record_clear(&states->list[i]);
    mem_free(states->list);
    arena_clear(&states->arena);
    *states = (struct sim_states){0};
}

const struct record *sim_states_find(const struct sim_states *states, const struct uuid *id)
{
    for (size_t i = 0; i < states->count; i++)
        if (uuid_equal(&states->list[i].id, id))
            return &states->list[i];
    return NULL;
}

static int rank(struct span result)
{
    static const char *const results[] = {"\"pass\"", "\"na\"", "\"fail\""};
    for (int i = 0; i < 3; i++)
        if (span_is(result, results[i]))
            return i;
    return -1;
}

static bool beats(const struct standing *one, const struct standing *other)
{
    return one->time != other->time ? one->time > other->time : one->dot.actor > other->dot.actor;
}

// The one value of a field: the worst result, both amounts, else the newest.
static struct span value_of(const struct record *record, const char *name)
{
    const bool worst = strcmp(name, "result") == 0, both = strcmp(name, "amount_fen") == 0;
    const struct standing *from = NULL;
    struct span value = span_of("null");
    for (size_t w = 0; record != NULL && w < record->write_count; w++) {
        const struct standing *standing = &record->writes[w];
        const struct field *field = standing_field(standing, span_of(name));
        if (field == NULL)
            continue;
        if (from != NULL && both && !span_equal(field->value, value))
            return span_of("conflict");
        if (from != NULL && (worst ? rank(field->value) <= rank(value) : !beats(standing, from)))
            continue;
        value = field->value;
        from = standing;
    }
    return value;
}

static bool is_deleted(const struct record *record)
{
    bool deleted = true;
    for (size_t w = 0; w < record->write_count; w++) {
        const struct field *field = standing_field(&record->writes[w], span_of("deleted"));
        deleted = deleted && (field == NULL || span_is(field->value, "true"));
    }
    return deleted && record->write_count > 0;
}

static bool refers(const struct record *record, const char *field, const struct uuid *id)
{
    char text[UUID_TEXT];
    struct span value = value_of(record, field);
    uuid_format(id, text);
    return value.len == UUID_TEXT + 1 && memcmp(value.data + 1, text, UUID_TEXT - 1) == 0;
}

static bool uuid_at(const struct record *record, const char *field, struct uuid *out)
{
    struct span value = value_of(record, field);
    return value.len > 2 && uuid_parse((struct span){value.data + 1, value.len - 2}, out);
}

static void put(struct buffer *out, const struct record *record, const char *field)
{
    struct span value = value_of(record, field);
    buffer_append(out, value.data, value.len);
    buffer_append_char(out, '\t');
}

static int by_id(const void *a, const void *b)
{
    const struct record *one = *(const struct record *const *)a,
                        *other = *(const struct record *const *)b;
    return uuid_compare(&one->id, &other->id);
}

// Records of a kind that name another one, not deleted, by id.
static size_t children(const struct sim_states *states, const char *kind,
                       const struct sim_page *page, const struct record *out[RESULTS_MAX])
{
    const char *field = strcmp(kind, "item_result") == 0 ? "attempt" : "of";
    size_t count = 0;
    for (size_t i = 0; i < states->count && count < RESULTS_MAX; i++)
        if (span_is(states->list[i].kind, kind) && !is_deleted(&states->list[i])
            && refers(&states->list[i], field, &page->attempt))
            out[count++] = &states->list[i];
    qsort(out, count, sizeof *out, by_id);
    return count;
}

static void write_photos(const struct sim_page *page, const struct uuid *of, struct buffer *out)
{
    const struct record *photos[RESULTS_MAX];
    struct sim_page photo = {page->states, *of, false};
    size_t count = children(page->states, "photo", &photo, photos);
    for (size_t i = 0; i < count; i++)
        put(out, photos[i], "digest");
    buffer_append_char(out, '\n');
}

// What is no attempt is signed with all its fields, by name.
static void write_fields(const struct sim_page *page, const struct record *of, struct buffer *out)
{
    static const char *const fields[]
        = {"amount_fen", "approved_by", "asked_by", "category", "description", "due", "issued_at"};
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
        put(out, of, fields[f]);
    write_photos(page, &of->id, out);
}

void sim_content_write(const struct sim_page *page, struct buffer *out)
{
    const struct record *attempt = sim_states_find(page->states, &page->attempt);
    const struct record *results[RESULTS_MAX], *node = NULL, *site = NULL;
    struct uuid id;
    if (attempt != NULL && uuid_at(attempt, "node", &id))
        node = sim_states_find(page->states, &id);
    if (attempt != NULL)
        site = sim_states_find(page->states, &attempt->site);
    if (attempt != NULL && !span_is(attempt->kind, "attempt"))
        write_fields(page, attempt, out);
    put(out, site, "address");
    put(out, site, "contract_number");
    put(out, site, "customer_name");
    put(out, node, "code");
    put(out, node, "catalogue");
    put(out, attempt, "n");
    size_t count = children(page->states, "item_result", page, results);
    for (size_t i = 0; i < count; i++) {
        put(out, results[i], "item");
        put(out, results[i], "result");
        put(out, results[i], "note");
        put(out, results[i], "room");
        if (page->budget)
            put(out, results[i], "amount_fen");
        write_photos(page, &results[i]->id, out);
    }
}

bool sim_content_voided(const struct sim_states *states, const struct uuid *signoff)
{
    for (size_t i = 0; i < states->count; i++)
        if (span_is(states->list[i].kind, "void") && !is_deleted(&states->list[i])
            && refers(&states->list[i], "signoff", signoff))
            return true;
    return false;
}
