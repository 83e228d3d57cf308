// SPDX-License-Identifier: Apache-2.0
// A record with states as `show` verbs print it: its fields, its photos, and the steps it went
// through, by whom and when.
#ifndef PLUMB_AGENT_CLI_MOVE_SHOW_H
#define PLUMB_AGENT_CLI_MOVE_SHOW_H

#include "agent/cli/fact_list.h"

struct move_show {
    struct store *store;
    struct uuid site, id;
    const char *kind;
    const char *const *columns; // as fact_list.h
};
enum err move_show_print(const struct move_show *question, struct verb_output *output,
                         struct error *error);

#endif
