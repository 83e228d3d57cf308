// SPDX-License-Identifier: Apache-2.0
#include "shared/web/query.h"

#include <string.h>

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *query_decode(struct span text, bool plus, struct arena *arena)
{
    char *out = arena_take(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; out && i < text.len; i++) {
        char c = text.data[i];

        if (c == '%') {
            int high = i + 2 < text.len ? digit_of(text.data[i + 1]) : -1;
            int low = i + 2 < text.len ? digit_of(text.data[i + 2]) : -1;

            if (high < 0 || low < 0 || (high | low) == 0)
                return NULL;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c <= ' ' || c > '~') {
            return NULL;
        } else if (plus && c == '+') {
            c = ' ';
        }
        out[len++] = c;
    }
    return out && text_utf8_valid(out, len) ? out : NULL;
}

enum err query_next(struct span *rest, struct arena *arena, const char **name, const char **value,
                    struct error *error)
{
    struct span member = *rest, key, content = {0};
    const char *end;

    *name = *value = NULL;
    if (!rest->len)
        return ERR_OK;
    end = memchr(rest->data, '&', rest->len);
    if (end)
        member.len = (size_t)(end - rest->data);
    rest->data += member.len;
    rest->len -= member.len;
    if (end) {
        rest->data++;
        rest->len--;
    }
    if (!text_split_pair(member, &key, &content))
        key = member;
    *name = query_decode(key, true, arena);
    *value = query_decode(content, true, arena);
    if (!key.len || !*name || !*value || (end && !rest->len)) {
        *name = NULL;
        return error_set(error, ERR_INVALID, "the query of the address is malformed");
    }
    return ERR_OK;
}
