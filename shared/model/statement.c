// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement.h"

#include "shared/model/shape.h"
#include "shared/model/statement_items.h"
#include "shared/model/statement_shown.h"

#include <stdlib.h>

static const char *const budget[] = {"contract_amount_fen", NULL};

static const struct catalogue_items no_items = {NULL, 0};

static void put_words(struct statement_page *page, const struct catalogue_words *words)
{
    buffer_append_char(page->out, '{');
    statement_page_put_english(page, words);
    buffer_append_char(page->out, ',');
    statement_page_put_chinese(page, words);
    buffer_append_char(page->out, '}');
}

// "budget_fen" and what stands before "customer".
static void put_budget(struct statement_page *page)
{
    const struct catalogue_form *form = page->options->form;
    const struct fact *site = page->site;
    struct span value;
    const bool shown = form->budget && site && fact_value(site, budget[0], &value) != ERR_NOT_FOUND;

    if (shown) {
        buffer_append_text(page->out, "\"budget_fen\":");
        statement_page_put(page, site, budget[0]);
        buffer_append_char(page->out, ',');
    }
    buffer_append_text(page->out, "\"clause\":");
    put_words(page, &form->clause);
    if (statement_page_conflicts(page, shown ? site : NULL, budget))
        buffer_append_text(page->out, ",\"conflict\":true");
}

static void put_customer(struct statement_page *page)
{
    buffer_append_text(page->out, ",\"customer\":{\"address\":");
    statement_page_put(page, page->site, "address");
    buffer_append_text(page->out, ",\"contract_number\":");
    statement_page_put(page, page->site, "contract_number");
    buffer_append_text(page->out, ",\"name\":");
    statement_page_put(page, page->site, "customer_name");
    buffer_append_char(page->out, '}');
    statement_page_use(page, page->site);
}

static int by_name(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

// The standing fields of the record, by name: what the kind table says of them can change with the
// program, so it stands under "shown".
static void put_fields(struct statement_page *page)
{
    const struct fact *of = page->options->of;
    struct span names[WRITE_FIELDS_MAX], value;
    char name[FIELD_NAME_MAX + 1];
    const char *const one[] = {name, NULL}, *comma = "";
    size_t count = record_fields(of->record, names, WRITE_FIELDS_MAX);

    count = count < WRITE_FIELDS_MAX ? count : WRITE_FIELDS_MAX;
    qsort(names, count, sizeof(*names), by_name);
    buffer_append_text(page->out, ",\"fields\":[");
    for (size_t i = 0; i < count; i++) {
        text_copy(name, sizeof(name), names[i]);
        if (span_is(names[i], "deleted") || fact_value(of, name, &value) == ERR_NOT_FOUND)
            continue;
        buffer_printf(page->out, "%s{%s\"name\":\"%s\",\"value\":", comma,
                      statement_page_conflicts(page, of, one) ? "\"conflict\":true," : "", name);
        statement_page_put(page, of, name);
        buffer_append_char(page->out, '}');
        comma = ",";
    }
    buffer_append_char(page->out, ']');
}

static void put_form(struct statement_page *page)
{
    const struct catalogue_form *form = page->options->form;

    buffer_append_text(page->out, ",\"form\":{\"code\":");
    canon_put_string(page->out, form->code);
    buffer_append_char(page->out, ',');
    statement_page_put_english(page, &form->words);
    buffer_append_text(page->out, ",\"rule\":");
    canon_put_string(page->out, form->rule);
    buffer_append_char(page->out, ',');
    statement_page_put_chinese(page, &form->words);
    buffer_append_char(page->out, '}');
}

static struct span code_of(const struct fact *fact)
{
    struct span code = {0};

    fact_text(fact, "code", &code);
    return code;
}

// What the catalogue asks for: of the node, or of the inspection.
static const struct catalogue_items *items_of(const struct statement_options *options)
{
    const struct catalogue_node *node;
    const struct catalogue_inspection *inspection;

    if (options->node) {
        node = catalogue_node_find(options->catalogue, code_of(options->node));
        return node ? &node->items : &no_items;
    }
    inspection = catalogue_inspection_find(options->catalogue, code_of(options->of));
    return inspection ? &inspection->items : &no_items;
}

static void put_node(struct statement_page *page)
{
    const struct statement_options *options = page->options;
    const struct catalogue_node *node = NULL;
    struct catalogue_words words = {.zh = {0}};

    if (!options->node) {
        buffer_append_text(page->out, ",\"node\":null");
        return;
    }
    node = catalogue_node_find(options->catalogue, code_of(options->node));
    if (node)
        words = node->words;
    buffer_append_text(page->out, ",\"node\":{\"code\":");
    statement_page_put(page, options->node, "code");
    buffer_append_char(page->out, ',');
    statement_page_put_english(page, &words);
    buffer_append_text(page->out, ",\"n\":");
    statement_page_put(page, options->of, "n");
    buffer_append_char(page->out, ',');
    statement_page_put_chinese(page, &words);
    buffer_append_char(page->out, '}');
    statement_page_use(page, options->node);
}

// Of a node's attempt the items are what is signed, of another record its fields and photos too.
static void put_content(struct statement_page *page)
{
    const struct statement_options *options = page->options;
    const struct record *of = options->of->record;

    buffer_append_char(page->out, '{');
    put_budget(page);
    put_customer(page);
    if (!options->node)
        put_fields(page);
    put_form(page);
    buffer_append_text(page->out, ",\"items\":");
    if (options->form->items)
        statement_items_put(page, items_of(options));
    else
        buffer_append_text(page->out, "[]");
    put_node(page);
    buffer_append_text(page->out, ",\"of\":{\"id\":");
    canon_put_uuid(page->out, &of->id);
    buffer_append_text(page->out, ",\"kind\":\"");
    buffer_append(page->out, of->kind.data, of->kind.len);
    buffer_append_text(page->out, "\"}");
    if (!options->node) {
        buffer_append_text(page->out, ",\"photos\":");
        statement_items_put_photos(page, options->of);
    }
    buffer_append_char(page->out, '}');
    statement_page_use(page, options->of);
}

// The vectors of every record on the page, by id.
static void put_records(struct statement_page *page)
{
    const struct facts *facts = page->options->facts;
    const char *comma = "";

    buffer_append_text(page->out, ",\"records\":[");
    for (size_t i = 0; i < facts->count; i++) {
        const struct record *record = facts->by_id[i]->record;

        if (!page->used[facts->by_id[i] - facts->list])
            continue;
        buffer_printf(page->out, "%s{\"id\":", comma);
        canon_put_uuid(page->out, &record->id);
        buffer_append_text(page->out, ",\"kind\":\"");
        buffer_append(page->out, record->kind.data, record->kind.len);
        buffer_append_text(page->out, "\",\"vector\":");
        vector_format(&record->vector, page->out);
        buffer_append_char(page->out, '}');
        comma = ",";
    }
    buffer_append_char(page->out, ']');
}

static enum err too_large(struct error *error)
{
    return error_set(error, ERR_TOO_LARGE, "statement: more than %d bytes", STATEMENT_BYTES_MAX);
}

// "shown" comes last, but the records on it are named before.
static enum err put_whole(struct statement_page *page, struct error *error)
{
    struct buffer *out = page->out, shown;
    enum err err = ERR_OK;

    buffer_init(&shown, STATEMENT_BYTES_MAX);
    buffer_append_text(out, "{\"catalogue\":");
    canon_put_string(out, page->options->catalogue->version);
    buffer_append_text(out, ",\"content\":");
    put_content(page);
    page->out = &shown;
    statement_shown_put(page);
    page->out = out;
    buffer_append_text(out, ",\"format\":\"" STATEMENT_FORMAT "\"");
    put_records(page);
    buffer_append_text(out, ",\"shown\":");
    buffer_append(out, shown.data, shown.len);
    buffer_append_char(out, '}');
    if (shown.failed || out->failed)
        err = too_large(error);
    buffer_clear(&shown);
    return err;
}

enum err statement_format(const struct statement_options *options, struct buffer *out,
                          struct error *error)
{
    struct statement_page page;
    struct buffer text;
    enum err err;

    buffer_init(&text, STATEMENT_BYTES_MAX);
    statement_page_open(&page, options, &text);
    err = put_whole(&page, error);
    if (!err && !buffer_append(out, text.data, text.len))
        err = too_large(error);
    statement_page_clear(&page);
    buffer_clear(&text);
    return err;
}

enum err statement_content_state(const struct statement_options *options, struct digest *out,
                                 bool *conflict, struct error *error)
{
    struct statement_page page;
    struct buffer text;
    enum err err;

    buffer_init(&text, STATEMENT_BYTES_MAX);
    statement_page_open(&page, options, &text);
    put_content(&page);
    *conflict = page.conflict;
    hash_once(text.data, text.len, out);
    err = text.failed ? too_large(error) : ERR_OK;
    statement_page_clear(&page);
    buffer_clear(&text);
    return err;
}

enum err statement_content_digest(const struct statement_options *options, struct digest *out,
                                  struct error *error)
{
    bool conflict;

    return statement_content_state(options, out, &conflict, error);
}

struct reading {
    struct span catalogue, content;
};

static bool read_catalogue(struct canon_reader *reader, void *into)
{
    return canon_string(reader, &((struct reading *)into)->catalogue);
}

static bool read_content(struct canon_reader *reader, void *into)
{
    if (canon_peek(reader) != CANON_OBJECT)
        canon_refuse(reader, "expected an object");
    return canon_value(reader, &((struct reading *)into)->content);
}

static bool read_format(struct canon_reader *reader, void *into)
{
    struct span format;

    (void)into;
    if (canon_string(reader, &format) && !span_is(format, STATEMENT_FORMAT))
        canon_refuse(reader, "another format");
    return !reader->fault;
}

static bool read_any(struct canon_reader *reader, void *into)
{
    struct span value;

    (void)into;
    return canon_value(reader, &value);
}

enum err statement_content(struct span statement, struct span *out, struct error *error)
{
    static const struct shape_member members[] = {
        {"catalogue", read_catalogue, false}, {"content", read_content, false},
        {"format", read_format, false},       {"records", read_any, false},
        {"shown", read_any, false},
    };
    static const struct shape shape = {members, sizeof(members) / sizeof(members[0]), false};
    struct reading reading = {.content = {0}};
    struct canon_reader reader;
    enum err err;

    canon_open(&reader, statement);
    shape_read(&reader, &shape, &reading);
    err = canon_end(&reader, error);
    if (!err)
        *out = reading.content;
    return err;
}
