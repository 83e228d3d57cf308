// SPDX-License-Identifier: Apache-2.0
#include "server/reports/flow.h"

void flow_add(struct flow *flow, const struct flow_box *box)
{
    flow->boxes = mem_room(flow->boxes, flow->count, &flow->cap, sizeof(*flow->boxes));
    flow->boxes[flow->count++] = *box;
}

void flow_clear(struct flow *flow)
{
    mem_free(flow->boxes);
    *flow = (struct flow){0};
}

// Where the next box goes.
struct cursor {
    const struct flow_page *page;
    double y;
    bool empty; // nothing stands on this page yet
};

// Height of the boxes from `from` on that want to stay together, without the first one's `before`.
static double chain(const struct flow *flow, size_t from)
{
    double height = flow->boxes[from].height;
    for (size_t i = from; flow->boxes[i].keep_next && i + 1 < flow->count; i++)
        height += flow->boxes[i + 1].before + flow->boxes[i + 1].height;
    return height;
}

static void turn(struct flow *flow, struct cursor *cursor)
{
    flow->pages++;
    cursor->y = cursor->page->top;
    cursor->empty = true;
}

static double head_height(const struct flow_box *box)
{
    return box->head == NULL ? 0 : box->head->height;
}

void flow_break(struct flow *flow, const struct flow_page *page)
{
    struct cursor cursor = {page, page->first_top, true};
    double room = page->bottom - page->top;
    bool held = false; // this box was promised room together with the one before it
    flow->pages = 0;
    for (size_t i = 0; i < flow->count; i++) {
        struct flow_box *box = &flow->boxes[i];
        double together = held ? box->height : chain(flow, i);
        bool fits = together + head_height(box) <= room; // else no page can hold the chain
        if (!fits)
            together = box->height;
        held = fits && box->keep_next;
        double before = cursor.empty ? 0 : box->before;
        if (!cursor.empty
            && (box->new_page || cursor.y + before + together > page->bottom + 0.01)) {
            turn(flow, &cursor);
            before = 0;
        }
        box->headed = cursor.empty && box->head != NULL && flow->pages > 0;
        box->page = flow->pages;
        box->y = cursor.y + before + (box->headed ? head_height(box) : 0);
        cursor.y = box->y + box->height;
        cursor.empty = false;
    }
    flow->pages++;
}

void flow_draw_page(const struct flow *flow, struct sheet *sheet, size_t page, size_t *next)
{
    for (; *next < flow->count && flow->boxes[*next].page == page; ++*next) {
        size_t i = *next;
        const struct flow_box *box = &flow->boxes[i];
        const struct flow_box *above = i == 0 ? NULL : box - 1;
        const struct flow_box *below = i + 1 == flow->count ? NULL : box + 1;
        struct flow_place place = {.x = SHEET_LEFT,
                                   .y = box->y,
                                   .height = box->height,
                                   .index = box->index,
                                   .slice = box->slice};
        place.opens = above == NULL || above->page != page || above->run != box->run;
        place.closes = below == NULL || below->page != page || below->run != box->run;
        if (box->headed) {
            struct flow_place top = {.x = SHEET_LEFT,
                                     .y = box->y - box->head->height,
                                     .height = box->head->height,
                                     .index = box->head->index,
                                     .opens = true};
            box->head->draw(sheet, box->head->data, &top);
            place.opens = false;
        }
        box->draw(sheet, box->data, &place);
    }
}
