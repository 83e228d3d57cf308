// SPDX-License-Identifier: Apache-2.0
// Routes of /rest/v1 that give files: the sealed file of a sign-off, the bytes of a photo.
#ifndef PLUMB_SERVER_REST_REST_FILES_H
#define PLUMB_SERVER_REST_REST_FILES_H

#include "server/rest/rest_routes.h"

extern const struct route rest_files_routes[];
extern const size_t rest_files_route_count;
extern const struct rest_answer rest_files_answers[];

#endif
