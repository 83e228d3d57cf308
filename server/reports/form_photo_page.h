// SPDX-License-Identifier: Apache-2.0
// Photo pages: each photo with number, file name and digest, and a stamp on the copy of when, where
// and by whom it was taken.
#ifndef PLUMB_SERVER_REPORTS_FORM_PHOTO_PAGE_H
#define PLUMB_SERVER_REPORTS_FORM_PHOTO_PAGE_H

#include "server/reports/flow.h"
#include "server/reports/form_pdf.h"

// What the pages are made from; must live until they are drawn.
struct form_photo_pages {
    const struct form_document *document;
    const struct form_pdf_options *options; // where the bytes come from
};
// Adds nothing when there are no photos. Photos are read one at a time, when they are drawn.
void form_photo_page_add(struct form_photo_pages *pages, struct flow *flow);

#endif
