// SPDX-License-Identifier: Apache-2.0
// The members of the catalogue file as tables, and what they are read into before it is checked.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_DRAFT_H
#define PLUMB_SHARED_DATA_CATALOGUE_DRAFT_H

#include "shared/data/catalogue_table.h"
#include "shared/model/catalogue.h"

// What a condition is about: the `scope` of its member.
enum { CATALOGUE_SEEN_BY_NODE, CATALOGUE_SEEN_BY_SITE, CATALOGUE_SEEN_BY_DEADLINE };

// A node while its forms are known by their codes only.
struct catalogue_node_draft {
    struct catalogue_node node;
    const struct span *forms;
    size_t form_count;
};
struct catalogue_draft {
    struct catalogue c; // without its nodes
    const struct catalogue_node_draft *nodes;
};
extern const struct catalogue_table catalogue_draft_table; // of a struct catalogue_draft

#endif
