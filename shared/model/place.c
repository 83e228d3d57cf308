// SPDX-License-Identifier: Apache-2.0
#include "shared/model/place.h"

#include "shared/model/decimal.h"

static bool is_within(struct span degrees, const char *limit)
{
    const struct decimal_tolerance range = {span_of("0"), span_of(limit), span_of(limit)};
    bool within = false;

    return decimal_within(degrees, &range, &within) && within;
}

bool place_valid(struct span latitude, struct span longitude)
{
    return is_within(latitude, "90") && is_within(longitude, "180");
}
