// SPDX-License-Identifier: Apache-2.0
// The inspector's weekly report on a site: three things (domain.md D4.3).
#ifndef PLUMB_AGENT_CAPTURE_WEEKLY_H
#define PLUMB_AGENT_CAPTURE_WEEKLY_H

#include "agent/capture/deed.h"

// fields: week ("2026-W47"), customer_opinions, materials_deliveries, design_defects. A new report
// has all three ("无" or "none" is an answer); one that is here may be changed field by field.
enum err weekly_set(const struct deed_options *options, const struct deed_fields *fields,
                    struct deed_report *report, struct error *error);

#endif
