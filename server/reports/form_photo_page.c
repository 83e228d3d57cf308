// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_photo_page.h"

#include "server/reports/form_table.h"
#include "server/reports/photo_copy.h"

#include <stdio.h>
#include <string.h>

enum { ACROSS = 2, CAPTION_TEXT = 1200, COPY_BYTES_MAX = 8 << 20 };
#define GUTTER 14.0
#define FRAME_WIDE ((SHEET_INNER - GUTTER) / ACROSS)
#define FRAME_HIGH (FRAME_WIDE * 0.75)
#define CAPTION 37.0
#define ROW_GAP 8.0

static const struct form_heading heading = {"照片附页", "Photographs"};

static void draw_words(struct sheet *sheet, const struct sheet_box *frame, const char *zh,
                       const char *en)
{
    struct sheet_line lines[] = {{zh, STYLE_LABEL, ALIGN_CENTRE, frame->width},
                                 {en, STYLE_SMALL, ALIGN_CENTRE, frame->width}};
    sheet_draw_line(sheet, &lines[0], frame->x, frame->y + frame->height / 2 - 13);
    sheet_draw_line(sheet, &lines[1], frame->x, frame->y + frame->height / 2);
}

static const char *or_else(const char *text, const char *otherwise)
{
    return text[0] != '\0' ? text : otherwise;
}

// Time and place, then project, node and person, as far as the statement tells them.
static void write_stamp(const struct form_photo_pages *pages, const struct form_photo *photo,
                        char *first, char *second)
{
    const struct form_document *document = pages->document;
    char time[FORM_FIGURE_TEXT];
    form_words_stamp_time(photo->taken_ms, time);
    bool placed = photo->latitude[0] != '\0' && photo->longitude[0] != '\0';
    form_words_print(first, CAPTION_TEXT, "%s　%s%s%s", or_else(time, "时间未记录"),
                     placed ? photo->latitude : "", placed ? ", " : "位置未记录",
                     placed ? photo->longitude : "");
    form_words_print(second, CAPTION_TEXT, "%s　%s%s%s", document->address,
                     document->has_node ? document->node.zh : document->title.zh,
                     photo->person[0] != '\0' ? "　" : "", photo->person);
}

static void draw_stamp(const struct form_photo_pages *pages, const struct form_photo *photo,
                       struct sheet *sheet, const struct sheet_box *picture)
{
    char first[CAPTION_TEXT], second[CAPTION_TEXT];
    const double pad = 4;
    write_stamp(pages, photo, first, second);
    struct sheet_piece pieces[] = {{first, STYLE_WHITE}, {second, STYLE_WHITE}};
    struct sheet_column column = {pieces, 2, picture->width - 2 * pad, ALIGN_LEFT};
    double height = sheet_height(sheet, &column) + 2 * pad;
    if (height > picture->height)
        height = picture->height;
    double top = picture->y + picture->height - height;
    cairo_set_source_rgba(sheet_cairo(sheet), 0, 0, 0, 0.55);
    sheet_fill(sheet, &(struct sheet_box){picture->x, top, picture->width, height});
    struct sheet_slice slice = {height - 2 * pad > 1 ? height - 2 * pad : 1, 0};
    sheet_draw_slice(sheet, &column, &slice, picture->x + pad, top + pad);
}

static void release(void *bytes)
{
    buffer_clear(bytes);
    mem_free(bytes);
}

// Paints the JPEG as it is into the PDF. The pixels of the surface are never looked at.
static void paint(struct sheet *sheet, const struct photo_copy *copy, struct buffer *jpeg,
                  const struct sheet_box *picture)
{
    cairo_t *cairo = sheet_cairo(sheet);
    cairo_surface_t *surface
        = cairo_image_surface_create(CAIRO_FORMAT_RGB24, copy->width, copy->height);
    if (cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG,
                                    (const unsigned char *)jpeg->data, jpeg->len, release, jpeg)
        != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(surface);
        release(jpeg);
        return;
    }
    cairo_save(cairo);
    cairo_translate(cairo, picture->x, picture->y);
    cairo_scale(cairo, picture->width / copy->width, picture->height / copy->height);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
}

static struct sheet_box fit(const struct photo_copy *copy, const struct sheet_box *frame)
{
    double across = frame->width / copy->width, down = frame->height / copy->height;
    double scale = across < down ? across : down;
    double width = scale * copy->width, height = scale * copy->height;
    return (struct sheet_box){frame->x + (frame->width - width) / 2,
                              frame->y + (frame->height - height) / 2, width, height};
}

static void draw_picture(const struct form_photo_pages *pages, const struct form_photo *photo,
                         struct sheet *sheet, const struct sheet_box *frame)
{
    const struct form_pdf_options *options = pages->options;
    struct buffer original, *jpeg = mem_alloc(sizeof *jpeg);
    struct photo_copy copy = {0};
    buffer_init(&original, FORM_PHOTO_BYTES_MAX);
    buffer_init(jpeg, COPY_BYTES_MAX);
    enum err err = options->photo(options->photo_ctx, &photo->digest, &original, NULL);
    bool made
        = err == ERR_OK && photo_copy_make((struct span){original.data, original.len}, jpeg, &copy);
    buffer_clear(&original);
    if (made) {
        struct sheet_box picture = fit(&copy, frame);
        paint(sheet, &copy, jpeg, &picture);
        draw_stamp(pages, photo, sheet, &picture);
        return;
    }
    release(jpeg);
    if (err == ERR_NOT_FOUND)
        draw_words(sheet, frame, "照片尚未到达", "the photo has not arrived yet");
    else if (err != ERR_OK)
        draw_words(sheet, frame, "照片无法读取", "the photo could not be read");
    else
        draw_words(sheet, frame, copy.why_zh, copy.why_en);
}

static void draw_caption(const struct form_photo *photo, size_t number, struct sheet *sheet,
                         const struct sheet_box *frame)
{
    char title[CAPTION_TEXT], digest[FORM_DIGEST_TEXT];
    const char *item = photo->item != NULL ? photo->item->label.zh : "";
    form_words_print(title, sizeof title, "图 %zu%s%s%s%s", number, item[0] != '\0' ? "　" : "",
                     item, photo->item != NULL && photo->item->room[0] != '\0' ? " · " : "",
                     photo->item != NULL ? photo->item->room : "");
    form_words_digest(&photo->digest, digest);
    struct sheet_line lines[] = {
        {title, STYLE_LABEL, ALIGN_LEFT, frame->width},
        {or_else(photo->name, "（无文件名 no file name）"), STYLE_SMALL, ALIGN_LEFT, frame->width},
        {digest, STYLE_NUMBER, ALIGN_LEFT, frame->width + GUTTER / 2}};
    double y = frame->y + frame->height + 3;
    sheet_draw_line(sheet, &lines[0], frame->x, y);
    sheet_draw_line(sheet, &lines[1], frame->x, y + 12);
    sheet_draw_line(sheet, &lines[2], frame->x, y + 21.5);
}

static void draw_row(struct sheet *sheet, const void *data, const struct flow_place *place)
{
    const struct form_photo_pages *pages = data;
    for (size_t i = 0; i < ACROSS && place->index + i < pages->document->photo_count; i++) {
        struct sheet_box frame
            = {place->x + (FRAME_WIDE + GUTTER) * (double)i, place->y, FRAME_WIDE, FRAME_HIGH};
        const struct form_photo *photo = &pages->document->photos[place->index + i];
        sheet_ink(sheet, INK_SHADE);
        sheet_fill(sheet, &frame);
        draw_picture(pages, photo, sheet, &frame);
        sheet_ink(sheet, INK_PALE);
        sheet_rule_width(sheet, 0.5);
        sheet_frame(sheet, &frame);
        draw_caption(photo, place->index + i + 1, sheet, &frame);
    }
}

void form_photo_page_add(struct form_photo_pages *pages, struct flow *flow)
{
    if (pages->document->photo_count == 0)
        return;
    form_table_heading(&heading, flow);
    flow->boxes[flow->count - 1].new_page = true;
    for (size_t i = 0; i < pages->document->photo_count; i += ACROSS)
        flow_add(flow, &(struct flow_box){.height = FRAME_HIGH + CAPTION,
                                          .before = i == 0 ? 2 : ROW_GAP,
                                          .draw = draw_row,
                                          .data = pages,
                                          .index = i});
}
