// SPDX-License-Identifier: Apache-2.0
// Sign-offs as people and scripts read them on a tablet.
#ifndef PLUMB_AGENT_CLI_SIGNOFF_VIEW_H
#define PLUMB_AGENT_CLI_SIGNOFF_VIEW_H

#include "agent/capture/signing.h"
#include "agent/capture/signoff_state.h"
#include "agent/capture/site_facts.h"

// One line for lists.
void signoff_view_line(const struct signoff_state *state, const struct site_facts *facts,
                       struct buffer *out);
// All there is to say of one but its statement.
void signoff_view_text(const struct signoff_state *state, const struct site_facts *facts,
                       struct buffer *out);
// "满意 satisfied"; the value itself when it has no words. `kind` as in kind_word_find.
void signoff_view_word(const char *kind, struct span value, struct buffer *out);

#endif
