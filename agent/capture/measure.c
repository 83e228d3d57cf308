// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/measure.h"

#include "agent/capture/item_place.h"

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    const struct measure *given = argument;
    const struct catalogue_item *item = NULL;
    struct item_place place;
    enum err code = item_place_find(deed, &given->of, given->attempt, &place, error);

    if (!code)
        code = item_place_item(&place, given->item, &item, error);
    if (code)
        return code;
    if (!item->measured)
        return error_set(
            error, ERR_INVALID, "%.*s (%.*s): 不是实测项 takes no measured values\tplumb item set",
            (int)item->code.len, item->code.data, (int)item->words.zh.len, item->words.zh.data);
    if (given->target.len == 0 && item->target.len == 0)
        deed_say(deed, "没有设计值，无法判定 there is no target to judge it by\t(--target)");
    deed_open(deed, "measured_value", NULL);
    deed_uuid(deed, "of", &place.of->record->id);
    deed_text(deed, "item", item->code);
    deed_text(deed, "point", given->point);
    deed_text(deed, "value", given->value);
    if (item->unit.len > 0)
        deed_text(deed, "unit", item->unit);
    if (given->target.len > 0)
        deed_text(deed, "target", given->target);
    code = deed_close(deed, NULL, error);
    item_place_warn_signed(deed, &place);
    return code;
}

enum err measure_set(const struct deed_options *options, const struct measure *given,
                     struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, given, report, error);
}
