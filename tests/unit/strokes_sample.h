// SPDX-License-Identifier: Apache-2.0
// A handwriting that is one.
#ifndef PLUMB_TESTS_UNIT_STROKES_SAMPLE_H
#define PLUMB_TESTS_UNIT_STROKES_SAMPLE_H

#include "shared/model/strokes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

// Handwriting as the writing field gives it: the text of a JSON object.
static inline void strokes_sample(struct buffer *out)
{
    struct strokes_point points[40];
    size_t ends[2] = {20, 40};
    struct strokes strokes = {.width = 40000,
                              .height = 20000,
                              .points = points,
                              .point_count = 40,
                              .ends = ends,
                              .count = 2};

    for (int i = 0; i < 40; i++)
        points[i] = (struct strokes_point){1000 + i * 500, 2000 + i % 7 * 900, 500, i * 16};
    buffer_init(out, STROKES_BYTES_MAX);
    assert_true(strokes_format(&strokes, out));
}

#endif
