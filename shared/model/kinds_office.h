// SPDX-License-Identifier: Apache-2.0
// What the office keeps: the catalogue, tablets, call-backs and complaints (domain.md D7, D8).
#ifndef PLUMB_SHARED_MODEL_KINDS_OFFICE_H
#define PLUMB_SHARED_MODEL_KINDS_OFFICE_H

#include "shared/model/kind.h"

extern const struct kind_field kinds_office_catalogue[4];
extern const struct kind_field kinds_office_device[2];
extern const struct kind_field kinds_office_call_back[8];
extern const struct kind_field kinds_office_complaint[8];

#endif
