// SPDX-License-Identifier: Apache-2.0
// Handwriting: strokes with time and pressure in one canonical form, and its drawing as SVG
// (sync.md 8.2).
#ifndef PLUMB_SHARED_MODEL_STROKES_H
#define PLUMB_SHARED_MODEL_STROKES_H

#include "shared/base/memory.h"
#include "shared/model/canon.h"

#define STROKES_FORMAT "plumbline-strokes-1"
enum { STROKES_POINTS_MAX = 20000, STROKES_BYTES_MAX = 1 << 20 };

// Canonical {"format","height":n,"strokes":[[[x,y,pressure,time_ms],…],…],"width":n}: hundredths
// of a pixel, pressure 0 … 1000, milliseconds from the first point.
struct strokes_point {
    int64_t x, y, pressure, time_ms;
};
struct strokes {
    int64_t width, height;        // of the box, hundredths of a pixel
    struct strokes_point *points; // of all strokes, one after the other; arena
    size_t point_count;
    size_t *ends; // index behind the last point of each stroke
    size_t count;
};
bool strokes_format(const struct strokes *strokes, struct buffer *out);
// PARSE names the fault; INVALID: no stroke at all, or less ink than a signature has (fewer than 8
// points or a box under 1/20 of the given one in both directions): a dot is no signature.
enum err strokes_parse(struct span text, struct arena *arena, struct strokes *out,
                       struct error *error);
// The same strokes always give the same bytes.
bool strokes_draw_svg(const struct strokes *strokes, struct buffer *out);

#endif
