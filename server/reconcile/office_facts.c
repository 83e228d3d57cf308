// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/office_facts.h"

#include "server/reconcile/as_of.h"
#include "server/storage/records.h"
#include "shared/data/catalogue_cache.h"

#include <string.h>

enum { FACTS_BYTES_MAX = 1 << 30, PEOPLE_BYTES_MAX = 256 << 20 };

struct loading {
    struct office_facts *facts;
    struct error *error;
    enum err err;
};

// The state to read: NULL data when the record did not exist then.
static struct span state_of(struct loading *loading, const struct record_row *row)
{
    struct record_row then = *row;
    bool there = true;

    if (loading->facts->past)
        loading->err = as_of_record(loading->facts->past, &then, &there, loading->error);
    return there && loading->err == ERR_OK ? then.state : (struct span){0};
}

static bool add_record(void *arg, const struct record_row *row)
{
    struct loading *loading = arg;
    struct span state = state_of(loading, row);

    if (!state.data)
        return loading->err == ERR_OK;
    // Without its time of receipt, which tablets do not have: with a tablet whose clock is wrong
    // the office would see another newest value than they do, and call signed what they call
    // changed.
    loading->err = facts_add(&loading->facts->facts, state, 0, loading->error);
    return loading->err == ERR_OK;
}

// A person is kept as length and state.
static bool keep_person(void *arg, const struct record_row *row)
{
    struct loading *loading = arg;
    struct buffer *people = &loading->facts->people;
    struct span state = state_of(loading, row);

    if (!state.data)
        return loading->err == ERR_OK;
    buffer_append(people, &state.len, sizeof(state.len));
    buffer_append(people, state.data, state.len);
    if (people->failed)
        loading->err = error_set(loading->error, ERR_TOO_LARGE, "more people than fit in memory");
    return loading->err == ERR_OK;
}

static bool add_catalogue(void *arg, const struct record_row *row)
{
    struct loading *loading = arg;
    struct span state = state_of(loading, row);

    if (state.data)
        loading->err = catalogue_cache_add(loading->facts->catalogues, state, loading->error);
    return loading->err == ERR_OK;
}

static enum err list(struct loading *loading, const struct records_filter *filter,
                     records_each *each)
{
    enum err result = records_list(loading->facts->view, filter, each, loading, loading->error);

    return result == ERR_OK ? loading->err : result;
}

static enum err add_people(struct office_facts *facts, struct error *error)
{
    const char *at = facts->people.data, *end = at ? at + facts->people.len : NULL;
    enum err result = ERR_OK;

    while (result == ERR_OK && at < end) {
        struct span state;

        memcpy(&state.len, at, sizeof(state.len));
        state.data = at + sizeof(state.len);
        result = facts_add(&facts->facts, state, 0, error);
        at = state.data + state.len;
    }
    return result;
}

static enum err open(struct office_facts *out, struct error *error)
{
    struct loading loading = {.facts = out, .error = error};
    const struct records_filter people = {.kind = span_of("person")};
    const struct records_filter catalogues = {.kind = span_of("catalogue")};
    enum err result;

    arena_init(&out->arena, FACTS_BYTES_MAX);
    facts_init(&out->facts, &out->arena);
    buffer_init(&out->people, PEOPLE_BYTES_MAX);
    out->catalogues = catalogue_cache_create();
    out->shelf = catalogue_cache_shelf(out->catalogues);
    result = list(&loading, &people, keep_person);
    if (result == ERR_OK)
        result = list(&loading, &catalogues, add_catalogue);
    if (result != ERR_OK)
        office_facts_close(out);
    return result;
}

enum err office_facts_open(struct view *view, const struct progress_seal *seal,
                           struct office_facts *out, struct error *error)
{
    *out = (struct office_facts){.view = view, .seal = seal};
    return open(out, error);
}

enum err office_facts_open_past(struct as_of *past, const struct progress_seal *seal,
                                struct office_facts *out, struct error *error)
{
    *out = (struct office_facts){.view = past->view, .seal = seal, .past = past};
    return open(out, error);
}

enum err office_facts_load(struct office_facts *facts, const struct uuid *site, struct error *error)
{
    struct loading loading = {.facts = facts, .error = error};
    const struct records_filter filter = {.site = *site};
    enum err result;

    facts_clear(&facts->facts);
    arena_reset(&facts->arena);
    facts->site = *site;
    result = add_people(facts, error);
    if (result == ERR_OK)
        result = list(&loading, &filter, add_record);
    if (result != ERR_OK)
        return result;
    facts_settle(&facts->facts);
    return facts_derive(&facts->facts, &facts->shelf, facts->seal, error);
}

enum err office_facts_progress(struct office_facts *facts, int64_t now_ms, struct progress *out,
                               struct error *error)
{
    const struct progress_options options = {
        .facts = &facts->facts,
        .shelf = &facts->shelf,
        .site = facts->site,
        .now_ms = now_ms,
        .arena = &facts->arena,
    };

    return progress_read(&options, out, error);
}

void office_facts_close(struct office_facts *facts)
{
    facts_clear(&facts->facts);
    arena_clear(&facts->arena);
    buffer_clear(&facts->people);
    catalogue_cache_free(facts->catalogues);
    *facts = (struct office_facts){0};
}
