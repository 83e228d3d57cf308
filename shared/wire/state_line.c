// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/state_line.h"

#include "shared/model/canon.h"

bool state_line_format(const uint8_t mac[MAC_BYTES], struct span state, struct buffer *out)
{
    buffer_append_text(out, "{\"mac\":\"");
    buffer_append_base64(out, mac, MAC_BYTES);
    buffer_append_text(out, "\",\"state\":");
    buffer_append(out, state.data, state.len);
    buffer_append_text(out, "}\n");
    return !out->failed;
}

static bool read_mac(struct canon_reader *reader, uint8_t mac[MAC_BYTES])
{
    struct span text;
    size_t len;

    if (!canon_string(reader, &text))
        return false;
    if (text_parse_base64(text, mac, MAC_BYTES, &len) && len == MAC_BYTES)
        return true;
    canon_refuse(reader, "expected a mac");
    return false;
}

enum err state_line_parse(struct span line, uint8_t mac[MAC_BYTES], struct span *state,
                          struct error *error)
{
    struct canon_reader reader;
    struct span key, other;
    bool has_mac = false;
    enum err code;

    *state = (struct span){0};
    canon_open(&reader, line);
    canon_object(&reader);
    while (canon_member(&reader, &key)) {
        if (span_is(key, "mac"))
            has_mac = read_mac(&reader, mac);
        else if (!span_is(key, "state"))
            canon_value(&reader, &other);
        else if (canon_peek(&reader) == CANON_OBJECT)
            canon_value(&reader, state);
        else
            canon_refuse(&reader, "expected a state");
    }
    if (!has_mac || !state->data)
        canon_refuse(&reader, "mac or state is missing");
    code = canon_end(&reader, error);
    return code ? error_wrap(error, code, "state line") : ERR_OK;
}
