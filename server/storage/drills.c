// SPDX-License-Identifier: Apache-2.0
#include "server/storage/drills.h"

#include "server/storage/row.h"

enum err drills_put(struct storage *storage, const struct drill_row *drill, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_DRILL_PUT);

    row_put_integer(&row, drill->started_ms);
    row_put_integer(&row, drill->took_ms);
    row_put_integer(&row, drill->restore_ms);
    row_put_u64(&row, drill->commit);
    row_put_u64(&row, drill->records);
    row_put_u64(&row, drill->entries);
    row_put_u64(&row, drill->blobs);
    row_put_u64(&row, drill->bytes);
    row_put_u64(&row, drill->copied_bytes);
    row_put_integer(&row, drill->scheduled);
    row_put_integer(&row, drill->sealed);
    row_put_text(&row, span_of(drill->place));
    row_put_text(&row, span_of(drill->problem));
    return row_run(&row, error);
}

static void take(struct row *row, struct drill_row *out)
{
    out->row = row_integer(row);
    out->started_ms = row_integer(row);
    out->took_ms = row_integer(row);
    out->restore_ms = row_integer(row);
    out->commit = row_u64(row);
    out->records = row_u64(row);
    out->entries = row_u64(row);
    out->blobs = row_u64(row);
    out->bytes = row_u64(row);
    out->copied_bytes = row_u64(row);
    out->scheduled = row_flag(row);
    out->sealed = row_flag(row);
    row_text(row, out->place, sizeof(out->place));
    row_text(row, out->problem, sizeof(out->problem));
}

struct finding {
    bool good, found;
    struct drill_row *out;
};

static bool keep_first(void *arg, const struct drill_row *drill)
{
    struct finding *finding = arg;

    if (finding->good && drill->problem[0] != '\0')
        return true;
    *finding->out = *drill;
    finding->found = true;
    return false;
}

enum err drills_last(struct view *view, bool good, struct drill_row *out, struct error *error)
{
    struct finding finding = {.good = good, .out = out};
    enum err result = drills_list(view, 0, keep_first, &finding, error);

    if (result == ERR_OK && !finding.found)
        result = error_set(error, ERR_NOT_FOUND, "no backup was made yet");
    return result;
}

enum err drills_list(struct view *view, uint64_t most, drills_each *each, void *arg,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_DRILL_LIST);
    struct drill_row drill;

    for (uint64_t done = 0; (most == 0 || done < most) && row_next(&row, error); done++) {
        take(&row, &drill);
        if (row_verdict(&row, error) || !each(arg, &drill))
            break;
    }
    return row_done(&row, error);
}
