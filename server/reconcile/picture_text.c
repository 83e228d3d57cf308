// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/picture_text.h"

#include "shared/base/clock.h"
#include "shared/base/when.h"
#include "shared/model/vector.h"

#include <string.h>

enum { LIST_MOST = 50 };

static const char *const state_words[]
    = {"", " [已停用 revoked]", " [清除 wipe]", " [返回 returning]"};

static void put_device(struct buffer *out, const struct picture_device *d)
{
    char id[UUID_TEXT], time[CLOCK_TEXT], actor[ACTOR_TEXT];
    uuid_format(&d->id, id);
    clock_format(d->last_contact_ms, time);
    buffer_printf(out,
                  "  %s %s%s\n    平板说 says %llu, 办公室有 holds %llu, 缺 missing %llu   最近 "
                  "last contact %s\n",
                  id, d->name, state_words[d->state], (unsigned long long)d->says,
                  (unsigned long long)d->holds, (unsigned long long)(d->says - d->holds),
                  d->last_contact_ms == 0 ? "从未 never" : time);
    for (size_t i = 0; i < d->gap_count && i < LIST_MOST; i++) {
        actor_format(d->gaps[i].actor, actor);
        buffer_printf(out, "    缺 missing %s: %llu…%llu\n", actor,
                      (unsigned long long)d->gaps[i].from, (unsigned long long)d->gaps[i].to);
    }
    if (d->unsent_writes + d->unsent_blobs > 0)
        buffer_printf(out, "    平板未传 unsent there: %lld 条 writes, %lld 文件 files\n",
                      (long long)d->unsent_writes, (long long)d->unsent_blobs);
    if (d->copies > 0)
        buffer_printf(out, "    此平板被恢复或复制过 restored or copied: %zu\n", d->copies);
    if (d->lost > 0)
        buffer_printf(out, "    历史缺失、状态已补 history lost, states healed: %llu\n",
                      (unsigned long long)d->lost);
    if (d->clock_offset_ms > 120000 || d->clock_offset_ms < -120000)
        buffer_printf(out, "    时钟偏差 clock off by %lld s\n",
                      (long long)(d->clock_offset_ms / 1000));
    if (d->certificate_days < 14)
        buffer_printf(out, "    证书剩余 certificate: %lld 天 days\n",
                      (long long)d->certificate_days);
}

static void put_lists(struct buffer *out, const struct picture *p)
{
    char id[UUID_TEXT], digest[HASH_TEXT], time[CLOCK_TEXT];
    for (size_t i = 0; i < p->conflict_count && i < LIST_MOST; i++) {
        uuid_format(&p->conflicts[i].id, id);
        buffer_printf(out, "  冲突 conflict: %s %s (%s)\n", p->conflicts[i].kind, id,
                      p->conflicts[i].fields);
    }
    for (size_t i = 0; i < p->held_count && i < LIST_MOST; i++) {
        uuid_format(&p->held[i].record, id);
        buffer_printf(out, "  暂存 held #%lld (%s): %s  %s\n", (long long)p->held[i].row,
                      picture_reason(p->held[i].reason), id, p->held[i].detail);
    }
    for (size_t i = 0; i < p->blob_count && i < LIST_MOST; i++) {
        uuid_format(&p->blobs[i].record, id);
        digest_format(&p->blobs[i].digest, digest);
        buffer_printf(out, "  缺文件 file missing: %.16s… 记录 record %s\n", digest, id);
    }
    for (size_t i = 0; i < p->alarm_count && i < LIST_MOST; i++) {
        clock_format(p->alarms[i].at_ms, time);
        buffer_printf(out, "  警报 alarm %s: %s %s\n", time, p->alarms[i].kind,
                      p->alarms[i].detail);
    }
}

static void put_service(struct buffer *out, const struct picture_service *service)
{
    static const char *const words[] = {"问题 defect", "逾期 overdue", "无法判断 unjudged"};
    struct uuid site = uuid_nil;
    char id[UUID_TEXT], due[WHEN_SHORT_TEXT];

    for (size_t i = 0; i < service->finding_count && i < LIST_MOST; i++) {
        const struct picture_finding *finding = &service->findings[i];

        if (!uuid_equal(&site, &finding->site)) {
            site = finding->site;
            uuid_format(&site, id);
            buffer_printf(out, "  工地 site %s  %s\n", id, finding->place);
        }
        uuid_format(&finding->record, id);
        buffer_printf(out, "    %s ", words[finding->what]);
        if (finding->due_ms) {
            when_format(finding->due_ms, due);
            buffer_printf(out, "%s ", due);
        }
        buffer_printf(out, "%s %s · %s  [%s]\n", finding->rule, finding->zh, finding->en, id);
    }
    if (service->finding_count > LIST_MOST)
        buffer_printf(out, "    还有 %zu 项,见 CSV 或 JSON · %zu more, see CSV or JSON\n",
                      service->finding_count - LIST_MOST, service->finding_count - LIST_MOST);
}

static void put_tally(struct buffer *out, const struct tally *tally)
{
    static const char *const by[] = {"班组 crew", "设计师 designer", "检查项 item"};
    char id[UUID_TEXT];

    for (size_t i = 0; i < tally->row_count && i < LIST_MOST; i++) {
        const struct tally_row *row = &tally->rows[i];

        if (row->overdue + row->reopened == 0)
            continue;
        buffer_printf(out,
                      "  整改 rectifications · %s %s: 共 total %zu, 未销 open %zu, 逾期 overdue "
                      "%zu, 重开 reopened %zu\n",
                      by[row->by], row->key[0] ? row->key : "未填 not given", row->total, row->open,
                      row->overdue, row->reopened);
    }
    if (tally->issued)
        buffer_printf(out,
                      "  变更 changes: 提出 issued %zu, 已实施 carried out %zu, 其中按期 in time "
                      "%zu, 客户已确认 confirmed %zu, 取消 cancelled %zu, 不了了之 vanished %zu\n",
                      tally->issued, tally->carried_out, tally->in_time, tally->confirmed,
                      tally->cancelled, tally->vanished_count);
    for (size_t i = 0; i < tally->vanished_count && i < LIST_MOST; i++) {
        uuid_format(&tally->vanished[i], id);
        buffer_printf(out, "    不了了之 vanished  [%s]\n", id);
    }
}

void picture_text(const struct picture *p, struct buffer *out)
{
    char time[CLOCK_TEXT];
    clock_format(p->at_ms, time);
    buffer_printf(out, "对账 reconcile  %s\n", time);
    buffer_printf(out, "平板说 tablets say %llu, 办公室有 office holds %llu, 缺 missing %llu\n",
                  (unsigned long long)p->says, (unsigned long long)p->holds,
                  (unsigned long long)p->missing);
    buffer_printf(out,
                  "冲突 conflicts %zu   隔离 quarantine %llu   等前文 waiting %llu   未完成的组 "
                  "open groups %llu   "
                  "缺文件 files missing %zu   警报 alarms %zu\n",
                  p->conflict_count, (unsigned long long)p->quarantined,
                  (unsigned long long)p->waiting, (unsigned long long)p->open_groups, p->blob_count,
                  p->alarm_count);
    buffer_printf(out,
                  "工地 sites %zu   问题 defects %zu   逾期 overdue %zu   无法判断 unjudged %zu\n",
                  p->service.sites, p->service.defects, p->service.overdue, p->service.unjudged);
    for (size_t i = 0; i < p->device_count; i++)
        put_device(out, &p->devices[i]);
    put_lists(out, p);
    put_service(out, &p->service);
    put_tally(out, &p->service.tally);
}
