// SPDX-License-Identifier: Apache-2.0
// One parameter of a route as it came, checked against its declaration.
#ifndef PLUMB_SHARED_WEB_ROUTE_VALUE_H
#define PLUMB_SHARED_WEB_ROUTE_VALUE_H

#include "shared/base/memory.h"
#include "shared/base/uuid.h"
#include "shared/data/json.h"
#include "shared/web/route_table.h"

struct route_value {
    bool present;
    union {
        const char *text; // also of a decimal
        struct uuid uuid;
        int64_t integer; // also of a time
        bool truth;
        int choice;
        struct digest digest;
        const struct json *json;
        struct {
            const struct uuid *items;
            size_t count;
        } uuids;
    };
};

// Both borrow what they can and take the rest from the arena. INVALID names the parameter and what
// is wanted; *out is not present then.
enum err route_value_from_text(const struct route_parameter *parameter, const char *text,
                               struct arena *arena, struct route_value *out, struct error *error);
enum err route_value_from_json(const struct route_parameter *parameter, const struct json *json,
                               struct arena *arena, struct route_value *out, struct error *error);

#endif
