// SPDX-License-Identifier: Apache-2.0
// Small numbers for sites and kinds, found or given by the writer, which remembers the recent ones.
#ifndef PLUMB_SERVER_STORAGE_INTERN_H
#define PLUMB_SERVER_STORAGE_INTERN_H

#include "server/storage/storage.h"

struct intern; // what the writer remembers

struct intern *intern_create(void);
void intern_free(struct intern *intern);   // accepts NULL
void intern_forget(struct intern *intern); // a rollback may have taken rows away

// The number of a site or kind; given now when it has none.
enum err intern_site(struct storage *storage, const struct uuid *site, int64_t *row,
                     struct error *error);
enum err intern_kind(struct storage *storage, struct span kind, int64_t *row, struct error *error);
// The number of a kind, NOT_FOUND when it has none.
enum err intern_find_kind(struct view *view, struct span kind, int64_t *row, struct error *error);

#endif
