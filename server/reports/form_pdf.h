// SPDX-License-Identifier: Apache-2.0
// A paper form as PDF, drawn from a sealed statement: the same input gives the same bytes.
#ifndef PLUMB_SERVER_REPORTS_FORM_PDF_H
#define PLUMB_SERVER_REPORTS_FORM_PDF_H

#include "server/reports/form_signature.h"
#include "server/reports/form_words.h"

// One who signed the statement stands on the paper; the body comes from the statement alone.
struct form_pdf_options {
    struct span statement; // bytes of the blob
    const struct form_signoff *signoffs;
    size_t signoff_count;
    struct form_terms terms; // of the catalogue it names
    const char *company;     // above the title; NULL or "": none
    // The bytes of a photo, appended. NOT_FOUND: it has not arrived. Other errors are drawn in
    // words as well.
    void *photo_ctx;
    enum err (*photo)(void *ctx, const struct digest *digest, struct buffer *out,
                      struct error *error);
    // Takes the PDF as it comes; false ends the drawing.
    void *sink_ctx;
    bool (*sink)(void *ctx, const void *bytes, size_t len);
};
enum { FORM_PHOTO_BYTES_MAX = 64 << 20 };
// Errors of form_document_read; IO when the sink refuses; UNAVAILABLE when a font is not installed;
// INTERNAL when the drawing fails.
enum err form_pdf_draw(const struct form_pdf_options *options, struct error *error);

#endif
