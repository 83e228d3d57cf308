// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/reading.h"

#include "agent/store/office_time.h"
#include "agent/store/replica.h"
#include "agent/ui/own_site.h"

enum err reading_begin(struct route_call *call, struct reading *out, struct error *error)
{
    struct ui *ui = ui_of(call);

    *out = (struct reading){.call = call,
                            .ui = ui,
                            .store = ui->tablet->store,
                            .arena = route_arena(call),
                            .json = route_answer(call),
                            .now_ms = office_time_now_ms(ui->tablet->store)};
    return unsent_read(ui->unsent, out->store, out->arena, &out->unsent, error);
}

// People are among the facts of every site.
static bool is_here(const struct facts *facts, const struct uuid *site)
{
    if (facts_find(facts, site))
        return true;
    for (size_t i = 0; i < facts->count; i++)
        if (uuid_equal(&facts->list[i].record->site, site))
            return true;
    return false;
}

static enum err not_here(struct error *error)
{
    return error_set(
        error, ERR_NOT_FOUND,
        "此工地不在本平板上，可能已改派他人 the site is not on this tablet; it may have "
        "been given to somebody else");
}

enum err reading_any_site(struct reading *reading, const struct uuid *site, struct error *error)
{
    enum err err = ui_facts(reading->call, site, &reading->site, error);

    if (err)
        return err;
    reading->facts = &reading->site->facts;
    reading->photos = NULL;
    if (uuid_is_nil(site) || is_here(reading->facts, site))
        return ERR_OK;
    return not_here(error);
}

enum err reading_site(struct reading *reading, const struct uuid *site, struct error *error)
{
    enum err err = reading_any_site(reading, site, error);

    if (err || uuid_is_nil(site) || own_site_is(reading->facts, site, ui_person(reading->call)))
        return err;
    return not_here(error);
}

static enum err check_kind(const struct fact *fact, const char *const *kinds, struct error *error)
{
    for (; kinds && *kinds; kinds++)
        if (span_is(fact->record->kind, *kinds))
            return ERR_OK;
    if (!kinds)
        return ERR_OK;
    return error_set(error, ERR_INVALID, "此处不能打开“%s” a %s is not shown here",
                     fact->kind ? fact->kind->zh : "?", fact->kind ? fact->kind->en : "?");
}

enum err reading_record(struct route_call *call, const struct uuid *id, const char *const *kinds,
                        struct reading *out, struct error *error)
{
    struct replica_row row;
    enum err err = reading_begin(call, out, error);

    if (err)
        return err;
    err = replica_get(out->store, id, &row, error);
    if (err == ERR_NOT_FOUND)
        return error_set(error, err,
                         "此记录不在本平板上 the record is not on this tablet; it may have gone "
                         "with its site");
    if (!err)
        err = reading_site(out, &row.site, error);
    if (err)
        return err;
    out->fact = facts_find(out->facts, id);
    if (!out->fact || record_deleted(out->fact->record))
        return error_set(error, ERR_NOT_FOUND, "此记录已删除 the record was deleted");
    return check_kind(out->fact, kinds, error);
}

struct record_place reading_place(const struct reading *reading)
{
    return (struct record_place){reading->facts, &reading->site->shelf, false};
}
