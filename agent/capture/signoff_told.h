// SPDX-License-Identifier: Apache-2.0
// A sign-off as scripts and the interface read it.
#ifndef PLUMB_AGENT_CAPTURE_SIGNOFF_TOLD_H
#define PLUMB_AGENT_CAPTURE_SIGNOFF_TOLD_H

#include "agent/capture/signoff_state.h"
#include "shared/data/json.h"

// What a standing says to people; static.
struct signoff_words {
    const char *zh, *en;
};
struct signoff_words signoff_told_words(enum signoff_standing standing);
// Writes members into the object that is open: all there is to say of it but its statement, neither
// text nor digest.
void signoff_told(const struct signoff_state *state, struct json_writer *json);
// Writes "changes" [{path, zh, en, before, after}], what differs since it was signed. Errors of
// signoff_changes_list, which is asked; the array is whole in either case. Its `each` is ours.
enum err signoff_told_changes(struct signoff_changes *changes, const struct fact *record,
                              struct json_writer *json, struct error *error);

#endif
