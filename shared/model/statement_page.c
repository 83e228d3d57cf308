// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement_page.h"

#include "shared/base/memory.h"
#include "shared/model/fact_measure.h"

#include <stdlib.h>
#include <string.h>

static bool is_deleted(const struct fact *fact)
{
    return record_deleted(fact->record);
}

static struct span text_of(const struct fact *fact, const char *field)
{
    struct span raw = {0};

    fact_text(fact, field, &raw);
    return raw;
}

static int compare_ids(const struct fact *a, const struct fact *b)
{
    return uuid_compare(&a->record->id, &b->record->id);
}

static int by_place_and_time(const void *a, const void *b)
{
    const struct statement_photo *one = a, *other = b;
    int order = uuid_compare(&one->of, &other->of);

    if (!order)
        order = (one->taken_ms > other->taken_ms) - (one->taken_ms < other->taken_ms);
    return order ? order : compare_ids(one->fact, other->fact);
}

static int by_item(const void *a, const void *b)
{
    const struct fact *one = *(const struct fact *const *)a,
                      *other = *(const struct fact *const *)b;
    int order = span_compare(text_of(one, "item"), text_of(other, "item"));

    return order ? order : compare_ids(one, other);
}

static void find_photos(struct statement_page *page)
{
    size_t count;
    const struct fact *photos = facts_of_kind(page->options->facts, "photo", &count);

    page->photos = mem_alloc_array(count, sizeof(*page->photos));
    for (size_t i = 0; i < count; i++) {
        struct statement_photo *photo = &page->photos[page->photo_count];

        *photo = (struct statement_photo){.fact = &photos[i]};
        if (!fact_uuid(&photos[i], "of", &photo->of) || is_deleted(&photos[i]))
            continue;
        fact_integer(&photos[i], "taken_at", &photo->taken_ms);
        page->photo_count++;
    }
    qsort(page->photos, page->photo_count, sizeof(*page->photos), by_place_and_time);
}

static void find_results(struct statement_page *page)
{
    const struct uuid *of = &page->options->of->record->id;
    size_t count;
    const struct fact *results = facts_of_kind(page->options->facts, "item_result", &count);

    page->results = mem_alloc_array(count, sizeof(struct fact *));
    for (size_t i = 0; i < count; i++)
        if (fact_refers(&results[i], "attempt", of) && !is_deleted(&results[i]))
            page->results[page->result_count++] = &results[i];
    qsort(page->results, page->result_count, sizeof(struct fact *), by_item);
}

// A value belongs to the attempt and names its item, or belongs to the result of the item.
static bool is_value_here(const struct statement_page *page, const struct fact *value)
{
    struct uuid of;

    if (!fact_uuid(value, "of", &of) || is_deleted(value))
        return false;
    if (uuid_equal(&of, &page->options->of->record->id))
        return true;
    for (size_t i = 0; i < page->result_count; i++)
        if (uuid_equal(&of, &page->results[i]->record->id))
            return true;
    return false;
}

static void find_values(struct statement_page *page)
{
    size_t count;
    const struct fact *values = facts_of_kind(page->options->facts, "measured_value", &count);

    page->values = mem_alloc_array(count, sizeof(struct fact *));
    for (size_t i = 0; i < count; i++)
        if (is_value_here(page, &values[i]))
            page->values[page->value_count++] = &values[i];
    qsort(page->values, page->value_count, sizeof(struct fact *), fact_measure_order);
}

void statement_page_open(struct statement_page *page, const struct statement_options *options,
                         struct buffer *out)
{
    *page = (struct statement_page){.options = options, .out = out};
    page->site = facts_find(options->facts, &options->of->record->site);
    page->used = mem_alloc_array(options->facts->count, sizeof(*page->used));
    find_photos(page);
    find_results(page);
    find_values(page);
}

void statement_page_clear(struct statement_page *page)
{
    mem_free(page->photos);
    mem_free(page->results);
    mem_free(page->values);
    mem_free(page->used);
}

void statement_page_use(struct statement_page *page, const struct fact *fact)
{
    if (fact)
        page->used[fact - page->options->facts->list] = true;
}

size_t statement_page_photos(const struct statement_page *page, const struct uuid *of,
                             const struct statement_photo **first)
{
    size_t low = 0, high = page->photo_count, end;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (uuid_compare(&page->photos[middle].of, of) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < page->photo_count && uuid_equal(&page->photos[end].of, of);)
        end++;
    *first = page->photos + low;
    return end - low;
}

size_t statement_page_values(const struct statement_page *page, struct span item,
                             const struct fact *const **first)
{
    size_t begin = 0, end;

    while (begin < page->value_count && !span_equal(text_of(page->values[begin], "item"), item))
        begin++;
    for (end = begin;
         end < page->value_count && span_equal(text_of(page->values[end], "item"), item);)
        end++;
    *first = page->values + begin;
    return end - begin;
}

bool statement_page_conflicts(struct statement_page *page, const struct fact *fact,
                              const char *const *fields)
{
    struct span value;

    for (; fact && *fields; fields++) {
        if (fact_value(fact, *fields, &value) != ERR_CONFLICT)
            continue;
        page->conflict = true;
        return true;
    }
    return false;
}

void statement_page_put(struct statement_page *page, const struct fact *fact, const char *field)
{
    struct span value;

    if (!fact || fact_value(fact, field, &value) != ERR_OK)
        value = span_of("null");
    buffer_append(page->out, value.data, value.len);
}

void statement_page_put_english(struct statement_page *page, const struct catalogue_words *words)
{
    buffer_append_text(page->out, "\"en\":");
    canon_put_string(page->out, words->en);
}

void statement_page_put_chinese(struct statement_page *page, const struct catalogue_words *words)
{
    buffer_append_text(page->out, "\"zh\":");
    canon_put_string(page->out, words->zh);
}
