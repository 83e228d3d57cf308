// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind_personal.h"

#include "shared/model/kind.h"

enum { SHORT_TEXT = 255 }; // codes, places, names of things

bool kind_personal(struct span kind_name, struct span field_name)
{
    static const char *const always[] = {"customer_name",    "customer_phone", "address",  "phone",
                                         "supervisor_phone", "latitude",       "longitude"};
    const struct kind *kind = kind_find(kind_name);
    const struct kind_field *field = kind ? kind_field_find(kind, field_name) : NULL;

    for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
        if (span_is(field_name, always[i]))
            return true;
    if (span_is(kind_name, "catalogue") || span_is(kind_name, "person")
        || span_is(field_name, "deleted"))
        return false;
    if (!kind || !field)
        return true;
    return field->type == TYPE_TEXT
           && (span_is(field_name, "name") || field->max == 0 || field->max > SHORT_TEXT);
}
