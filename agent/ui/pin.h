// SPDX-License-Identifier: Apache-2.0
// The PIN of each person on this tablet: checked without a network, slower with every wrong try.
#ifndef PLUMB_AGENT_UI_PIN_H
#define PLUMB_AGENT_UI_PIN_H

#include "agent/store/store.h"
#include "shared/base/text.h"
#include "shared/base/uuid.h"

enum { PIN_DIGITS_MIN = 4, PIN_DIGITS_MAX = 8, PIN_FREE_TRIES = 3 };

// Waits are counted by the boot clock and by this object's life: a new one (the program started
// again) begins the whole wait anew. Tries are kept in the store, counted before each check, so
// that neither a kill nor a set clock gives one for free. Thread-safe; one check at a time.
struct pins;
struct pins *pin_open(struct store *store);
void pin_close(struct pins *pins); // accepts NULL

enum err pin_known(struct pins *pins, const struct uuid *person, bool *out, struct error *error);
// For how many seconds every PIN of the person is refused unseen; 0: none.
enum err pin_wait(struct pins *pins, const struct uuid *person, int64_t *seconds,
                  struct error *error);
// OK: it is the PIN, and the tries are forgotten. AUTH: it is not. BUSY: the wait is not over,
// nothing was checked or counted. NOT_FOUND: the person has none. *wait_s: as pin_wait, after it.
enum err pin_check(struct pins *pins, const struct uuid *person, struct span pin, int64_t *wait_s,
                   struct error *error);
// INVALID: not 4 to 8 digits, or one that is tried first (1111, 1234). Forgets tries.
enum err pin_set(struct pins *pins, const struct uuid *person, struct span pin,
                 struct error *error);
enum err pin_clear(struct pins *pins, const struct uuid *person, struct error *error);
// How long nothing is checked after so many wrong tries in a row.
int64_t pin_wait_after(int64_t wrong_tries); // ms

#endif
