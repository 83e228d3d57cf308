// SPDX-License-Identifier: Apache-2.0
#include "server/reports/sheet.h"

#include "shared/base/memory.h"

#include <pango/pangocairo.h>
#include <string.h>

#define SANS "Noto Sans CJK SC"
#define SERIF "Noto Serif CJK SC"
#define MONO "Noto Sans Mono CJK SC"

enum { PIECE_GAP_MILLI = 1000 };

// The pairing of Chinese print: a Song face to read, a bold Hei face to find one's way. Both are
// cut in these weights, nothing is emboldened by machine. English that stands alone is sans; it is
// not mixed with Chinese in one face, as cairo 1.16 embeds 0.9 MB for some such pairs of letters.
static const struct {
    const char *family;
    double size, spacing; // points; of letters
    double leading;       // of lines, in sizes
    bool bold;
    enum sheet_ink ink;
} styles[STYLE_COUNT] = {
    [STYLE_TITLE] = {SANS, 21, 3, 1.25, true, INK_BLACK},
    [STYLE_COMPANY] = {SERIF, 11.5, 1.5, 1.3, false, INK_BLACK},
    [STYLE_SPACED] = {SANS, 8, 0.8, 1.4, false, INK_GREY},
    [STYLE_HEADING] = {SANS, 10, 0.4, 1.4, true, INK_BLACK},
    [STYLE_LABEL] = {SERIF, 8.8, 0, 1.32, false, INK_BLACK},
    [STYLE_LABEL_EN] = {SANS, 5.8, 0, 1.25, false, INK_GREY},
    [STYLE_BODY] = {SERIF, 9.4, 0, 1.4, false, INK_BLACK},
    [STYLE_BODY_EN] = {SANS, 6.3, 0, 1.35, false, INK_GREY},
    [STYLE_STRONG] = {SANS, 9, 0, 1.42, true, INK_BLACK},
    [STYLE_ALARM] = {SANS, 8.5, 0, 1.37, true, INK_RED},
    [STYLE_VALUE] = {SERIF, 8.3, 0, 1.36, false, INK_BLACK},
    [STYLE_FIGURE] = {SERIF, 9.4, 0, 1.4, false, INK_BLACK},
    [STYLE_SMALL] = {SERIF, 7, 0, 1.4, false, INK_GREY},
    [STYLE_NUMBER] = {MONO, 6.2, 0, 1.4, false, INK_BLACK},
    [STYLE_VERDICT] = {SANS, 12, 1, 1.3, true, INK_BLACK},
    [STYLE_WHITE] = {SANS, 6.6, 0, 1.4, true, INK_WHITE},
    [STYLE_STAMP] = {SANS, 19, 5, 1.3, true, INK_RED},
    [STYLE_STAMP_SMALL] = {SANS, 7.2, 0, 1.4, true, INK_RED},
};

struct sheet {
    cairo_t *cairo; // borrowed
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *fonts[STYLE_COUNT];
};

// Whether the font map gives the very family, and not the next best.
static bool font_is_there(struct sheet *sheet, enum sheet_style style)
{
    PangoFont *font = pango_context_load_font(sheet->context, sheet->fonts[style]);
    if (font == NULL)
        return false;
    PangoFontDescription *found = pango_font_describe(font);
    const char *family = pango_font_description_get_family(found);
    bool same = family != NULL && strcmp(family, styles[style].family) == 0;
    pango_font_description_free(found);
    g_object_unref(font);
    return same;
}

static void open_context(struct sheet *sheet)
{
    cairo_font_options_t *options = cairo_font_options_create();
    // A map of its own at one unit a point: no screen has a say in it.
    sheet->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(sheet->map), 72);
    sheet->context = pango_font_map_create_context(sheet->map);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(sheet->context, options);
    pango_context_set_round_glyph_positions(sheet->context, FALSE);
    pango_context_set_language(sheet->context, pango_language_from_string("zh-cn"));
    cairo_font_options_destroy(options);
}

static void open_font(struct sheet *sheet, enum sheet_style style)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, styles[style].family);
    pango_font_description_set_size(font, (gint)(styles[style].size * PANGO_SCALE));
    pango_font_description_set_weight(font,
                                      styles[style].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    sheet->fonts[style] = font;
}

struct sheet *sheet_create(cairo_t *cairo, const char **missing)
{
    struct sheet *sheet = mem_alloc(sizeof *sheet);
    sheet->cairo = cairo;
    open_context(sheet);
    *missing = NULL;
    for (size_t i = 0; i < STYLE_COUNT; i++) {
        open_font(sheet, (enum sheet_style)i);
        if (!font_is_there(sheet, (enum sheet_style)i))
            *missing = styles[i].family;
    }
    if (*missing == NULL)
        return sheet;
    sheet_free(sheet);
    return NULL;
}

void sheet_free(struct sheet *sheet)
{
    if (sheet == NULL)
        return;
    for (size_t i = 0; i < STYLE_COUNT; i++)
        pango_font_description_free(sheet->fonts[i]);
    g_object_unref(sheet->context);
    g_object_unref(sheet->map);
    mem_free(sheet);
}

cairo_t *sheet_cairo(struct sheet *sheet)
{
    return sheet->cairo;
}

static PangoLayout *lay_out(struct sheet *sheet, const struct sheet_piece *piece, double width,
                            enum sheet_align align)
{
    static const PangoAlignment aligns[]
        = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    PangoLayout *layout = pango_layout_new(sheet->context);
    pango_layout_set_font_description(layout, sheet->fonts[piece->style]);
    pango_layout_set_text(layout, piece->text, -1);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, aligns[align]);
    if (width > 0)
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE)); // nothing is added to texts
    // A code copied from the paper has the letters f and i, not one sign for both.
    pango_attr_list_insert(list, pango_attr_font_features_new("liga=0, clig=0"));
    if (styles[piece->style].spacing > 0)
        pango_attr_list_insert(
            list, pango_attr_letter_spacing_new((int)(styles[piece->style].spacing * PANGO_SCALE)));
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    return layout;
}

static double leading(enum sheet_style style)
{
    return styles[style].size * styles[style].leading;
}

// Walks the lines of a column, packing them into slices; draws those of one slice.
struct walk {
    struct sheet *sheet;
    double slice_height;      // 0: without end
    bool drawing;             // the slice `wanted`, at x and y
    size_t slice, wanted;     //
    double x, y, used, total; // used: of the present slice
};

static void walk_line(struct walk *walk, PangoLayoutIter *iter, enum sheet_style style)
{
    PangoRectangle logical;
    double height = leading(style);
    if (walk->slice_height > 0 && walk->used > 0 && walk->used + height > walk->slice_height) {
        walk->slice++;
        walk->used = 0;
    }
    if (walk->drawing && walk->slice == walk->wanted) {
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        // Latin, Chinese and fallback fonts differ in height: the baseline keeps its place.
        double baseline = walk->y + walk->used + height * 0.5 + styles[style].size * 0.37;
        cairo_move_to(walk->sheet->cairo, walk->x + (double)logical.x / PANGO_SCALE, baseline);
        pango_cairo_show_layout_line(walk->sheet->cairo, pango_layout_iter_get_line_readonly(iter));
    }
    walk->used += height;
    walk->total += height;
}

static void walk_column(struct walk *walk, const struct sheet_column *column)
{
    for (size_t i = 0; i < column->count; i++) {
        const struct sheet_piece *piece = &column->pieces[i];
        if (piece->text == NULL || piece->text[0] == '\0')
            continue;
        PangoLayout *layout = lay_out(walk->sheet, piece, column->width, column->align);
        PangoLayoutIter *iter = pango_layout_get_iter(layout);
        if (walk->used > 0) {
            walk->used += PIECE_GAP_MILLI / 1000.0;
            walk->total += PIECE_GAP_MILLI / 1000.0;
        }
        sheet_ink(walk->sheet, styles[piece->style].ink);
        do
            walk_line(walk, iter, piece->style);
        while (pango_layout_iter_next_line(iter));
        pango_layout_iter_free(iter);
        g_object_unref(layout);
    }
}

double sheet_height(struct sheet *sheet, const struct sheet_column *column)
{
    struct walk walk = {.sheet = sheet};
    walk_column(&walk, column);
    return walk.total;
}

size_t sheet_slices(struct sheet *sheet, const struct sheet_column *column, double height,
                    double *last)
{
    struct walk walk = {.sheet = sheet, .slice_height = height};
    walk_column(&walk, column);
    *last = walk.used;
    return walk.slice + 1;
}

void sheet_draw_slice(struct sheet *sheet, const struct sheet_column *column,
                      const struct sheet_slice *slice, double x, double y)
{
    struct walk walk = {.sheet = sheet,
                        .slice_height = slice->height,
                        .drawing = true,
                        .wanted = slice->index,
                        .x = x,
                        .y = y};
    walk_column(&walk, column);
}

void sheet_draw(struct sheet *sheet, const struct sheet_column *column, double x, double y)
{
    sheet_draw_slice(sheet, column, &(struct sheet_slice){0}, x, y);
}

static PangoLayout *lay_out_line(struct sheet *sheet, const struct sheet_line *line)
{
    struct sheet_piece piece = {line->text, line->style};
    PangoLayout *layout = lay_out(sheet, &piece, line->width, line->align);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    return layout;
}

double sheet_line_width(struct sheet *sheet, const struct sheet_line *line)
{
    PangoLayout *layout = lay_out_line(sheet, line);
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    g_object_unref(layout);
    return (double)logical.width / PANGO_SCALE;
}

void sheet_draw_line(struct sheet *sheet, const struct sheet_line *line, double x, double y)
{
    PangoLayout *layout = lay_out_line(sheet, line);
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    struct walk walk = {.sheet = sheet, .drawing = true, .x = x, .y = y};
    sheet_ink(sheet, styles[line->style].ink);
    walk_line(&walk, iter, line->style);
    pango_layout_iter_free(iter);
    g_object_unref(layout);
}

void sheet_ink(struct sheet *sheet, enum sheet_ink ink)
{
    static const double inks[][3] = {
        [INK_BLACK] = {0.07, 0.07, 0.08}, [INK_GREY] = {0.40, 0.41, 0.43},
        [INK_PALE] = {0.72, 0.73, 0.75},  [INK_SHADE] = {0.945, 0.95, 0.955},
        [INK_RED] = {0.75, 0.07, 0.10},   [INK_WHITE] = {1, 1, 1},
        [INK_PEN] = {0.05, 0.08, 0.30},
    };
    cairo_set_source_rgb(sheet->cairo, inks[ink][0], inks[ink][1], inks[ink][2]);
}

void sheet_rule_width(struct sheet *sheet, double width)
{
    cairo_set_line_width(sheet->cairo, width);
}

void sheet_rule(struct sheet *sheet, double x, double y, double x2, double y2)
{
    cairo_move_to(sheet->cairo, x, y);
    cairo_line_to(sheet->cairo, x2, y2);
    cairo_stroke(sheet->cairo);
}

void sheet_frame(struct sheet *sheet, const struct sheet_box *box)
{
    cairo_rectangle(sheet->cairo, box->x, box->y, box->width, box->height);
    cairo_stroke(sheet->cairo);
}

void sheet_fill(struct sheet *sheet, const struct sheet_box *box)
{
    cairo_rectangle(sheet->cairo, box->x, box->y, box->width, box->height);
    cairo_fill(sheet->cairo);
}

double sheet_draw_tick(struct sheet *sheet, const struct sheet_tick *tick, double x, double y)
{
    const double side = 6.6, gap = 2.6;
    struct sheet_line word = {.text = tick->word, .style = STYLE_LABEL};
    double top = y + leading(STYLE_LABEL) / 2 - side / 2;
    if (tick->ticked)
        word.style = tick->alarm ? STYLE_ALARM : STYLE_LABEL;
    sheet_ink(sheet, tick->ticked ? INK_BLACK : INK_GREY);
    sheet_rule_width(sheet, 0.6);
    sheet_frame(sheet, &(struct sheet_box){x, top, side, side});
    if (tick->ticked) {
        sheet_ink(sheet, tick->alarm ? INK_RED : INK_BLACK);
        sheet_rule_width(sheet, 1.3);
        cairo_move_to(sheet->cairo, x + side * 0.12, top + side * 0.50);
        cairo_line_to(sheet->cairo, x + side * 0.42, top + side * 0.86);
        cairo_line_to(sheet->cairo, x + side * 1.06, top - side * 0.12);
        cairo_stroke(sheet->cairo);
    }
    sheet_draw_line(sheet, &word, x + side + gap, y);
    return side + gap + sheet_line_width(sheet, &word);
}

const char *sheet_missing_font(void)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cairo = cairo_create(surface);
    const char *missing = NULL;
    sheet_free(sheet_create(cairo, &missing));
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return missing;
}
