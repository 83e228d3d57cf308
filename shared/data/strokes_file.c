// SPDX-License-Identifier: Apache-2.0
#include "shared/data/strokes_file.h"

#include <string.h>

enum {
    MARGIN = 1000,        // around ink without a box: 10 pixels
    LEAST_WIDTH = 30000,  // of such a box: that of an HTML canvas
    LEAST_HEIGHT = 15000, //
    STEP_MS = 10,         // between points without time
    PRESSURE_HALF = 500,  //
    PRESSURE_FULL = 1000, //
};
// Beyond these a number is no place on a screen and no time of day.
static const double place_max = 10000, time_max = 1e15;

static const struct json_limits limits = {.bytes_max = STROKES_FILE_MAX, .tokens_max = 250000};

struct reading {
    struct strokes strokes; // points in hundredths of a pixel, wherever they lie
    double first_ms;
    int64_t left, right, top, bottom;
};

static bool read_place(const struct json *value, int64_t *out)
{
    double number;

    if (!json_number(value, &number) || !(number >= -place_max && number <= place_max))
        return false;
    *out = (int64_t)(number * 100 + (number < 0 ? -0.5 : 0.5));
    return true;
}

static int64_t read_pressure(const struct json *value)
{
    double number;

    if (!json_number(value, &number))
        return PRESSURE_HALF;
    return number <= 0 ? 0 : number >= 1 ? PRESSURE_FULL : (int64_t)(number * PRESSURE_FULL + 0.5);
}

// Milliseconds since the first point, never running back.
static bool read_time(struct reading *reading, const struct json *value, int64_t *out)
{
    const size_t count = reading->strokes.point_count;
    const int64_t last = count ? reading->strokes.points[count - 1].time_ms : 0;
    double number;

    *out = count ? last + STEP_MS : 0;
    if (json_is_null(value))
        return true;
    if (!json_number(value, &number) || !(number >= -time_max && number <= time_max))
        return false;
    if (!count)
        reading->first_ms = number;
    number -= reading->first_ms;
    *out = number > (double)last ? (int64_t)number : last;
    return true;
}

static bool read_point(struct reading *reading, const struct json *json)
{
    struct strokes *strokes = &reading->strokes;
    struct strokes_point *point = &strokes->points[strokes->point_count];

    if (strokes->point_count == STROKES_POINTS_MAX || !read_place(json_member(json, "x"), &point->x)
        || !read_place(json_member(json, "y"), &point->y)
        || !read_time(reading, json_member(json, "time"), &point->time_ms))
        return false;
    point->pressure = read_pressure(json_member(json, "pressure"));
    if (!strokes->point_count) {
        reading->left = reading->right = point->x;
        reading->top = reading->bottom = point->y;
    }
    reading->left = point->x < reading->left ? point->x : reading->left;
    reading->right = point->x > reading->right ? point->x : reading->right;
    reading->top = point->y < reading->top ? point->y : reading->top;
    reading->bottom = point->y > reading->bottom ? point->y : reading->bottom;
    strokes->point_count++;
    return true;
}

static enum err read_strokes(struct reading *reading, const struct json *list, struct error *error)
{
    struct strokes *strokes = &reading->strokes;

    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const size_t before = strokes->point_count;

        if (!json_is_array(json_member(one, "points")))
            return error_set(error, ERR_PARSE, "handwriting: stroke %zu has no points",
                             strokes->count + 1);
        for (const struct json *p = json_first(json_member(one, "points")); p; p = json_next(p))
            if (!read_point(reading, p))
                return error_set(error, ERR_PARSE,
                                 "handwriting: point %zu has no place or time that can be, or "
                                 "there are more than %d",
                                 strokes->point_count + 1, STROKES_POINTS_MAX);
        if (strokes->point_count > before)
            strokes->ends[strokes->count++] = strokes->point_count;
    }
    return ERR_OK;
}

static int64_t within(int64_t value, int64_t most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

// Into the box that was given, or one around the ink.
static void fit(struct reading *reading, const struct json *root)
{
    struct strokes *strokes = &reading->strokes;
    const int64_t ink_width = reading->right - reading->left,
                  ink_height = reading->bottom - reading->top;
    int64_t x = 0, y = 0;

    if (!read_place(json_member(root, "width"), &strokes->width)
        || !read_place(json_member(root, "height"), &strokes->height)) {
        strokes->width = ink_width + 2 * MARGIN;
        strokes->height = ink_height + 2 * MARGIN;
        strokes->width = strokes->width < LEAST_WIDTH ? LEAST_WIDTH : strokes->width;
        strokes->height = strokes->height < LEAST_HEIGHT ? LEAST_HEIGHT : strokes->height;
        x = (strokes->width - ink_width) / 2 - reading->left;
        y = (strokes->height - ink_height) / 2 - reading->top;
    }
    for (size_t i = 0; i < strokes->point_count; i++) {
        strokes->points[i].x = within(strokes->points[i].x + x, strokes->width);
        strokes->points[i].y = within(strokes->points[i].y + y, strokes->height);
    }
}

// What was read must pass for what it is written as.
static enum err settle(const struct strokes *strokes, struct arena *arena, struct strokes *out,
                       struct error *error)
{
    struct buffer text;
    enum err err;

    buffer_init(&text, STROKES_BYTES_MAX);
    strokes_format(strokes, &text);
    err = text.failed ? error_set(error, ERR_TOO_LARGE, "handwriting: too many points")
                      : strokes_parse((struct span){text.data, text.len}, arena, out, error);
    buffer_clear(&text);
    return err;
}

static enum err read_foreign(const struct json *root, struct arena *arena, struct strokes *out,
                             struct error *error)
{
    const struct json *list = json_is_array(root) ? root : json_member(root, "strokes");
    struct reading reading = {.first_ms = 0};
    enum err err;

    if (!json_is_array(list))
        return error_set(error, ERR_PARSE, "handwriting: expected strokes");
    // A point more than may be: the place in which the last one is refused.
    reading.strokes.points = mem_alloc_array(STROKES_POINTS_MAX + 1, sizeof(struct strokes_point));
    reading.strokes.ends = mem_alloc_array(STROKES_POINTS_MAX, sizeof(size_t));
    err = read_strokes(&reading, list, error);
    if (!err) {
        fit(&reading, root);
        err = settle(&reading.strokes, arena, out, error);
    }
    mem_free(reading.strokes.points);
    mem_free(reading.strokes.ends);
    return err;
}

enum err strokes_file_read(struct span text, struct arena *arena, struct strokes *out,
                           struct error *error)
{
    struct json *root = NULL;
    enum err err;

    // Editors and shells end a file with a line break.
    while (text.len && (text.data[text.len - 1] == '\n' || text.data[text.len - 1] == '\r'))
        text.len--;
    err = json_parse(text, &limits, &root, error);
    if (!err && json_member(root, "format"))
        err = strokes_parse(text, arena, out, error);
    else if (!err)
        err = read_foreign(root, arena, out, error);
    json_free(root);
    return err;
}
