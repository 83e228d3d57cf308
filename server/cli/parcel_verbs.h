// SPDX-License-Identifier: Apache-2.0
// handover: files with what only one tablet has, brought in by hand, and what came that way.
#ifndef PLUMB_SERVER_CLI_PARCEL_VERBS_H
#define PLUMB_SERVER_CLI_PARCEL_VERBS_H

#include "server/cli/desk.h"

extern const struct verb parcel_verbs_import, parcel_verbs_list; // context: struct desk

#endif
