// SPDX-License-Identifier: Apache-2.0
// What pickers and chips offer: nodes, inspections, forms, phrases, people, choices.
#ifndef PLUMB_AGENT_UI_READ_WORDS_H
#define PLUMB_AGENT_UI_READ_WORDS_H

#include "shared/web/route_table.h"

extern const struct route read_words_routes[];
extern const size_t read_words_route_count;

#endif
