// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_stamp.h"

#define WIDE 132.0
#define HIGH 48.0
#define TURN (-0.16) // radians

void form_stamp_draw(struct sheet *sheet, const struct form_stamp *stamp, double x, double y,
                     double scale)
{
    cairo_t *cairo = sheet_cairo(sheet);
    struct sheet_line word = {stamp->word, STYLE_STAMP, ALIGN_CENTRE, WIDE};
    struct sheet_line line = {stamp->line, STYLE_STAMP_SMALL, ALIGN_CENTRE, WIDE};
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    cairo_rotate(cairo, TURN);
    cairo_scale(cairo, scale, scale);
    sheet_ink(sheet, INK_RED);
    sheet_rule_width(sheet, 2);
    sheet_frame(sheet, &(struct sheet_box){-WIDE / 2, -HIGH / 2, WIDE, HIGH});
    sheet_rule_width(sheet, 0.7);
    sheet_frame(sheet, &(struct sheet_box){-WIDE / 2 + 3, -HIGH / 2 + 3, WIDE - 6, HIGH - 6});
    // The last letter's spacing would push the word off the middle.
    sheet_draw_line(sheet, &word, -WIDE / 2 + 2.5, -HIGH / 2 + (line.text[0] != '\0' ? 4 : 11));
    if (line.text[0] != '\0')
        sheet_draw_line(sheet, &line, -WIDE / 2, 8.5);
    cairo_restore(cairo);
}
