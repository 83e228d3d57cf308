// SPDX-License-Identifier: Apache-2.0
// Runs plumbd-form, the program beside this one that draws paper forms.
#ifndef PLUMB_SERVER_REPORTS_FORM_PROGRAM_H
#define PLUMB_SERVER_REPORTS_FORM_PROGRAM_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"

// Hands it the job (form_job.h) and appends its PDF to `out`. Its own error comes back with its
// words. An empty job draws nothing and says whether it could. UNAVAILABLE: the program is not
// there, or did not end by itself. TOO_LARGE: more than `out` holds.
enum err form_program_run(struct span job, struct buffer *out, struct error *error);

#endif
