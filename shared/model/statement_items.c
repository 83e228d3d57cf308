// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement_items.h"

#include "shared/model/decimal.h"

static const char *const amount[] = {"amount_fen", NULL};
static const char *const findings[] = {"note", "result", "room", NULL};

void statement_items_put_photos(struct statement_page *page, const struct fact *of)
{
    const struct statement_photo *photos = NULL;
    size_t count = of ? statement_page_photos(page, &of->record->id, &photos) : 0;

    buffer_append_char(page->out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(page->out, i ? "," : "");
        statement_page_put(page, photos[i].fact, "digest");
        statement_page_use(page, photos[i].fact);
    }
    buffer_append_char(page->out, ']');
}

// Whether a value keeps to the tolerance of its item: true, false, or null without a target.
static const char *verdict(const struct fact *value, const struct catalogue_item *item)
{
    struct decimal_tolerance tolerance = {.target = {0}};
    struct span found;
    bool within;

    if (item)
        tolerance = (struct decimal_tolerance){item->target, item->minus, item->plus};
    if (!tolerance.target.len)
        fact_text(value, "target", &tolerance.target);
    if (!fact_text(value, "value", &found) || !decimal_within(found, &tolerance, &within))
        return "null";
    return within ? "true" : "false";
}

static void put_value(struct statement_page *page, const struct fact *value,
                      const struct catalogue_item *item)
{
    buffer_printf(page->out, "{\"passes\":%s,\"point\":", verdict(value, item));
    statement_page_put(page, value, "point");
    buffer_append_text(page->out, ",\"target\":");
    if (item && item->target.len)
        canon_put_string(page->out, item->target);
    else
        statement_page_put(page, value, "target");
    buffer_append_text(page->out, ",\"unit\":");
    if (item && item->unit.len)
        canon_put_string(page->out, item->unit);
    else
        statement_page_put(page, value, "unit");
    buffer_append_text(page->out, ",\"value\":");
    statement_page_put(page, value, "value");
    buffer_append_char(page->out, '}');
    statement_page_use(page, value);
}

// What an item has that was measured: "minus" and "plus" say how far a value may be off.
static void put_values(struct statement_page *page, struct span code,
                       const struct catalogue_item *item)
{
    const struct fact *const *values;
    size_t count = statement_page_values(page, code, &values);

    buffer_append_char(page->out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(page->out, i ? "," : "");
        put_value(page, values[i], item);
    }
    buffer_append_char(page->out, ']');
}

static void put_plain(struct statement_page *page, const char *key, struct span text)
{
    buffer_append_text(page->out, key);
    canon_put_string(page->out, text);
}

// Plain words, or the code, raw as the record has it.
static void put_words(struct statement_page *page, const char *key, const struct span *words,
                      struct span code)
{
    if (words) {
        put_plain(page, key, *words);
        return;
    }
    buffer_printf(page->out, "%s\"", key);
    buffer_append(page->out, code.data, code.len);
    buffer_append_char(page->out, '"');
}

// Members before "group".
static void put_head(struct statement_page *page, const struct fact *result,
                     const struct catalogue_item *item, struct span code)
{
    struct span value;
    const bool money = page->options->form->budget && result
                       && fact_value(result, "amount_fen", &value) != ERR_NOT_FOUND;
    const bool unclear = statement_page_conflicts(page, money ? result : NULL, amount);

    buffer_append_char(page->out, '{');
    if (money) {
        buffer_append_text(page->out, "\"amount_fen\":");
        statement_page_put(page, result, "amount_fen");
        buffer_append_char(page->out, ',');
    }
    put_words(page, "\"code\":", NULL, code);
    buffer_printf(page->out, ",\"concealed\":%s,", item && item->concealed ? "true" : "false");
    if (statement_page_conflicts(page, result, findings) || unclear)
        buffer_append_text(page->out, "\"conflict\":true,");
}

// An item of the catalogue, or (NULL) one that it does not know, with its result or (NULL) none.
static void put_item(struct statement_page *page, const struct fact *result,
                     const struct catalogue_item *item, struct span code)
{
    put_head(page, result, item, code);
    put_words(page, "\"en\":", item ? &item->words.en : NULL, code);
    put_plain(page, ",\"group\":", item ? item->group : (struct span){0});
    if (item && item->measured)
        put_plain(page, ",\"minus\":", item->minus);
    buffer_append_text(page->out, ",\"note\":");
    statement_page_put(page, result, "note");
    buffer_append_text(page->out, ",\"photos\":");
    statement_items_put_photos(page, result);
    if (item && item->measured)
        put_plain(page, ",\"plus\":", item->plus);
    buffer_append_text(page->out, ",\"record\":");
    if (result)
        canon_put_uuid(page->out, &result->record->id);
    else
        buffer_append_text(page->out, "null");
    buffer_append_text(page->out, ",\"result\":");
    statement_page_put(page, result, "result");
    buffer_append_text(page->out, ",\"room\":");
    statement_page_put(page, result, "room");
    put_plain(page, ",\"rule\":", item ? item->rule : (struct span){0});
    buffer_append_text(page->out, ",\"values\":");
    put_values(page, code, item);
    put_words(page, ",\"zh\":", item ? &item->words.zh : NULL, code);
    buffer_append_char(page->out, '}');
    statement_page_use(page, result);
}

static struct span code_of(const struct fact *result)
{
    struct span code = {0};

    fact_text(result, "item", &code);
    return code;
}

void statement_items_put(struct statement_page *page, const struct catalogue_items *items)
{
    const char *comma = "";

    buffer_append_char(page->out, '[');
    for (size_t i = 0; i < items->count; i++) {
        const struct catalogue_item *item = &items->list[i];
        const struct fact *found = NULL;

        for (size_t r = 0; r < page->result_count && !found; r++)
            if (span_equal(code_of(page->results[r]), item->code))
                found = page->results[r];
        buffer_append_text(page->out, comma);
        put_item(page, found, item, item->code);
        comma = ",";
    }
    for (size_t r = 0; r < page->result_count; r++) {
        struct span code = code_of(page->results[r]);

        if (catalogue_item_find(items, code))
            continue;
        buffer_append_text(page->out, comma);
        put_item(page, page->results[r], NULL, code);
        comma = ",";
    }
    buffer_append_char(page->out, ']');
}
