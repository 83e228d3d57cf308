// SPDX-License-Identifier: Apache-2.0
// What the lines of the ledger mean (docs/SCHEMA.md): written before the store has it, replayed
// into a store that came from a backup.
#ifndef PLUMB_SERVER_SYNC_LEDGER_LINE_H
#define PLUMB_SERVER_SYNC_LEDGER_LINE_H

#include "server/storage/devices.h"
#include "server/storage/ledger.h"

// Each appends one line, durable when it returns.
enum err ledger_line_epoch(struct ledger *ledger, uint64_t epoch, struct error *error);
enum err ledger_line_mac_key(struct ledger *ledger, const uint8_t key[MAC_KEY_BYTES],
                             struct error *error);
// A device with the persons on its list, as the view shows them.
enum err ledger_line_device(struct ledger *ledger, struct view *view, const struct uuid *device,
                            struct error *error);
// A state with its mac: of an assignment or a person.
enum err ledger_line_state(struct ledger *ledger, struct span state, const uint8_t mac[MAC_BYTES],
                           struct error *error);

// A line read back.
enum ledger_line_kind { LEDGER_EPOCH, LEDGER_MAC_KEY, LEDGER_DEVICE, LEDGER_STATE, LEDGER_OTHER };
struct ledger_person {
    struct uuid id;
    bool active;
};
struct ledger_line {
    enum ledger_line_kind kind;
    uint64_t epoch;
    uint8_t mac_key[MAC_KEY_BYTES];
    struct device_row device;
    uint8_t public_der[256];       // of the device
    struct ledger_person *persons; // owned
    size_t person_count;
    uint8_t mac[MAC_BYTES];
    struct span state; // borrows from the line
};
// PARSE; nothing to clear then.
enum err ledger_line_read(struct span text, struct ledger_line *out, struct error *error);
void ledger_line_clear(struct ledger_line *line);

#endif
