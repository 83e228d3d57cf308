// SPDX-License-Identifier: Apache-2.0
// One paper to be drawn, as the office hands it to plumbd-form: JSON with everything but the blobs,
// which the other side reads from the office's folder.
#ifndef PLUMB_SERVER_REPORTS_FORM_JOB_H
#define PLUMB_SERVER_REPORTS_FORM_JOB_H

#include "server/reports/form_signoff.h"
#include "server/reports/form_words.h"

enum { FORM_JOB_MAX = 4 << 20, FORM_JOB_SIGNOFFS_MAX = 100, FORM_JOB_TERMS_MAX = 2000 };

struct form_job_signoff {
    struct form_signoff signoff; // `strokes` is not looked at
    struct digest handwriting;   // when signoff.handwritten
};
struct form_job {
    const char *folder;      // of the office
    const char *company;     // "": none
    struct digest statement; // that is drawn
    const struct form_job_signoff *signoffs;
    size_t signoff_count;
    struct form_terms terms;
};
// Marks the buffer failed when it does not fit.
bool form_job_format(const struct form_job *job, struct buffer *out);

#endif
