// SPDX-License-Identifier: Apache-2.0
// The persons on a device's list with name and role, as an enrolment's answer tells them.
#ifndef PLUMB_SERVER_ENROL_PERSON_LIST_H
#define PLUMB_SERVER_ENROL_PERSON_LIST_H

#include "server/storage/devices.h"

// Appends a JSON array: the device's present persons, and `also` (nil: nobody), each once.
enum err person_list_format(struct view *view, const struct uuid *device, const struct uuid *also,
                            struct buffer *out, struct error *error);

#endif
