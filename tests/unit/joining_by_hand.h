// SPDX-License-Identifier: Apache-2.0
// Joining an office by an invitation, request by request.
#ifndef PLUMB_TESTS_UNIT_JOINING_BY_HAND_H
#define PLUMB_TESTS_UNIT_JOINING_BY_HAND_H

#include "tests/unit/tablet_by_hand.h"

// One attempt to join.
struct attempt {
    struct enrol_request request;
    struct key *key;
    struct answer answer;
    struct enrol_reply reply;
};

static inline void new_key(struct attempt *attempt)
{
    struct random random = random_system();
    struct buffer pem;

    key_free(attempt->key);
    buffer_init(&pem, PEM_MAX);
    assert_int_equal(key_make(&random, &attempt->key, NULL), ERR_OK);
    assert_int_equal(certificate_request_make(attempt->key, "tablet", &pem, NULL), ERR_OK);
    snprintf(attempt->request.request, PEM_MAX, "%s", pem.data);
    buffer_clear(&pem);
}

// A request that fits an invitation, by a key of its own.
static inline void answer_link(struct attempt *attempt, const struct buffer *text)
{
    struct enrol_link link;

    *attempt = (struct attempt){.request = {.name = "新平板", .agent = "test 1"}};
    assert_int_equal(enrol_link_parse((struct span){text->data, text->len}, &link, NULL), ERR_OK);
    snprintf(attempt->request.code, CODE_TEXT, "%s", link.code);
    new_key(attempt);
}

static inline int post(struct world *world, const char *path, struct span body,
                       struct answer *answer)
{
    struct knock knock = {.method = HTTP_POST, .path = path, .body = body};

    bench_knock(&world->bench, office_serve_public, &knock, answer);
    return answer->status;
}

static inline int join(struct world *world, struct attempt *attempt)
{
    struct buffer body;

    buffer_init(&body, 65536);
    assert_true(enrol_request_format(&attempt->request, &body));
    answer_clear(&attempt->answer);
    enrol_reply_clear(&attempt->reply);
    post(world, "/v1/enrol", (struct span){body.data, body.len}, &attempt->answer);
    buffer_clear(&body);
    if (attempt->answer.status == 200)
        assert_int_equal(
            enrol_reply_parse((struct span){attempt->answer.body.data, attempt->answer.body.len},
                              &attempt->reply, NULL),
            ERR_OK);
    else
        answer_error_code(&attempt->answer);
    return attempt->answer.status;
}

static inline void end(struct attempt *attempt)
{
    answer_clear(&attempt->answer);
    enrol_reply_clear(&attempt->reply);
    key_free(attempt->key);
}

#endif
