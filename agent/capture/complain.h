// SPDX-License-Identifier: Apache-2.0
// A complaint is taken in: the customer's own words (domain.md D8.1, D8.3). What becomes of it is
// the office's.
#ifndef PLUMB_AGENT_CAPTURE_COMPLAIN_H
#define PLUMB_AGENT_CAPTURE_COMPLAIN_H

#include "agent/capture/deed.h"

struct complain {
    struct uuid of;            // record that it comes from; nil: none, it stands for itself
    struct deed_fields fields; // words is needed; received_at is now when it is not given
};
// Who takes it in follows it when nobody is named (D8.3). EXISTS: the record has one already.
enum err complain_add(const struct deed_options *options, const struct complain *given,
                      struct deed_report *report, struct error *error);

// Within how many hours of its reception the customer hears from the company, by the catalogue's
// deadline (D8.4); 0: it has none.
int64_t complain_promise_hours(const struct catalogue *catalogue);
// Until when that is for a complaint; 0 as well when it is no complaint.
int64_t complain_promise_ms(const struct catalogue *catalogue, const struct fact *complaint);

#endif
