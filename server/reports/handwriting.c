// SPDX-License-Identifier: Apache-2.0
#include "server/reports/handwriting.h"

#define PEN_POINTS 1.25  // width of an even pressure
#define WIDTH_STEP 0.125 // widths are rounded, so that equal neighbours become one path

struct point {
    double x, y;
};
struct fit {
    double scale, x, y;
};

static struct fit fit_ink(const struct strokes *strokes, const struct sheet_box *box)
{
    const struct strokes_point *p = strokes->points;
    double left = (double)p->x, right = left, top = (double)p->y, bottom = top;
    for (size_t i = 1; i < strokes->point_count; i++) {
        double x = (double)p[i].x, y = (double)p[i].y;
        left = x < left ? x : left;
        right = x > right ? x : right;
        top = y < top ? y : top;
        bottom = y > bottom ? y : bottom;
    }
    double margin = 2 * PEN_POINTS, wide = right - left, high = bottom - top;
    double scale = (box->height - margin) / (high > 1 ? high : 1);
    double across = (box->width - margin) / (wide > 1 ? wide : 1);
    // Small writing in a large box is not blown up beyond three times the box's own fit.
    double whole = 3 * box->height / (double)(strokes->height > 1 ? strokes->height : 1);
    scale = across < scale ? across : scale;
    scale = whole < scale ? whole : scale;
    return (struct fit){scale, box->x + box->width / 2 - scale * (left + right) / 2,
                        box->y + box->height / 2 - scale * (top + bottom) / 2};
}

static struct point place(const struct fit *fit, const struct strokes_point *p)
{
    return (struct point){fit->x + fit->scale * (double)p->x, fit->y + fit->scale * (double)p->y};
}

static double pen_width(const struct strokes_point *a, const struct strokes_point *b)
{
    double pressure = (double)(a->pressure + b->pressure) / 2000; // a finger or mouse: 0
    double width = pressure <= 0 ? PEN_POINTS : PEN_POINTS * (0.45 + 1.1 * pressure);
    return WIDTH_STEP * (double)(long)(width / WIDTH_STEP + 0.5);
}

// From point i to the next, bent as its neighbours tell (Catmull-Rom).
static void curve_on(cairo_t *cairo, const struct fit *fit, const struct strokes_point *p, size_t i,
                     size_t count)
{
    struct point a = place(fit, &p[i == 0 ? 0 : i - 1]), b = place(fit, &p[i]);
    struct point c = place(fit, &p[i + 1]), d = place(fit, &p[i + 2 < count ? i + 2 : i + 1]);
    cairo_curve_to(cairo, b.x + (c.x - a.x) / 6, b.y + (c.y - a.y) / 6, c.x - (d.x - b.x) / 6,
                   c.y - (d.y - b.y) / 6, c.x, c.y);
}

static void draw_stroke(cairo_t *cairo, const struct fit *fit, const struct strokes_point *p,
                        size_t count)
{
    struct point at = place(fit, p);
    double width = pen_width(p, count > 1 ? p + 1 : p);
    cairo_set_line_width(cairo, width);
    cairo_move_to(cairo, at.x, at.y);
    if (count == 1)
        cairo_line_to(cairo, at.x, at.y); // a dot
    for (size_t i = 0; i + 1 < count; i++) {
        double next = pen_width(&p[i], &p[i + 1]);
        if (next < width || next > width) {
            cairo_stroke(cairo);
            width = next;
            at = place(fit, &p[i]);
            cairo_set_line_width(cairo, width);
            cairo_move_to(cairo, at.x, at.y);
        }
        curve_on(cairo, fit, p, i, count);
    }
    cairo_stroke(cairo);
}

void handwriting_draw(struct sheet *sheet, const struct strokes *strokes,
                      const struct sheet_box *box)
{
    cairo_t *cairo = sheet_cairo(sheet);
    size_t from = 0;
    if (strokes->point_count == 0)
        return;
    struct fit fit = fit_ink(strokes, box);
    cairo_save(cairo);
    sheet_ink(sheet, INK_PEN);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < strokes->count; i++) {
        if (strokes->ends[i] > from)
            draw_stroke(cairo, &fit, strokes->points + from, strokes->ends[i] - from);
        from = strokes->ends[i];
    }
    cairo_restore(cairo);
}
