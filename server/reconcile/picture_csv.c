// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/picture_csv.h"

#include "shared/base/clock.h"
#include "shared/model/vector.h"

#include <stdio.h>
#include <string.h>

// One row of the table; empty cells are NULL.
struct row {
    const char *section, *name, *item, *detail;
    const struct uuid *device, *site, *record;
    uint64_t value;
    int64_t since_ms;
};

static void put_cell(struct buffer *out, const char *text)
{
    text = text == NULL ? "" : text;
    buffer_append_char(out, '"');
    if (text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL)
        buffer_append_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buffer_append_char(out, '"');
        buffer_append_char(out, *text);
    }
    buffer_append_char(out, '"');
}

static void put_id(struct buffer *out, const struct uuid *id)
{
    char text[UUID_TEXT] = "";
    if (id != NULL && !uuid_is_nil(id))
        uuid_format(id, text);
    buffer_append_char(out, ',');
    put_cell(out, text);
}

static void put_row(struct buffer *out, const struct row *row)
{
    char since[CLOCK_TEXT] = "";
    if (row->since_ms > 0)
        clock_format(row->since_ms, since);
    put_cell(out, row->section);
    put_id(out, row->device);
    buffer_append_char(out, ',');
    put_cell(out, row->name);
    put_id(out, row->site);
    put_id(out, row->record);
    buffer_append_char(out, ',');
    put_cell(out, row->item);
    buffer_printf(out, ",%llu,", (unsigned long long)row->value);
    put_cell(out, row->detail);
    buffer_append_char(out, ',');
    put_cell(out, since);
    buffer_append_text(out, "\r\n");
}

static void put_totals(struct buffer *out, const struct picture *p)
{
    const struct row rows[] = {
        {.section = "total", .item = "says", .value = p->says},
        {.section = "total", .item = "holds", .value = p->holds},
        {.section = "total", .item = "missing", .value = p->missing},
        {.section = "total", .item = "conflicts", .value = p->conflict_count},
        {.section = "total", .item = "quarantine", .value = p->quarantined},
        {.section = "total", .item = "waiting", .value = p->waiting},
        {.section = "total", .item = "open_groups", .value = p->open_groups},
        {.section = "total", .item = "blobs_missing", .value = p->blob_count},
        {.section = "total", .item = "alarms", .value = p->alarm_count},
        {.section = "total", .item = "sites", .value = p->service.sites},
        {.section = "total", .item = "sites_unjudged", .value = p->service.unjudged},
        {.section = "total", .item = "defects", .value = p->service.defects},
        {.section = "total", .item = "overdue", .value = p->service.overdue},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_row(out, &rows[i]);
}

static void put_device(struct buffer *out, const struct picture_device *d)
{
    struct row row
        = {.section = "device", .device = &d->id, .name = d->name, .since_ms = d->last_contact_ms};
    const struct {
        const char *item;
        uint64_t value;
    } figures[] = {{"says", d->says},
                   {"holds", d->holds},
                   {"missing", d->says - d->holds},
                   {"history_lost", d->lost},
                   {"unsent_writes", (uint64_t)d->unsent_writes},
                   {"unsent_blobs", (uint64_t)d->unsent_blobs},
                   {"commits_behind", d->behind},
                   {"copies", d->copies}};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        row.item = figures[i].item;
        row.value = figures[i].value;
        put_row(out, &row);
    }
    for (size_t i = 0; i < d->gap_count; i++) {
        char detail[96], actor[ACTOR_TEXT];
        const struct picture_gap *gap = &d->gaps[i];
        actor_format(gap->actor, actor);
        snprintf(detail, sizeof detail, "%s:%llu..%llu", actor, (unsigned long long)gap->from,
                 (unsigned long long)gap->to);
        row.section = "missing";
        row.item = "writes";
        row.value = gap->to - gap->from + 1;
        row.detail = detail;
        put_row(out, &row);
    }
}

static void put_service(struct buffer *out, const struct picture_service *service)
{
    for (size_t i = 0; i < service->finding_count; i++) {
        const struct picture_finding *finding = &service->findings[i];
        char detail[sizeof finding->zh + sizeof finding->en + sizeof finding->rule + 8];

        snprintf(detail, sizeof detail, "%s %s · %s", finding->rule, finding->zh, finding->en);
        put_row(out, &(struct row){.section = picture_service_name(finding->what),
                                   .name = finding->place,
                                   .site = &finding->site,
                                   .record = &finding->record,
                                   .item = finding->code,
                                   .value = 1,
                                   .detail = detail,
                                   .since_ms = finding->due_ms});
    }
}

static void put_figure(struct buffer *out, struct row row, const char *item, size_t value)
{
    row.item = item;
    row.value = value;
    put_row(out, &row);
}

static void put_tally(struct buffer *out, const struct tally *tally)
{
    struct row row = {.section = "changes"};

    for (size_t i = 0; i < tally->row_count; i++) {
        const struct tally_row *one = &tally->rows[i];
        struct row of
            = {.section = "rectifications", .name = one->key, .detail = tally_by_name(one->by)};

        put_figure(out, of, "total", one->total);
        put_figure(out, of, "open", one->open);
        put_figure(out, of, "overdue", one->overdue);
        put_figure(out, of, "reopened", one->reopened);
    }
    put_figure(out, row, "issued", tally->issued);
    put_figure(out, row, "carried_out", tally->carried_out);
    put_figure(out, row, "in_time", tally->in_time);
    put_figure(out, row, "confirmed", tally->confirmed);
    put_figure(out, row, "cancelled", tally->cancelled);
    for (size_t i = 0; i < tally->vanished_count; i++) {
        row.record = &tally->vanished[i];
        put_figure(out, row, "vanished", 1);
    }
}

void picture_csv(const struct picture *p, struct buffer *out)
{
    char digest[HASH_TEXT];
    buffer_append_text(out,
                       "\xEF\xBB\xBFsection,device,name,site,record,item,value,detail,since\r\n");
    put_totals(out, p);
    for (size_t i = 0; i < p->device_count; i++)
        put_device(out, &p->devices[i]);
    for (size_t i = 0; i < p->conflict_count; i++)
        put_row(out, &(struct row){.section = "conflict",
                                   .site = &p->conflicts[i].site,
                                   .record = &p->conflicts[i].id,
                                   .item = p->conflicts[i].kind,
                                   .value = 1,
                                   .detail = p->conflicts[i].fields});
    for (size_t i = 0; i < p->held_count; i++)
        put_row(out, &(struct row){.section = "held",
                                   .device = &p->held[i].device,
                                   .site = &p->held[i].site,
                                   .record = &p->held[i].record,
                                   .item = picture_reason(p->held[i].reason),
                                   .value = (uint64_t)p->held[i].row,
                                   .detail = p->held[i].detail,
                                   .since_ms = p->held[i].since_ms});
    for (size_t i = 0; i < p->blob_count; i++) {
        digest_format(&p->blobs[i].digest, digest);
        put_row(out, &(struct row){.section = "blob_missing",
                                   .device = &p->blobs[i].device,
                                   .site = &p->blobs[i].site,
                                   .record = &p->blobs[i].record,
                                   .item = "blob",
                                   .value = 1,
                                   .detail = digest,
                                   .since_ms = p->blobs[i].since_ms});
    }
    for (size_t i = 0; i < p->alarm_count; i++)
        put_row(out, &(struct row){.section = "alarm",
                                   .device = &p->alarms[i].device,
                                   .item = p->alarms[i].kind,
                                   .value = 1,
                                   .detail = p->alarms[i].detail,
                                   .since_ms = p->alarms[i].at_ms});
    put_service(out, &p->service);
    put_tally(out, &p->service.tally);
}
