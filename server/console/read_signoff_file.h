// SPDX-License-Identifier: Apache-2.0
// A sign-off given out: verified in words, as a sealed file, on paper.
#ifndef PLUMB_SERVER_CONSOLE_READ_SIGNOFF_FILE_H
#define PLUMB_SERVER_CONSOLE_READ_SIGNOFF_FILE_H

#include "shared/web/route_table.h"

extern const struct route read_signoff_file_routes[];
extern const size_t read_signoff_file_route_count;

#endif
