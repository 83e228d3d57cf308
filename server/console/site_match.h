// SPDX-License-Identifier: Apache-2.0
// Whether a site is meant by what somebody typed.
#ifndef PLUMB_SERVER_CONSOLE_SITE_MATCH_H
#define PLUMB_SERVER_CONSOLE_SITE_MATCH_H

#include "server/reconcile/site_summary.h"

// Every word of `text` stands somewhere in it: contract number, store, department, names of the
// team and, where personal data may be used, customer, phone and address. Latin letters of either
// case.
bool site_match_text(const struct site_summary *site, bool personal, const char *text);
// The same for any texts; NULL ones are passed over.
bool site_match_words(const char *const *texts, size_t count, const char *words);

#endif
