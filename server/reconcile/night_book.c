// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_book.h"

#include "server/reconcile/night_page.h"
#include "server/storage/records.h"
#include "shared/model/fact.h"
#include "shared/wire/codec.h"

struct listing {
    night_book_each *each;
    void *arg;
    struct error *error;
    enum err err;
};

static bool give_line(void *arg, const struct night_row_kept *row)
{
    struct listing *listing = arg;
    struct night_book_line line = {
        .cut_ms = row->cut_ms,
        .made_ms = row->made_ms,
        .commit = row->commit,
        .by_hand = row->by_hand,
        .id = row->id,
        .digest = row->digest,
    };

    text_copy(line.date, sizeof(line.date), span_of(row->date));
    listing->err = night_page_read_totals(row->totals, line.counts, line.known, listing->error);
    return listing->err == ERR_OK && listing->each(listing->arg, &line);
}

enum err night_book_list(struct view *view, const char *before, night_book_each *each, void *arg,
                         struct error *error)
{
    struct listing listing = {each, arg, error, ERR_OK};
    enum err err = nights_list(view, before, give_line, &listing, error);

    return err == ERR_OK ? listing.err : err;
}

// The row's spans live in the view until the next call: the page is taken at once.
static enum err unpack(const struct night_row_kept *row, struct buffer *out, struct error *error)
{
    struct digest digest;
    size_t from = out->len;
    enum err err = codec_decode("zstd", row->page, out, error);

    if (err != ERR_OK)
        return error_wrap(error, ERR_CORRUPT, "the page of the night %s", row->date);
    hash_once(out->data + from, out->len - from, &digest);
    return digest_equal(&digest, &row->digest)
               ? ERR_OK
               : error_set(error, ERR_CORRUPT, "the page of the night %s is not that of its digest",
                           row->date);
}

enum err night_book_page(struct view *view, const char *date, struct buffer *out,
                         struct error *error)
{
    struct night_row_kept row;
    enum err err = nights_get(view, date, &row, error);

    return err == ERR_OK ? unpack(&row, out, error) : err;
}

static bool add_restated(void *arg, const struct night_restated *row)
{
    struct night *night = arg;

    night_page_read_restatement(row->page, night_add_restatement(&night->restated), NULL);
    return true;
}

enum err night_book_read(struct view *view, const char *date, struct night *out,
                         struct error *error)
{
    struct night_row_kept row;
    struct buffer page;
    enum err err;

    night_init(out);
    buffer_init(&page, NIGHT_PAGE_MAX);
    err = nights_get(view, date, &row, error);
    if (err == ERR_OK)
        err = unpack(&row, &page, error);
    if (err == ERR_OK)
        err = night_page_read((struct span){page.data, page.len}, out, error);
    if (err == ERR_OK) {
        out->kept = true;
        out->id = row.id;
        out->digest = row.digest;
        out->made_ms = row.made_ms;
        out->by_hand = row.by_hand;
        err = nights_restatements(view, date, add_restated, out, error);
    }
    buffer_clear(&page);
    return err;
}

static enum err place_of(struct view *view, struct night *night, struct night_site *site,
                         struct error *error)
{
    struct arena arena;
    struct facts facts;
    struct record_row row;
    struct buffer text;
    enum err err = records_get(view, &site->id, &row, error);

    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    arena_init(&arena, RECORD_BYTES_MAX * 4);
    facts_init(&facts, &arena);
    buffer_init(&text, KIND_TEXT_MAX);
    if (facts_add(&facts, row.state, 0, NULL) == ERR_OK) {
        facts_settle(&facts);
        if (fact_put_text(&facts.list[0], "address", &text) && text.len)
            site->place = night_keep(night, (struct span){text.data, text.len});
    }
    buffer_clear(&text);
    facts_clear(&facts);
    arena_clear(&arena);
    return ERR_OK;
}

enum err night_book_places(struct view *view, struct night *night, struct error *error)
{
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < night->site_count; i++)
        err = place_of(view, night, &night->sites[i], error);
    return err;
}
