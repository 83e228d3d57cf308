// SPDX-License-Identifier: Apache-2.0
// The lists that fields of the kind tables choose from: best first, NULL-terminated.
#ifndef PLUMB_SHARED_MODEL_KIND_CHOICE_H
#define PLUMB_SHARED_MODEL_KIND_CHOICE_H

extern const char *const kind_choice_roles[];      // D1, in its order
extern const char *const kind_choice_results[];    // D3.10
extern const char *const kind_choice_moments[];    // D5.1: photos before and after
extern const char *const kind_choice_severities[]; // D5.1, D8.1
extern const char *const kind_choice_verdicts[];   // of a sign-off: D6.1, D6.6
extern const char *const kind_choice_answers[];    // D7.2
extern const char *const kind_choice_outcomes[];   // D4.2, D7.6
extern const char *const kind_choice_qualities[];  // D3.7, D4.8
extern const char *const kind_choice_reviews[];    // D3.15
extern const char *const kind_choice_changes[];    // D9.1
extern const char *const kind_choice_devices[];

#endif
