// SPDX-License-Identifier: Apache-2.0
// The contact sheet (domain.md D2.2): one contact for each stage of a site.
#ifndef PLUMB_AGENT_CAPTURE_CONTACT_H
#define PLUMB_AGENT_CAPTURE_CONTACT_H

#include "agent/capture/deed.h"

// fields: stage, name (left out: that of `person`), person, phone, duty, supervisor_phone. Made or
// changed; a new one without phone, duty or supervisor_phone is told so.
enum err contact_set(const struct deed_options *options, const struct deed_fields *fields,
                     struct deed_report *report, struct error *error);

#endif
