// SPDX-License-Identifier: Apache-2.0
// The check items on a statement: what is asked, what was found, the photos and measured values.
#ifndef PLUMB_SHARED_MODEL_STATEMENT_ITEMS_H
#define PLUMB_SHARED_MODEL_STATEMENT_ITEMS_H

#include "shared/model/statement_page.h"

// Appends the array: the catalogue's items in their order, with or without a result, then results
// of items that the catalogue does not know, by code.
void statement_items_put(struct statement_page *page, const struct catalogue_items *items);
// Appends the array of the digests of a record's photos, each record of them used.
void statement_items_put_photos(struct statement_page *page, const struct fact *of);

#endif
