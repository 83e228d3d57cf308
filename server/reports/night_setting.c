// SPDX-License-Identifier: Apache-2.0
#include "server/reports/night_setting.h"

#include "server/reconcile/figure.h"
#include "server/reconcile/night_watch.h"
#include "server/sync/committer.h"
#include "server/sync/proof_desk.h"

#include <inttypes.h>
#include <stdio.h>

enum { VALUE_TEXT = 24, HOUR_DEFAULT = 2 };

struct rule {
    const char *name, *what;
    int64_t standard, min, max;
};
static const struct rule rules[NIGHT_SETTINGS] = {
    [NIGHT_SETTING_HOUR] = {PROOF_DESK_HOUR, "hour (-1: off)", HOUR_DEFAULT, -1, 23},
    [NIGHT_SETTING_UNVISITED]
    = {"night_unvisited_days", "number of days", FIGURE_UNVISITED_DAYS, 1, 365},
    [NIGHT_SETTING_FILES] = {"night_files_mb", "number of megabytes", NIGHT_WATCH_MB, 0, 1 << 20},
};

enum err night_setting_read(struct view *view, enum night_setting setting, int64_t *out,
                            struct error *error)
{
    const struct rule *rule = &rules[setting];
    struct buffer text;
    enum err err;

    buffer_init(&text, VALUE_TEXT);
    err = setting_get(view, rule->name, &text, error);
    if (err != ERR_OK || !text_parse_i64((struct span){text.data, text.len}, out)
        || *out < rule->min || *out > rule->max)
        *out = rule->standard;
    buffer_clear(&text);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

struct setting_job {
    struct commit_job job; // first
    const char *name;
    char value[VALUE_TEXT];
    const struct audit_row *by; // NULL: no row
};

static enum err note(const struct setting_job *setting, struct storage *storage,
                     struct error *error)
{
    struct audit_row audit = *setting->by;

    audit.act = span_of("night.set");
    audit.subject_kind = span_of("setting");
    audit.subject = span_of(setting->name);
    audit.after = span_of(setting->value); // a number: JSON as it stands
    return audit_put(storage, &audit, NULL, error);
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    const struct setting_job *setting = (const struct setting_job *)job;

    enum err err = setting_put(storage, setting->name, span_of(setting->value), error);

    (void)stamp;
    return err == ERR_OK && setting->by ? note(setting, storage, error) : err;
}

enum err night_setting_put(struct office *office, enum night_setting setting, int64_t value,
                           const struct audit_row *by, struct error *error)
{
    const struct rule *rule = &rules[setting];
    struct setting_job job = {.job = {.apply = apply}, .name = rule->name, .by = by};
    enum err err;

    if (value < rule->min || value > rule->max)
        return error_set(error, ERR_INVALID, "%" PRId64 " is no %s: %" PRId64 " to %" PRId64, value,
                         rule->what, rule->min, rule->max);
    snprintf(job.value, sizeof(job.value), "%" PRId64, value);
    err = committer_run(office_committer(office), &job.job, NULL, error);
    if (err == ERR_OK && setting == NIGHT_SETTING_HOUR)
        proof_desk_set_hour(office, (int)value); // tablets prove what they hold from then on
    return err;
}
