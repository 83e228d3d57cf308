// SPDX-License-Identifier: Apache-2.0
// Boxes that flow over pages: measured first, then broken into pages, then drawn.
#ifndef PLUMB_SERVER_REPORTS_FLOW_H
#define PLUMB_SERVER_REPORTS_FLOW_H

#include "server/reports/sheet.h"
#include "shared/base/memory.h"

// Where a box came to stand, and which one it is.
struct flow_place {
    double x, y, height;
    size_t index, slice; // as in the box
    bool opens, closes;  // first or last of its run on this page
};
typedef void flow_draw(struct sheet *sheet, const void *data, const struct flow_place *place);

struct flow_box {
    double height;
    double before; // room above it, but not at the top of a page
    flow_draw *draw;
    const void *data;
    size_t index, slice; // given to draw
    bool keep_next;      // stays with the next one as long as a page can hold them
    bool new_page;       // begins a page
    unsigned run;        // boxes of one table; 0: none
    // Stands again on top of each page on which the run goes on, with its own height.
    const struct flow_box *head;
    size_t page; // result
    double y;    // result
    bool headed; // result: the head stands above it
};
struct flow {
    struct flow_box *boxes; // owned
    size_t count, cap;
    unsigned runs;
    size_t pages; // result
};

void flow_add(struct flow *flow, const struct flow_box *box);
void flow_clear(struct flow *flow);
// Gives each box page and y. `first_top`: of page 0; all in points of the sheet.
struct flow_page {
    double first_top, top, bottom;
};
void flow_break(struct flow *flow, const struct flow_page *page);
// Draws the boxes of a page, in order; *next is the first box that was not drawn yet, 0 at first.
void flow_draw_page(const struct flow *flow, struct sheet *sheet, size_t page, size_t *next);

#endif
