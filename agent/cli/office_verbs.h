// SPDX-License-Identifier: Apache-2.0
// Verbs between tablet and office: enrol, sync, status, doctor.
#ifndef PLUMB_AGENT_CLI_OFFICE_VERBS_H
#define PLUMB_AGENT_CLI_OFFICE_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb office_verb_enrol, office_verb_sync, office_verb_status,
    office_verb_doctor;

#endif
