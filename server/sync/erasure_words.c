// SPDX-License-Identifier: Apache-2.0
#include "server/sync/erasure_words.h"

#include "server/storage/history.h"
#include "server/storage/records.h"
#include "shared/data/json.h"
#include "shared/model/canon.h"
#include "shared/model/record.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { TEXTS_BYTES = 1 << 20, VALUE_BYTES = 64 << 10, VALUES_MOST = 8, STATE_BYTES = 4 << 20 };

// How much of it names her already: a family name does not, nor does a street or the year of a
// contract.
static const struct {
    const char *kind, *field;
    unsigned percent;
} naming[] = {
    {"site", "customer_name", 50},    {"site", "customer_phone", 50}, {"site", "address", 75},
    {"site", "contract_number", 100}, {"signoff", "name", 50},
};

static void keep(struct erasure_words *words, size_t which, struct span text)
{
    const char *copy;

    if (text.len < TRACES_LEAST || words->count == ERASURE_WORDS_MOST)
        return;
    for (size_t i = 0; i < words->count; i++)
        if (span_equal(words->list[i].text, text))
            return;
    copy = arena_dup(&words->texts, text.data, text.len);
    if (!copy)
        return; // of 128 short texts: it has room
    words->fields[words->count] = naming[which].field;
    words->list[words->count++] = (struct trace_word){{copy, text.len}, naming[which].percent};
}

// ---- as they stand: all values, since a person may have meant any of them ----

static void keep_value(struct erasure_words *words, size_t which, struct span value)
{
    struct buffer text;

    if (value.len < 2 || value.data[0] != '"')
        return;
    buffer_init(&text, VALUE_BYTES);
    if (canon_unescape((struct span){value.data + 1, value.len - 2}, &text))
        keep(words, which, (struct span){text.data, text.len});
    buffer_clear(&text);
}

static void keep_values(struct erasure_words *words, const struct record_row *row,
                        const struct record *record)
{
    struct record_value values[VALUES_MOST];

    for (size_t i = 0; i < COUNT(naming); i++) {
        size_t count = span_is(row->kind, naming[i].kind)
                           ? record_values(record, span_of(naming[i].field), values, VALUES_MOST)
                           : 0;

        for (size_t k = 0; k < count && k < VALUES_MOST; k++)
            keep_value(words, i, values[k].value);
    }
}

static bool look_at_state(void *arg, const struct record_row *row)
{
    struct erasure_words *words = arg;
    struct arena arena;
    struct record record;
    const char *state;

    if (!span_is(row->kind, "site") && !span_is(row->kind, "signoff"))
        return true;
    arena_init(&arena, STATE_BYTES);
    state = arena_dup(&arena, row->state.data, row->state.len);
    if (state
        && record_parse((struct span){state, row->state.len}, &arena, &record, NULL) == ERR_OK) {
        keep_values(words, row, &record);
        record_clear(&record);
    }
    arena_clear(&arena);
    return true;
}

// ---- as they were ----

static bool look_at_entry(void *arg, const struct history_row *entry)
{
    struct erasure_words *words = arg;
    const struct json *fields;
    struct json *write = NULL;
    const char *kind = "", *text;

    if (json_parse(entry->bytes, &json_limits_default, &write, NULL) != ERR_OK)
        return true; // nothing that was ever shown as hers
    fields = json_member(write, "fields");
    json_text(json_member(write, "kind"), &kind);
    for (size_t i = 0; i < COUNT(naming); i++)
        if (strcmp(kind, naming[i].kind) == 0
            && json_text(json_member(fields, naming[i].field), &text))
            keep(words, i, span_of(text));
    json_free(write);
    return true;
}

enum err erasure_words_collect(struct view *view, const struct uuid *site,
                               struct erasure_words *out, struct error *error)
{
    struct records_filter states = {.site = *site};
    struct history_range entries
        = {.site = *site, .before_commit = UINT64_MAX >> 1, .limit = INT32_MAX};
    enum err result;

    arena_init(&out->texts, TEXTS_BYTES);
    result = records_list(view, &states, look_at_state, out, error);
    return result == ERR_OK ? history_of_site(view, &entries, look_at_entry, out, error) : result;
}

void erasure_words_clear(struct erasure_words *words)
{
    arena_clear(&words->texts);
    words->count = 0;
}

const char *erasure_words_find(const struct erasure_words *words, struct span text)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct trace_words one = {&words->list[i], 1};

        if (traces_whole(&one, text))
            return words->fields[i];
    }
    return NULL;
}
