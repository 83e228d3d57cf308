// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/goods.h"

#include "shared/base/when.h"

#include <string.h>

static enum err decide_order(struct deed *deed, const void *given, struct error *error)
{
    const struct deed_fields *fields = given;
    struct uuid id;
    enum err code;

    if (!deed_given(fields, "product"))
        return error_set(error, ERR_INVALID, "请写明材料 say what is delivered\t(--product)");
    deed_open(deed, "delivery", NULL);
    deed_fields(deed, fields);
    code = deed_close(deed, &id, error);
    if (!code)
        deed_photos(deed, &id, NULL);
    return code;
}

enum err goods_order(const struct deed_options *options, const struct deed_fields *fields,
                     struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_order, fields, report, error);
}

static void put_outcome(struct deed *deed, const struct goods_step *step, int64_t at_ms)
{
    char day[WHEN_DATE_TEXT];

    deed_fields(deed, &step->fields);
    if (strcmp(step->move, "arrive") != 0) {
        deed_word(deed, "checked", strcmp(step->move, "accept") == 0 ? "pass" : "fail");
        return;
    }
    if (!deed_has(deed, "arrived_on")
        && when_parse_date(span_of("today"), at_ms, day, NULL) == ERR_OK)
        deed_word(deed, "arrived_on", day);
}

static enum err decide_move(struct deed *deed, const void *given, struct error *error)
{
    const struct goods_step *step = given;
    int64_t at_ms = step->at_ms ? step->at_ms : deed->now_ms;
    struct step move = {.kind = "delivery",
                        .of = step->id,
                        .move = step->move,
                        .at_ms = at_ms,
                        .settle = step->settle};
    enum err code = step_add(deed, &move, error);

    if (!code && strcmp(step->move, "refuse") == 0 && !deed_given(&step->fields, "refused_reason"))
        code = error_set(error, ERR_INVALID, "请写明拒收原因 say why it is refused\t(--reason)");
    if (code)
        return code;
    deed_open(deed, "delivery", &step->id);
    put_outcome(deed, step, at_ms);
    code = deed_close(deed, NULL, error);
    deed->subject = step->id;
    deed_photos(deed, &step->id, NULL);
    if (!code && deed->options->photo_count == 0 && deed_photos_of(deed, &step->id) == 0)
        deed_say(deed, "还没有照片 there is no photo of it yet\tplumb photo add --record ID FILE");
    return code;
}

enum err goods_move(const struct deed_options *options, const struct goods_step *step,
                    struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_move, step, report, error);
}
