// SPDX-License-Identifier: Apache-2.0
// Which sign-offs stand on one paper, as the job for plumbd-form: what was sealed, and beside it
// what the present records say of it (void, changed, seal not good).
#ifndef PLUMB_SERVER_REPORTS_FORM_CHOICE_H
#define PLUMB_SERVER_REPORTS_FORM_CHOICE_H

#include "server/reconcile/office_facts.h"
#include "server/reports/form_job.h"

struct form_choice {
    struct uuid signoff; // one of them; nil: all of `node` with `form`
    struct uuid node;
    const char *form;
    struct form_job job;   // result; folder and company are the caller's
    const char *form_code; // result; raw
    struct uuid newest;    // result: whose statement is drawn
    size_t other_content;  // result: of the same form, left out as they signed another content
    struct arena arena;    // holds the result
};
// Chooses among the facts of the loaded site. Signers of one content stand on one paper (D6.5); of
// several contents the newest is taken. NOT_FOUND: there is none. CORRUPT: its sealed text cannot
// be read. The caller began with a zeroed struct and an initialised arena, and clears that.
enum err form_choice_make(struct form_choice *choice, const struct office_facts *facts,
                          struct error *error);

#endif
