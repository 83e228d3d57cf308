// SPDX-License-Identifier: Apache-2.0
#include "server/reports/night_tables.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define BYTES_PER_MB INT64_C(1048576)

struct table_words night_tables_group(enum figure_group group)
{
    static const struct table_words groups[]
        = {{"平板", "Tablets"}, {"数据", "Data"}, {"服务", "Service"}};

    return groups[group];
}

static void make_figures(const struct night *night, struct table *table)
{
    static const struct table_column columns[] = {
        {"group", "类别", "Group", TABLE_WORDS},  {"figure", "代码", "Code", TABLE_TEXT},
        {"words", "指标", "Figure", TABLE_WORDS}, {"count", "数", "Count", TABLE_INTEGER},
        {"unit", "单位", "Unit", TABLE_WORDS},    {"rule", "规则", "Rule", TABLE_TEXT},
    };

    table_init(table, "figures", "指标", "Figures");
    table_columns(table, columns, COUNT(columns));
    for (unsigned i = 0; i < FIGURE_COUNT; i++) {
        const struct figure_words *words = figure_words((enum figure)i);
        struct table_words group = night_tables_group(words->group);

        table_row(table);
        table_put_words(table, group.zh, group.en);
        table_put_string(table, words->code);
        table_put_words(table, words->zh, words->en);
        table_put_number(table, night->known[i] ? (int64_t)night->counts[i] : TABLE_NONE);
        table_put_words(table, words->unit_zh, words->unit_en);
        table_put_string(table, words->rule);
    }
    table_note(table, "空格表示当晚没有查看,不是零。",
               "An empty cell was not looked at that night; it "
               "does not mean zero.");
}

// Figures that tablets have a part in.
static const enum figure of_tablets[]
    = {FIGURE_MISSING, FIGURE_UNSENT,     FIGURE_UNSENT_FILES, FIGURE_LATE,   FIGURE_COPIES,
       FIGURE_FILES,   FIGURE_QUARANTINE, FIGURE_WAITING,      FIGURE_GROUPS, FIGURE_ALARMS};

enum { DEVICE_OWN = 15, COLUMNS_MOST = 48 };

static size_t device_columns(struct table_column *columns)
{
    static const struct table_column own[DEVICE_OWN] = {
        {"id", "平板编号", "Tablet", TABLE_ID},
        {"name", "名称", "Name", TABLE_TEXT},
        {"state", "状态", "State", TABLE_WORDS},
        {"agent", "程序", "Program", TABLE_TEXT},
        {"last_contact", "最近联系", "Last contact", TABLE_TIME_MS},
        {"says", "平板说有", "Says", TABLE_INTEGER},
        {"holds", "办公室有", "Holds", TABLE_INTEGER},
        {"unsent_oldest", "最早未传", "Oldest unsent", TABLE_TIME_MS},
        {"clock_seconds", "时钟差(秒)", "Clock off by (s)", TABLE_INTEGER},
        {"storage_mb", "剩余存储(MB)", "Storage left (MB)", TABLE_INTEGER},
        {"certificate_days", "证书剩余(天)", "Certificate (days)", TABLE_INTEGER},
        {"behind", "落后提交", "Commits behind", TABLE_INTEGER},
        {"history_lost", "历史缺失", "History lost", TABLE_INTEGER},
        {"proof_at", "逐条核对时间", "Compared at", TABLE_TIME_MS},
        {"proof_equal", "核对一致", "Same as the office", TABLE_TRUTH},
    };
    size_t count = DEVICE_OWN;

    memcpy(columns, own, sizeof(own));
    for (size_t i = 0; i < COUNT(of_tablets); i++) {
        const struct figure_words *words = figure_words(of_tablets[i]);

        columns[count++] = (struct table_column){words->code, words->zh, words->en, TABLE_INTEGER};
    }
    return count;
}

static void put_device(struct table *table, const struct night_device *device)
{
    static const struct table_words states[]
        = {{"使用中", "active"}, {"已停用", "revoked"}, {"清除", "wipe"}, {"返回", "returning"}};

    table_row(table);
    table_put_id(table, &device->id);
    table_put_string(table, device->name);
    table_put_words(table, states[device->state].zh, states[device->state].en);
    table_put_string(table, device->agent);
    table_put_time(table, device->last_contact_ms);
    table_put_number(table, (int64_t)device->says);
    table_put_number(table, (int64_t)device->holds);
    table_put_time(table, device->unsent_oldest_ms);
    table_put_number(table, device->last_contact_ms ? device->clock_offset_ms / 1000 : TABLE_NONE);
    table_put_number(table,
                     device->last_contact_ms ? device->storage_free / BYTES_PER_MB : TABLE_NONE);
    table_put_number(table, device->certificate_days);
    table_put_number(table, (int64_t)device->behind);
    table_put_number(table, (int64_t)device->lost);
    table_put_time(table, device->proof_ms);
    table_put_number(table, device->proof_ms ? device->proof_equal : TABLE_NONE);
    for (size_t i = 0; i < COUNT(of_tablets); i++)
        table_put_number(table, (int64_t)device->counts[of_tablets[i]]);
}

// The foot: what belongs to no tablet, then everything.
static void put_device_sum(struct table *table, const struct night *night, bool all)
{
    table_row(table);
    table_put_empty(table);
    table_put_string(table, all ? "合计 total" : "不属于平板 of no tablet");
    for (size_t i = 2; i < DEVICE_OWN; i++) {
        if (all && (i == 5 || i == 6))
            table_put_number(table, (int64_t)(i == 5 ? night->says : night->holds));
        else
            table_put_empty(table);
    }
    for (size_t i = 0; i < COUNT(of_tablets); i++)
        table_put_number(table, (int64_t)(all ? night->counts[of_tablets[i]]
                                              : night_of_no_device(night, of_tablets[i])));
}

static void make_devices(const struct night *night, struct table *table)
{
    struct table_column columns[COLUMNS_MOST];
    size_t count = device_columns(columns);

    table_init(table, "tablets", "平板", "Tablets");
    table_columns(table, columns, count);
    for (size_t i = 0; i < night->device_count; i++)
        put_device(table, &night->devices[i]);
    put_device_sum(table, night, false);
    put_device_sum(table, night, true);
}

static void put_counts(struct table *table, const uint64_t *counts)
{
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        if (figure_words((enum figure)i)->group != FIGURES_OF_TABLETS)
            table_put_number(table, (int64_t)counts[i]);
}

static void make_stores(const struct night *night, struct table *table)
{
    struct table_column columns[COLUMNS_MOST]
        = {{"store", "门店", "Store", TABLE_TEXT}, {"sites", "工地数", "Sites", TABLE_INTEGER}};
    size_t count = 2;

    for (unsigned i = 0; i < FIGURE_COUNT; i++) {
        const struct figure_words *words = figure_words((enum figure)i);

        if (words->group != FIGURES_OF_TABLETS)
            columns[count++]
                = (struct table_column){words->code, words->zh, words->en, TABLE_INTEGER};
    }
    table_init(table, "stores", "门店", "Stores");
    table_columns(table, columns, count);
    for (size_t i = 0; i < night->store_count; i++) {
        const struct night_store *store = &night->stores[i];

        table_row(table);
        table_put_string(table, *store->name ? store->name : "无门店 no store");
        table_put_number(table, (int64_t)store->sites);
        put_counts(table, store->counts);
    }
    table_row(table);
    table_put_string(table, "合计 total");
    table_put_number(table, (int64_t)night->site_count);
    put_counts(table, night->counts);
    table_note(table, "“无门店”包括不属于任何工地的条目。",
               "“no store” has what belongs to no site, too.");
}

static const struct table_column row_columns[] = {
    {"figure", "代码", "Code", TABLE_TEXT},        {"words", "指标", "Figure", TABLE_WORDS},
    {"what", "事项", "What", TABLE_WORDS},         {"amount", "数", "Count", TABLE_INTEGER},
    {"rule", "规则", "Rule", TABLE_TEXT},          {"code", "细目", "Detail", TABLE_TEXT},
    {"store", "门店", "Store", TABLE_TEXT},        {"contract", "合同编号", "Contract", TABLE_TEXT},
    {"place", "地址", "Address", TABLE_TEXT},      {"tablet", "平板", "Tablet", TABLE_TEXT},
    {"since", "起于", "Since", TABLE_TIME_MS},     {"due", "到期", "Due", TABLE_TIME_MS},
    {"kind", "记录类别", "Kind", TABLE_TEXT},      {"item", "条目", "Item", TABLE_TEXT},
    {"record", "记录", "Record", TABLE_ID},        {"site", "工地", "Site", TABLE_ID},
    {"device", "平板编号", "Tablet id", TABLE_ID},
};

static void put_row(const struct night *night, const struct night_row *row, struct table *table)
{
    const struct figure_words *words = figure_words(row->figure);
    const struct night_site *site = night_site(night, &row->site);
    const struct night_device *device = night_device(night, &row->device);

    table_row(table);
    table_put_string(table, words->code);
    table_put_words(table, words->zh, words->en);
    table_put_words(table, row->zh, row->en);
    table_put_number(table, (int64_t)row->amount);
    table_put_string(table, row->rule);
    table_put_string(table, row->code);
    table_put_string(table, site ? site->store : NULL);
    table_put_string(table, site ? site->contract : NULL);
    table_put_string(table, site ? site->place : NULL);
    table_put_string(table, device ? device->name : NULL);
    table_put_time(table, row->since_ms);
    table_put_time(table, row->due_ms);
    table_put_string(table, row->kind);
    table_put_string(table, row->item);
    table_put_id(table, &row->record);
    table_put_id(table, &row->site);
    table_put_id(table, &row->device);
}

static void make_rows(const struct night *night, struct table *table)
{
    table_init(table, "rows", "明细", "Rows");
    table_columns(table, row_columns, COUNT(row_columns));
    for (size_t i = 0; i < night->row_count; i++)
        put_row(night, &night->rows[i], table);
}

void night_tables_figure(const struct night *night, enum figure figure, struct table *out)
{
    const struct figure_words *words = figure_words(figure);
    size_t count;
    const struct night_row *rows = night_rows(night, figure, &count);

    table_init(out, words->code, words->zh, words->en);
    table_columns(out, row_columns, COUNT(row_columns));
    for (size_t i = 0; i < count; i++)
        put_row(night, &rows[i], out);
}

static void make_rectifications(const struct night *night, struct table *table)
{
    static const struct table_column columns[] = {
        {"by", "按", "By", TABLE_WORDS},
        {"key", "名称", "Name", TABLE_TEXT},
        {"total", "共", "Total", TABLE_INTEGER},
        {"open", "未销", "Open", TABLE_INTEGER},
        {"overdue", "逾期", "Overdue", TABLE_INTEGER},
        {"reopened", "重开", "Reopened", TABLE_INTEGER},
    };
    static const struct table_words by[]
        = {{"班组", "crew"}, {"设计师", "designer"}, {"检查项", "item"}};

    table_init(table, "rectifications", "整改 (D5.3)", "Rectifications (D5.3)");
    table_columns(table, columns, COUNT(columns));
    for (size_t i = 0; i < night->tally.row_count; i++) {
        const struct tally_row *row = &night->tally.rows[i];

        table_row(table);
        table_put_words(table, by[row->by].zh, by[row->by].en);
        table_put_string(table, *row->key ? row->key : "未填 not given");
        table_put_number(table, (int64_t)row->total);
        table_put_number(table, (int64_t)row->open);
        table_put_number(table, (int64_t)row->overdue);
        table_put_number(table, (int64_t)row->reopened);
    }
}

static void make_changes(const struct night *night, struct table *table)
{
    static const struct table_column columns[] = {
        {"issued", "提出", "Issued", TABLE_INTEGER},
        {"carried_out", "已实施", "Carried out", TABLE_INTEGER},
        {"in_time", "按期", "In time", TABLE_INTEGER},
        {"confirmed", "客户确认", "Confirmed", TABLE_INTEGER},
        {"cancelled", "取消", "Cancelled", TABLE_INTEGER},
        {"vanished", "不了了之", "Vanished", TABLE_INTEGER},
    };
    const struct tally *tally = &night->tally;

    table_init(table, "changes", "变更 (D9.2)", "Changes (D9.2)");
    table_columns(table, columns, COUNT(columns));
    table_row(table);
    table_put_number(table, (int64_t)tally->issued);
    table_put_number(table, (int64_t)tally->carried_out);
    table_put_number(table, (int64_t)tally->in_time);
    table_put_number(table, (int64_t)tally->confirmed);
    table_put_number(table, (int64_t)tally->cancelled);
    table_put_number(table, (int64_t)night->counts[FIGURE_VANISHED]);
}

static void note_late(const struct night *night, const struct night_restatement *restatement,
                      struct table *table)
{
    char zh[256], en[256], id[UUID_TEXT];

    for (size_t i = 0; i < restatement->late_count; i++) {
        const struct night_late *late = &restatement->late[i];
        const struct night_device *device = night_device(night, &late->device);

        uuid_format(&late->device, id);
        snprintf(zh, sizeof(zh), "%s:平板 %s 迟到 %" PRIu64 " 条", restatement->made_on,
                 device ? device->name : id, late->entries);
        snprintf(en, sizeof(en), "%s: %" PRIu64 " writes came late from tablet %s",
                 restatement->made_on, late->entries, device ? device->name : id);
        table_note(table, zh, en);
    }
}

// Figures that read otherwise with what came late; one line a restatement at least.
static void make_restated(const struct night *night, struct table *table)
{
    static const struct table_column columns[] = {
        {"made_on", "更正日期", "Restated on", TABLE_DATE},
        {"figure", "代码", "Code", TABLE_TEXT},
        {"words", "指标", "Figure", TABLE_WORDS},
        {"before", "原来", "Before", TABLE_INTEGER},
        {"after", "更正后", "After", TABLE_INTEGER},
        {"late", "迟到条目", "Late writes", TABLE_INTEGER},
    };

    table_init(table, "restated", "迟到与更正", "Late arrivals, restated");
    table_columns(table, columns, COUNT(columns));
    for (size_t i = 0; i < night->restated.count; i++) {
        const struct night_restatement *r = &night->restated.list[i];
        bool said = false;

        for (unsigned figure = 0; figure < FIGURE_COUNT || !said; figure++) {
            bool none = figure >= FIGURE_COUNT;
            const struct figure_words *words = none ? NULL : figure_words((enum figure)figure);

            if (!none && r->before[figure] == r->after[figure])
                continue;
            table_row(table);
            table_put_string(table, r->made_on);
            table_put_string(table, none ? "" : words->code);
            table_put_words(table, none ? "各项指标不变" : words->zh,
                            none ? "no figure changed" : words->en);
            table_put_number(table, none ? TABLE_NONE : (int64_t)r->before[figure]);
            table_put_number(table, none ? TABLE_NONE : (int64_t)r->after[figure]);
            table_put_number(table, (int64_t)r->entries);
            said = true;
        }
        note_late(night, r, table);
    }
}

void night_tables_make(const struct night *night, struct table tables[NIGHT_TABLES])
{
    make_figures(night, &tables[0]);
    make_devices(night, &tables[1]);
    make_stores(night, &tables[2]);
    make_rows(night, &tables[3]);
    make_rectifications(night, &tables[4]);
    make_changes(night, &tables[5]);
    make_restated(night, &tables[6]);
}

void night_tables_clear(struct table tables[NIGHT_TABLES])
{
    for (size_t i = 0; i < NIGHT_TABLES; i++)
        table_clear(&tables[i]);
}
