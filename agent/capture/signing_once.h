// SPDX-License-Identifier: Apache-2.0
// What became of a signing, as it is kept with its tap.
#ifndef PLUMB_AGENT_CAPTURE_SIGNING_ONCE_H
#define PLUMB_AGENT_CAPTURE_SIGNING_ONCE_H

#include "agent/capture/signing.h"

void signing_once_put(const struct signing_result *result, struct buffer *out);
// CORRUPT when it is not what put wrote.
enum err signing_once_read(struct span text, struct signing_result *out, struct error *error);

#endif
