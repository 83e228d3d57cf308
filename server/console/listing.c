// SPDX-License-Identifier: Apache-2.0
#include "server/console/listing.h"

#include "server/console/console.h"
#include "server/console/listing_cursor.h"
#include "server/console/listing_file.h"
#include "shared/base/memory.h"
#include "shared/web/route.h"

#include <stdlib.h>
#include <string.h>

const char *const listing_formats[] = {"json", "csv", "xlsx", "html", NULL};
const char *const listing_languages[] = {"zh", "en", NULL};

// One answer being made.
struct making {
    struct route_call *call;
    const struct listing_source *source;
    const struct listing *listing;
    struct table table;           // all rows that passed, in their first order
    const void **rows;            // of those, the source's
    struct listing_place *places; // in the order that is wanted
    size_t count, key, sort;      // columns; sort SIZE_MAX: as they come
    bool descending;
};

static size_t find_column(const struct listing *listing, struct span code)
{
    for (size_t i = 0; i < listing->column_count; i++)
        if (span_is(code, listing->columns[i].code))
            return i;
    return SIZE_MAX;
}

static enum err read_order(struct making *making, struct error *error)
{
    const struct listing *listing = making->listing;
    const char *sort = route_text(making->call, "sort");

    making->key = find_column(listing, span_of(listing->key ? listing->key : "id"));
    if (making->key == SIZE_MAX)
        return error_set(error, ERR_INTERNAL, "the list %s has no key", listing->code);
    making->sort = SIZE_MAX;
    if (sort || listing->sort)
        making->sort = find_column(listing, span_of(sort ? sort : listing->sort));
    if (sort && making->sort == SIZE_MAX)
        return error_set(error, ERR_INVALID, "sort: there is no column \"%.60s\"", sort);
    making->descending = sort || route_has(making->call, "desc") ? route_truth(making->call, "desc")
                                                                 : listing->descending;
    return ERR_OK;
}

static bool is_granted(const struct making *making, const void *row, bool file)
{
    const struct listing *listing = making->listing;
    struct span store;

    if (!listing->store)
        return true;
    store = listing->store(making->source->ctx, row);
    return console_may(making->call, listing->capability, store)
           && (!file || console_may(making->call, CONSOLE_EXPORT, store));
}

static void take_rows(struct making *making, bool file)
{
    const struct listing_source *source = making->source;
    const struct listing *listing = making->listing;

    making->rows = mem_alloc_array(source->count + 1, sizeof(*making->rows));
    for (size_t i = 0; i < source->count; i++) {
        const void *row = (const char *)source->rows + i * listing->row_size;

        if (!is_granted(making, row, file))
            continue;
        if (listing->count_row)
            listing->count_row(source->counts, source->ctx, row);
        if (listing->keeps && !listing->keeps(source->ctx, row))
            continue;
        table_row(&making->table);
        listing->put(&making->table, source->ctx, row);
        making->rows[making->count++] = row;
    }
}

static void sort_rows(struct making *making)
{
    making->places = mem_alloc_array(making->count + 1, sizeof(*making->places));
    for (size_t i = 0; i < making->count; i++)
        making->places[i] = listing_place_of(&making->table, i, making->key, making->sort);
    for (size_t i = 0; making->sort == SIZE_MAX && i < making->count; i++)
        making->places[i].number = (int64_t)i; // the order in which they come
    listing_place_sort(making->places, making->count, making->descending);
}

static void put_row(struct making *making, struct json_writer *json, size_t row)
{
    json_object_open(json, NULL);
    listing_file_put_cells(&making->table, row, json);
    if (making->listing->extra)
        making->listing->extra(json, making->source->ctx, making->rows[row]);
    json_object_close(json);
}

static enum err answer_page(struct making *making, struct error *error)
{
    struct json_writer *json = route_answer(making->call);
    size_t limit = (size_t)route_integer(making->call, "limit", LISTING_PAGE), from = 0, at;
    const char *after = route_text(making->call, "after");
    struct listing_order order
        = {.places = making->places,
           .count = making->count,
           .code = making->sort == SIZE_MAX ? "" : making->listing->columns[making->sort].code,
           .descending = making->descending};
    char next[LISTING_CURSOR + 1];
    enum err err = after ? listing_cursor_find(&order, after, &from, error) : ERR_OK;

    if (err != ERR_OK)
        return err;
    json_array_open(json, "rows");
    for (at = from; at < making->count && at - from < limit; at++)
        put_row(making, json, making->places[at].row);
    json_array_close(json);
    json_put_text(json, "next",
                  at < making->count && listing_cursor_make(&order, at - 1, next) ? next : NULL);
    json_put_integer(json, "total", (int64_t)making->count);
    json_object_open(json, "counts");
    if (making->listing->put_counts)
        making->listing->put_counts(json, making->source->counts);
    json_object_close(json);
    return ERR_OK;
}

static enum err answer(struct making *making, int format, struct error *error)
{
    enum err err = read_order(making, error);

    if (err != ERR_OK)
        return err;
    if (making->source->count > LISTING_ROWS_MOST)
        return error_set(error, ERR_TOO_LARGE, "the list %s has more than %d rows",
                         making->listing->code, LISTING_ROWS_MOST);
    take_rows(making, format >= 0);
    err = table_check(&making->table, error);
    if (err != ERR_OK)
        return err;
    sort_rows(making);
    if (format < 0)
        return answer_page(making, error);
    return listing_file_answer(
        making->call,
        &(struct listing_file){making->listing, &making->table, making->places, making->count},
        error);
}

enum err listing_answer(struct route_call *call, const struct listing_source *source,
                        struct error *error)
{
    struct making making = {.call = call, .source = source, .listing = source->listing};
    int format = route_choice(call, "format");
    enum err err;

    if (format >= 0 && !(route_access(call) & CONSOLE_EXPORT))
        return error_set(error, ERR_DENIED, "你的角色不能导出 your roles do not permit exports");
    table_init(&making.table, source->listing->code, source->listing->zh, source->listing->en);
    table_columns(&making.table, source->listing->columns, source->listing->column_count);
    err = answer(&making, format, error);
    table_clear(&making.table);
    mem_free(making.rows);
    mem_free(making.places);
    return err;
}
