// SPDX-License-Identifier: Apache-2.0
// Deliveries of materials (domain.md D9.3): ordered, arrived, accepted or refused, with photos.
#ifndef PLUMB_AGENT_CAPTURE_GOODS_H
#define PLUMB_AGENT_CAPTURE_GOODS_H

#include "agent/capture/step.h"

// fields of the delivery; product is needed.
enum err goods_order(const struct deed_options *options, const struct deed_fields *fields,
                     struct deed_report *report, struct error *error);

// Steps: arrive, accept, refuse, as in step.h. `fields` are of the delivery: arrived_on (default
// the day of the step), note, refused_reason, which refuse needs; accept and refuse set `checked`.
// The photos of the options belong to the delivery.
struct goods_step {
    struct uuid id;
    const char *move;
    struct deed_fields fields;
    int64_t at_ms; // 0: now
    bool settle;
};
enum err goods_move(const struct deed_options *options, const struct goods_step *step,
                    struct deed_report *report, struct error *error);

#endif
