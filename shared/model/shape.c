// SPDX-License-Identifier: Apache-2.0
#include "shared/model/shape.h"

#include <strings.h>

static void refuse(struct canon_reader *reader, const char *name, const char *why)
{
    if (!reader->fault)
        reader->within = name;
    canon_refuse(reader, why);
}

// Reads the value of a member that the table does not know.
static void read_unknown(struct canon_reader *reader, const struct shape *shape, struct span key)
{
    struct span value;

    if (!shape->open)
        canon_refuse(reader, "a member that does not belong here");
    for (size_t i = 0; i < shape->count; i++) {
        struct span name = span_of(shape->members[i].name);

        if (key.len == name.len && strncasecmp(key.data, name.data, key.len) == 0)
            refuse(reader, name.data, "written in other case");
    }
    canon_value(reader, &value);
}

// Passes the members before `key`, or all when it is NULL: none of them is in the object.
static const struct shape_member *pass(struct canon_reader *reader, const struct shape *shape,
                                       const struct shape_member *member, const struct span *key)
{
    const struct shape_member *end = shape->members + shape->count;

    while (member < end && (!key || canon_compare_raw_keys(span_of(member->name), *key) < 0)) {
        if (!member->optional)
            refuse(reader, member->name, "missing");
        member++;
    }
    return member;
}

bool shape_read(struct canon_reader *reader, const struct shape *shape, void *into)
{
    const struct shape_member *member = shape->members, *end = member + shape->count;
    struct span key;

    canon_object(reader);
    while (canon_member(reader, &key)) {
        member = pass(reader, shape, member, &key);
        if (member == end || !span_is(key, member->name)) {
            read_unknown(reader, shape, key);
            continue;
        }
        if (!member->read(reader, into) && !reader->within)
            reader->within = member->name;
        member++;
    }
    pass(reader, shape, member, NULL);
    return !reader->fault;
}
