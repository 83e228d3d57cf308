// SPDX-License-Identifier: Apache-2.0
// The store that a site belongs to, as its record says.
#ifndef PLUMB_SERVER_STORAGE_SITE_STORE_H
#define PLUMB_SERVER_STORAGE_SITE_STORE_H

#include "server/storage/records.h"

enum { SITE_STORE = 257 };
// NOT_FOUND: no such site, or it was deleted. Empty: it has none, or its record cannot be read.
enum err site_store_read(struct view *view, const struct uuid *site, char out[SITE_STORE],
                         struct error *error);
// The same from the state bytes of a site's record.
void site_store_of(struct span state, char out[SITE_STORE]);

#endif
