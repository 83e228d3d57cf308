// SPDX-License-Identifier: Apache-2.0
#include "server/reports/night_text.h"

#include "shared/base/clock.h"
#include "shared/base/when.h"

#include <inttypes.h>

enum { LIST_MOST = 50 };

static void put_device(struct buffer *out, const struct night *night, const struct night_device *d)
{
    static const char *const states[]
        = {"", " [已停用 revoked]", " [清除 wipe]", " [返回 returning]"};
    char id[UUID_TEXT], time[CLOCK_TEXT];

    uuid_format(&d->id, id);
    clock_format(d->last_contact_ms, time);
    buffer_printf(out,
                  "  %s %s%s\n    平板说 says %" PRIu64 ", 办公室有 holds %" PRIu64
                  ", 缺 missing %" PRIu64 "   最近 last contact %s\n",
                  id, d->name, states[d->state], d->says, d->holds, d->says - d->holds,
                  d->last_contact_ms == 0 ? "从未 never" : time);
    for (size_t i = 0; i < night->row_count; i++) {
        const struct night_row *row = &night->rows[i];

        if (uuid_equal(&row->device, &d->id)
            && figure_words(row->figure)->group == FIGURES_OF_TABLETS && row->figure != FIGURE_LATE)
            buffer_printf(out, "    %s: %s · %s %s\n", figure_words(row->figure)->zh, row->zh,
                          row->en, row->item);
    }
}

static void put_row(struct buffer *out, const struct night *night, const struct night_row *row)
{
    const struct night_site *site = night_site(night, &row->site);
    const struct night_device *device = night_device(night, &row->device);
    char id[UUID_TEXT] = "", due[WHEN_SHORT_TEXT] = "";

    if (row->due_ms)
        when_format(row->due_ms, due);
    if (!uuid_is_nil(&row->record))
        uuid_format(&row->record, id);
    buffer_printf(out, "    %s%s%s%s%s · %s", due, *due ? " " : "", row->rule,
                  *row->rule ? " " : "", row->zh, row->en);
    if (*row->code || *row->item)
        buffer_printf(out, " (%s%s%s)", row->code, *row->code && *row->item ? " " : "", row->item);
    if (site)
        buffer_printf(out, "  %s %s", site->contract, site->place);
    if (device)
        buffer_printf(out, "  %s", device->name);
    buffer_printf(out, *id ? "  [%s]\n" : "%s\n", id);
}

static void put_figure(struct buffer *out, const struct night *night, enum figure figure)
{
    const struct figure_words *words = figure_words(figure);
    size_t count;
    const struct night_row *rows = night_rows(night, figure, &count);

    if (count == 0)
        return;
    buffer_printf(out, "%s %s %" PRIu64 "\n", words->zh, words->en, night->counts[figure]);
    for (size_t i = 0; i < count && i < LIST_MOST; i++)
        put_row(out, night, &rows[i]);
    if (count > LIST_MOST)
        buffer_printf(out, "    还有 %zu 项,见 CSV 或 JSON · %zu more, see CSV or JSON\n",
                      count - LIST_MOST, count - LIST_MOST);
}

static void put_tally(struct buffer *out, const struct night *night)
{
    static const char *const by[] = {"班组 crew", "设计师 designer", "检查项 item"};
    const struct tally *tally = &night->tally;

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
                      "%zu, 客户已确认 confirmed %zu, 取消 cancelled %zu\n",
                      tally->issued, tally->carried_out, tally->in_time, tally->confirmed,
                      tally->cancelled);
}

static void put_restated(struct buffer *out, const struct night *night)
{
    for (size_t i = 0; i < night->restated.count; i++) {
        const struct night_restatement *r = &night->restated.list[i];

        buffer_printf(out, "更正 restated on %s: 迟到 %" PRIu64 " 条 writes came late\n",
                      r->made_on, r->entries);
        for (unsigned j = 0; j < FIGURE_COUNT; j++)
            if (r->before[j] != r->after[j])
                buffer_printf(out, "    %s %s: %" PRIu64 " → %" PRIu64 "\n",
                              figure_words((enum figure)j)->zh, figure_words((enum figure)j)->en,
                              r->before[j], r->after[j]);
    }
}

// What is not zero; the rest in one line.
static void put_counts(struct buffer *out, const struct night *night)
{
    size_t zero = 0;

    for (unsigned i = 0; i < FIGURE_COUNT; i++) {
        const struct figure_words *words = figure_words((enum figure)i);

        zero += night->known[i] && night->counts[i] == 0;
        if (night->known[i] && night->counts[i] > 0)
            buffer_printf(out, "  %s %s: %" PRIu64 "\n", words->zh, words->en, night->counts[i]);
    }
    buffer_printf(out, "  其余 %zu 项为零 the other %zu figures are zero\n", zero, zero);
}

void night_text(const struct night *night, struct buffer *out)
{
    char time[CLOCK_TEXT];

    clock_format(night->cut_ms, time);
    buffer_printf(out, "对账 reconcile  %s\n", time);
    buffer_printf(out,
                  "平板 tablets %zu   工地 sites %zu   平板说 say %" PRIu64
                  ", 办公室有 office holds %" PRIu64 "\n",
                  night->device_count, night->site_count, night->says, night->holds);
    put_counts(out, night);
    put_restated(out, night);
    for (size_t i = 0; i < night->device_count; i++)
        put_device(out, night, &night->devices[i]);
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        if (figure_words((enum figure)i)->group != FIGURES_OF_TABLETS)
            put_figure(out, night, (enum figure)i);
    put_tally(out, night);
}

static bool worse(const struct night *night, enum figure a, enum figure b)
{
    enum figure_tone left = figure_words(a)->tone, right = figure_words(b)->tone;

    return left != right ? left > right : night->counts[a] > night->counts[b];
}

size_t night_text_worst(const struct night *night, enum figure *out, size_t max)
{
    size_t count = 0;

    for (unsigned i = 0; i < FIGURE_COUNT; i++) {
        enum figure figure = (enum figure)i;
        size_t at;

        if (!night->known[i] || night->counts[i] == 0 || figure_words(figure)->tone == FIGURE_CALM)
            continue;
        for (at = count; at > 0 && worse(night, figure, out[at - 1]); at--)
            if (at < max)
                out[at] = out[at - 1];
        if (at < max)
            out[at] = figure;
        count += count < max;
    }
    return count;
}

void night_text_summary(const struct night *night, const char *board, struct buffer *out)
{
    enum figure worst[NIGHT_TEXT_WORST];
    size_t count = night_text_worst(night, worst, NIGHT_TEXT_WORST);
    char time[WHEN_SHORT_TEXT];

    when_format(night->cut_ms, time);
    buffer_printf(out, "对账 %s(截至 %s)\nReconciliation of %s (up to %s)\n\n", night->date, time,
                  night->date, time);
    if (count == 0)
        buffer_append_text(out, "一切正常。\nEverything is in order.\n");
    for (size_t i = 0; i < count; i++) {
        const struct figure_words *words = figure_words(worst[i]);

        buffer_printf(out, "! %s %" PRIu64 " %s\n  %s: %" PRIu64 " %s\n", words->zh,
                      night->counts[worst[i]], words->unit_zh, words->en, night->counts[worst[i]],
                      words->unit_en);
    }
    buffer_append_char(out, '\n');
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        if (night->known[i] && night->counts[i] > 0)
            buffer_printf(out, "%s %s: %" PRIu64 "\n", figure_words((enum figure)i)->zh,
                          figure_words((enum figure)i)->en, night->counts[i]);
    for (size_t i = 0; i < night->restates.count; i++)
        buffer_printf(out, "%s: 迟到 %" PRIu64 " 条,已更正 writes came late, restated\n",
                      night->restates.list[i].date, night->restates.list[i].entries);
    if (*board)
        buffer_printf(out, "\n%s\n", board);
}
