// SPDX-License-Identifier: Apache-2.0
#include "agent/store/office_time.h"

#include "agent/store/setting.h"
#include "agent/store/store_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Smaller moves of what is measured are the network's, and not worth a commit.
enum { OFFSET_NOISE_MS = 2000, OFFSET_TEXT = 24, ANCHOR_TEXT = 80, SLACK_MS = 600000 };
#define YEAR_MS (INT64_C(400) * 86400000) // a little more: a tablet may lie in a drawer

// Another process may have had the contact: what is not in memory is read.
static int64_t corrected_ms(struct store *store)
{
    int64_t offset_ms = store->offset_ms;
    struct buffer text;

    buffer_init(&text, OFFSET_TEXT);
    if (!store->offset_known
        && (setting_read(store, "offset_ms", &text, NULL)
            || !text_parse_i64((struct span){text.data, text.len}, &offset_ms)))
        offset_ms = 0;
    buffer_clear(&text);
    return clock_wall_ms(&store->options.clock) + offset_ms;
}

// "BOOT 123 1790000000000", as office_time_set writes it.
static void read_anchor(struct store *store)
{
    struct anchor anchor = {0};
    struct buffer text;
    char *end = NULL;

    buffer_init(&text, ANCHOR_TEXT);
    if (!setting_read(store, "clock_anchor", &text, NULL) && text.len > BOOT_ID_TEXT) {
        text_copy(anchor.boot, sizeof(anchor.boot), (struct span){text.data, BOOT_ID_TEXT - 1});
        anchor.boot_ms = strtoll(text.data + BOOT_ID_TEXT, &end, 10);
        anchor.office_ms = strtoll(end, &end, 10);
        if (*end == '\0' && anchor.office_ms > 0)
            store->anchor = anchor;
    }
    buffer_clear(&text);
}

// The office's time by the boot clock; 0: there was no contact in this boot.
static int64_t anchored_ms(const struct store *store)
{
    const struct anchor *anchor = &store->anchor;
    int64_t boot_ms = clock_boot_ms(&store->options.clock);

    if (strcmp(anchor->boot, clock_boot_id(&store->options.clock)) != 0
        || boot_ms < anchor->boot_ms)
        return 0;
    return anchor->office_ms + boot_ms - anchor->boot_ms;
}

// The anchor is the first contact of its boot; of later ones the setting tells.
static int64_t last_contact_ms(struct store *store)
{
    int64_t contact_ms = 0;
    struct buffer text;

    buffer_init(&text, OFFSET_TEXT);
    if (setting_read(store, "last_contact_ms", &text, NULL)
        || !text_parse_i64((struct span){text.data, text.len}, &contact_ms)
        || contact_ms < store->anchor.office_ms)
        contact_ms = store->anchor.office_ms;
    buffer_clear(&text);
    return contact_ms;
}

struct office_time office_time(struct store *store)
{
    struct office_time time = {0};

    store_inside_enter(store);
    if (!anchored_ms(store))
        read_anchor(store);
    time.now_ms = anchored_ms(store);
    time.contact_ms = last_contact_ms(store);
    time.sure = time.now_ms > 0;
    if (!time.sure)
        time.now_ms = corrected_ms(store);
    store_inside_leave(store);
    return time;
}

int64_t office_time_now_ms(struct store *store)
{
    return office_time(store).now_ms;
}

bool office_time_is_odd(const struct office_time *time)
{
    return !time->sure && time->contact_ms > 0
           && (time->now_ms < time->contact_ms - SLACK_MS
               || time->now_ms > time->contact_ms + YEAR_MS);
}

int64_t office_time_plausible_ms(struct store *store)
{
    struct office_time time = office_time(store);

    return office_time_is_odd(&time) ? time.contact_ms : time.now_ms;
}

// The setting is written when what it says has become wrong, not at every contact.
static void set_anchor(struct store *store, int64_t office_ms)
{
    const struct clock *clock = &store->options.clock;
    int64_t moved = office_ms - anchored_ms(store);
    struct anchor anchor = {.boot_ms = clock_boot_ms(clock), .office_ms = office_ms};
    char text[ANCHOR_TEXT];

    text_copy(anchor.boot, sizeof(anchor.boot), span_of(clock_boot_id(clock)));
    if (moved > OFFSET_NOISE_MS || moved < -OFFSET_NOISE_MS) {
        snprintf(text, sizeof(text), "%s %" PRId64 " %" PRId64, anchor.boot, anchor.boot_ms,
                 anchor.office_ms);
        setting_write(store, "clock_anchor", span_of(text), NULL);
    }
    store->anchor = anchor;
}

void office_time_set(struct store *store, int64_t offset_ms)
{
    char text[OFFSET_TEXT];
    int64_t moved;

    store_inside_enter(store);
    moved = offset_ms - store->offset_ms;
    if (!store->offset_known || moved > OFFSET_NOISE_MS || moved < -OFFSET_NOISE_MS) {
        // Evidence only: when it cannot be kept, the next exchange measures it again.
        snprintf(text, sizeof(text), "%" PRId64, offset_ms);
        setting_write(store, "offset_ms", span_of(text), NULL);
    }
    store->offset_ms = offset_ms;
    store->offset_known = true;
    set_anchor(store, clock_wall_ms(&store->options.clock) + offset_ms);
    store_inside_leave(store);
}
