// SPDX-License-Identifier: Apache-2.0
// What pages of signing show beside the statement: its pictures, and a code to take along.
#ifndef PLUMB_AGENT_UI_SIGNED_VIEW_H
#define PLUMB_AGENT_UI_SIGNED_VIEW_H

#include "agent/ui/ui.h"
#include "shared/data/json.h"

// "photos" [{digest, id, here}]: which record has a picture that the statement names by its digest,
// and whether the original is on this tablet.
void signed_view_photos(struct ui *ui, const struct facts *facts, struct span statement,
                        struct json_writer *json);
// "qr" {path, size}: the digest of the sealed text, as on the printed form; SVG path data in a
// square of `size` units. null when it cannot be drawn.
void signed_view_qr(const struct digest *sealed, struct json_writer *json);

#endif
