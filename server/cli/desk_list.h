// SPDX-License-Identifier: Apache-2.0
// A verb that lists rows of the office: lines for people, with --json one array.
#ifndef PLUMB_SERVER_CLI_DESK_LIST_H
#define PLUMB_SERVER_CLI_DESK_LIST_H

#include "server/cli/desk.h"
#include "shared/data/json.h"

// Handed to the function that is called with each row.
struct desk_list {
    struct desk *desk;
    struct view *view; // of its own, on the newest commit
    struct verb_output *output;
    struct json_writer json; // inside the array
    struct error *error;
    enum err err; // set by that function when it ends the list because a row cannot be read
};
enum err desk_list_begin(struct desk_list *list, struct desk *desk, struct verb_output *output,
                         struct error *error);
// Ends what was begun, also when that failed. `err` is how the rows were read; the first thing that
// failed is returned.
enum err desk_list_end(struct desk_list *list, enum err err);

#endif
