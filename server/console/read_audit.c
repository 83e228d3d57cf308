// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_audit.h"

#include "server/console/console.h"
#include "server/console/listing_file.h"
#include "server/console/people_book.h"
#include "server/sync/audit_kept.h"
#include "shared/base/calendar.h"
#include "shared/base/memory.h"
#include "shared/web/route.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum {
    PAGE = 100,
    FILE_ROWS_MOST = 100000,
    COUNTED_MOST = 100000,
    SUBJECT_MAX = 200,
    REPORT = 65536
};

static const struct table_column columns[] = {
    {"number", "序号", "number", TABLE_INTEGER}, {"at", "时间", "when", TABLE_TIME_MS},
    {"who", "账号", "login", TABLE_TEXT},        {"person", "人员", "person", TABLE_TEXT},
    {"act", "做了什么", "what", TABLE_TEXT},     {"subject_kind", "对象类别", "kind", TABLE_TEXT},
    {"subject", "对象", "of", TABLE_TEXT},       {"site", "工地", "site", TABLE_ID},
    {"before", "之前", "before", TABLE_TEXT},    {"after", "之后", "after", TABLE_TEXT},
    {"why", "原因", "why", TABLE_TEXT},          {"address", "从哪里", "from", TABLE_TEXT},
};

struct reading_audit {
    struct route_call *call;
    struct people_book book;
    int64_t from_ms, to_ms; // 0: open
    size_t limit;           // rows that are taken
    size_t taken, fits;
    uint64_t last, after; // number of the newest of a page before; 0: from the end
    struct table *table;  // of a file; NULL: rows go into the answer
};

static const char *name_of(const struct reading_audit *reading, const struct uuid *person)
{
    const struct book_person *found = people_book_find(&reading->book, person);

    return found ? found->name : NULL;
}

static void put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, uuid_is_nil(id) ? NULL : text);
}

// Nothing is null.
static void put_value(struct json_writer *json, const char *key, struct span text)
{
    json_put_span(json, key, text.len ? text : (struct span){0});
}

static void put_row(const struct reading_audit *reading, const struct audit_row *audit)
{
    struct json_writer *json = route_answer(reading->call);
    const char *name = name_of(reading, &audit->person);

    json_object_open(json, NULL);
    json_put_integer(json, "number", (int64_t)audit->number);
    json_put_integer(json, "at", audit->at_ms);
    json_put_span(json, "who", audit->who);
    put_id(json, "account", &audit->account);
    if (name) {
        json_object_open(json, "person");
        put_id(json, "id", &audit->person);
        json_put_text(json, "name", name);
        json_object_close(json);
    } else {
        json_put_null(json, "person");
    }
    json_put_span(json, "act", audit->act);
    json_put_span(json, "subject_kind", audit->subject_kind);
    json_put_span(json, "subject", audit->subject);
    put_id(json, "site", &audit->site);
    put_value(json, "before", audit->before);
    put_value(json, "after", audit->after);
    put_value(json, "why", audit->why);
    json_put_span(json, "address", audit->address);
    json_put_boolean(json, "erased", audit->salt.len == 0);
    json_put_hex(json, "chain", audit->chain.bytes, HASH_BYTES);
    json_object_close(json);
}

static void put_cells(const struct reading_audit *reading, const struct audit_row *audit)
{
    struct table *table = reading->table;

    table_row(table);
    table_put_number(table, (int64_t)audit->number);
    table_put_time(table, audit->at_ms);
    table_put_text(table, audit->who);
    table_put_string(table, name_of(reading, &audit->person));
    table_put_text(table, audit->act);
    table_put_text(table, audit->subject_kind);
    table_put_text(table, audit->subject);
    table_put_id(table, &audit->site);
    table_put_text(table, audit->before);
    table_put_text(table, audit->after);
    table_put_text(table, audit->why);
    table_put_text(table, audit->address);
}

static bool fits(const struct reading_audit *reading, const struct audit_row *audit)
{
    const struct route_call *call = reading->call;
    const char *act = route_text(call, "act"), *subject = route_text(call, "subject");
    const struct uuid *account = route_uuid(call, "account"), *site = route_uuid(call, "site");

    return (!act || span_is(audit->act, act)) && (!subject || span_is(audit->subject, subject))
           && (!account || uuid_equal(account, &audit->account))
           && (!site || uuid_equal(site, &audit->site))
           && (!reading->from_ms || audit->at_ms >= reading->from_ms)
           && (!reading->to_ms || audit->at_ms < reading->to_ms);
}

// The rows of the page, then on to count.
static bool take(void *arg, const struct audit_row *audit)
{
    struct reading_audit *reading = arg;

    if (!fits(reading, audit))
        return true;
    reading->fits++;
    if (reading->taken < reading->limit && (!reading->after || audit->number < reading->after)) {
        reading->taken++;
        reading->last = audit->number;
        if (reading->table)
            put_cells(reading, audit);
        else
            put_row(reading, audit);
    }
    return reading->fits < COUNTED_MOST || reading->taken < reading->limit;
}

// "2026-11-22" in China, as the moment it begins; 0: not given.
static enum err read_day(const struct route_call *call, const char *name, int64_t *out,
                         struct error *error)
{
    const char *text = route_text(call, name);
    int64_t day;

    *out = 0;
    if (!text)
        return ERR_OK;
    if (!calendar_parse(span_of(text), &day))
        return error_set(error, ERR_INVALID, "%s: \"%.20s\" is no day (2026-11-22)", name, text);
    *out = calendar_start_ms(day);
    return ERR_OK;
}

static enum err scan(struct reading_audit *reading, struct view *view, struct error *error)
{
    const struct route_call *call = reading->call;
    struct audit_range range = {.account = route_uuid(call, "account")};
    const char *subject = route_text(call, "subject"), *act = route_text(call, "act");

    if (!range.account)
        range.site = route_uuid(call, "site");
    if (!range.account && !range.site && subject)
        range.subject = span_of(subject);
    if (!range.account && !range.site && !subject && act)
        range.act = span_of(act);
    return audit_log_down(view, &range, take, reading, error);
}

static bool put_act(void *arg, struct span act)
{
    json_put_span(arg, NULL, act);
    return true;
}

static void put_accounts(struct json_writer *json, const struct people_book *book)
{
    json_array_open(json, "accounts");
    for (size_t i = 0; i < book->count; i++) {
        if (uuid_is_nil(&book->people[i].account))
            continue;
        json_object_open(json, NULL);
        put_id(json, "id", &book->people[i].account);
        json_put_text(json, "login", book->people[i].login);
        json_put_text(json, "name", book->people[i].name);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum err answer_page(struct reading_audit *reading, struct view *view, struct error *error)
{
    struct json_writer *json = route_answer(reading->call);
    const char *after = route_text(reading->call, "after");
    char next[24];
    enum err err;

    if (after && (!text_parse_u64(span_of(after), &reading->after) || !reading->after))
        return error_set(error, ERR_INVALID, "\"after\" is not of this list");
    reading->limit = (size_t)route_integer(reading->call, "limit", PAGE);
    json_array_open(json, "rows");
    err = scan(reading, view, error);
    json_array_close(json);
    snprintf(next, sizeof(next), "%llu", (unsigned long long)reading->last);
    json_put_text(json, "next",
                  reading->taken == reading->limit && reading->last > 1 ? next : NULL);
    json_put_integer(json, "total", (int64_t)reading->fits);
    json_object_open(json, "counts");
    json_object_close(json);
    json_array_open(json, "acts");
    if (err == ERR_OK)
        err = audit_log_acts(view, put_act, json, error);
    json_array_close(json);
    put_accounts(json, &reading->book);
    return err;
}

struct export_job {
    struct commit_job job; // first
    struct audit_row audit;
};

static enum err apply_export(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return audit_put(storage, &((struct export_job *)job)->audit, NULL, error);
}

static enum err answer_file(struct reading_audit *reading, struct view *view, int format,
                            struct error *error)
{
    struct export_job job = {.job = {.apply = apply_export, .quiet = true},
                             .audit = console_audit(reading->call, "export.audit")};
    struct table table;
    enum err err;

    if (!(route_access(reading->call) & CONSOLE_EXPORT))
        return error_set(error, ERR_DENIED, "你的角色不能导出 your roles do not permit exports");
    table_init(&table, "audit", "审计", "audit");
    table_columns(&table, columns, COUNT(columns));
    reading->table = &table;
    reading->limit = FILE_ROWS_MOST;
    err = scan(reading, view, error);
    job.audit.subject_kind = span_of("list");
    job.audit.subject = span_of("audit");
    job.audit.why = span_of(route_request(reading->call)->query);
    if (err == ERR_OK)
        err = console_commit(reading->call, &job.job, error);
    if (err == ERR_OK)
        err = listing_file_write(reading->call, &table, format, error);
    table_clear(&table);
    return err;
}

static enum err list_audit(struct route_call *call, struct error *error)
{
    struct reading_audit reading = {.call = call};
    struct view *view = console_view(call, error);
    int format = route_choice(call, "format");
    enum err err = view ? read_day(call, "from", &reading.from_ms, error) : error->code;

    if (err == ERR_OK)
        err = read_day(call, "to", &reading.to_ms, error);
    if (err != ERR_OK)
        return err;
    reading.to_ms += reading.to_ms ? CALENDAR_DAY_MS : 0; // that day too
    err = console_read_audit(call, "audit", NULL, error); // its values are personal data too
    if (err == ERR_OK)
        err = people_book_read(view, route_arena(call), &reading.book, error);
    if (err == ERR_OK)
        err = format < 0 ? answer_page(&reading, view, error)
                         : answer_file(&reading, view, format, error);
    people_book_clear(&reading.book);
    return err;
}

static enum err put_head(struct json_writer *json, struct view *view, struct error *error)
{
    struct audit_head_row head;
    uint64_t number;
    int64_t at_ms;
    struct digest chain;
    enum err err = audit_log_last_head(view, &head, error);

    if (err == ERR_NOT_FOUND) {
        json_put_null(json, "head");
        return ERR_OK;
    }
    if (err != ERR_OK || !audit_head_parse(head.head, &number, &chain, &at_ms))
        return err ? err : error_set(error, ERR_CORRUPT, "the head of the audit");
    json_object_open(json, "head");
    json_put_integer(json, "number", (int64_t)number);
    json_put_integer(json, "at_ms", at_ms);
    json_object_close(json);
    return ERR_OK;
}

static enum err put_state(struct route_call *call, struct view *view, struct error *error)
{
    struct json_writer *json = route_answer(call);
    struct audit_kept kept;
    struct audit_verdict verdict;
    struct buffer report;
    enum err err;

    buffer_init(&report, REPORT);
    err = audit_kept_look(view, &kept, &report, &verdict, error);
    json_put_integer(json, "rows", (int64_t)verdict.rows);
    json_put_integer(json, "erased", (int64_t)verdict.erased);
    json_put_integer(json, "heads", (int64_t)verdict.heads);
    json_put_integer(json, "faults", (int64_t)verdict.faults);
    json_put_text(json, "report", report.len ? report.data : "");
    json_put_known(json, "whole_ms", kept.at_ms != 0, kept.at_ms);
    json_put_integer(json, "since", (int64_t)(verdict.rows - kept.verdict.rows));
    buffer_clear(&report);
    return err ? err : put_head(json, view, error);
}

static enum err chain_state(struct route_call *call, struct error *error)
{
    struct view *view = console_view(call, error);

    return view ? put_state(call, view, error) : error->code;
}

struct keep_job {
    struct commit_job job; // first
    struct audit_row audit;
    struct audit_kept kept;
};

static enum err apply_keep(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    const struct keep_job *keep = (const struct keep_job *)job;
    enum err err = audit_kept_put(storage, &keep->kept, error);

    (void)stamp;
    return err ? err : audit_put(storage, &keep->audit, NULL, error);
}

// Reads all of it, whatever was verified before, and keeps what was found.
static enum err verify_chain(struct route_call *call, struct error *error)
{
    struct audit_seal_check check = {.view = console_view(call, error), .disk = console_disk(call)};
    struct keep_job keep = {.job = {.apply = apply_keep, .quiet = true},
                            .audit = console_audit(call, "audit.verify")};
    enum err err = check.view ? audit_kept_make(&check, console_now_ms(call), &keep.kept, error)
                              : error->code;

    keep.audit.subject_kind = span_of("audit");
    keep.audit.subject = span_of("audit");
    if (err == ERR_OK)
        err = console_commit(call, &keep.job, error);
    return err ? err : chain_state(call, error);
}

static const struct route_parameter parameters[] = {
    {.name = "act", .type = ROUTE_TEXT, .max = 64},
    {.name = "account", .type = ROUTE_UUID},
    {.name = "subject", .type = ROUTE_TEXT, .max = SUBJECT_MAX},
    {.name = "site", .type = ROUTE_UUID},
    {.name = "from", .type = ROUTE_TEXT, .max = 10},
    {.name = "to", .type = ROUTE_TEXT, .max = 10},
    {.name = "after", .type = ROUTE_TEXT, .max = 20},
    {.name = "limit", .type = ROUTE_INTEGER, .min = 1, .max = LISTING_PAGE_MOST},
    {.name = "format", .type = ROUTE_CHOICE, .choices = listing_formats},
    {.name = "language", .type = ROUTE_CHOICE, .choices = listing_languages},
};
const struct route read_audit_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/audit",
     .access = CONSOLE_AUDIT,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = list_audit,
     .purpose = "who did what and read whose data, the newest first; `from` and `to` are days; "
                "`acts` and `accounts` to choose from"},
    {.method = HTTP_GET,
     .path = "/api/audit/state",
     .access = CONSOLE_AUDIT,
     .handler = chain_state,
     .purpose
     = "whether the chain holds: rows, heads, faults and their report, when it was verified "
       "as a whole (`whole_ms`, null: never) and how many rows were verified on top "
       "(`since`), the newest signed `head`"},
    {.method = HTTP_POST,
     .path = "/api/audit/verify",
     .access = CONSOLE_AUDIT,
     .changes = true,
     .heavy = true,
     .handler = verify_chain,
     .purpose = "the same after every row, head and the ledger were verified again, as each night "
                "does; what was found is kept"},
};
const size_t read_audit_route_count = COUNT(read_audit_routes);
