// SPDX-License-Identifier: Apache-2.0
// Whose site it is: after the PIN a person sees the sites they work for, not those of a colleague
// on the same tablet (sync.md section 3).
#ifndef PLUMB_AGENT_UI_OWN_SITE_H
#define PLUMB_AGENT_UI_OWN_SITE_H

#include "shared/model/fact.h"

// Whether the person is assigned to the site. One to which nobody is assigned here is everybody's:
// field work does not wait for the office.
bool own_site_is(const struct facts *facts, const struct uuid *site, const struct uuid *person);

#endif
