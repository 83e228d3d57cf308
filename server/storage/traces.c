// SPDX-License-Identifier: Apache-2.0
#include "server/storage/traces.h"

#include "server/storage/audit_log.h"
#include "server/storage/row.h"
#include "shared/base/memory.h"

#include <string.h>

enum { TEXT_BYTES = 1 << 20 };
static const char wide_space[] = "\u3000";

// ---- what names her ----

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// As a person wrote it: without the escapes of a query, in small letters.
static void plain(struct span text, struct buffer *out)
{
    buffer_reset(out);
    for (size_t i = 0; i < text.len; i++) {
        int high = i + 2 < text.len ? hex_of(text.data[i + 1]) : -1;
        int low = i + 2 < text.len ? hex_of(text.data[i + 2]) : -1;
        char c = text.data[i];

        if (c == '%' && high >= 0 && low >= 0) {
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        buffer_append_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
}

static size_t gap_at(struct span text, size_t at)
{
    if (memchr(" \t\r\n\"\\&=,:;|(){}[]", text.data[at], 19))
        return 1;
    return text.len - at >= 3 && memcmp(text.data + at, wide_space, 3) == 0 ? 3 : 0;
}

static bool holds(struct span text, struct span part)
{
    return part.len > 0 && memmem(text.data, text.len, part.data, part.len) != NULL;
}

static bool part_of(struct span text, const struct trace_word *word, struct span name)
{
    size_t start = 0;

    for (size_t i = 0; i <= text.len;) {
        size_t gap = i < text.len ? gap_at(text, i) : 1;
        struct span part = {text.data + start, i - start};

        if (gap && part.len >= TRACES_LEAST && part.len * 100 >= name.len * word->percent
            && holds(name, part))
            return true;
        i += gap ? gap : 1;
        if (gap)
            start = i;
    }
    return false;
}

static bool is_in(const struct trace_words *words, struct span text, bool parts)
{
    struct buffer shown, name;
    bool found = false;

    buffer_init(&shown, TEXT_BYTES);
    buffer_init(&name, TEXT_BYTES);
    plain(text, &shown);
    for (size_t i = 0; i < words->count && !found; i++) {
        struct span all = {shown.data, shown.len}, word;

        plain(words->list[i].text, &name);
        word = (struct span){name.data, name.len};
        found = word.len >= TRACES_LEAST
                && (holds(all, word) || (parts && part_of(all, &words->list[i], word)));
    }
    buffer_clear(&shown);
    buffer_clear(&name);
    return found;
}

bool traces_in(const struct trace_words *words, struct span text)
{
    return text.len > 0 && is_in(words, text, true);
}

bool traces_whole(const struct trace_words *words, struct span text)
{
    return text.len > 0 && is_in(words, text, false);
}

// ---- the audit ----

struct audit_search {
    const struct trace_words *words;
    uint64_t *list; // owned
    size_t count, cap;
};

static bool is_of_staff(const struct audit_row *audit)
{
    return span_is(audit->subject_kind, "account") || span_is(audit->subject_kind, "person")
           || span_is(audit->subject_kind, "device");
}

static bool look_at(void *arg, const struct audit_row *audit)
{
    struct audit_search *search = arg;
    const struct trace_words *words = search->words;
    bool staff = is_of_staff(audit);

    if (audit->salt.len == 0 || !uuid_is_nil(&audit->site))
        return true;
    if (!traces_whole(words, audit->why) && (staff || !traces_in(words, audit->before))
        && (staff || !traces_in(words, audit->after)))
        return true;
    if (search->count == search->cap) {
        search->cap = search->cap ? 2 * search->cap : 64;
        search->list = mem_resize(search->list, search->cap * sizeof(*search->list));
    }
    search->list[search->count++] = audit->number;
    return true;
}

static enum err empty_audit(struct storage *storage, const struct trace_words *words,
                            struct error *error)
{
    struct audit_search search = {.words = words};
    enum err code = audit_log_up(storage_writer(storage), 0, look_at, &search, error);

    for (size_t i = 0; !code && i < search.count; i++)
        code = audit_log_erase(storage, search.list[i], error);
    mem_free(search.list);
    return code;
}

// ---- saved filters ----

struct view_ids {
    struct uuid *list; // owned
    size_t count, cap;
};

static void add_view(struct view_ids *ids, const struct uuid *id)
{
    if (ids->count == ids->cap) {
        ids->cap = ids->cap ? 2 * ids->cap : 16;
        ids->list = mem_resize(ids->list, ids->cap * sizeof(*ids->list));
    }
    ids->list[ids->count++] = *id;
}

static enum err find_views(struct view *view, const struct trace_words *words, struct view_ids *ids,
                           struct error *error)
{
    struct row row = row_begin(view, STATEMENT_TRACE_VIEW_LIST);

    while (row_next(&row, error)) {
        struct uuid id;
        struct span name, query;

        row_uuid(&row, &id);
        name = row_bytes(&row);
        query = row_bytes(&row);
        if (row_verdict(&row, error))
            break;
        if (traces_in(words, name) || traces_in(words, query))
            add_view(ids, &id);
    }
    return row_done(&row, error);
}

static enum err remove_views(struct storage *storage, const struct trace_words *words,
                             struct error *error)
{
    struct view_ids ids = {0};
    enum err code = find_views(storage_writer(storage), words, &ids, error);

    for (size_t i = 0; !code && i < ids.count; i++) {
        struct row row = row_begin_write(storage, STATEMENT_TRACE_VIEW_REMOVE);

        row_put_uuid(&row, &ids.list[i]);
        code = row_run(&row, error);
    }
    mem_free(ids.list);
    return code;
}

// ---- all of it ----

static enum err run_words(struct storage *storage, const struct trace_words *words,
                          struct error *error)
{
    static const enum statement list[] = {STATEMENT_TRACE_EVENTS_WORDS, STATEMENT_TRACE_DEVICES};
    enum err code = ERR_OK;

    for (size_t k = 0; k < words->count; k++)
        for (size_t i = 0; !code && i < sizeof(list) / sizeof(list[0]); i++) {
            struct row row = row_begin_write(storage, list[i]);

            row_put_text(&row, words->list[k].text);
            code = row_run(&row, error);
        }
    return code;
}

static enum err run_site(struct storage *storage, const struct uuid *site, struct error *error)
{
    char id[UUID_TEXT];
    struct row row = row_begin_write(storage, STATEMENT_TRACE_AUDIT);
    enum err code;

    uuid_format(site, id);
    row_put_uuid(&row, site);
    row_put_text(&row, span_of(id));
    code = row_run(&row, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_TRACE_EVENTS);
    row_put_uuid(&row, site);
    code = row_run(&row, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_TRACE_JOBS);
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    return row_run(&row, error);
}

enum err traces_remove(struct storage *storage, const struct uuid *site,
                       const struct trace_words *words, struct error *error)
{
    enum err code = run_site(storage, site, error);

    if (!code)
        code = run_words(storage, words, error);
    if (!code)
        code = empty_audit(storage, words, error);
    return code ? code : remove_views(storage, words, error);
}
