// SPDX-License-Identifier: Apache-2.0
// Pixels in memory, three bytes each: made smaller, turned upright.
#ifndef PLUMB_SERVER_REPORTS_RASTER_H
#define PLUMB_SERVER_REPORTS_RASTER_H

#include <stdbool.h>

enum { RASTER_PIXEL = 3 };

struct raster {
    unsigned char *pixels; // owned; NULL: none
    int width, height;
};
// Grey. False: no memory.
bool raster_make(struct raster *raster, int width, int height);
void raster_free(struct raster *raster); // empties it
unsigned char *raster_at(const struct raster *raster, int x, int y);
// Makes the longer side at most `side`, never larger than it was. False: no memory; then it is as
// before.
bool raster_shrink(struct raster *raster, int side);
// Turns a picture of this EXIF orientation (1 to 8, else it stays) upright. False: no memory.
bool raster_turn(struct raster *raster, int orientation);

#endif
