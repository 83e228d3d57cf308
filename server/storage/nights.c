// SPDX-License-Identifier: Apache-2.0
#include "server/storage/nights.h"

#include "server/storage/row.h"

enum err nights_put(struct storage *storage, const struct night_row_kept *night,
                    struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_NIGHT_PUT);

    row_put_text(&row, span_of(night->date));
    row_put_uuid(&row, &night->id);
    row_put_integer(&row, night->cut_ms);
    row_put_u64(&row, night->commit);
    row_put_integer(&row, night->made_ms);
    row_put_integer(&row, night->by_hand);
    row_put_digest(&row, &night->digest);
    row_put_u64(&row, night->size);
    row_put_text(&row, night->totals);
    row_put_bytes(&row, night->page);
    return row_run(&row, error);
}

static void read_night(struct row *row, struct night_row_kept *out)
{
    row_text(row, out->date, sizeof(out->date));
    row_uuid(row, &out->id);
    out->cut_ms = row_integer(row);
    out->commit = row_u64(row);
    out->made_ms = row_integer(row);
    out->by_hand = row_flag(row);
    row_digest(row, &out->digest);
    out->size = row_u64(row);
    out->totals = row_bytes(row);
    out->page = row_bytes(row);
}

static enum err one(struct row *row, struct night_row_kept *out, struct error *error)
{
    enum err code = row_step(row, error);

    if (code)
        return code;
    read_night(row, out);
    return row_keep(row, (struct span *const[]){&out->totals, &out->page}, 2, error);
}

enum err nights_get(struct view *view, const char *date, struct night_row_kept *out,
                    struct error *error)
{
    struct row row = row_begin(view, STATEMENT_NIGHT_GET);

    row_put_text(&row, span_of(date));
    return one(&row, out, error);
}

enum err nights_find(struct view *view, const struct uuid *id, struct night_row_kept *out,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_NIGHT_FIND);

    row_put_uuid(&row, id);
    return one(&row, out, error);
}

static enum err list(struct row *row, nights_each *each, void *arg, struct error *error)
{
    struct night_row_kept night;

    while (row_next(row, error)) {
        read_night(row, &night);
        if (row_verdict(row, error) || !each(arg, &night))
            break;
    }
    return row_done(row, error);
}

enum err nights_list(struct view *view, const char *before, nights_each *each, void *arg,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_NIGHT_LIST);

    row_put_text(&row, span_of(before && *before ? before : "~"));
    return list(&row, each, arg, error);
}

enum err nights_unlogged(struct view *view, nights_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_NIGHT_UNLOGGED);

    return list(&row, each, arg, error);
}

enum err nights_restate(struct storage *storage, const struct night_restated *restated,
                        struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_NIGHT_RESTATE);

    row_put_text(&row, span_of(restated->date));
    row_put_text(&row, span_of(restated->made_on));
    row_put_u64(&row, restated->commit);
    row_put_u64(&row, restated->entries);
    row_put_text(&row, restated->page);
    return row_run(&row, error);
}

enum err nights_restatements(struct view *view, const char *date, nights_restated_each *each,
                             void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_NIGHT_RESTATED);
    struct night_restated restated;

    row_put_text(&row, span_of(date));
    while (row_next(&row, error)) {
        row_text(&row, restated.date, sizeof(restated.date));
        row_text(&row, restated.made_on, sizeof(restated.made_on));
        restated.commit = row_u64(&row);
        restated.entries = row_u64(&row);
        restated.page = row_bytes(&row);
        if (row_verdict(&row, error) || !each(arg, &restated))
            break;
    }
    return row_done(&row, error);
}
