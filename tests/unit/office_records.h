// SPDX-License-Identifier: Apache-2.0
// Records put straight into an office's store from the notation of facts_sample.h, and the
// catalogue that comes with the programs.
#ifndef PLUMB_TESTS_UNIT_OFFICE_RECORDS_H
#define PLUMB_TESTS_UNIT_OFFICE_RECORDS_H

#include "server/storage/records.h"
#include "shared/data/catalogue_default.h"
#include "tests/unit/facts_sample.h"
#include "tests/unit/storage_fixture.h"

enum { OFFICE_CATALOGUE = 3 };

// A record as the office holds it, with two writes side by side (the second may be NULL): the
// first of the given time, the second of an hour before.
struct written {
    const char *one, *other;
    int64_t time_ms;
};
static inline void office_put_written(struct office *office, const char *kind, int number,
                                      const struct written *written)
{
    struct sample *sample;
    struct vector vector = {0};
    struct buffer packed;
    struct record_row row;

    sample = sample_create();
    sample->actor = (uint64_t)number;
    sample->time_ms = written->time_ms;
    sample->step_ms = -3600000;
    sample_put_both(sample, kind, number, written->one, written->other);
    facts_settle(&sample->facts);
    row = (struct record_row){
        .id = sample_id(number),
        .site = sample->facts.list[0].record->site,
        .kind = span_of(kind),
        .state = {sample->text.data, sample->text.len},
        .seq = storage_seq(office->storage),
        .author = sample->actor,
        .author_counter = 1,
        .received_ms = SAMPLE_NOW_MS,
    };
    buffer_init(&packed, 4096);
    vector_raise(&vector, (struct dot){sample->actor, 1});
    vector_pack(&vector, &packed);
    row.vector = (struct span){packed.data, packed.len};
    assert_ok(office, records_put(office->storage, &row, &office->error));
    buffer_clear(&packed);
    vector_clear(&vector);
    sample_free(sample);
}

static inline void office_put(struct office *office, const char *kind, int number,
                              const char *fields)
{
    office_put_written(office, kind, number,
                       &(struct written){.one = fields, .time_ms = SAMPLE_NOW_MS});
}

// The default catalogue as the office publishes it.
static inline void office_publish(struct office *office)
{
    struct buffer fields, text;

    buffer_init(&fields, 1 << 20);
    buffer_init(&text, 1 << 20);
    buffer_append_text(&fields, "'version':'2026.3','published_at':1,'content':");
    buffer_append_json(&text, catalogue_default_text, strlen(catalogue_default_text));
    // The notation would take these two for its own.
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\'')
            buffer_append_text(&fields, "\\u0027");
        else if (text.data[i] == '@')
            buffer_append_text(&fields, "\\u0040");
        else
            buffer_append_char(&fields, text.data[i]);
    }
    office_put(office, "catalogue", OFFICE_CATALOGUE, fields.data);
    buffer_clear(&fields);
    buffer_clear(&text);
}

#endif
