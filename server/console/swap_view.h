// SPDX-License-Identifier: Apache-2.0
// How far the swap of a tablet is, as its page shows it.
#ifndef PLUMB_SERVER_CONSOLE_SWAP_VIEW_H
#define PLUMB_SERVER_CONSOLE_SWAP_VIEW_H

#include "server/console/device_book.h"
#include "shared/data/json.h"

// Members `swap` (null: none was begun) and `replaces` (null: it took no other's place) of a
// tablet.
enum err swap_view_put(struct json_writer *json, struct view *view, const struct device_book *book,
                       const struct uuid *device, struct error *error);

#endif
