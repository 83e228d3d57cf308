// SPDX-License-Identifier: Apache-2.0
// Folders that are only needed for a while: emptied and removed whole, links not followed.
#ifndef PLUMB_SERVER_UPKEEP_SCRATCH_H
#define PLUMB_SERVER_UPKEEP_SCRATCH_H

#include "shared/base/err.h"

// Removes the folder with everything in it; OK when there is none. Never leaves its file system.
enum err scratch_remove(const char *folder, struct error *error);

#endif
