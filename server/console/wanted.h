// SPDX-License-Identifier: Apache-2.0
// Whether a row is what a filter of a list asks for; a filter that was not given (NULL) asks for
// nothing, and every row is.
#ifndef PLUMB_SERVER_CONSOLE_WANTED_H
#define PLUMB_SERVER_CONSOLE_WANTED_H

#include "shared/base/uuid.h"

#include <stddef.h>

bool wanted_text(const char *wanted, const char *text); // the same text
bool wanted_id(const struct uuid *wanted, const struct uuid *id);
// Every word of `words` stands somewhere in one of the texts, Latin letters of either case; NULL
// texts are passed over.
bool wanted_words(const char *words, const char *const *texts, size_t count);

#endif
