// SPDX-License-Identifier: Apache-2.0
// The site that a row of a list is about, as its caller may see it.
#ifndef PLUMB_SERVER_CONSOLE_SITE_ROW_H
#define PLUMB_SERVER_CONSOLE_SITE_ROW_H

#include "server/console/site_lists.h"
#include "shared/base/text.h"

// First member of rows whose list is about sites.
struct site_row {
    const struct site_summary *site; // NULL: none that the caller sees
    bool personal;                   // its customer's name, phone and address may be shown
};
struct site_row site_row_find(const struct site_listed *listed, const struct uuid *site);

// For `store` of struct listing: any row that begins with a struct site_row.
struct span site_row_store(const void *ctx, const void *row);
// What may be shown of it; "" where there is no site.
const char *site_row_contract(const struct site_row *row);
const char *site_row_customer(const struct site_row *row);
const char *site_row_address(const struct site_row *row);

// Every word of `words` (NULL: none) stands in one of the row's own texts (at most 20, NULL ones
// are passed over) or in the site's contract number and store, its customer and address.
bool site_row_says(const struct site_row *row, const char *words, const char *const *texts,
                   size_t count);
// The same of the site alone, and of everything it can be looked for by: department, phone, names
// of the team, too.
bool site_row_matches(const struct site_row *row, const char *words);

#endif
