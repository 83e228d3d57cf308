// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_job.h"

#include "shared/data/json.h"

static void put_digest(struct json_writer *json, const char *key, const struct digest *digest)
{
    json_put_hex(json, key, digest->bytes, HASH_BYTES);
}

static void put_signoff(struct json_writer *json, const struct form_job_signoff *item)
{
    const struct form_signoff *s = &item->signoff;
    json_object_open(json, NULL);
    json_put_text(json, "role", s->role);
    json_put_text(json, "name", s->name);
    json_put_text(json, "verdict", s->verdict);
    json_put_text(json, "reason", s->reason);
    json_put_text(json, "latitude", s->latitude);
    json_put_text(json, "longitude", s->longitude);
    json_put_integer(json, "score", s->score);
    json_put_integer(json, "signed", s->signed_ms);
    put_digest(json, "statement", &s->statement);
    put_digest(json, "sealed", &s->sealed);
    if (s->handwritten)
        put_digest(json, "handwriting", &item->handwriting);
    json_put_boolean(json, "voided", s->voided);
    json_put_boolean(json, "changed", s->changed);
    json_put_boolean(json, "broken", s->broken);
    json_put_integer(json, "voided_at", s->voided_ms);
    json_put_text(json, "voided_why", s->voided_why);
    json_put_text(json, "voided_by", s->voided_by);
    json_object_close(json);
}

bool form_job_format(const struct form_job *job, struct buffer *out)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "folder", job->folder);
    json_put_text(&json, "company", job->company);
    put_digest(&json, "statement", &job->statement);
    json_array_open(&json, "signoffs");
    for (size_t i = 0; i < job->signoff_count; i++)
        put_signoff(&json, &job->signoffs[i]);
    json_array_close(&json);
    json_array_open(&json, "terms");
    for (size_t i = 0; i < job->terms.count; i++) {
        json_object_open(&json, NULL);
        json_put_text(&json, "code", job->terms.list[i].code);
        json_put_text(&json, "zh", job->terms.list[i].label.zh);
        json_put_text(&json, "en", job->terms.list[i].label.en);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    return !out->failed;
}
