// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_signoffs.h"

#include "server/console/choices.h"
#include "server/console/console.h"
#include "server/console/listing.h"
#include "server/console/site_row.h"
#include "server/console/wanted.h"
#include "server/reconcile/site_papers.h"
#include "shared/base/calendar.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/model/kind_choice.h"
#include "shared/model/kind_word.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { DAY_TEXT = 10 };

struct row {
    struct site_row of; // first
    const struct site_paper *paper;
};
struct looking {
    struct route_call *call;
    struct site_listed listed;
    struct row *rows;
    size_t count;
    const char *text, *store, *form;
    const struct uuid *site, *node;
    int state, verdict;
    bool unlogged;
    int64_t from_ms, to_ms; // signed in [from, to)
};
struct counts {
    int64_t all, unlogged, state[PAPER_STATES];
};

// Of a customer the name is personal data, of staff it is not.
static const char *name_of(const struct row *row)
{
    return row->of.personal || strcmp(row->paper->role, "customer") != 0 ? row->paper->name : "";
}

// ---- filters ----

static bool text_fits(const struct row *row, const char *text)
{
    const char *const texts[] = {
        row->paper->form_words.zh,
        row->paper->form_words.en,
        row->paper->node_words.zh,
        row->paper->node_words.en,
        name_of(row),
    };

    return site_row_says(&row->of, text, texts, COUNT(texts));
}

static bool place_fits(const struct looking *looking, const struct row *row)
{
    return wanted_text(looking->store, row->of.site->store)
           && wanted_id(looking->site, &row->of.site->site)
           && wanted_id(looking->node, &row->paper->node);
}

static bool keeps(const void *ctx, const void *item)
{
    const struct looking *looking = ctx;
    const struct row *row = item;
    const struct site_paper *paper = row->paper;
    const char *verdict = looking->verdict < 0 ? NULL : kind_choice_verdicts[looking->verdict];

    return (looking->state < 0 || paper->state == (enum site_paper_state)looking->state)
           && wanted_text(verdict, paper->verdict) && wanted_text(looking->form, paper->form)
           && (!looking->unlogged || !paper->logged) && place_fits(looking, row)
           && paper->signed_ms >= looking->from_ms && paper->signed_ms < looking->to_ms
           && text_fits(row, looking->text);
}

static void count_row(void *counts, const void *ctx, const void *item)
{
    struct counts *sum = counts;
    const struct row *row = item;

    (void)ctx;
    sum->all++;
    sum->unlogged += !row->paper->logged;
    sum->state[row->paper->state]++;
}

static void put_counts(struct json_writer *json, const void *counts)
{
    const struct counts *sum = counts;

    json_put_integer(json, "all", sum->all);
    json_put_integer(json, "unlogged", sum->unlogged);
    for (int i = 0; i < PAPER_STATES; i++)
        json_put_integer(json, site_papers_states[i], sum->state[i]);
}

// ---- columns ----

static const struct table_column columns[] = {
    {"id", "编号", "id", TABLE_ID},
    {"form", "表单", "Form", TABLE_WORDS},
    {"node", "节点", "Node", TABLE_WORDS},
    {"role", "签字人角色", "Signer's role", TABLE_WORDS},
    {"name", "签字人", "Signer", TABLE_TEXT},
    {"verdict", "签署意见", "Verdict", TABLE_WORDS},
    {"score", "评分", "Score", TABLE_INTEGER},
    {"signed_ms", "签署时间", "Signed", TABLE_TIME_MS},
    {"state", "状态", "State", TABLE_WORDS},
    {"logged", "已会签", "Countersigned", TABLE_TRUTH},
    {"contract", "合同编号", "Contract", TABLE_TEXT},
    {"customer", "客户", "Customer", TABLE_TEXT},
    {"address", "地址", "Address", TABLE_TEXT},
    {"store", "门店", "Store", TABLE_TEXT},
};

static void put_words(struct table *table, struct site_words words)
{
    if (words.zh[0] || words.en[0])
        table_put_words(table, words.zh, words.en);
    else
        table_put_empty(table);
}

static void put_code(struct table *table, const char *code)
{
    const struct kind_word *word = kind_word_find(span_of("signoff"), span_of(code));

    put_words(table,
              word ? (struct site_words){word->zh, word->en} : (struct site_words){code, code});
}

static void put(struct table *table, const void *ctx, const void *item)
{
    const struct row *row = item;
    const struct site_paper *paper = row->paper;

    (void)ctx;
    table_put_id(table, &paper->id);
    put_words(table, paper->form_words);
    put_words(table, paper->node_words);
    put_code(table, paper->role);
    table_put_string(table, name_of(row));
    put_code(table, paper->verdict);
    table_put_number(table, paper->score ? paper->score : TABLE_NONE);
    table_put_time(table, paper->signed_ms);
    put_words(table, site_papers_words(paper->state));
    table_put_number(table, paper->logged);
    table_put_string(table, site_row_contract(&row->of));
    table_put_string(table, site_row_customer(&row->of));
    table_put_string(table, site_row_address(&row->of));
    table_put_string(table, row->of.site->store);
}

static void put_extra(struct json_writer *json, const void *ctx, const void *item)
{
    const struct row *row = item;

    (void)ctx;
    fact_json_id(json, "site", &row->of.site->site);
    json_put_text(json, "state_code", site_papers_states[row->paper->state]);
    json_put_text(json, "verdict_code", row->paper->verdict);
}

// ---- the answer ----

// Forms that anything was signed on, to choose from.
static void put_forms(const struct looking *looking)
{
    struct choices forms = {.count = 0};

    for (size_t i = 0; i < looking->count; i++)
        choices_note(&forms, looking->rows[i].paper->form, looking->rows[i].paper->form_words);
    choices_put(&forms, route_answer(looking->call), "forms");
}

static enum err read_day(const struct route_call *call, const char *name, int64_t *day,
                         struct error *error)
{
    const char *text = route_text(call, name);

    if (!text || calendar_parse(span_of(text), day))
        return ERR_OK;
    return error_set(error, ERR_INVALID, "%s：写成 2026-11-22 write it like 2026-11-22", name);
}

static enum err read_wishes(const struct route_call *call, struct looking *out, struct error *error)
{
    int64_t from = INT64_MIN, to = INT64_MAX;
    enum err err = read_day(call, "from", &from, error);

    if (err == ERR_OK)
        err = read_day(call, "to", &to, error);
    out->from_ms = from == INT64_MIN ? from : calendar_start_ms(from);
    out->to_ms = to == INT64_MAX ? to : calendar_end_ms(to) + 1;
    out->text = route_text(call, "text");
    out->store = route_text(call, "store");
    out->form = route_text(call, "form");
    out->site = route_uuid(call, "site");
    out->node = route_uuid(call, "node");
    out->state = route_choice(call, "state");
    out->verdict = route_choice(call, "verdict");
    out->unlogged = route_truth(call, "unlogged");
    return err;
}

static enum err begin(struct route_call *call, struct looking *out, struct error *error)
{
    enum err err = site_lists_take(call, &out->listed, error);
    size_t all = 0;

    out->call = call;
    if (err == ERR_OK)
        err = read_wishes(call, out, error);
    if (err != ERR_OK)
        return err;
    for (size_t i = 0; i < out->listed.count; i++)
        all += out->listed.sites[i]->paper_count;
    out->rows = mem_alloc_array(all + 1, sizeof(*out->rows));
    for (size_t i = 0; i < out->listed.count; i++) {
        const struct site_summary *site = out->listed.sites[i];

        for (size_t k = 0; k < site->paper_count; k++)
            out->rows[out->count++]
                = (struct row){{site, out->listed.personal[i]}, &site->papers[k]};
    }
    return out->listed.any_personal ? console_read_audit(call, "signoffs", NULL, error) : ERR_OK;
}

static const struct listing_word state_words[] = {{"counts", "有效", "stands"},
                                                  {"later", "以后来签的为准", "superseded"},
                                                  {"unsure", "无法核对", "cannot be compared"},
                                                  {"changed", "签后变更", "changed after signing"},
                                                  {"voided", "已作废", "voided"},
                                                  {"broken", "封签不符", "seal does not verify"},
                                                  {NULL, NULL, NULL}};
static const struct listing_filter filters[] = {
    {"text", "包含", "contains", NULL},
    {"state", "状态", "state", state_words},
    {"verdict", "意见", "verdict", NULL},
    {"form", "表单", "form", NULL},
    {"store", "门店", "store", NULL},
    {"from", "从", "from", NULL},
    {"to", "到", "to", NULL},
    {"unlogged", "未会签", "not countersigned", NULL},
    {"site", "工地", "site", NULL},
    {"node", "节点", "node", NULL},
};
static const struct listing signoffs = {
    .code = "signoffs",
    .zh = "签署",
    .en = "Sign-offs",
    .columns = columns,
    .column_count = COUNT(columns),
    .sort = "signed_ms",
    .descending = true,
    .filters = filters,
    .filter_count = COUNT(filters),
    .row_size = sizeof(struct row),
    .put = put,
    .extra = put_extra,
    .keeps = keeps,
    .store = site_row_store,
    .capability = CONSOLE_SEE,
    .count_row = count_row,
    .put_counts = put_counts,
};

static enum err get_signoffs(struct route_call *call, struct error *error)
{
    struct looking looking = {.count = 0};
    struct counts counts = {0};
    enum err err = begin(call, &looking, error);

    if (err == ERR_OK) {
        const struct listing_source source = {
            .listing = &signoffs,
            .ctx = &looking,
            .rows = looking.rows,
            .count = looking.count,
            .counts = &counts,
        };

        put_forms(&looking);
        err = listing_answer(call, &source, error);
    }
    mem_free(looking.rows);
    site_lists_release(&looking.listed);
    return err;
}

static const struct route_parameter parameters[] = {
    {.name = "text", .type = ROUTE_TEXT, .max = 200},
    {.name = "state", .type = ROUTE_CHOICE, .choices = site_papers_states},
    {.name = "verdict", .type = ROUTE_CHOICE, .choices = kind_choice_verdicts},
    {.name = "form", .type = ROUTE_TEXT, .max = 255},
    {.name = "store", .type = ROUTE_TEXT, .max = 255},
    {.name = "from", .type = ROUTE_TEXT, .max = DAY_TEXT},
    {.name = "to", .type = ROUTE_TEXT, .max = DAY_TEXT},
    {.name = "unlogged", .type = ROUTE_TRUTH},
    {.name = "site", .type = ROUTE_UUID},
    {.name = "node", .type = ROUTE_UUID},
    LISTING_PARAMETERS,
};

const struct route read_signoffs_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/signoffs",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_signoffs,
     .purpose = "the sign-offs of all sites one sees, what was signed last first: {rows, next, "
                "total, counts (by state), forms}; `from` and `to` are days"},
};
const size_t read_signoffs_route_count = COUNT(read_signoffs_routes);
