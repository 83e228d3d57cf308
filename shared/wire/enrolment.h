// SPDX-License-Identifier: Apache-2.0
// Enrolment and renewal messages (docs/PROTOCOL.md section 3).
#ifndef PLUMB_SHARED_WIRE_ENROLMENT_H
#define PLUMB_SHARED_WIRE_ENROLMENT_H

#include "shared/base/uuid.h"
#include "shared/data/json.h"
#include "shared/wire/enrol_link.h"

enum { PEM_MAX = 4096 };

struct enrol_request {
    char code[CODE_TEXT];
    char request[PEM_MAX];
    char name[128];
    char agent[64];
};
struct renew_request {
    struct uuid device;
    struct digest nonce;
    char request[PEM_MAX];
    char signature[128]; // base64
};
struct enrol_reply {
    struct uuid device;
    char certificate[PEM_MAX], ca[PEM_MAX], receipt[PEM_MAX], seal[PEM_MAX];
    char sync[HOST_PORT_TEXT], office[HOST_PORT_TEXT];
    int64_t time_ms;
    const char *persons; // JSON array text; when parsed: owned by the reply
    char *persons_owned;
};
// Formats append one JSON object without a line break; false when it does not fit. Parsers replace
// *out; PARSE (or TOO_LARGE) names the fault, and *out is then empty.
bool enrol_request_format(const struct enrol_request *request, struct buffer *out);
enum err enrol_request_parse(struct span body, struct enrol_request *out, struct error *error);
bool renew_request_format(const struct renew_request *request, struct buffer *out);
enum err renew_request_parse(struct span body, struct renew_request *out, struct error *error);
// Appends the text that the present device key signs.
bool renew_statement(const struct renew_request *request, struct buffer *out);
// The answer to both. A parsed reply is cleared with enrol_reply_clear (harmless after an error).
bool enrol_reply_format(const struct enrol_reply *reply, struct buffer *out);
enum err enrol_reply_parse(struct span body, struct enrol_reply *out, struct error *error);
void enrol_reply_clear(struct enrol_reply *reply);

// POST /v1/nonce: {"device":D} → {"nonce":N}.
bool renew_nonce_request_format(const struct uuid *device, struct buffer *out);
enum err renew_nonce_request_parse(struct span body, struct uuid *out, struct error *error);
bool renew_nonce_format(const struct digest *nonce, struct buffer *out);
enum err renew_nonce_parse(struct span body, struct digest *out, struct error *error);
// GET /v1/time: → {"time":ms}.
bool enrol_time_format(int64_t time_ms, struct buffer *out);
enum err enrol_time_parse(struct span body, int64_t *out, struct error *error);

#endif
