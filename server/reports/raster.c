// SPDX-License-Identifier: Apache-2.0
#include "server/reports/raster.h"

#include "shared/base/memory.h"

#include <stdint.h>
#include <string.h>

bool raster_make(struct raster *raster, int width, int height)
{
    size_t size = (size_t)width * (size_t)height * RASTER_PIXEL;
    *raster = (struct raster){mem_try(size), width, height};
    if (raster->pixels != NULL)
        memset(raster->pixels, 0x80, size);
    return raster->pixels != NULL;
}

void raster_free(struct raster *raster)
{
    mem_free(raster->pixels);
    *raster = (struct raster){0};
}

unsigned char *raster_at(const struct raster *raster, int x, int y)
{
    return raster->pixels + ((size_t)y * (size_t)raster->width + (size_t)x) * RASTER_PIXEL;
}

// The mean of the pixels of `from` that fall on pixel (x, y) of `to`.
static void average(const struct raster *from, const struct raster *to, int x, int y)
{
    int left = (int)((int64_t)x * from->width / to->width);
    int right = (int)(((int64_t)x + 1) * from->width / to->width);
    int top = (int)((int64_t)y * from->height / to->height);
    int bottom = (int)(((int64_t)y + 1) * from->height / to->height);
    uint64_t sum[RASTER_PIXEL] = {0};
    uint64_t count = (uint64_t)(right - left) * (uint64_t)(bottom - top);
    for (int v = top; v < bottom; v++)
        for (int u = left; u < right; u++)
            for (int c = 0; c < RASTER_PIXEL; c++)
                sum[c] += raster_at(from, u, v)[c];
    for (int c = 0; c < RASTER_PIXEL; c++)
        raster_at(to, x, y)[c] = (unsigned char)(sum[c] / count);
}

bool raster_shrink(struct raster *raster, int side)
{
    struct raster small;
    int longer = raster->width > raster->height ? raster->width : raster->height;
    if (longer <= side)
        return true;
    int width = (int)((int64_t)raster->width * side / longer);
    int height = (int)((int64_t)raster->height * side / longer);
    if (!raster_make(&small, width > 0 ? width : 1, height > 0 ? height : 1))
        return false;
    for (int y = 0; y < small.height; y++)
        for (int x = 0; x < small.width; x++)
            average(raster, &small, x, y);
    raster_free(raster);
    *raster = small;
    return true;
}

// EXIF orientations: whether to swap the axes, then which of them to mirror.
static const struct {
    bool swap, mirror_x, mirror_y;
} turns[9] = {
    [2] = {.mirror_x = true},
    [3] = {.mirror_x = true, .mirror_y = true},
    [4] = {.mirror_y = true},
    [5] = {.swap = true},
    [6] = {.swap = true, .mirror_x = true},
    [7] = {.swap = true, .mirror_x = true, .mirror_y = true},
    [8] = {.swap = true, .mirror_y = true},
};

bool raster_turn(struct raster *raster, int orientation)
{
    struct raster upright;
    if (orientation < 2 || orientation > 8)
        return true;
    bool swap = turns[orientation].swap;
    if (!raster_make(&upright, swap ? raster->height : raster->width,
                     swap ? raster->width : raster->height))
        return false;
    for (int y = 0; y < upright.height; y++)
        for (int x = 0; x < upright.width; x++) {
            int u = turns[orientation].mirror_x ? upright.width - 1 - x : x;
            int v = turns[orientation].mirror_y ? upright.height - 1 - y : y;
            memcpy(raster_at(&upright, x, y),
                   swap ? raster_at(raster, v, u) : raster_at(raster, u, v), RASTER_PIXEL);
        }
    raster_free(raster);
    *raster = upright;
    return true;
}
