// SPDX-License-Identifier: Apache-2.0
#include "server/storage/saved_views.h"

#include "server/storage/row.h"

enum err saved_views_put(struct storage *storage, const struct saved_view_row *view,
                         struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_SAVED_VIEW_PUT);

    row_put_uuid(&row, &view->id);
    row_put_uuid(&row, &view->account);
    row_put_text(&row, span_of(view->page));
    row_put_text(&row, span_of(view->name));
    row_put_text(&row, span_of(view->query));
    row_put_integer(&row, view->made_ms);
    return row_run(&row, error);
}

enum err saved_views_remove(struct storage *storage, const struct uuid *account,
                            const struct uuid *id, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_SAVED_VIEW_REMOVE);
    enum err code;

    row_put_uuid(&row, id);
    row_put_uuid(&row, account);
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(error, ERR_NOT_FOUND, "there is no such saved view");
    return code;
}

enum err saved_views_list(struct view *view, const struct saved_views_of *of,
                          saved_views_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_SAVED_VIEW_LIST);
    struct saved_view_row saved;

    row_put_uuid(&row, &of->account);
    row_put_text(&row, of->page);
    while (row_next(&row, error)) {
        row_uuid(&row, &saved.id);
        row_uuid(&row, &saved.account);
        row_text(&row, saved.page, sizeof(saved.page));
        row_text(&row, saved.name, sizeof(saved.name));
        row_text(&row, saved.query, sizeof(saved.query));
        saved.made_ms = row_integer(&row);
        if (row_verdict(&row, error) || !each(arg, &saved))
            break;
    }
    return row_done(&row, error);
}
