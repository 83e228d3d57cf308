// SPDX-License-Identifier: Apache-2.0
// The leaf of a night in the log: the office's signed word, by the head over it, that its
// reconciliation read so at that time (docs/EVIDENCE.md).
#ifndef PLUMB_SHARED_WIRE_LOG_NIGHT_H
#define PLUMB_SHARED_WIRE_LOG_NIGHT_H

#include "shared/base/calendar.h"
#include "shared/crypto/hash.h"
#include "shared/model/canon.h"

// Canonical
// {"commit":"n","cut_ms":n,"date":"2026-11-22","digest":hex,"format":"plumbline-night-leaf-1"}:
// the newest commit at the cut, the cut, SHA-256 of the page.
struct log_night {
    uint64_t commit;
    int64_t cut_ms;
    char date[CALENDAR_DATE_TEXT];
    struct digest digest;
};
bool log_night_is(struct span leaf); // by its beginning: other leaves are of sign-offs
bool log_night_format(const struct log_night *night, struct buffer *out);
// PARSE names the fault: canonical bytes in exactly this form only.
enum err log_night_parse(struct span leaf, struct log_night *out, struct error *error);

#endif
