// SPDX-License-Identifier: Apache-2.0
// G17, I15: every single-bit flip and every truncation of a small file is found, and the range that
// is named holds the bit.
#include "tests/unit/evidence_sample.h"

#include <pthread.h>

// Sanitizers and counting of branches (-O0) are slow: there a fixed part of all flips.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
#define STEP 37
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define STEP 37
#endif
#endif
#ifndef STEP
#define STEP 1
#endif

enum { THREADS = 2 };

struct worker {
    pthread_t thread;
    struct evidence_sample *sample;
    size_t first, step;
    char wrong[400]; // the first that went wrong
    size_t tried;
};

static void look(struct worker *worker, char *bytes, size_t len, size_t at, int bit)
{
    struct evidence_finding finding;
    enum err err = sample_check_bytes(worker->sample, (struct span){bytes, len}, &finding);

    worker->tried++;
    if (worker->wrong[0])
        return;
    if (err != ERR_OK || finding.genuine || !finding.part_zh || !finding.part_en || !finding.why_zh
        || !finding.why_en || finding.from > at || finding.to <= at)
        snprintf(worker->wrong, sizeof(worker->wrong),
                 "byte %zu of %zu, bit %d: err %d, %s, [%llu, %llu) %s: %s", at, len, bit, err,
                 finding.genuine ? "genuine" : "refused", (unsigned long long)finding.from,
                 (unsigned long long)finding.to, finding.part_en ? finding.part_en : "",
                 finding.why_en ? finding.why_en : "");
}

static void *flip(void *arg)
{
    struct worker *worker = arg;
    const struct buffer *file = &worker->sample->file;
    char *bytes = mem_dup(file->data, file->len);

    for (size_t i = worker->first; i < file->len * 8; i += THREADS * worker->step) {
        bytes[i / 8] = (char)(bytes[i / 8] ^ (1 << (i % 8)));
        look(worker, bytes, file->len, i / 8, (int)(i % 8));
        bytes[i / 8] = (char)(bytes[i / 8] ^ (1 << (i % 8)));
    }
    mem_free(bytes);
    return NULL;
}

static void flip_all(bool countersigned, size_t step)
{
    struct worker workers[THREADS];
    size_t tried = 0;

    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.sample = sample_create(7), .first = i * step, .step = step};
        workers[i].sample->countersigned = countersigned;
        sample_file(workers[i].sample);
        assert_int_equal(pthread_create(&workers[i].thread, NULL, flip, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(workers[i].thread, NULL);
    for (size_t i = 0; i < THREADS; i++) {
        if (workers[i].wrong[0])
            fail_msg("%s", workers[i].wrong);
        tried += workers[i].tried;
        sample_free(workers[i].sample);
    }
    assert_true(tried >= 20000 / step);
}

static void g17_every_flipped_bit_is_found_and_its_place_named(void **state)
{
    flip_all(true, STEP);
}

// Of the same parts: a fifth is enough.
static void so_it_is_in_a_file_that_the_office_has_not_seen(void **state)
{
    flip_all(false, 5 * STEP);
}

static void g17_every_truncation_is_found_and_its_place_named(void **state)
{
    struct worker worker = {.sample = sample_create(7)};

    for (size_t len = 0; len < worker.sample->file.len; len++)
        look(&worker, worker.sample->file.data, len, len, -1);
    if (worker.wrong[0])
        fail_msg("%s", worker.wrong);
    sample_free(worker.sample);
}

static void whatever_follows_is_found(void **state)
{
    struct worker worker = {.sample = sample_create(7)};
    const size_t len = worker.sample->file.len;

    for (int c = 0; c < 256; c++) {
        buffer_append_char(&worker.sample->file, (char)c);
        look(&worker, worker.sample->file.data, len + 1, len, -1);
        worker.sample->file.len = len;
    }
    if (worker.wrong[0])
        fail_msg("%s", worker.wrong);
    sample_free(worker.sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(g17_every_flipped_bit_is_found_and_its_place_named),
        cmocka_unit_test(so_it_is_in_a_file_that_the_office_has_not_seen),
        cmocka_unit_test(g17_every_truncation_is_found_and_its_place_named),
        cmocka_unit_test(whatever_follows_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
