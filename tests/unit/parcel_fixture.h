// SPDX-License-Identifier: Apache-2.0
// Handover files of tablets by hand, brought to the office.
#ifndef PLUMB_TESTS_UNIT_PARCEL_FIXTURE_H
#define PLUMB_TESTS_UNIT_PARCEL_FIXTURE_H

#include "server/storage/actors.h"
#include "server/storage/alarm.h"
#include "server/storage/blobs.h"
#include "server/sync/office_device.h"
#include "server/sync/parcel_desk.h"
#include "tests/unit/parcel_sample.h"
#include "tests/unit/tablet_by_hand.h"

static inline struct sample_parties parties_of(struct pad *pad, struct key **seal)
{
    const struct authority *authority = office_authority(pad->bench->office);
    struct span pem = {authority->seal_pem.data, authority->seal_pem.len};

    assert_int_equal(certificate_public_key(pem, seal, NULL), ERR_OK);
    return (struct sample_parties){.device = pad->device,
                                   .certificate = span_of(pad->certificate_pem),
                                   .device_key = pad->key,
                                   .office_key = *seal};
}

// A handover file of the journal from entry `from` on, in pushes of `step`, and more items.
struct parcel_wish {
    size_t from, step;
    const struct sample_item *more;
    size_t more_count;
};
static inline void pad_parcel(struct pad *pad, struct parcel_wish wish, struct buffer *out)
{
    struct key *seal = NULL;
    struct sample_parties parties = parties_of(pad, &seal);
    struct sample_item items[40];
    struct buffer bodies[40];
    size_t count = 0;

    for (size_t at = wish.from; at < pad->count; at += wish.step) {
        size_t end = at + wish.step < pad->count ? at + wish.step : pad->count;

        assert_true(count < 30);
        pad_build(pad, at, end);
        buffer_init(&bodies[count], CODEC_BODY_MAX);
        buffer_append(&bodies[count], pad->body.data, pad->body.len);
        items[count] = sample_push(sample_span(&bodies[count]));
        count++;
    }
    if (wish.more_count > 0)
        memcpy(items + count, wish.more, wish.more_count * sizeof(*wish.more));
    buffer_init(out, 64 << 20);
    sample_parcel(&parties, items, count + wish.more_count, out);
    for (size_t i = 0; i < count; i++)
        buffer_clear(&bodies[i]);
    key_free(seal);
}

static inline enum err parcel_import(struct world *world, const struct buffer *file,
                                     struct parcel_row *out)
{
    struct span bytes = {file->data, file->len};
    struct parcel_source source = parcel_source_of_bytes(&bytes);
    struct parcel_desk_wish wish = {.source = &source};

    return parcel_desk_import(world->bench.office, &wish, out, &world->bench.error);
}

static inline void assert_import(struct world *world, const struct buffer *file,
                                 struct parcel_row *out)
{
    if (parcel_import(world, file, out) != ERR_OK)
        fail_msg("import: %s", world->bench.error.detail);
}

// How many entries of it the office holds.
static inline uint64_t counter_of(struct world *world, uint64_t actor)
{
    struct actor_row row;

    return actors_get(world_writer(world), actor, &row, NULL) == ERR_OK ? row.counter : 0;
}

static inline bool count_one(void *arg, const struct parcel_row *row)
{
    (void)row;
    ++*(int *)arg;
    return true;
}

static inline int parcels(struct world *world)
{
    int count = 0;

    assert_int_equal(parcels_list(world_writer(world), false, count_one, &count, NULL), ERR_OK);
    return count;
}

#endif
