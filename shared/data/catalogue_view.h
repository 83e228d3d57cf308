// SPDX-License-Identifier: Apache-2.0
// A catalogue in words, Chinese first, once for both programs.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_VIEW_H
#define PLUMB_SHARED_DATA_CATALOGUE_VIEW_H

#include "shared/data/catalogue_cache.h"

// The whole of it: nodes with participants, forms, items and gates, then inspections, deadlines,
// defects and settings.
void catalogue_view_text(struct buffer *out, const struct catalogue *catalogue);
// One node, or one inspection, of this code. NOT_FOUND names those that there are.
enum err catalogue_view_part(struct buffer *out, const struct catalogue *catalogue,
                             struct span code, struct error *error);
// The versions that are here, newest first: as lines of text, or as one JSON array of {version,
// title, published, readable, why}.
void catalogue_view_list(struct buffer *out, struct catalogue_cache *cache, bool json);

#endif
