// SPDX-License-Identifier: Apache-2.0
// The morning picture as a clerk reads it on a terminal, in Chinese and English.
#ifndef PLUMB_SERVER_RECONCILE_PICTURE_TEXT_H
#define PLUMB_SERVER_RECONCILE_PICTURE_TEXT_H

#include "server/reconcile/picture.h"

void picture_text(const struct picture *picture, struct buffer *out);

#endif
