// SPDX-License-Identifier: Apache-2.0
// The catalogue that comes with the program: shared/data/catalogue_default.json, embedded.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_DEFAULT_H
#define PLUMB_SHARED_DATA_CATALOGUE_DEFAULT_H

#include <stddef.h>

extern const char catalogue_default_text[]; // JSON as in the file, NUL-terminated
extern const size_t catalogue_default_text_size;

#endif
