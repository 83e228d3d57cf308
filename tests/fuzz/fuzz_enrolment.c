// SPDX-License-Identifier: Apache-2.0
// The link a person pastes and the bodies of the office listener: what was read formats to
// something that reads the same.
#include "shared/wire/enrolment.h"
#include "shared/wire/error_body.h"

#include <stdlib.h>
#include <string.h>

static struct span written(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static void check_link(struct span text)
{
    struct enrol_link link, again;
    struct buffer out;

    if (enrol_link_parse(text, &link, NULL))
        return;
    buffer_init(&out, 4096);
    if (!enrol_link_format(&link, &out) || enrol_link_parse(written(&out), &again, NULL)
        || memcmp(&link, &again, sizeof(link)) != 0)
        abort();
    buffer_clear(&out);
}

static void check_requests(struct span body)
{
    static struct enrol_request enrol, enrol_again;
    static struct renew_request renew, renew_again;
    struct buffer out;

    buffer_init(&out, 1 << 20);
    if (enrol_request_parse(body, &enrol, NULL) == ERR_OK
        && (!enrol_request_format(&enrol, &out)
            || enrol_request_parse(written(&out), &enrol_again, NULL)
            || memcmp(&enrol, &enrol_again, sizeof(enrol)) != 0))
        abort();
    buffer_reset(&out);
    if (renew_request_parse(body, &renew, NULL) == ERR_OK
        && (!renew_request_format(&renew, &out)
            || renew_request_parse(written(&out), &renew_again, NULL)
            || memcmp(&renew, &renew_again, sizeof(renew)) != 0))
        abort();
    buffer_clear(&out);
}

static void check_reply(struct span body)
{
    static struct enrol_reply reply, again;
    struct buffer out;

    if (enrol_reply_parse(body, &reply, NULL))
        return;
    buffer_init(&out, 8 << 20);
    if (!enrol_reply_format(&reply, &out))
        abort();
    // Longer by its escapes it may miss the limit; else it reads the same.
    if (enrol_reply_parse(written(&out), &again, NULL) == ERR_OK
        && (strcmp(reply.ca, again.ca) != 0 || strcmp(reply.persons, again.persons) != 0))
        abort();
    enrol_reply_clear(&again);
    enrol_reply_clear(&reply);
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    struct digest nonce;
    struct error error;
    struct uuid device;
    int64_t time;
    bool wipe;

    check_link(text);
    check_requests(text);
    check_reply(text);
    renew_nonce_request_parse(text, &device, NULL);
    renew_nonce_parse(text, &nonce, NULL);
    enrol_time_parse(text, &time, NULL);
    error_body_parse(text, &error, &wipe);
    return 0;
}
