// SPDX-License-Identifier: Apache-2.0
// The page that somebody is about to sign, and what became of it, as scripts and the interface read
// them.
#ifndef PLUMB_AGENT_CAPTURE_SIGNING_TOLD_H
#define PLUMB_AGENT_CAPTURE_SIGNING_TOLD_H

#include "agent/capture/signing.h"
#include "shared/data/json.h"

// All write members into the object that is open.

// Of a page: of, node, ready, lacks (progress_view.h), signers [{role, zh, en, required, signed}],
// verdicts (those that the form takes, best first), content (digest), statement (what will be
// sealed).
void signing_told_page(const struct signing_world *world, const struct signing_page *page,
                       struct json_writer *json);
// "signed" or "waiting": the roles that have signed it, or that still have to.
void signing_told_roles(const struct signing_world *world, const struct signing_page *page,
                        bool signed_ones, struct json_writer *json);
// Of a sign-off that was just made: id, code, sealed, statement, content (digests), complaint (or
// null), confirmed, clock_behind.
void signing_told_made(const struct signing_result *made, struct json_writer *json);

#endif
