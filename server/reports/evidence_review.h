// SPDX-License-Identifier: Apache-2.0
// The verification of a sign-off as the office holds it: the file that would be given out is put
// together from record, log and blobs as they are, and judged as anybody would judge it.
#ifndef PLUMB_SERVER_REPORTS_EVIDENCE_REVIEW_H
#define PLUMB_SERVER_REPORTS_EVIDENCE_REVIEW_H

#include "server/reports/evidence_file.h"

struct evidence_review {
    struct evidence_file file;
    struct evidence_finding finding; // byte ranges are those of the file
    struct arena memory;
};
// OK: the finding tells. NOT_FOUND: no such sign-off, or a part that the tablet has not brought
// yet, in words. INVALID, PARSE, CORRUPT: a part of it cannot even be read, in words. Clear it in
// either case.
enum err evidence_review_make(const struct evidence_file_options *options,
                              struct evidence_review *out, struct error *error);
void evidence_review_clear(struct evidence_review *review);

#endif
