// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_nights.h"

#include "server/console/account_job.h"
#include "server/console/console.h"
#include "server/reports/nightly.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum err make_night(struct route_call *call, struct error *error)
{
    const char *date = route_text(call, "date");
    struct audit_row audit = console_audit(call, "night.make");
    struct account_job note = {.audit = &audit};
    struct night night;
    enum err err;

    // Written down first: what is kept stays, whatever comes afterwards.
    audit.subject_kind = span_of("night");
    audit.subject = span_of(date ? date : "today");
    err = account_job_run(console_office(call), &note, error);
    if (err != ERR_OK)
        return err;
    err = nightly_keep(console_office(call), date, &night, error);
    if (err == ERR_OK)
        json_put_text(route_answer(call), "date", night.date);
    night_clear(&night);
    return err;
}

static const struct route_parameter parameters[]
    = {{.name = "date", .type = ROUTE_TEXT, .max = CALENDAR_DATE_TEXT - 1}};

const struct route act_nights_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/nights",
     .access = CONSOLE_OPERATE,
     .changes = true,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = make_night,
     .purpose = "makes a night now and keeps it, with its digest in the log: today's with "
                "everything up to now, or a past one by its date; 409 when it is kept already"},
};
const size_t act_nights_route_count = COUNT(act_nights_routes);
