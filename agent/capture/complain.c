// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/complain.h"

#include "agent/capture/complain_time.h"
#include "agent/store/office_time.h"

static enum err check_source(const struct deed *deed, const struct uuid *of, struct error *error)
{
    const struct fact *source = facts_find(deed->facts, of);

    if (source && !record_deleted(source->record))
        return ERR_OK;
    return error_set(error, ERR_NOT_FOUND, "the record that it comes from is not on this tablet");
}

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    const struct complain *given = argument;
    const struct store_options *options = store_given(deed->options->store);
    const struct fact *known;
    struct uuid of = given->of, id;
    char text[UUID_TEXT];
    int64_t now_ms = office_time_plausible_ms(deed->options->store);
    bool told;
    enum err code;

    if (!deed_given(&given->fields, "words"))
        return error_set(error, ERR_INVALID,
                         "请写下客户原话 write the customer's own words\t(--words)");
    if (uuid_is_nil(&of))
        of = random_uuid_v7(&options->random, deed->now_ms);
    else if (check_source(deed, &of, error) != ERR_OK)
        return ERR_NOT_FOUND;
    deed_open(deed, "complaint", NULL);
    deed_uuid(deed, "of", &of);
    deed_fields(deed, &given->fields);
    told = deed_has(deed, "received_at");
    if (!told)
        deed_integer(deed, "received_at", now_ms);
    if (!deed_has(deed, "follower"))
        deed_uuid(deed, "follower", &deed->options->person);
    code = deed_close(deed, &id, error);
    known = code ? NULL : facts_find(deed->facts, &id);
    uuid_format(&id, text);
    if (known && !record_deleted(known->record))
        code = error_set(
            error, ERR_EXISTS,
            "此记录已有投诉 %s this record has its complaint already\t补充请用 add to it with "
            "plumb record set --id",
            text);
    deed_photos(deed, &id, NULL);
    return code || told ? code : complain_time_note(deed, &id, now_ms, error);
}

enum err complain_add(const struct deed_options *options, const struct complain *given,
                      struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, given, report, error);
}

int64_t complain_promise_hours(const struct catalogue *catalogue)
{
    int64_t hours = 0;

    for (size_t i = 0; catalogue && i < catalogue->deadline_count; i++) {
        const struct catalogue_deadline *deadline = &catalogue->deadlines[i];

        if (span_is(span_of(deadline->kind->name), "complaint") && deadline->unit == UNIT_HOURS
            && span_is(deadline->from, "received_at") && (!hours || deadline->amount < hours))
            hours = deadline->amount;
    }
    return hours;
}

int64_t complain_promise_ms(const struct catalogue *catalogue, const struct fact *complaint)
{
    int64_t hours = complain_promise_hours(catalogue), received_ms;

    return hours && complaint && fact_integer(complaint, "received_at", &received_ms)
               ? received_ms + hours * INT64_C(3600000)
               : 0;
}
