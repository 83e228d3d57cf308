// SPDX-License-Identifier: Apache-2.0
// The page that somebody is about to sign: what is signed, on which form, the statement, and what
// still keeps people from signing it (domain.md D3.10, D3.11, D6.1, D9.2).
#ifndef PLUMB_AGENT_CAPTURE_SIGNING_PAGE_H
#define PLUMB_AGENT_CAPTURE_SIGNING_PAGE_H

#include "shared/model/progress.h"
#include "shared/model/statement.h"

struct signing_question {
    struct uuid of;   // a node (its newest attempt), an attempt, or another record of a site
    const char *form; // its code; NULL: the one form of the node that still lacks this role
    const char *role; // of the signer; NULL: only to look at the page
};
// What it is read from; borrowed as long as the page is used.
struct signing_world {
    const struct facts *facts; // of the site, settled and derived
    const struct catalogue_shelf *shelf;
    struct uuid site;
    int64_t now_ms;
    struct arena *arena;
};
struct signing_page {
    const struct catalogue *catalogue; // pinned
    const struct catalogue_form *form;
    const struct fact *of, *node; // node NULL: `of` is no attempt
    const struct move_rule *yes;  // the move that a customer's yes makes (D9.2); NULL: none
    const struct fact *after;     // the move before it; NULL: it is the first
    struct progress_lacks lacks;  // why nobody can sign it yet
    struct buffer statement;      // owned
    struct digest content;
};
// NOT_FOUND: record, catalogue or form is not here. INVALID: the role does not sign this form, or
// several forms come into question; both list what is possible. PRECONDITION: the node is not
// started, or an older attempt was given. TOO_LARGE: see statement.h. Clear it in either case.
enum err signing_page_read(const struct signing_world *world,
                           const struct signing_question *question, struct signing_page *out,
                           struct error *error);
void signing_page_clear(struct signing_page *page);
// PRECONDITION with the lacks in words when there are any.
enum err signing_page_check(const struct signing_page *page, struct error *error);
// Whether somebody of this role has signed the page in a way that counts.
bool signing_page_signed(const struct signing_world *world, const struct signing_page *page,
                         struct span role);
const struct catalogue_signer *signing_page_signer(const struct catalogue_form *form,
                                                   const char *role); // NULL: does not sign it

#endif
