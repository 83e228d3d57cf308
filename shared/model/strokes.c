// SPDX-License-Identifier: Apache-2.0
#include "shared/model/strokes.h"

#include "shared/model/shape.h"

#include <string.h>

enum {
    SIDE_MAX = 1000000,      // 10,000 pixels
    PRESSURE_MAX = 1000,     //
    TIME_MAX = 24 * 3600000, // nobody signs for a day
    INK_POINTS_MIN = 8,      //
    INK_PART = 20,           // a signature takes at least a twentieth of the box in one direction
    POINTS_FIRST = 256,      //
    PEN_LEVELS = 8,          // widths of the drawn pen
    PEN_STEP = 40,           // hundredths of a pixel
};

// Formatting.
static void put_point(struct buffer *out, const struct strokes_point *point)
{
    buffer_append_char(out, '[');
    canon_put_integer(out, point->x);
    buffer_append_char(out, ',');
    canon_put_integer(out, point->y);
    buffer_append_char(out, ',');
    canon_put_integer(out, point->pressure);
    buffer_append_char(out, ',');
    canon_put_integer(out, point->time_ms);
    buffer_append_char(out, ']');
}

bool strokes_format(const struct strokes *strokes, struct buffer *out)
{
    size_t at = 0;

    buffer_append_text(out, "{\"format\":\"" STROKES_FORMAT "\",\"height\":");
    canon_put_integer(out, strokes->height);
    buffer_append_text(out, ",\"strokes\":[");
    for (size_t i = 0; i < strokes->count; i++) {
        buffer_append_text(out, i ? ",[" : "[");
        for (size_t first = at; at < strokes->ends[i]; at++) {
            buffer_append_text(out, at > first ? "," : "");
            put_point(out, &strokes->points[at]);
        }
        buffer_append_char(out, ']');
    }
    buffer_append_text(out, "],\"width\":");
    canon_put_integer(out, strokes->width);
    return buffer_append_char(out, '}');
}

// Parsing.
struct reading {
    struct strokes *strokes;
    struct arena *arena;
    size_t point_cap, cap;
    bool full;
};

// Room for one more of `count` elements in an array of the arena.
static void *grow(struct reading *reading, void *list, size_t count, size_t *cap, size_t size)
{
    size_t wider = *cap ? *cap * 2 : POINTS_FIRST;
    void *copy;

    if (count < *cap)
        return list;
    copy = arena_take(reading->arena, wider * size);
    reading->full = !copy;
    if (!copy)
        return NULL;
    if (count)
        memcpy(copy, list, count * size);
    *cap = wider;
    return copy;
}

static int64_t read_number(struct canon_reader *reader, int64_t max, const char *why)
{
    int64_t value = 0;

    if (!canon_element(reader))
        canon_refuse(reader, "a point is [x, y, pressure, time]");
    if (canon_integer(reader, &value) && (value < 0 || value > max))
        canon_refuse(reader, why);
    return value;
}

static void read_point(struct canon_reader *reader, struct reading *reading)
{
    struct strokes *strokes = reading->strokes;
    struct strokes_point *points = grow(reading, strokes->points, strokes->point_count,
                                        &reading->point_cap, sizeof(*points));
    int64_t last = strokes->point_count ? strokes->points[strokes->point_count - 1].time_ms : 0;
    struct strokes_point point;

    if (!points || strokes->point_count == STROKES_POINTS_MAX) {
        canon_refuse(reader, "more than 20000 points");
        return;
    }
    canon_array(reader);
    point.x = read_number(reader, SIDE_MAX, "a point outside the box");
    point.y = read_number(reader, SIDE_MAX, "a point outside the box");
    point.pressure = read_number(reader, PRESSURE_MAX, "a pressure is 0 to 1000");
    point.time_ms = read_number(reader, TIME_MAX, "a time beyond a day");
    if (point.time_ms < last || (!strokes->point_count && point.time_ms))
        canon_refuse(reader, "times run on from 0 at the first point");
    if (canon_element(reader))
        canon_refuse(reader, "a point is [x, y, pressure, time]");
    strokes->points = points;
    strokes->points[strokes->point_count++] = point;
}

static bool read_strokes(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct strokes *strokes = reading->strokes;

    canon_array(reader);
    while (canon_element(reader)) {
        size_t before = strokes->point_count;
        size_t *ends = grow(reading, strokes->ends, strokes->count, &reading->cap, sizeof(*ends));

        canon_array(reader);
        while (canon_element(reader))
            read_point(reader, reading);
        if (strokes->point_count == before)
            canon_refuse(reader, "a stroke without a point");
        if (!ends) {
            canon_refuse(reader, "too many strokes");
            return false;
        }
        strokes->ends = ends;
        strokes->ends[strokes->count++] = strokes->point_count;
    }
    return !reader->fault;
}

static bool read_side(struct canon_reader *reader, int64_t *out)
{
    if (canon_integer(reader, out) && (*out < 1 || *out > SIDE_MAX))
        canon_refuse(reader, "a side is 1 to 1000000 hundredths of a pixel");
    return !reader->fault;
}

static bool read_height(struct canon_reader *reader, void *into)
{
    return read_side(reader, &((struct reading *)into)->strokes->height);
}

static bool read_width(struct canon_reader *reader, void *into)
{
    return read_side(reader, &((struct reading *)into)->strokes->width);
}

static bool read_format(struct canon_reader *reader, void *into)
{
    struct span format;

    (void)into;
    if (canon_string(reader, &format) && !span_is(format, STROKES_FORMAT))
        canon_refuse(reader, "another format");
    return !reader->fault;
}

static void widen(int64_t value, int64_t *low, int64_t *high)
{
    *low = value < *low ? value : *low;
    *high = value > *high ? value : *high;
}

// Whether it is ink as a signature has it, inside its box.
static enum err judge(const struct strokes *strokes, struct error *error)
{
    int64_t left = SIDE_MAX, right = 0, top = SIDE_MAX, bottom = 0;

    if (!strokes->count)
        return error_set(error, ERR_INVALID, "handwriting: there is none: please sign");
    for (size_t i = 0; i < strokes->point_count; i++) {
        widen(strokes->points[i].x, &left, &right);
        widen(strokes->points[i].y, &top, &bottom);
    }
    if (right > strokes->width || bottom > strokes->height)
        return error_set(error, ERR_PARSE, "handwriting: a point outside the box");
    if (strokes->point_count < INK_POINTS_MIN
        || ((right - left) * INK_PART < strokes->width
            && (bottom - top) * INK_PART < strokes->height))
        return error_set(error, ERR_INVALID,
                         "handwriting: a dot is no signature: please sign with the full name");
    return ERR_OK;
}

enum err strokes_parse(struct span text, struct arena *arena, struct strokes *out,
                       struct error *error)
{
    static const struct shape_member members[] = {
        {"format", read_format, false},
        {"height", read_height, false},
        {"strokes", read_strokes, false},
        {"width", read_width, false},
    };
    static const struct shape shape = {members, sizeof(members) / sizeof(members[0]), false};
    struct reading reading = {.strokes = out, .arena = arena};
    struct canon_reader reader;
    enum err err;

    *out = (struct strokes){.width = 0};
    if (text.len > STROKES_BYTES_MAX)
        return error_set(error, ERR_PARSE, "handwriting: %zu bytes are too many", text.len);
    canon_open(&reader, text);
    shape_read(&reader, &shape, &reading);
    err = canon_end(&reader, error);
    if (reading.full)
        return error_set(error, ERR_TOO_LARGE, "handwriting: it does not fit in memory");
    return err ? error_wrap(error, err, "handwriting") : judge(out, error);
}

// Drawing. Each stroke runs smoothly through the middles between its points (quadratic Bézier
// curves with the points as handles); where the pen's width changes a new path begins.
static unsigned pen_level(const struct strokes_point *point)
{
    unsigned level = (unsigned)(point->pressure * PEN_LEVELS / (PRESSURE_MAX + 1));

    return level;
}

static void put_place(struct buffer *out, char command, int64_t x, int64_t y)
{
    buffer_append_char(out, command);
    buffer_append_i64(out, x);
    buffer_append_char(out, ' ');
    buffer_append_i64(out, y);
}

static void begin_path(struct buffer *out, unsigned level, int64_t x, int64_t y)
{
    buffer_printf(out, "<path stroke-width=\"%u\" d=\"", 2 * PEN_STEP + level * PEN_STEP);
    put_place(out, 'M', x, y);
}

static void draw_stroke(struct buffer *out, const struct strokes_point *points, size_t count)
{
    unsigned level = pen_level(points);
    const struct strokes_point *last = &points[count - 1];

    begin_path(out, level, points->x, points->y);
    for (size_t i = 0; i + 1 < count; i++) {
        const struct strokes_point *at = &points[i], *next = &points[i + 1];
        int64_t x = (at->x + next->x) / 2, y = (at->y + next->y) / 2;

        put_place(out, 'Q', at->x, at->y);
        put_place(out, ' ', x, y);
        if (pen_level(next) == level)
            continue;
        level = pen_level(next);
        buffer_append_text(out, "\"/>");
        begin_path(out, level, x, y);
    }
    put_place(out, 'L', last->x, last->y); // a stroke of one point is a dot, by the round cap
    buffer_append_text(out, "\"/>");
}

bool strokes_draw_svg(const struct strokes *strokes, struct buffer *out)
{
    size_t from = 0;

    buffer_printf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %lld %lld\" "
                  "fill=\"none\" stroke=\"#000\" stroke-linecap=\"round\" "
                  "stroke-linejoin=\"round\">",
                  (long long)strokes->width, (long long)strokes->height);
    for (size_t i = 0; i < strokes->count; from = strokes->ends[i++])
        draw_stroke(out, strokes->points + from, strokes->ends[i] - from);
    return buffer_append_text(out, "</svg>\n");
}
