// SPDX-License-Identifier: Apache-2.0
// The office's public door: codes, certificates, renewals, and answers that tell nothing.
#include "server/storage/devices.h"
#include "tests/unit/joining_by_hand.h"

// An invitation, and a request that fits it.
static void invite(struct world *world, struct attempt *attempt)
{
    struct enrol_link link;
    struct buffer text;

    buffer_init(&text, 4096);
    assert_int_equal(office_device_invite(world->bench.office,
                                          &(struct office_device_guest){.person = world->person},
                                          &text, &world->bench.error),
                     ERR_OK);
    assert_int_equal(enrol_link_parse((struct span){text.data, text.len}, &link, NULL), ERR_OK);
    assert_string_equal(link.office, "127.0.0.1:7444");
    assert_true(digest_equal(&link.ca, &office_authority(world->bench.office)->ca_digest));
    answer_link(attempt, &text);
    buffer_clear(&text);
}

static void a_tablet_joins_with_a_code_and_gets_certificates_that_fit(void **state)
{
    struct world *world = *state;
    struct attempt attempt;
    struct certificate_info info;
    char device[UUID_TEXT];

    invite(world, &attempt);
    assert_int_equal(join(world, &attempt), 200);
    struct span ca = span_of(attempt.reply.ca);
    assert_int_equal(
        certificate_check(span_of(attempt.reply.certificate), ca, CERTIFICATE_CLIENT, NULL),
        ERR_OK);
    assert_int_equal(
        certificate_check(span_of(attempt.reply.receipt), ca, CERTIFICATE_RECEIPT, NULL), ERR_OK);
    assert_int_equal(certificate_check(span_of(attempt.reply.seal), ca, CERTIFICATE_SEAL, NULL),
                     ERR_OK);
    certificate_read(span_of(attempt.reply.certificate), &info, NULL);
    uuid_format(&attempt.reply.device, device);
    assert_string_equal(info.common_name, device);
    assert_string_equal(attempt.reply.sync, "127.0.0.1:7443");
    assert_non_null(strstr(attempt.reply.persons, "王小明"));
    assert_non_null(strstr(attempt.reply.persons, "inspector"));
    end(&attempt);
}

static void a_code_works_once_but_for_its_own_key(void **state)
{
    struct world *world = *state;
    struct attempt attempt;
    struct uuid device;

    invite(world, &attempt);
    assert_int_equal(join(world, &attempt), 200);
    device = attempt.reply.device;
    assert_int_equal(join(world, &attempt), 200); // the answer was lost
    assert_true(uuid_equal(&device, &attempt.reply.device));
    new_key(&attempt);
    assert_int_equal(join(world, &attempt), 404);
    end(&attempt);
}

static void a_code_lives_fifteen_minutes(void **state)
{
    struct world *world = *state;
    struct attempt attempt;

    invite(world, &attempt);
    world->bench.now_ms += 15 * 60000 - 1;
    assert_int_equal(join(world, &attempt), 200);
    world->bench.now_ms += 1;
    assert_int_equal(join(world, &attempt), 410);
    end(&attempt);
}

static void a_code_dies_of_five_wrong_requests(void **state)
{
    struct world *world = *state;
    struct attempt attempt;
    char good[PEM_MAX];

    invite(world, &attempt);
    snprintf(good, sizeof(good), "%s", attempt.request.request);
    for (int i = 0; i < 5; i++) {
        snprintf(attempt.request.request, PEM_MAX, "nonsense");
        assert_int_equal(join(world, &attempt), 400);
    }
    snprintf(attempt.request.request, PEM_MAX, "%s", good);
    assert_int_equal(join(world, &attempt), 404);
    end(&attempt);
    invite(world, &attempt);
    for (int i = 0; i < 4; i++) {
        snprintf(good, sizeof(good), "%s", attempt.request.request);
        snprintf(attempt.request.request, PEM_MAX, "nonsense");
        join(world, &attempt);
        snprintf(attempt.request.request, PEM_MAX, "%s", good);
    }
    assert_int_equal(join(world, &attempt), 200);
    end(&attempt);
}

static void an_unknown_code_and_a_used_one_get_the_same_answer(void **state)
{
    struct world *world = *state;
    struct attempt attempt;
    struct buffer used;

    buffer_init(&used, 4096);
    invite(world, &attempt);
    join(world, &attempt);
    new_key(&attempt);
    assert_int_equal(join(world, &attempt), 404);
    buffer_append(&used, attempt.answer.body.data, attempt.answer.body.len);
    memset(attempt.request.code, '7', CODE_TEXT - 1);
    assert_int_equal(join(world, &attempt), 404);
    assert_int_equal(used.len, attempt.answer.body.len);
    assert_memory_equal(used.data, attempt.answer.body.data, used.len);
    buffer_clear(&used);
    end(&attempt);
}

static void who_guesses_is_slowed_down(void **state)
{
    struct world *world = *state;
    struct attempt attempt;
    int refused = 0;

    invite(world, &attempt);
    for (int i = 0; i < 100; i++) {
        memset(attempt.request.code, '7', CODE_TEXT - 1);
        refused += join(world, &attempt) == 503;
    }
    assert_true(refused >= 30);
    assert_non_null(answer_header(&attempt.answer, "Retry-After"));
    world->bench.now_ms += 600;
    assert_int_equal(join(world, &attempt), 404);
    end(&attempt);
}

static void garbage_at_every_public_route_is_refused_in_words(void **state)
{
    struct world *world = *state;
    static const char *const paths[] = {"/v1/enrol", "/v1/nonce", "/v1/renew"};
    static const char *const bodies[]
        = {"", "{", "[]", "{\"code\":1}", "\xff\xfe", "{\"device\":\"x\"}", "null"};
    struct knock knock = {.method = HTTP_GET, .path = "/v1/enrol"};
    struct answer answer;

    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < sizeof(bodies) / sizeof(bodies[0]); j++) {
            assert_int_equal(post(world, paths[i], span_of(bodies[j]), &answer), 400);
            answer_error_code(&answer);
            answer_clear(&answer);
            world->bench.now_ms += 1000;
        }
    bench_knock(&world->bench, office_serve_public, &knock, &answer);
    assert_int_equal(answer.status, 405);
    assert_string_equal(answer_header(&answer, "Allow"), "POST");
    answer_clear(&answer);
    knock.path = "/v1/sync";
    bench_knock(&world->bench, office_serve_public, &knock, &answer);
    assert_int_equal(answer.status, 404);
    answer_error_code(&answer);
    answer_clear(&answer);
    knock.path = "/v1/time";
    bench_knock(&world->bench, office_serve_public, &knock, &answer);
    assert_int_equal(answer.status, 200);
    answer_clear(&answer);
}

// A renewal by `signer` for a certificate request of `pad->next_key`.
static int renew(struct world *world, struct pad *pad, const struct key *signer,
                 struct enrol_reply *reply)
{
    struct renew_request request = {.device = pad->device};
    struct buffer text;
    struct answer answer;
    uint8_t signature[KEY_SIGNATURE_MAX];
    size_t len;

    buffer_init(&text, 65536);
    renew_nonce_request_format(&pad->device, &text);
    assert_int_equal(post(world, "/v1/nonce", (struct span){text.data, text.len}, &answer), 200);
    assert_int_equal(
        renew_nonce_parse((struct span){answer.body.data, answer.body.len}, &request.nonce, NULL),
        ERR_OK);
    answer_clear(&answer);
    buffer_reset(&text);
    certificate_request_make(pad->key, "tablet", &text, NULL);
    snprintf(request.request, PEM_MAX, "%s", text.data);
    buffer_reset(&text);
    renew_statement(&request, &text);
    key_sign(signer, text.data, text.len, signature, &len);
    buffer_reset(&text);
    buffer_append_base64(&text, signature, len);
    snprintf(request.signature, sizeof(request.signature), "%s", text.data);
    buffer_reset(&text);
    renew_request_format(&request, &text);
    post(world, "/v1/renew", (struct span){text.data, text.len}, &answer);
    if (answer.status == 200)
        enrol_reply_parse((struct span){answer.body.data, answer.body.len}, reply, NULL);
    int status = answer.status;
    answer_clear(&answer);
    buffer_clear(&text);
    world->bench.now_ms += 1000;
    return status;
}

static struct digest digest_of(const struct enrol_reply *reply)
{
    struct certificate_info info;

    assert_int_equal(certificate_read(span_of(reply->certificate), &info, NULL), ERR_OK);
    return info.digest;
}

static void a_certificate_is_renewed_and_the_old_one_serves_until_the_new_is_used(void **state)
{
    struct world *world = *state;
    struct random random = random_system();
    struct pad *pad = &world->a;
    struct key *old = pad->key;
    struct digest before = pad->certificate;
    struct enrol_reply reply = {0};

    pad->key = NULL;
    key_make(&random, &pad->key, NULL);
    world->bench.now_ms += INT64_C(200) * 86400000; // long expired: that is no matter
    assert_int_equal(renew(world, pad, old, &reply), 200);
    pad_sync(pad); // with the old one: the answer may have been lost
    enrol_reply_clear(&reply);
    assert_int_equal(renew(world, pad, old, &reply), 200); // and asked for again
    pad->certificate = digest_of(&reply);
    pad_sync(pad);
    pad->certificate = before;
    assert_int_equal(pad_exchange(pad, 0, 0), 401);
    enrol_reply_clear(&reply);
    assert_int_equal(renew(world, pad, old, &reply), 401); // nor does the old key sign any more
    assert_int_equal(renew(world, pad, pad->key, &reply), 200);
    enrol_reply_clear(&reply);
    key_free(old);
}

static void a_renewal_by_another_key_or_for_a_revoked_tablet_is_refused(void **state)
{
    struct world *world = *state;
    struct enrol_reply reply = {0};

    assert_int_equal(renew(world, &world->a, world->b.key, &reply), 401);
    office_device_state(world->bench.office,
                        &(struct office_device_rule){
                            .device = world->a.device, .state = DEVICE_REVOKED, .reason = ""},
                        NULL);
    assert_int_equal(renew(world, &world->a, world->a.key, &reply), 403);
    world->b.device = fresh_id(&world->bench); // one that nobody knows
    assert_int_equal(renew(world, &world->b, world->b.key, &reply), 401);
}

static void a_tablet_is_enrolled_anew_under_its_old_id(void **state)
{
    struct world *world = *state;
    struct attempt attempt;
    struct buffer text;

    buffer_init(&text, 4096);
    assert_int_equal(office_device_invite(world->bench.office,
                                          &(struct office_device_guest){.person = world->person,
                                                                        .device = world->a.device},
                                          &text, &world->bench.error),
                     ERR_OK);
    answer_link(&attempt, &text);
    assert_int_equal(join(world, &attempt), 200);
    assert_true(uuid_equal(&attempt.reply.device, &world->a.device));
    assert_int_equal(pad_exchange(&world->a, 0, 0), 401); // its old certificate
    world->a.certificate = digest_of(&attempt.reply);
    pad_sync(&world->a);
    buffer_clear(&text);
    end(&attempt);
}

static void nobody_is_invited_who_is_not_there(void **state)
{
    struct world *world = *state;
    struct uuid nobody = fresh_id(&world->bench);
    struct buffer link;

    buffer_init(&link, 4096);
    assert_int_equal(office_device_invite(world->bench.office,
                                          &(struct office_device_guest){.person = nobody}, &link,
                                          NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(office_device_invite(
                         world->bench.office,
                         &(struct office_device_guest){.person = world->person, .device = nobody},
                         &link, NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(link.len, 0);
    buffer_clear(&link);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_tablet_joins_with_a_code_and_gets_certificates_that_fit),
        IN_WORLD(a_code_works_once_but_for_its_own_key),
        IN_WORLD(a_code_lives_fifteen_minutes),
        IN_WORLD(a_code_dies_of_five_wrong_requests),
        IN_WORLD(an_unknown_code_and_a_used_one_get_the_same_answer),
        IN_WORLD(who_guesses_is_slowed_down),
        IN_WORLD(garbage_at_every_public_route_is_refused_in_words),
        IN_WORLD(a_certificate_is_renewed_and_the_old_one_serves_until_the_new_is_used),
        IN_WORLD(a_renewal_by_another_key_or_for_a_revoked_tablet_is_refused),
        IN_WORLD(a_tablet_is_enrolled_anew_under_its_old_id),
        IN_WORLD(nobody_is_invited_who_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
