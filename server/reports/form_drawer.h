// SPDX-License-Identifier: Apache-2.0
// The side that draws: takes a job, reads the blobs it names from the office's folder.
#ifndef PLUMB_SERVER_REPORTS_FORM_DRAWER_H
#define PLUMB_SERVER_REPORTS_FORM_DRAWER_H

#include "server/reports/form_job.h"

// Reads the job, and the blobs it names, checks their digests and draws. NOT_FOUND: the statement
// has not arrived. CORRUPT: it is not what its name says. Else errors of form_pdf_draw.
struct form_drawer_sink {
    void *ctx;
    bool (*write)(void *ctx, const void *bytes, size_t len);
};
enum err form_drawer_draw(struct span text, const struct form_drawer_sink *sink,
                          struct error *error);

#endif
