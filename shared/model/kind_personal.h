// SPDX-License-Identifier: Apache-2.0
// Which fields may tell who a customer is: the one list that both interfaces of the office ask
// before they show anything to somebody without the right to personal data.
#ifndef PLUMB_SHARED_MODEL_KIND_PERSONAL_H
#define PLUMB_SHARED_MODEL_KIND_PERSONAL_H

#include "shared/base/text.h"

#include <stdbool.h>

// Names, phones, addresses, places; and what people typed freely, which may say anything about
// anybody: notes, opinions, reasons, descriptions. So may a kind or field that nobody knows here.
bool kind_personal(struct span kind, struct span field);

#endif
