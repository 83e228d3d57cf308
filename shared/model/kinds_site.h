// SPDX-License-Identifier: Apache-2.0
// The site and its contact sheet (domain.md D2).
#ifndef PLUMB_SHARED_MODEL_KINDS_SITE_H
#define PLUMB_SHARED_MODEL_KINDS_SITE_H

#include "shared/model/kind.h"

extern const struct kind_field kinds_site_site[17];
extern const struct kind_field kinds_site_contact[6];

#endif
