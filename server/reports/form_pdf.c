// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_pdf.h"

#include "server/reports/form_body.h"
#include "server/reports/form_items.h"
#include "server/reports/form_page.h"
#include "server/reports/form_photo_page.h"
#include "shared/base/clock.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <string.h>

// One paper on its way.
struct drawing {
    const struct form_pdf_options *options;
    struct form_document document;
    struct form_signatures signatures;
    struct form_body body;
    struct form_photo_pages photos;
    struct flow flow;
    struct sheet *sheet;
    cairo_surface_t *surface;
    cairo_t *cairo;
    struct form_stamp stamp;
    char stamp_line[FORM_FIGURE_TEXT];
    bool sink_refused;
};

static cairo_status_t write_out(void *closure, const unsigned char *data, unsigned length)
{
    struct drawing *d = closure;
    if (!d->sink_refused && !d->options->sink(d->options->sink_ctx, data, length))
        d->sink_refused = true;
    return d->sink_refused ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static int64_t last_signed(const struct form_pdf_options *options)
{
    int64_t last = 0;
    for (size_t i = 0; i < options->signoff_count; i++)
        if (options->signoffs[i].signed_ms > last)
            last = options->signoffs[i].signed_ms;
    return last;
}

// Nothing in it comes from the clock: the paper is of the time at which it was signed.
static void set_metadata(struct drawing *d)
{
    char text[1400], time[CLOCK_TEXT], hex[HASH_TEXT];
    clock_format(last_signed(d->options), time);
    snprintf(text, sizeof text, "%.19s%s", time, strlen(time) > 23 ? time + 23 : "");
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_MOD_DATE, text);
    form_words_print(text, sizeof text, "%s %s", d->document.title.zh, d->document.contract);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_TITLE, text);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_CREATOR, "Plumbline");
    digest_format(&d->document.digest, hex);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_KEYWORDS, hex);
}

static enum err open_surface(struct drawing *d, struct error *error)
{
    const char *missing = NULL;
    d->surface = cairo_pdf_surface_create_for_stream(write_out, d, SHEET_WIDTH, SHEET_HEIGHT);
    cairo_pdf_surface_restrict_to_version(d->surface, CAIRO_PDF_VERSION_1_4);
    d->cairo = cairo_create(d->surface);
    if (cairo_status(d->cairo) != CAIRO_STATUS_SUCCESS)
        return error_set(error, ERR_INTERNAL, "no memory to draw with");
    d->sheet = sheet_create(d->cairo, &missing);
    if (d->sheet == NULL)
        return error_set(error, ERR_UNAVAILABLE,
                         "the font %s is not installed: install fonts-noto-cjk", missing);
    return ERR_OK;
}

static void close_surface(struct drawing *d)
{
    sheet_free(d->sheet);
    if (d->cairo != NULL)
        cairo_destroy(d->cairo);
    if (d->surface != NULL) {
        cairo_surface_finish(d->surface);
        cairo_surface_destroy(d->surface);
    }
}

// A paper is stamped as a whole when all who signed it are: with the word of the last.
static const struct form_stamp *find_stamp(struct drawing *d)
{
    int64_t at_ms = 0;
    for (size_t i = 0; i < d->options->signoff_count; i++) {
        const struct form_signoff *signoff = &d->options->signoffs[i];
        d->stamp.word = form_signature_stamp(signoff);
        if (d->stamp.word == NULL)
            return NULL;
        at_ms = signoff->voided && !signoff->broken ? signoff->voided_ms : 0;
    }
    form_words_time(at_ms, false, d->stamp_line);
    d->stamp.line = d->stamp_line;
    return d->options->signoff_count > 0 ? &d->stamp : NULL;
}

static void lay_out(struct drawing *d, const struct form_page *page)
{
    double room = FORM_PAGE_BOTTOM - FORM_PAGE_TOP;
    d->signatures = (struct form_signatures){d->options->signoffs, d->options->signoff_count,
                                             &d->options->terms, &d->document.digest};
    d->body = (struct form_body){.sheet = d->sheet,
                                 .document = &d->document,
                                 .signatures = &d->signatures,
                                 .terms = &d->options->terms,
                                 .page_room = room - 40};
    d->photos = (struct form_photo_pages){&d->document, d->options};
    form_body_add_top(&d->body, &d->flow);
    form_items_add(&d->body, &d->flow);
    form_body_add_end(&d->body, &d->flow);
    form_signature_add(&d->signatures, d->sheet, &d->flow);
    form_body_add_reasons(&d->body, &d->flow);
    form_photo_page_add(&d->photos, &d->flow);
    flow_break(&d->flow,
               &(struct flow_page){form_page_first_top(page), FORM_PAGE_TOP, FORM_PAGE_BOTTOM});
}

static void draw_pages(struct drawing *d)
{
    const char *company = d->options->company == NULL ? "" : d->options->company;
    struct form_page page = {&d->document, company, find_stamp(d), 1, 1};
    size_t next = 0;
    lay_out(d, &page);
    page.count = d->flow.pages;
    for (; page.number <= page.count && cairo_status(d->cairo) == CAIRO_STATUS_SUCCESS;
         page.number++) {
        form_page_draw(&page, d->sheet);
        flow_draw_page(&d->flow, d->sheet, page.number - 1, &next);
        form_page_draw_stamp(&page, d->sheet);
        cairo_show_page(d->cairo);
    }
}

enum err form_pdf_draw(const struct form_pdf_options *options, struct error *error)
{
    struct drawing d = {.options = options};
    enum err err = form_document_read(options->statement, &d.document, error);
    if (err == ERR_OK)
        err = open_surface(&d, error);
    if (err == ERR_OK) {
        set_metadata(&d);
        draw_pages(&d);
        cairo_surface_finish(d.surface);
        cairo_status_t status = cairo_surface_status(d.surface);
        if (d.sink_refused)
            err = error_set(error, ERR_IO, "the PDF could not be written");
        else if (status != CAIRO_STATUS_SUCCESS)
            err = error_set(error, ERR_INTERNAL, "drawing: %s", cairo_status_to_string(status));
    }
    form_body_clear(&d.body);
    flow_clear(&d.flow);
    close_surface(&d);
    form_document_clear(&d.document);
    return err;
}
