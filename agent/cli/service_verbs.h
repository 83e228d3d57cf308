// SPDX-License-Identifier: Apache-2.0
// Verbs of the service around a site: contact set, show; complaint add, list; review add;
// re-inspect; spot-check.
#ifndef PLUMB_AGENT_CLI_SERVICE_VERBS_H
#define PLUMB_AGENT_CLI_SERVICE_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb service_verb_contact_set, service_verb_contact_show,
    service_verb_complaint_add, service_verb_complaint_list, service_verb_review,
    service_verb_re_inspect, service_verb_spot_check;

#endif
