// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence_statement.h"

#include "shared/model/shape.h"
#include "shared/model/statement.h"

struct reading {
    struct uuid of;
    struct span form, catalogue;
};

static bool read_id(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct reading *)into)->of);
}

static bool read_code(struct canon_reader *reader, void *into)
{
    return canon_string(reader, &((struct reading *)into)->form);
}

static bool read_catalogue(struct canon_reader *reader, void *into)
{
    return canon_string(reader, &((struct reading *)into)->catalogue);
}

static bool read_form(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{"code", read_code, false}};
    static const struct shape shape = {members, 1, true};

    return shape_read(reader, &shape, into);
}

static bool read_of(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{"id", read_id, false}};
    static const struct shape shape = {members, 1, true};

    return shape_read(reader, &shape, into);
}

static bool read_content(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[]
        = {{"form", read_form, false}, {"of", read_of, false}};
    static const struct shape shape = {members, 2, true};

    return shape_read(reader, &shape, into);
}

bool evidence_statement_is_of(struct span statement, const struct signoff *signoff)
{
    static const struct shape_member members[]
        = {{"catalogue", read_catalogue, false}, {"content", read_content, false}};
    static const struct shape shape = {members, 2, true};
    struct reading reading = {.form = {0}};
    struct canon_reader reader;
    struct digest digest;
    struct span content;

    if (statement_content(statement, &content, NULL) != ERR_OK)
        return false;
    hash_once(content.data, content.len, &digest);
    canon_open(&reader, statement);
    shape_read(&reader, &shape, &reading);
    return canon_end(&reader, NULL) == ERR_OK && digest_equal(&digest, &signoff->content)
           && uuid_equal(&reading.of, &signoff->of) && span_equal(reading.form, signoff->form)
           && span_equal(reading.catalogue, signoff->catalogue);
}
