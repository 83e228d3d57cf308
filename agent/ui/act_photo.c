// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_photo.h"

#include "agent/capture/photo_set.h"
#include "agent/ui/act.h"

static const struct route_parameter photo_parameters[] = {
    ACT_UUID("record", true),
    ACT_CHOICE("moment", kind_choice_moments, false),
    ACT_UUID("copy_of", false),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err add(struct route_call *call, struct error *error)
{
    int moment = route_choice(call, "moment");
    struct photo_set given = {.record = *route_uuid(call, "record"),
                              .copy_of = act_uuid(call, "copy_of"),
                              .moment = moment < 0 ? NULL : kind_choice_moments[moment]};
    struct act act;
    enum err code = act_begin_photo(&act, call, &given.record, error);

    if (!code)
        code = photo_set(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

const struct route act_photo_routes[] = {
    ACT_ROUTE("/api/photos", true, photo_parameters, add,
              "a photo for a record; copy_of: a marked copy of an original that is there"),
};
const size_t act_photo_route_count = ACT_COUNT(act_photo_routes);
