// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/proof_walk.h"

#include "shared/wire/codec.h"
#include "shared/wire/proof_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROOF UINT64_C(0x1234567890abcdef)

static struct uuid id_of(uint64_t number)
{
    struct uuid uuid = {{0}};

    // As they come in life: made one after the other, alike in front.
    for (size_t i = 0; i < 8; i++)
        uuid.bytes[15 - i] = (uint8_t)(number >> (8 * i));
    uuid.bytes[0] = 0x01;
    uuid.bytes[6] = 0x70;
    return uuid;
}

static void add(struct proof_set *set, uint64_t number, const char *state)
{
    struct uuid id = id_of(number);

    proof_set_put(set, &id, span_of(state));
}

static struct proof_set make_set(uint64_t count)
{
    struct proof_set set = {.proof = PROOF};

    for (uint64_t i = 0; i < count; i++) {
        struct uuid id = id_of(i);

        proof_set_add(&set, &id, (struct span){(const char *)&i, sizeof(i)});
    }
    return set;
}

static struct proof_set copy_set(struct proof_set *set)
{
    struct proof_set copy = {.proof = PROOF};
    struct digest digest;
    size_t from, to;

    proof_set_span(set, (struct proof_range){0}, &from, &to); // sorted
    proof_set_digest(set, &digest);
    copy.items = malloc((set->count + 8) * sizeof(*copy.items));
    memcpy(copy.items, set->items, set->count * sizeof(*copy.items));
    copy.count = set->count;
    copy.cap = set->count + 8;
    return copy;
}

// Both sides of the search, message by message as they go over the wire.
struct search {
    struct proof_set *office, *tablet;
    struct proof_walk walk; // the tablet's
    size_t round_trips, bytes;
};

static void count(struct search *search, const struct buffer *text)
{
    struct buffer packed;

    buffer_init(&packed, CODEC_BODY_MAX);
    if (text->len >= 512)
        assert_int_equal(codec_encode_zstd((struct span){text->data, text->len}, &packed, NULL),
                         ERR_OK);
    search->bytes += packed.len > 0 ? packed.len : text->len;
    buffer_clear(&packed);
}

static void hear(struct proof_set *set, struct span lines, struct proof_walk *walk,
                 struct buffer *answer)
{
    struct proof_told told;
    struct error error = {0};
    struct span line;
    bool cut;

    while (wire_line(&lines, &line, &cut)) {
        if (proof_walk_hear(set, line, walk, &told, &error) != ERR_OK)
            fail_msg("%s", error.detail);
        if (answer && told.items && told.differs)
            proof_walk_tell(set, told.range, answer);
    }
}

static void one_round_trip(struct search *search, const struct buffer *asked)
{
    struct proof_walk theirs = {0};
    struct proof_reply reply = {.answer = PROOF_GO};
    struct proof_request request = {0};
    struct buffer lines, answer;
    struct span rest;

    buffer_init(&lines, CODEC_BODY_MAX);
    buffer_init(&answer, CODEC_BODY_MAX);
    assert_int_equal(
        proof_request_parse((struct span){asked->data, asked->len}, &request, &rest, NULL), ERR_OK);
    hear(search->office, rest, &theirs, &lines);
    for (size_t i = 0; i < theirs.range_count; i++)
        proof_walk_tell(search->office, theirs.ranges[i], &lines);
    assert_true(proof_reply_format(&reply, &answer));
    buffer_append(&answer, lines.data, lines.len);
    count(search, asked);
    count(search, &answer);
    search->round_trips++;
    assert_int_equal(proof_reply_parse((struct span){answer.data, answer.len}, &reply, &rest, NULL),
                     ERR_OK);
    hear(search->tablet, rest, &search->walk, NULL);
    proof_walk_clear(&theirs);
    proof_request_clear(&request);
    buffer_clear(&lines);
    buffer_clear(&answer);
}

static void run_search(struct search *search)
{
    struct proof_request begin = {.proof = PROOF, .step = PROOF_BEGIN, .epoch = 1, .scope = 7};
    struct proof_range root = {0};
    struct buffer asked;

    buffer_init(&asked, CODEC_BODY_MAX);
    memset(begin.cursor, 'c', 100);
    memset(begin.witness, 'w', 100);
    proof_set_digest(search->tablet, &begin.digest);
    begin.lines = 1;
    assert_true(proof_request_format(&begin, &asked));
    proof_walk_tell(search->tablet, root, &asked);
    one_round_trip(search, &asked);
    while (search->walk.range_count > 0) {
        struct proof_request walk = {.proof = PROOF, .step = PROOF_WALK};

        buffer_reset(&asked);
        walk.lines = (int64_t)(search->walk.range_count < PROOF_LINES_MAX ? search->walk.range_count
                                                                          : PROOF_LINES_MAX);
        assert_true(proof_request_format(&walk, &asked));
        for (int64_t i = 0; i < walk.lines; i++)
            proof_walk_tell(search->tablet, search->walk.ranges[--search->walk.range_count],
                            &asked);
        one_round_trip(search, &asked);
    }
    buffer_clear(&asked);
}

static void one_difference_in_a_million_is_found_in_two_round_trips_and_three_kilobytes(
    void **state)
{
    struct proof_set office = make_set(1000000), tablet = copy_set(&office);
    struct search search = {.office = &office, .tablet = &tablet};
    struct uuid id = id_of(777777);
    struct digest ours, theirs;

    (void)state;
    add(&tablet, 777777, "another state");
    run_search(&search);
    print_message("one in 10^6: %zu round trips, %zu bytes\n", search.round_trips, search.bytes);
    assert_int_equal(search.walk.places.count, 1);
    assert_true(search.walk.places.places[0] == proof_set_place(&id));
    // Two more, one that repairs and one that confirms, make four, within 4 kB.
    assert_int_equal(search.round_trips, 2);
    assert_true(search.bytes <= 2900);
    proof_set_digest(&office, &ours);
    proof_set_digest(&tablet, &theirs);
    assert_false(digest_equal(&ours, &theirs));
    proof_walk_clear(&search.walk);
    proof_set_clear(&office);
    proof_set_clear(&tablet);
}

// What is missing here, missing there, and other in the two, among some thousands.
static void every_difference_is_found_and_nothing_else(void **state)
{
    struct proof_set office = make_set(5000), tablet = copy_set(&office);
    struct search search = {.office = &office, .tablet = &tablet};

    (void)state;
    for (uint64_t i = 0; i < 5000; i += 50) {
        struct uuid id = id_of(i);

        if (i % 150 == 0)
            assert_true(proof_set_drop(&office, &id));
        else if (i % 150 == 50)
            assert_true(proof_set_drop(&tablet, &id));
        else
            add(&tablet, i, "other");
    }
    run_search(&search);
    assert_int_equal(search.walk.places.count, 100);
    for (uint64_t i = 0; i < 5000; i++) {
        struct uuid id = id_of(i);

        assert_true(proof_places_has(&search.walk.places, proof_set_place(&id)) == (i % 50 == 0));
    }
    proof_walk_clear(&search.walk);
    proof_set_clear(&office);
    proof_set_clear(&tablet);
}

static void an_empty_tablet_finds_all_that_it_lacks(void **state)
{
    struct proof_set office = make_set(900), tablet = {.proof = PROOF};
    struct search search = {.office = &office, .tablet = &tablet};

    (void)state;
    run_search(&search);
    assert_int_equal(search.walk.places.count, 900);
    proof_walk_clear(&search.walk);
    proof_set_clear(&office);
}

static void the_sum_forgets_the_order_and_nothing_else(void **state)
{
    struct proof_set one = {0}, other = {0};
    struct digest a, b;

    (void)state;
    add(&one, 1, "a");
    add(&one, 2, "b");
    add(&other, 2, "b");
    add(&other, 1, "c");
    proof_set_digest(&one, &a);
    proof_set_digest(&other, &b);
    assert_false(digest_equal(&a, &b));
    add(&other, 1, "a"); // its present state takes the place of the one before
    proof_set_digest(&other, &b);
    assert_true(digest_equal(&a, &b));
    add(&other, 3, "d");
    proof_set_digest(&other, &b);
    assert_false(digest_equal(&a, &b));
    proof_set_clear(&one);
    proof_set_clear(&other);
}

static void another_proof_has_other_fingerprints(void **state)
{
    struct proof_set set = make_set(3);
    uint8_t one[PROOF_PRINT_BYTES], other[PROOF_PRINT_BYTES];

    (void)state;
    set.proof = 1;
    proof_set_print(&set, (struct proof_range){0}, one);
    set.proof = 2;
    proof_set_print(&set, (struct proof_range){0}, other);
    assert_memory_not_equal(one, other, PROOF_PRINT_BYTES);
    proof_set_clear(&set);
}

static enum err hear_line(const char *line)
{
    struct proof_set set = make_set(100);
    struct proof_walk walk = {0};
    struct proof_told told;
    enum err code = proof_walk_hear(&set, span_of(line), &walk, &told, NULL);

    proof_walk_clear(&walk);
    proof_set_clear(&set);
    return code;
}

static void lines_that_are_none_are_refused(void **state)
{
    (void)state;
    assert_int_equal(hear_line("{\"at\":\"\",\"items\":\"\"}"), ERR_OK);
    assert_int_equal(hear_line("{\"at\":\"\"}"), ERR_PARSE);
    assert_int_equal(hear_line("{\"at\":\"w\",\"items\":\"\"}"), ERR_PARSE);
    assert_int_equal(hear_line("{\"at\":\"0000000000000\",\"items\":\"\"}"), ERR_PARSE);
    assert_int_equal(hear_line("{\"at\":\"\",\"items\":\"AAAA\"}"), ERR_PARSE);
    assert_int_equal(hear_line("{\"at\":\"\",\"prints\":\"AAAA\"}"), ERR_PARSE);
    // An item that is not of the range, as who fishes for others' records would send.
    assert_int_equal(hear_line("{\"at\":\"v\",\"items\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}"), ERR_PARSE);
    assert_int_equal(hear_line("[]"), ERR_PARSE);
}

// However much somebody claims, what is kept of it is bounded.
static void a_walk_keeps_no_more_than_its_bounds(void **state)
{
    struct proof_set office = make_set(50000), tablet = {0};
    struct proof_walk walk = {0};
    struct proof_told told;

    (void)state;
    assert_int_equal(
        proof_walk_hear(&office, span_of("{\"at\":\"\",\"items\":\"\"}"), &walk, &told, NULL),
        ERR_OK);
    assert_true(told.differs && walk.full);
    assert_int_equal(walk.places.count, PROOF_PLACES_MAX);
    proof_walk_clear(&walk);
    proof_set_clear(&office);
    proof_set_clear(&tablet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            one_difference_in_a_million_is_found_in_two_round_trips_and_three_kilobytes),
        cmocka_unit_test(every_difference_is_found_and_nothing_else),
        cmocka_unit_test(an_empty_tablet_finds_all_that_it_lacks),
        cmocka_unit_test(the_sum_forgets_the_order_and_nothing_else),
        cmocka_unit_test(another_proof_has_other_fingerprints),
        cmocka_unit_test(lines_that_are_none_are_refused),
        cmocka_unit_test(a_walk_keeps_no_more_than_its_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
