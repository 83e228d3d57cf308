// SPDX-License-Identifier: Apache-2.0
// Filters of a page that a person keeps under a name.
#ifndef PLUMB_SERVER_STORAGE_SAVED_VIEWS_H
#define PLUMB_SERVER_STORAGE_SAVED_VIEWS_H

#include "server/storage/storage.h"

enum { SAVED_VIEW_PAGE = 33, SAVED_VIEW_NAME = 129, SAVED_VIEW_QUERY = 2001 };
struct saved_view_row {
    struct uuid id, account;
    char page[SAVED_VIEW_PAGE], name[SAVED_VIEW_NAME], query[SAVED_VIEW_QUERY];
    int64_t made_ms;
};
// Adds one; one of the account with that page and name gets the new query and keeps its id.
enum err saved_views_put(struct storage *storage, const struct saved_view_row *view,
                         struct error *error);
// NOT_FOUND: the account has no such view.
enum err saved_views_remove(struct storage *storage, const struct uuid *account,
                            const struct uuid *id, struct error *error);
typedef bool saved_views_each(void *arg, const struct saved_view_row *view);
struct saved_views_of {
    struct uuid account;
    struct span page;
};
// By name, until `each` returns false.
enum err saved_views_list(struct view *view, const struct saved_views_of *of,
                          saved_views_each *each, void *arg, struct error *error);

#endif
