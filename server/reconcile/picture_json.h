// SPDX-License-Identifier: Apache-2.0
// The morning picture as one JSON object, for scripts.
#ifndef PLUMB_SERVER_RECONCILE_PICTURE_JSON_H
#define PLUMB_SERVER_RECONCILE_PICTURE_JSON_H

#include "server/reconcile/picture.h"

void picture_json(const struct picture *picture, struct buffer *out);

#endif
