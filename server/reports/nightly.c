// SPDX-License-Identifier: Apache-2.0
#include "server/reports/nightly.h"

#include "server/enrol/authority.h"
#include "server/reconcile/night_book.h"
#include "server/reconcile/night_compare.h"
#include "server/reconcile/night_page.h"
#include "server/reconcile/night_restate.h"
#include "server/reconcile/night_take.h"
#include "server/reconcile/night_watch.h"
#include "server/reports/night_setting.h"
#include "server/reports/night_text.h"
#include "server/reports/overdue_events.h"
#include "server/storage/contacts.h"
#include "server/storage/erasures.h"
#include "server/storage/postbox.h"
#include "server/sync/committer.h"
#include "server/sync/log_seal.h"
#include "server/sync/office_parts.h"
#include "shared/wire/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETTING_MAX = 128, PAGE_PACKED_MAX = 32 << 20, SUMMARY_MAX = 32 << 10 };
enum { MONTH_DAYS = 30, BOARD_LINK = HOST_PORT_TEXT + 32 };
#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

static const char after_setting[] = "night_files_after";

enum err nightly_hour(struct view *view, int *out, struct error *error)
{
    int64_t hour = NIGHTLY_HOUR;
    enum err err = night_setting_read(view, NIGHT_SETTING_HOUR, &hour, error);

    *out = (int)hour;
    return err;
}

static enum err to_come(const char *date, struct error *error)
{
    return error_set(error, ERR_NOT_FOUND, "%s 的对账时间还没到 the night of %s is still to come",
                     date, date);
}

static enum err cut_of(struct view *view, const char *date, int64_t *cut_ms, struct error *error)
{
    int64_t day;
    int hour = NIGHTLY_HOUR;
    enum err err;

    if (!calendar_parse(span_of(date), &day))
        return error_set(error, ERR_INVALID, "\"%s\" is no date; a date is written 2026-11-22",
                         date);
    err = nightly_hour(view, &hour, error);
    *cut_ms = calendar_start_ms(day) + (hour == NIGHTLY_OFF ? NIGHTLY_HOUR : hour) * HOUR_MS;
    return err;
}

// What a night is made of; `log` and `seal` must stay where they are.
struct making {
    struct office *office;
    struct view *view;
    struct log_seal log;
    struct progress_seal seal;
    struct night_take_options options;
    struct digest after;     // files were hashed up to it
    struct audit_kept audit; // as it was verified; at_ms 0: it was not
};

static enum err begin(struct making *making, struct office *office, struct error *error)
{
    const struct buffer *ca = &office_authority(office)->ca_pem;

    *making = (struct making){.office = office, .log = {.trust = {.ca_pem = {ca->data, ca->len}}}};
    making->seal = (struct progress_seal){.ctx = &making->log, .intact = log_seal_intact};
    making->options.seal = &making->seal;
    office_tidy(office); // last contacts stand in memory until now
    enum err err = storage_open_view(office_storage(office), &making->view, error);
    making->log.view = making->view;
    return err;
}

static enum err take(struct making *making, struct night *out, struct error *error)
{
    enum err err = night_setting_read(making->view, NIGHT_SETTING_UNVISITED,
                                      &making->options.unvisited_days, error);

    return err == ERR_OK ? night_take(making->view, &making->options, out, error) : err;
}

enum err nightly_now(struct office *office, struct night *out, struct error *error)
{
    struct making making;
    enum err err = begin(&making, office, error);

    night_init(out);
    making.options.cut_ms = clock_wall_ms(&office->clock);
    making.options.newest = making.options.observe = true;
    if (err == ERR_OK)
        err = take(&making, out, error);
    storage_close_view(making.view);
    return err;
}

enum err nightly_read(struct office *office, const char *date, struct night *out,
                      struct error *error)
{
    struct making making;
    enum err err = begin(&making, office, error);

    night_init(out);
    if (err == ERR_OK)
        err = cut_of(making.view, date, &making.options.cut_ms, error);
    if (err == ERR_OK)
        err = night_book_read(making.view, date, out, error);
    if (err == ERR_NOT_FOUND && making.options.cut_ms > clock_wall_ms(&office->clock)) {
        err = to_come(date, error);
    } else if (err == ERR_NOT_FOUND) {
        night_clear(out);
        err = take(&making, out, error);
    }
    storage_close_view(making.view);
    return err;
}

// What only the night itself can see.
static enum err watch(struct making *making, struct night *night, struct error *error)
{
    struct night_watch_options options = {.office = making->office,
                                          .view = making->view,
                                          .after = &making->after,
                                          .audit = &making->audit};
    struct buffer after;
    int64_t mb = NIGHT_WATCH_MB;
    enum err err = night_setting_read(making->view, NIGHT_SETTING_FILES, &mb, error);

    buffer_init(&after, SETTING_MAX);
    if (err == ERR_OK)
        err = setting_get(making->view, after_setting, &after, error);
    if (err != ERR_OK || !digest_parse(after.data, after.len, &making->after))
        making->after = (struct digest){0};
    buffer_clear(&after);
    options.bytes = (uint64_t)mb << 20;
    return err == ERR_OK || err == ERR_NOT_FOUND ? night_watch_read(&options, night, error) : err;
}

struct keeping {
    struct commit_job job; // first
    struct office *office;
    struct night *night;
    struct night_row_kept row;
    struct buffer packed, totals, summary;
    char after[HASH_TEXT];
    const struct audit_kept *audit;
};

static enum err put_restatements(struct keeping *keeping, struct storage *storage,
                                 struct error *error)
{
    const struct night_restatements *restates = &keeping->night->restates;
    struct buffer page;
    enum err err = ERR_OK;

    buffer_init(&page, 1 << 20);
    for (size_t i = 0; err == ERR_OK && i < restates->count; i++) {
        const struct night_restatement *r = &restates->list[i];
        struct night_restated row = {.commit = r->commit, .entries = r->entries};

        buffer_reset(&page);
        night_page_restatement(r, &page);
        text_copy(row.date, sizeof(row.date), span_of(r->date));
        text_copy(row.made_on, sizeof(row.made_on), span_of(r->made_on));
        row.page = (struct span){page.data, page.len};
        err = nights_restate(storage, &row, error);
    }
    buffer_clear(&page);
    return err;
}

static enum err put_event(struct keeping *keeping, struct storage *storage, struct error *error)
{
    const struct night *night = keeping->night;
    char title[128];
    struct postbox_event event = {
        .kind = "night.done",
        .key = night->date,
        .text = {keeping->summary.data, keeping->summary.len},
        .data = {keeping->totals.data, keeping->totals.len},
    };

    snprintf(title, sizeof(title), "对账 %s 已完成 the reconciliation of %s is done", night->date,
             night->date);
    event.title = span_of(title);
    return postbox_put(storage, &event, error);
}

static enum err apply_night(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct keeping *keeping = (struct keeping *)job;
    const int64_t thin_ms = keeping->row.cut_ms - (NIGHT_RESTATE_NIGHTS + 1) * DAY_MS;
    enum err err = nights_put(storage, &keeping->row, error);

    (void)stamp;
    if (err == ERR_OK)
        err = contacts_thin(storage, thin_ms - MONTH_DAYS * DAY_MS, thin_ms, error);
    if (err == ERR_OK)
        err = put_restatements(keeping, storage, error);
    if (err == ERR_OK)
        err = setting_put(storage, after_setting, span_of(keeping->after), error);
    if (err == ERR_OK && keeping->audit->at_ms)
        err = audit_kept_put(storage, keeping->audit, error);
    if (err == ERR_OK)
        err = put_event(keeping, storage, error);
    if (err == ERR_OK)
        err = overdue_events_put(storage, keeping->night, error);
    if (err == ERR_OK)
        countersign_night(keeping->office);
    return err;
}

// Where people open the night: the console's page.
static void name_board(struct office *office, const char *date, char out[BOARD_LINK])
{
    pthread_mutex_lock(&office->address_mutex);
    snprintf(out, BOARD_LINK, "https://%s/#/board/%s", office->office_address, date);
    if (office->office_address[0] == '\0')
        out[0] = '\0';
    pthread_mutex_unlock(&office->address_mutex);
}

// The page, its digest and what the commit needs of it.
static enum err fill(struct keeping *keeping, struct error *error)
{
    char board[BOARD_LINK];
    struct night *night = keeping->night;
    struct night_row_kept *row = &keeping->row;
    struct buffer page;
    enum err err;

    buffer_init(&page, NIGHT_PAGE_MAX);
    err = night_page_write(night, &page, error);
    if (err == ERR_OK) {
        hash_once(page.data, page.len, &night->digest);
        night->id = uuid_v8(night->digest.bytes);
        err = codec_encode_zstd((struct span){page.data, page.len}, &keeping->packed, error);
    }
    night_page_totals(night, &keeping->totals);
    name_board(keeping->office, night->date, board);
    night_text_summary(night, board, &keeping->summary);
    if (err == ERR_OK && (keeping->totals.failed || keeping->summary.failed))
        err = error_set(error, ERR_TOO_LARGE, "the summary of the night");
    text_copy(row->date, sizeof(row->date), span_of(night->date));
    row->id = night->id;
    row->cut_ms = night->cut_ms;
    row->made_ms = night->made_ms;
    row->commit = night->commit.number;
    row->by_hand = night->by_hand;
    row->digest = night->digest;
    row->size = page.len;
    row->totals = (struct span){keeping->totals.data, keeping->totals.len};
    row->page = (struct span){keeping->packed.data, keeping->packed.len};
    buffer_clear(&page);
    return err;
}

static enum err commit(struct making *making, struct night *night, struct error *error)
{
    struct keeping keeping = {.job = {.apply = apply_night},
                              .office = making->office,
                              .night = night,
                              .audit = &making->audit};
    enum err err;

    buffer_init(&keeping.packed, PAGE_PACKED_MAX);
    buffer_init(&keeping.totals, 1 << 16);
    buffer_init(&keeping.summary, SUMMARY_MAX);
    digest_format(&making->after, keeping.after);
    night->made_ms = clock_wall_ms(&making->office->clock);
    err = fill(&keeping, error);
    if (err == ERR_OK)
        err = committer_run(office_committer(making->office), &keeping.job, NULL, error);
    night->kept = err == ERR_OK;
    buffer_clear(&keeping.packed);
    buffer_clear(&keeping.totals);
    buffer_clear(&keeping.summary);
    return err;
}

static enum err make(struct making *making, struct night *out, struct error *error)
{
    enum err err = take(making, out, error);

    if (err == ERR_OK && making->options.observe)
        err = watch(making, out, error);
    if (err == ERR_OK)
        err = night_restate_read(making->view, &making->seal, out, error);
    if (err == ERR_OK)
        err = night_settle(out, error);
    out->by_hand = making->options.newest;
    return err == ERR_OK ? commit(making, out, error) : err;
}

enum err nightly_keep(struct office *office, const char *date, struct night *out,
                      struct error *error)
{
    struct making making;
    int64_t now_ms = clock_wall_ms(&office->clock);
    char today[CALENDAR_DATE_TEXT];
    enum err err = begin(&making, office, error);

    night_init(out);
    calendar_format(calendar_day(now_ms), today);
    making.options.cut_ms = now_ms;
    making.options.newest = date == NULL;
    if (err == ERR_OK && date)
        err = cut_of(making.view, date, &making.options.cut_ms, error);
    // What can only be seen now is not of a night long ago.
    making.options.observe = now_ms - making.options.cut_ms < DAY_MS;
    if (err == ERR_OK && making.options.cut_ms > now_ms)
        err = to_come(date, error);
    if (err == ERR_OK) {
        err = night_book_read(making.view, date ? date : today, out, error);
        if (err == ERR_OK)
            err = error_set(error, ERR_EXISTS,
                            "%s 的对账已保存，不会再变 the night of %s is kept, and stays as it is",
                            date ? date : today, date ? date : today);
        else if (err == ERR_NOT_FOUND) {
            night_clear(out);
            err = make(&making, out, error);
        }
    }
    storage_close_view(making.view);
    return err;
}

enum err nightly_turn(struct office *office, bool *made, struct error *error)
{
    struct view *view = NULL;
    struct night night = {0};
    struct night_row_kept row;
    struct commit_stamp first;
    char date[CALENDAR_DATE_TEXT];
    int64_t now_ms = clock_wall_ms(&office->clock), cut_ms;
    int hour = NIGHTLY_OFF;
    enum err err = storage_open_view(office_storage(office), &view, error);

    *made = false;
    if (err == ERR_OK)
        err = nightly_hour(view, &hour, error);
    // The last one whose hour has come.
    cut_ms = calendar_start_ms(calendar_day(now_ms)) + hour * HOUR_MS;
    if (cut_ms > now_ms)
        cut_ms -= DAY_MS;
    calendar_format(calendar_day(cut_ms), date);
    if (err == ERR_OK && hour != NIGHTLY_OFF) {
        err = commit_get(view, 1, &first, error);
        if (err == ERR_OK && first.at_ms <= cut_ms)
            err = nights_get(view, date, &row, error);
        else if (err == ERR_NOT_FOUND)
            err = ERR_OK; // an office without a single commit
        *made = err == ERR_NOT_FOUND;
    }
    storage_close_view(view);
    if (!*made)
        return err;
    err = nightly_keep(office, date, &night, error);
    night_clear(&night);
    return err == ERR_EXISTS ? ERR_OK : err;
}

struct erased {
    struct night *kept, *again;
};

static bool forget(void *arg, const struct erasure_row *erasure)
{
    struct erased *erased = arg;

    night_forget_site(erased->kept, &erasure->site);
    night_forget_site(erased->again, &erasure->site);
    return true;
}

static enum err check_one(struct making *making, const char *date, struct nightly_checked *checked,
                          struct error *error)
{
    struct night kept, again;
    struct erased erased = {&kept, &again};
    enum err err = night_book_read(making->view, date, &kept, error);

    night_init(&again);
    making->options.cut_ms = kept.cut_ms;
    making->options.commit = kept.commit.number;
    making->options.unvisited_days = kept.unvisited_days;
    if (err == ERR_OK)
        err = night_take(making->view, &making->options, &again, error);
    if (err == ERR_OK)
        err = erasures_list(making->view, forget, &erased, error);
    if (err == ERR_OK)
        night_compare(&kept, &again, checked->report, &checked->findings);
    checked->nights++;
    night_clear(&again);
    night_clear(&kept);
    return err;
}

struct dates {
    char (*list)[CALENDAR_DATE_TEXT];
    size_t count, most;
};

static bool note_date(void *arg, const struct night_row_kept *row)
{
    struct dates *dates = arg;

    text_copy(dates->list[dates->count], CALENDAR_DATE_TEXT, span_of(row->date));
    return ++dates->count < dates->most;
}

enum err nightly_check(struct office *office, size_t most, struct nightly_checked *checked,
                       struct error *error)
{
    struct dates dates = {.most = most};
    struct making making;
    enum err err = begin(&making, office, error);

    checked->nights = 0;
    checked->findings = 0;
    dates.list = mem_alloc_array(most + 1, sizeof(*dates.list));
    if (err == ERR_OK && most > 0)
        err = nights_list(making.view, NULL, note_date, &dates, error);
    for (size_t i = 0; err == ERR_OK && i < dates.count; i++)
        err = check_one(&making, dates.list[i], checked, error);
    mem_free(dates.list);
    storage_close_view(making.view);
    return err;
}
