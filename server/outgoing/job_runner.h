// SPDX-License-Identifier: Apache-2.0
// The thread of a server at work that makes exports, one after the other.
#ifndef PLUMB_SERVER_OUTGOING_JOB_RUNNER_H
#define PLUMB_SERVER_OUTGOING_JOB_RUNNER_H

#include "server/sync/office.h"

struct job_runner;
// The disk is the server folder; borrowed. What was asked for is seen within a second.
enum err job_runner_start(struct office *office, const struct disk *disk, struct job_runner **out,
                          struct error *error);
// Ends it, before office_close; what is being made is made anew later. Accepts NULL.
void job_runner_stop(struct job_runner *runner);

#endif
