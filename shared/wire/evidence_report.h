// SPDX-License-Identifier: Apache-2.0
// A finding about an evidence file for people (Chinese, then English) and for scripts.
#ifndef PLUMB_SHARED_WIRE_EVIDENCE_REPORT_H
#define PLUMB_SHARED_WIRE_EVIDENCE_REPORT_H

#include "shared/data/json.h"
#include "shared/wire/evidence.h"

// Who signed what and when, what the file proves and what it does not; or where it was changed.
void evidence_report_text(const char *file, const struct evidence_finding *finding,
                          struct buffer *out);
// One line.
void evidence_report_json(const char *file, const struct evidence_finding *finding,
                          struct buffer *out);

#endif
