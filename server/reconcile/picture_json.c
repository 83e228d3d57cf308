// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/picture_json.h"

#include "shared/data/json.h"

#include <string.h>

static const char *const state_names[] = {"active", "revoked", "wipe", "returning"};

static void put_uuid(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    json_put_text(json, key, text);
}

static void put_actor(struct json_writer *json, const char *key, uint64_t actor)
{
    char text[ACTOR_TEXT];
    actor_format(actor, text);
    json_put_text(json, key, text);
}

static void put_time(struct json_writer *json, const char *key, int64_t ms)
{
    if (ms > 0)
        json_put_integer(json, key, ms);
    else
        json_put_null(json, key);
}

static void put_device(struct json_writer *json, const struct picture_device *d)
{
    json_object_open(json, NULL);
    put_uuid(json, "id", &d->id);
    json_put_text(json, "name", d->name);
    json_put_text(json, "state", state_names[d->state]);
    json_put_text(json, "agent", d->agent);
    json_put_integer(json, "says", (int64_t)d->says);
    json_put_integer(json, "holds", (int64_t)d->holds);
    json_put_integer(json, "missing", (int64_t)(d->says - d->holds));
    json_array_open(json, "gaps");
    for (size_t i = 0; i < d->gap_count; i++) {
        json_object_open(json, NULL);
        put_actor(json, "actor", d->gaps[i].actor);
        json_put_u64(json, "from", d->gaps[i].from);
        json_put_u64(json, "to", d->gaps[i].to);
        json_object_close(json);
    }
    json_array_close(json);
    json_put_integer(json, "history_lost", (int64_t)d->lost);
    put_time(json, "last_contact", d->last_contact_ms);
    json_put_integer(json, "unsent_writes", d->unsent_writes);
    json_put_integer(json, "unsent_blobs", d->unsent_blobs);
    json_put_integer(json, "unsent_bytes", d->unsent_bytes);
    put_time(json, "unsent_oldest", d->unsent_oldest_ms);
    json_put_integer(json, "clock_offset_ms", d->clock_offset_ms);
    json_put_integer(json, "storage_free", d->storage_free);
    json_put_integer(json, "certificate_days", d->certificate_days);
    json_put_integer(json, "commits_behind", (int64_t)d->behind);
    json_put_integer(json, "copies", (int64_t)d->copies);
    json_object_close(json);
}

static void put_held(struct json_writer *json, const struct picture_held *h)
{
    json_object_open(json, NULL);
    json_put_integer(json, "id", h->row);
    json_put_text(json, "reason", picture_reason(h->reason));
    put_uuid(json, "device", &h->device);
    put_actor(json, "actor", h->dot.actor);
    json_put_u64(json, "counter", h->dot.counter);
    put_uuid(json, "record", &h->record);
    put_uuid(json, "site", &h->site);
    json_put_text(json, "detail", h->detail);
    put_time(json, "since", h->since_ms);
    json_object_close(json);
}

static void put_lists(struct json_writer *json, const struct picture *p)
{
    char digest[HASH_TEXT];
    json_array_open(json, "conflicts");
    for (size_t i = 0; i < p->conflict_count; i++) {
        json_object_open(json, NULL);
        put_uuid(json, "id", &p->conflicts[i].id);
        json_put_text(json, "kind", p->conflicts[i].kind);
        put_uuid(json, "site", &p->conflicts[i].site);
        json_put_text(json, "fields", p->conflicts[i].fields);
        json_object_close(json);
    }
    json_array_close(json);
    json_array_open(json, "held");
    for (size_t i = 0; i < p->held_count; i++)
        put_held(json, &p->held[i]);
    json_array_close(json);
    json_array_open(json, "blobs_missing");
    for (size_t i = 0; i < p->blob_count; i++) {
        digest_format(&p->blobs[i].digest, digest);
        json_object_open(json, NULL);
        json_put_text(json, "digest", digest);
        put_uuid(json, "record", &p->blobs[i].record);
        put_uuid(json, "site", &p->blobs[i].site);
        put_uuid(json, "device", &p->blobs[i].device);
        put_time(json, "since", p->blobs[i].since_ms);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_totals(struct json_writer *json, const struct picture *p)
{
    json_object_open(json, "totals");
    json_put_integer(json, "devices", (int64_t)p->device_count);
    json_put_integer(json, "says", (int64_t)p->says);
    json_put_integer(json, "holds", (int64_t)p->holds);
    json_put_integer(json, "missing", (int64_t)p->missing);
    json_put_integer(json, "conflicts", (int64_t)p->conflict_count);
    json_put_integer(json, "quarantine", (int64_t)p->quarantined);
    json_put_integer(json, "waiting", (int64_t)p->waiting);
    json_put_integer(json, "open_groups", (int64_t)p->open_groups);
    json_put_integer(json, "blobs_missing", (int64_t)p->blob_count);
    json_put_integer(json, "alarms", (int64_t)p->alarm_count);
    json_put_integer(json, "sites", (int64_t)p->service.sites);
    json_put_integer(json, "sites_unjudged", (int64_t)p->service.unjudged);
    json_put_integer(json, "defects", (int64_t)p->service.defects);
    json_put_integer(json, "overdue", (int64_t)p->service.overdue);
    json_object_close(json);
}

static void put_service(struct json_writer *json, const struct picture_service *service)
{
    json_array_open(json, "service");
    for (size_t i = 0; i < service->finding_count; i++) {
        const struct picture_finding *finding = &service->findings[i];

        json_object_open(json, NULL);
        json_put_text(json, "what", picture_service_name(finding->what));
        put_uuid(json, "site", &finding->site);
        json_put_text(json, "place", finding->place);
        put_uuid(json, "record", &finding->record);
        json_put_text(json, "rule", finding->rule);
        json_put_text(json, "code", finding->code);
        json_put_text(json, "zh", finding->zh);
        json_put_text(json, "en", finding->en);
        put_time(json, "due", finding->due_ms);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_rows(struct json_writer *json, const struct tally *tally)
{
    json_array_open(json, "rectifications");
    for (size_t i = 0; i < tally->row_count; i++) {
        const struct tally_row *row = &tally->rows[i];

        json_object_open(json, NULL);
        json_put_text(json, "by", tally_by_name(row->by));
        json_put_text(json, "key", row->key);
        json_put_integer(json, "total", (int64_t)row->total);
        json_put_integer(json, "open", (int64_t)row->open);
        json_put_integer(json, "overdue", (int64_t)row->overdue);
        json_put_integer(json, "reopened", (int64_t)row->reopened);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_tally(struct json_writer *json, const struct tally *tally)
{
    put_rows(json, tally);
    json_object_open(json, "changes");
    json_put_integer(json, "issued", (int64_t)tally->issued);
    json_put_integer(json, "carried_out", (int64_t)tally->carried_out);
    json_put_integer(json, "in_time", (int64_t)tally->in_time);
    json_put_integer(json, "confirmed", (int64_t)tally->confirmed);
    json_put_integer(json, "cancelled", (int64_t)tally->cancelled);
    json_array_open(json, "vanished");
    for (size_t i = 0; i < tally->vanished_count; i++)
        put_uuid(json, NULL, &tally->vanished[i]);
    json_array_close(json);
    json_object_close(json);
}

void picture_json(const struct picture *p, struct buffer *out)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_integer(&json, "at", p->at_ms);
    json_put_u64(&json, "commit", p->head.number);
    put_actor(&json, "epoch", p->epoch);
    json_put_u64(&json, "backed_up_through", p->backed_up_through);
    put_totals(&json, p);
    json_array_open(&json, "devices");
    for (size_t i = 0; i < p->device_count; i++)
        put_device(&json, &p->devices[i]);
    json_array_close(&json);
    put_lists(&json, p);
    json_array_open(&json, "alarms");
    for (size_t i = 0; i < p->alarm_count; i++) {
        json_object_open(&json, NULL);
        put_time(&json, "at", p->alarms[i].at_ms);
        json_put_text(&json, "kind", p->alarms[i].kind);
        put_uuid(&json, "device", &p->alarms[i].device);
        json_put_text(&json, "detail", p->alarms[i].detail);
        json_object_close(&json);
    }
    json_array_close(&json);
    put_service(&json, &p->service);
    put_tally(&json, &p->service.tally);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}
