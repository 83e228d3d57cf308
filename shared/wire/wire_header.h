// SPDX-License-Identifier: Apache-2.0
// The first line of a request or reply: one JSON object, the lines behind it left for later.
#ifndef PLUMB_SHARED_WIRE_WIRE_HEADER_H
#define PLUMB_SHARED_WIRE_WIRE_HEADER_H

#include "shared/data/json.h"

// Parses the first line of `body` and leaves *rest at the first byte behind it. PARSE, TOO_LARGE as
// json_parse; *out is then NULL. Free it with json_free. That line may lack its '\n': what is
// missing behind it shows in the counts it states.
enum err wire_header_open(struct span body, struct json **out, struct span *rest,
                          struct error *error);
// What becomes of a fault in `message` ("exchange request"): PARSE is PROTOCOL, with the message's
// name before the detail. OK stays OK.
enum err wire_header_fault(enum err code, const char *message, struct error *error);

#endif
