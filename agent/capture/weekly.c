// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/weekly.h"

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    static const struct {
        const char *field, *words, *option;
    } things[] = {
        {"customer_opinions", "客户意见 the customer's opinions", "--opinions"},
        {"materials_deliveries", "材料到货 the deliveries of materials", "--deliveries"},
        {"design_defects", "设计缺陷 the design defects", "--defects"},
    };
    const struct deed_fields *fields = argument;
    const struct fact *known;
    struct span before;
    struct uuid id;
    enum err code;

    deed_open(deed, "weekly_report", NULL);
    deed_fields(deed, fields);
    code = deed_close(deed, &id, error);
    known = code ? NULL : facts_find(deed->facts, &id);
    for (size_t i = 0; !code && i < sizeof(things) / sizeof(things[0]); i++)
        if (!deed_given(fields, things[i].field)
            && (!known || !fact_text(known, things[i].field, &before)))
            code = error_set(
                error, ERR_INVALID,
                "周报要写 the weekly report tells %s; 没有就写\"无\" write \"none\" when "
                "there is nothing\t(%s)",
                things[i].words, things[i].option);
    return code;
}

enum err weekly_set(const struct deed_options *options, const struct deed_fields *fields,
                    struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, fields, report, error);
}
