// SPDX-License-Identifier: Apache-2.0
// What the sign-off log says of a record of kind signoff.
#ifndef PLUMB_SERVER_SYNC_LOG_ENTRY_H
#define PLUMB_SERVER_SYNC_LOG_ENTRY_H

#include "shared/model/fact.h"
#include "shared/wire/log_head.h"

// Fills in everything but the time of receipt. INVALID: a field is missing or cannot be read.
enum err log_entry_read(const struct fact *signoff, struct log_leaf *out, struct error *error);
// Whether the record is as the tablet sealed it, by a certificate of this authority: only then it
// goes into the log. INVALID says in words why not.
enum err log_entry_check(const struct fact *signoff, struct span ca_pem, struct error *error);

#endif
