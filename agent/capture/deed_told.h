// SPDX-License-Identifier: Apache-2.0
// What became of a deed, as scripts and the interface read it.
#ifndef PLUMB_AGENT_CAPTURE_DEED_TOLD_H
#define PLUMB_AGENT_CAPTURE_DEED_TOLD_H

#include "agent/capture/deed.h"
#include "shared/data/json.h"

// Writes members into the object that is open: "id" of the record the deed is about, "records" with
// id, kind, actor, counter and label of each that was saved (none: there was nothing to change),
// "notes" with a text for each thing the person should know, "undo" with what undo.h takes, or
// null.
void deed_told(const struct deed_report *report, struct json_writer *json);

#endif
