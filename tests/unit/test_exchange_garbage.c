// SPDX-License-Identifier: Apache-2.0
// What a tablet could get wrong, or a thief try, at the tablets' door: refused in words, without
// effect.
#include "server/storage/actors.h"
#include "server/storage/commit.h"
#include "server/storage/held.h"
#include "tests/unit/tablet_by_hand.h"

static struct view *writer_of(struct world *world)
{
    return storage_writer(office_storage(world->bench.office));
}

static uint64_t held_of(struct world *world, uint64_t actor)
{
    struct actor_row row;

    return actors_get(writer_of(world), actor, &row, NULL) == ERR_OK ? row.counter : 0;
}

static void a_push_cut_at_any_byte_has_no_effect(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    struct buffer whole;

    for (int i = 0; i < 2; i++) {
        struct uuid id = fresh_id(&world->bench);

        pad_note(pad, &id, &world->site, "x", NULL);
    }
    pad_build(pad, 0, 2);
    buffer_init(&whole, CODEC_BODY_MAX);
    buffer_append(&whole, pad->body.data, pad->body.len);
    for (size_t len = 0; len < whole.len; len++) {
        char *cut = mem_dup(whole.data, len); // so that a read behind the end is seen

        assert_int_equal(pad_send_body(pad, (struct span){cut, len}), 400);
        answer_error_code(&pad->answer);
        mem_free(cut);
    }
    assert_int_equal(held_of(world, pad->actor), 0);
    assert_int_equal(pad_send_body(pad, (struct span){whole.data, whole.len}), 200);
    assert_int_equal(held_of(world, pad->actor), 2);
    buffer_clear(&whole);
}

static void a_compressed_push_cut_at_any_byte_has_no_effect(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    struct uuid id = fresh_id(&world->bench);
    struct buffer small;

    pad_note(pad, &id, &world->site, "x", NULL);
    pad_build(pad, 0, 1);
    buffer_init(&small, CODEC_BODY_MAX);
    codec_encode_zstd((struct span){pad->body.data, pad->body.len}, &small, NULL);
    for (size_t len = 0; len < small.len; len++) {
        struct knock knock = {.method = HTTP_POST,
                              .path = "/v1/sync",
                              .body = {small.data, len},
                              .device = pad->device,
                              .certificate = pad->certificate};
        struct answer answer;

        knock_header(&knock, "Content-Encoding", "zstd");
        bench_knock(&world->bench, office_serve_tablets, &knock, &answer);
        assert_int_equal(answer.status, 400);
        answer_clear(&answer);
    }
    assert_int_equal(held_of(world, pad->actor), 0);
    buffer_clear(&small);
}

static void garbage_is_refused_in_words(void **state)
{
    struct world *world = *state;
    static const char *const bodies[] = {
        "\n",
        "{}\n",
        "[]\n",
        "null\n",
        "{\"token\":1}\n",
        "\xef\xbb\xbf{}\n",
        "{\"a\":1,\"a\":2}\n",
        "<html>\n",
        "{\"protocol\":[1,1]}\n",
        "{\"clock\":1e99,\"token\":\"x\"}\n",
    };

    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        assert_int_equal(pad_send_body(&world->a, span_of(bodies[i])), 400);
        answer_error_code(&world->a.answer);
    }
    pad_sync(&world->a);
}

static void versions_that_do_not_meet_are_told_so(void **state)
{
    struct world *world = *state;

    world->a.next.protocol_low = 2;
    world->a.next.protocol_high = 7;
    assert_int_equal(pad_exchange(&world->a, 0, 0), 426);
    assert_int_equal(answer_error_code(&world->a.answer), ERR_VERSION);
}

static void routes_and_methods_that_are_none_are_named(void **state)
{
    struct world *world = *state;
    static const struct {
        enum http_method method;
        const char *path;
        int status;
    } cases[] = {
        {HTTP_GET, "/v1/sync", 405},   {HTTP_POST, "/v1/sync/", 404},
        {HTTP_POST, "/", 404},         {HTTP_POST, "/v1/enrol", 404},
        {HTTP_GET, "/v1/blobsx", 404}, {HTTP_GET, "/v1/blobs/../sync", 412},
        {HTTP_GET, "/v2/sync", 404},   {HTTP_DELETE, "/v1/sync", 405},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct knock knock = {.method = cases[i].method,
                              .path = cases[i].path,
                              .device = world->a.device,
                              .certificate = world->a.certificate};
        struct answer answer;

        bench_knock(&world->bench, office_serve_tablets, &knock, &answer);
        assert_int_equal(answer.status, cases[i].status);
        answer_error_code(&answer);
        if (answer.status == 405)
            assert_non_null(answer_header(&answer, "Allow"));
        answer_clear(&answer);
    }
}

static void a_counter_left_out_is_a_gap(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    struct uuid id = fresh_id(&world->bench), other = fresh_id(&world->bench);

    pad_note(pad, &id, &world->site, "1", NULL);
    pad->counter++; // a hole that the journal itself has
    pad_note(pad, &other, &world->site, "3", NULL);
    assert_int_equal(pad_exchange(pad, 0, 2), 200);
    assert_int_equal(pad->reply.answer, ANSWER_GAP);
    assert_int_equal(held_of(world, pad->actor), 0);
}

static void a_counter_out_of_all_bounds_is_refused(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    struct uuid id = fresh_id(&world->bench);

    pad->counter = UINT64_C(1) << 63;
    pad_note(pad, &id, &world->site, "x", NULL);
    vector_raise(&pad->next.push.trim, (struct dot){pad->actor, UINT64_C(1) << 63});
    assert_int_equal(pad_exchange(pad, 0, 1), 400);
    assert_int_equal(held_of(world, pad->actor), 0);
}

static bool take_only(void *arg, const struct held_row *held)
{
    *(struct held_row *)arg = *held;
    return true;
}

static void a_returning_tablet_is_let_in_by_a_person(void **state)
{
    struct world *world = *state;
    struct held_filter filter = {.open_only = true};
    struct held_row held = {0};
    struct pad *pad = &world->a;
    struct uuid id = fresh_id(&world->bench);
    struct span text;

    pad->device = fresh_id(&world->bench);
    pad_note(pad, &id, &world->site, "x", NULL);
    pad_sync(pad);
    held_list(writer_of(world), &filter, take_only, &held, NULL);
    assert_int_equal(held.reason, REASON_DEVICE);
    assert_int_equal(office_device_person(world->bench.office,
                                          &(struct office_device_seat){.device = pad->device,
                                                                       .person = world->person,
                                                                       .active = true},
                                          &world->bench.error),
                     ERR_OK);
    assert_int_equal(office_device_state(world->bench.office,
                                         &(struct office_device_rule){.device = pad->device,
                                                                      .state = DEVICE_ACTIVE,
                                                                      .reason = ""},
                                         NULL),
                     ERR_OK);
    assert_int_equal(office_held_accept(world->bench.office, held.row,
                                        &(struct office_decision){.why = "ours"}, NULL),
                     ERR_OK);
    pad_sync(pad);
    assert_true(pad_state(pad, &world->site, &text));
    pad_sync(&world->b);
    assert_true(pad_state(&world->b, &id, &text));
}

static void a_returning_tablet_is_never_answered_from_memory(void **state)
{
    struct world *world = *state;

    world->a.device = fresh_id(&world->bench);
    assert_int_equal(pad_send_body(&world->a, span_of("{\"clock\":1,\"token\":\"AAAA\"}\n")), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_push_cut_at_any_byte_has_no_effect),
        IN_WORLD(a_compressed_push_cut_at_any_byte_has_no_effect),
        IN_WORLD(garbage_is_refused_in_words),
        IN_WORLD(versions_that_do_not_meet_are_told_so),
        IN_WORLD(routes_and_methods_that_are_none_are_named),
        IN_WORLD(a_counter_left_out_is_a_gap),
        IN_WORLD(a_counter_out_of_all_bounds_is_refused),
        IN_WORLD(a_returning_tablet_is_let_in_by_a_person),
        IN_WORLD(a_returning_tablet_is_never_answered_from_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
