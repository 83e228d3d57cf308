// SPDX-License-Identifier: Apache-2.0
// A picture comes from any camera, memory card or chat: the input as a file, and as an EXIF segment
// of its own, so that mutations reach the parser behind the JPEG.
#include "agent/capture/exif.h"
#include "agent/capture/image_head.h"
#include "agent/capture/thumbnail.h"
#include "shared/model/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_MAX = 256 << 10 };

// What was read goes into a photo record: the kind table must take it.
static void check_degrees(const char *name, const char *degrees)
{
    char value[EXIF_DECIMAL + 2];
    struct field field = {.name = span_of(name)};
    struct write write
        = {.site = {{1}}, .kind = span_of("photo"), .fields = &field, .field_count = 1};
    struct kind_question question = {.write = &write, .from_tablet = true};

    if (strnlen(degrees, EXIF_DECIMAL) == EXIF_DECIMAL)
        abort();
    snprintf(value, sizeof(value), "\"%s\"", degrees);
    field.value = span_of(value);
    if (kind_check(&question, NULL) != ERR_OK)
        abort();
}

static void check_facts(const struct exif_facts *facts)
{
    if (facts->orientation < 1 || facts->orientation > 8)
        abort();
    if (facts->has_time && (facts->taken_ms < -86400000 || facts->taken_ms > 253402387200000))
        abort();
    if (facts->has_place) {
        check_degrees("latitude", facts->latitude);
        check_degrees("longitude", facts->longitude);
    }
}

static void read_segment(struct span segment)
{
    struct exif_facts facts;

    exif_read(segment, &facts);
    check_facts(&facts);
}

static void read_file(struct span bytes)
{
    struct thumbnail_facts facts;
    struct image_head head, again;
    struct buffer small;

    image_head_read(bytes, &head);
    image_head_is_svg(bytes);
    read_segment(head.exif);
    buffer_init(&small, SMALL_MAX);
    if (thumbnail_make(bytes, (int)(bytes.len % 10), &small, &facts)) {
        image_head_read((struct span){small.data, small.len}, &again);
        if (!again.jpeg || again.width < 1 || again.width > THUMBNAIL_SIDE || again.height < 1
            || again.height > THUMBNAIL_SIDE)
            abort();
    } else if (!facts.why_not) {
        abort();
    }
    buffer_clear(&small);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer segment;

    read_file((struct span){(const char *)data, size});
    buffer_init(&segment, 1 << 17);
    buffer_append(&segment, "Exif\0", 6);
    buffer_append(&segment, data, size);
    read_segment((struct span){segment.data, segment.len});
    buffer_clear(&segment);
    return 0;
}
