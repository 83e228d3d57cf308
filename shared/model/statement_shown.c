// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement_shown.h"

#include "shared/base/memory.h"

#include <stdlib.h>
#include <string.h>

// Records to be shown, in the order that they are put in.
struct row {
    const struct fact *fact;
    int64_t at_ms;
};
struct rows {
    struct row *list;
    size_t count;
};

static int by_time(const void *a, const void *b)
{
    const struct row *one = a, *other = b;

    if (one->at_ms != other->at_ms)
        return one->at_ms < other->at_ms ? -1 : 1;
    return uuid_compare(&one->fact->record->id, &other->fact->record->id);
}

// The records of a kind that `belongs`, by (time, id).
static void gather(struct statement_page *page, const char *kind, const char *time,
                   bool (*belongs)(const struct statement_page *page, const struct fact *fact),
                   struct rows *out)
{
    size_t count;
    const struct fact *facts = facts_of_kind(page->options->facts, kind, &count);

    out->count = 0;
    out->list = mem_alloc_array(count, sizeof(*out->list));
    for (size_t i = 0; i < count; i++) {
        struct row row = {.fact = &facts[i]};

        if (record_deleted(facts[i].record) || !belongs(page, &facts[i]))
            continue;
        fact_integer(&facts[i], time, &row.at_ms);
        out->list[out->count++] = row;
    }
    qsort(out->list, out->count, sizeof(*out->list), by_time);
}

// Whether a field of the record names what is signed, or its node.
static bool is_of_page(const struct statement_page *page, const struct uuid *of)
{
    const struct statement_options *options = page->options;

    return uuid_equal(of, &options->of->record->id)
           || (options->node && uuid_equal(of, &options->node->record->id));
}

static bool is_result(const struct statement_page *page, const struct uuid *of)
{
    for (size_t i = 0; i < page->result_count; i++)
        if (uuid_equal(of, &page->results[i]->record->id))
            return true;
    return false;
}

static bool belongs_to_page(const struct statement_page *page, const struct fact *fact)
{
    struct uuid of;

    return fact_uuid(fact, "of", &of) && is_of_page(page, &of);
}

static bool is_open_here(const struct statement_page *page, const struct fact *fact)
{
    const struct move_machine *machine = move_machine_find(fact->record->kind);
    struct move_standing standing;
    struct uuid of;

    if (!fact_uuid(fact, "of", &of) || !(is_of_page(page, &of) || is_result(page, &of)))
        return false;
    move_fold(machine, page->options->facts, &fact->record->id, &standing);
    return strcmp(standing.state, "verified") != 0;
}

// Whether the photo is of a record that is on the page already.
static bool is_of_used(const struct statement_page *page, const struct fact *fact)
{
    const struct facts *facts = page->options->facts;
    const struct fact *of;
    struct uuid id;

    if (!fact_uuid(fact, "of", &id))
        return false;
    of = facts_find(facts, &id);
    return of && page->used[of - facts->list];
}

static void put_person(struct statement_page *page, const struct row *row)
{
    const struct fact *person = NULL;
    struct uuid id;

    if (fact_uuid(row->fact, "person", &id))
        person = facts_find(page->options->facts, &id);
    buffer_append_text(page->out, "{\"at\":");
    statement_page_put(page, row->fact, "at");
    buffer_append_text(page->out, ",\"name\":");
    statement_page_put(page, person, "name");
    buffer_append_text(page->out, ",\"role\":");
    statement_page_put(page, person, "role");
    buffer_append_char(page->out, '}');
    statement_page_use(page, row->fact);
    statement_page_use(page, person);
}

static void put_members(struct statement_page *page, const struct fact *fact,
                        const char *const *names)
{
    for (; *names; names++) {
        buffer_printf(page->out, "\"%s\":", *names);
        statement_page_put(page, fact, *names);
        buffer_append_text(page->out, names[1] ? "," : "");
    }
}

static void put_photo(struct statement_page *page, const struct row *row)
{
    static const char *const names[] = {"digest", "latitude", "longitude", "name", "of", NULL};
    static const char *const rest[] = {"taken_at", "thumbnail", NULL};
    const struct uuid author = fact_author(row->fact);
    const struct fact *person = facts_find(page->options->facts, &author);
    struct uuid original;

    buffer_append_char(page->out, '{');
    if (fact_uuid(row->fact, "copy_of", &original)) {
        buffer_append_text(page->out, "\"copy_of\":");
        canon_put_uuid(page->out, &original);
        buffer_append_char(page->out, ',');
    }
    put_members(page, row->fact, names);
    buffer_append_text(page->out, ",\"person\":"); // who took it
    statement_page_put(page, person, "name");
    buffer_append_char(page->out, ',');
    put_members(page, row->fact, rest);
    buffer_append_char(page->out, '}');
    statement_page_use(page, row->fact);
    statement_page_use(page, person);
}

static void put_rectification(struct statement_page *page, const struct row *row)
{
    const struct fact *fact = row->fact;
    static const char *const names[] = {"item", "severity", NULL};
    struct move_standing standing;

    move_fold(move_machine_find(fact->record->kind), page->options->facts, &fact->record->id,
              &standing);
    buffer_append_text(page->out, "{\"deadline\":");
    if (standing.deadline_ms)
        canon_put_integer(page->out, standing.deadline_ms);
    else
        statement_page_put(page, fact, "deadline");
    buffer_append_text(page->out, ",\"id\":");
    canon_put_uuid(page->out, &fact->record->id);
    buffer_append_char(page->out, ',');
    put_members(page, fact, names);
    buffer_printf(page->out, ",\"state\":\"%s\",\"summary\":", standing.state);
    statement_page_put(page, fact, "summary");
    buffer_append_char(page->out, '}');
    statement_page_use(page, fact);
}

static void put_rows(struct statement_page *page, const char *key, const struct rows *rows,
                     void (*put)(struct statement_page *page, const struct row *row))
{
    buffer_printf(page->out, "%s[", key);
    for (size_t i = 0; i < rows->count; i++) {
        buffer_append_text(page->out, i ? "," : "");
        put(page, &rows->list[i]);
    }
    buffer_append_char(page->out, ']');
}

// Whom a field of what is signed names; NULL: nobody who is here.
static const struct fact *person_of(const struct statement_page *page, const char *field)
{
    const struct fact *person = NULL;
    struct uuid id;

    if (fact_uuid(page->options->of, field, &id))
        person = facts_find(page->options->facts, &id);
    return person && span_is(person->record->kind, "person") ? person : NULL;
}

// The fields of what is signed as people read them, named by the kind table and in its order.
static void put_fields(struct statement_page *page)
{
    const struct fact *of = page->options->of;
    const size_t count = of->kind && !page->options->node ? of->kind->field_count : 0;
    const char *comma = "";
    struct span value;

    buffer_append_text(page->out, "{\"fields\":[");
    for (size_t i = 0; i < count; i++) {
        const struct kind_field *field = &of->kind->fields[i];
        const enum err found = fact_value(of, field->name, &value);
        const struct fact *person = person_of(page, field->name);

        if (found == ERR_NOT_FOUND)
            continue;
        buffer_printf(page->out, "%s{%s\"en\":", comma,
                      found == ERR_CONFLICT ? "\"conflict\":true," : "");
        canon_put_string(page->out, span_of(field->en));
        buffer_printf(page->out, ",\"name\":\"%s\",", field->name);
        if (person) {
            buffer_append_text(page->out, "\"person\":");
            statement_page_put(page, person, "name");
            buffer_append_char(page->out, ',');
            statement_page_use(page, person);
        }
        buffer_append_text(page->out, "\"value\":");
        statement_page_put(page, of, field->name);
        buffer_append_text(page->out, ",\"zh\":");
        canon_put_string(page->out, span_of(field->zh));
        buffer_append_char(page->out, '}');
        comma = ",";
    }
    buffer_append_char(page->out, ']');
}

void statement_shown_put(struct statement_page *page)
{
    struct rows people, rectifications, photos;

    gather(page, "presence", "at", belongs_to_page, &people);
    gather(page, "rectification", "", is_open_here, &rectifications);
    // Their photos are shown with them.
    for (size_t i = 0; i < rectifications.count; i++)
        statement_page_use(page, rectifications.list[i].fact);
    for (size_t i = 0; i < people.count; i++)
        statement_page_use(page, people.list[i].fact);
    gather(page, "photo", "taken_at", is_of_used, &photos);
    put_fields(page);
    put_rows(page, ",\"people\":", &people, put_person);
    put_rows(page, ",\"photos\":", &photos, put_photo);
    put_rows(page, ",\"rectifications\":", &rectifications, put_rectification);
    buffer_append_char(page->out, '}');
    mem_free(people.list);
    mem_free(rectifications.list);
    mem_free(photos.list);
}
