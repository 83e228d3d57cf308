// SPDX-License-Identifier: Apache-2.0
// A sheet of paper to draw on: text in a few fixed styles, lines, boxes; everything in points from
// the upper left corner. The only door to pango.
#ifndef PLUMB_SERVER_REPORTS_SHEET_H
#define PLUMB_SERVER_REPORTS_SHEET_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

#define SHEET_WIDTH 595.276  // A4
#define SHEET_HEIGHT 841.890 //
#define SHEET_LEFT 53.0
#define SHEET_RIGHT (SHEET_WIDTH - SHEET_LEFT)
#define SHEET_INNER (SHEET_RIGHT - SHEET_LEFT)

enum sheet_style {
    STYLE_TITLE,    // of the form
    STYLE_COMPANY,  //
    STYLE_SPACED,   // small capitals under a title
    STYLE_HEADING,  // of a section
    STYLE_LABEL,    // what a cell is about
    STYLE_LABEL_EN, // the same in English
    STYLE_BODY,     // what was signed
    STYLE_BODY_EN,  //
    STYLE_STRONG,   //
    STYLE_ALARM,    // a fail
    STYLE_VALUE,    // measured
    STYLE_FIGURE,   // amounts
    STYLE_SMALL,    // captions
    STYLE_NUMBER,   // digests
    STYLE_VERDICT,  //
    STYLE_WHITE,    // on a photo
    STYLE_STAMP,    //
    STYLE_STAMP_SMALL,
    STYLE_COUNT
};
enum sheet_align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };
enum sheet_ink { INK_BLACK, INK_GREY, INK_PALE, INK_SHADE, INK_RED, INK_WHITE, INK_PEN };

struct sheet;
// Borrows the context of a surface, whose size is A4. NULL when a font is not installed; *missing
// is its name (static).
struct sheet *sheet_create(cairo_t *cairo, const char **missing);
void sheet_free(struct sheet *sheet); // accepts NULL
// The name (static) of a font that is wanted and not installed; NULL: all are there.
const char *sheet_missing_font(void);
cairo_t *sheet_cairo(struct sheet *sheet);

// Paragraphs, one below the other in a column. Pieces whose text is empty take no room.
struct sheet_piece {
    const char *text;
    enum sheet_style style;
};
struct sheet_column {
    const struct sheet_piece *pieces;
    size_t count;
    double width;
    enum sheet_align align;
};
// A column that is longer than a page is cut between lines into slices of at most `slice` points;
// 0: one slice, however long.
struct sheet_slice {
    double height;
    size_t index;
};
double sheet_height(struct sheet *sheet, const struct sheet_column *column);
// How many slices, and the height of the last one.
size_t sheet_slices(struct sheet *sheet, const struct sheet_column *column, double height,
                    double *last);
void sheet_draw(struct sheet *sheet, const struct sheet_column *column, double x, double y);
void sheet_draw_slice(struct sheet *sheet, const struct sheet_column *column,
                      const struct sheet_slice *slice, double x, double y);
// One line of text, cut with an ellipsis at `width`.
struct sheet_line {
    const char *text;
    enum sheet_style style;
    enum sheet_align align;
    double width;
};
double sheet_line_width(struct sheet *sheet, const struct sheet_line *line); // as drawn
void sheet_draw_line(struct sheet *sheet, const struct sheet_line *line, double x, double y);

void sheet_ink(struct sheet *sheet, enum sheet_ink ink);
struct sheet_box {
    double x, y, width, height;
};
void sheet_rule(struct sheet *sheet, double x, double y, double x2, double y2);
void sheet_rule_width(struct sheet *sheet, double width);
void sheet_frame(struct sheet *sheet, const struct sheet_box *box);
void sheet_fill(struct sheet *sheet, const struct sheet_box *box);
// A box to be ticked, 7 points, and its word; returns the width of both.
struct sheet_tick {
    const char *word;
    bool ticked, alarm;
};
double sheet_draw_tick(struct sheet *sheet, const struct sheet_tick *tick, double x, double y);

#endif
