// SPDX-License-Identifier: Apache-2.0
// What stands on every page around the text: title on the first, a running head on the others, the
// foot with digest, QR code and page number, the stamp of a form that no longer holds.
#ifndef PLUMB_SERVER_REPORTS_FORM_PAGE_H
#define PLUMB_SERVER_REPORTS_FORM_PAGE_H

#include "server/reports/form_document.h"
#include "server/reports/form_stamp.h"

struct form_page {
    const struct form_document *document;
    const char *company;            // "": none
    const struct form_stamp *stamp; // NULL: none
    size_t number, count;           // from 1
};
// Where the text may stand.
double form_page_first_top(const struct form_page *page);
#define FORM_PAGE_TOP 62.0
#define FORM_PAGE_BOTTOM (SHEET_HEIGHT - 84.0)
void form_page_draw(const struct form_page *page, struct sheet *sheet);
// Goes over the text.
void form_page_draw_stamp(const struct form_page *page, struct sheet *sheet);

#endif
