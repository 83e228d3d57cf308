// SPDX-License-Identifier: Apache-2.0
// The OpenAPI 3.1 description of /rest/v1, written from the route table and what stands beside it.
#ifndef PLUMB_SERVER_REST_REST_OPENAPI_H
#define PLUMB_SERVER_REST_REST_OPENAPI_H

#include "shared/base/buffer.h"

void rest_openapi_write(const char *version, struct buffer *out);

#endif
