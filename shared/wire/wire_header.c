// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/wire_header.h"

#include "shared/wire/wire_line.h"

enum err wire_header_open(struct span body, struct json **out, struct span *rest,
                          struct error *error)
{
    struct span line;
    bool cut;
    enum err code;

    *rest = body;
    wire_line(rest, &line, &cut);
    code = json_parse(line, &json_limits_default, out, error);
    if (!code && !json_is_object(*out)) {
        code = error_set(error, ERR_PARSE, "the first line is no object");
        json_free(*out);
        *out = NULL;
    }
    return code;
}

enum err wire_header_fault(enum err code, const char *message, struct error *error)
{
    if (code == ERR_OK)
        return code;
    if (code == ERR_PARSE)
        code = ERR_PROTOCOL;
    if (error)
        error->code = code;
    return error_wrap(error, code, "%s", message);
}
