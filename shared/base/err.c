// SPDX-License-Identifier: Apache-2.0
#include "shared/base/err.h"

#include "shared/base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct err_row {
    const char *name;
    int http_status, exit_code;
    const char *zh, *en;
};

static const struct err_row rows[ERR_COUNT] = {
#define ERR_ROW(name, http, exit_code, zh, en) [ERR_##name] = {#name, http, exit_code, zh, en},
    ERR_TABLE(ERR_ROW)
#undef ERR_ROW
};

static const struct err_row *row_of(enum err code)
{
    return &rows[(unsigned)code < ERR_COUNT ? code : ERR_INTERNAL];
}

const char *err_name(enum err code)
{
    return row_of(code)->name;
}

int err_http_status(enum err code)
{
    return row_of(code)->http_status;
}

int err_exit_code(enum err code)
{
    return row_of(code)->exit_code;
}

const char *err_text_zh(enum err code)
{
    return row_of(code)->zh;
}

const char *err_text_en(enum err code)
{
    return row_of(code)->en;
}

enum err err_from_name(const char *name)
{
    for (unsigned i = 0; name && i < ERR_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return (enum err)i;
    return ERR_INTERNAL;
}

enum err err_from_errno(int error_number)
{
    static const struct {
        int number;
        enum err code;
    } known[] = {
        {0, ERR_OK},
        {ENOENT, ERR_NOT_FOUND},
        {EEXIST, ERR_EXISTS},
        {ENOSPC, ERR_FULL},
        {EDQUOT, ERR_FULL},
        {EFBIG, ERR_TOO_LARGE},
        {ENAMETOOLONG, ERR_INVALID},
        {EINVAL, ERR_INVALID},
        {EACCES, ERR_DENIED},
        {EPERM, ERR_DENIED},
        {ELOOP, ERR_DENIED},
        {EROFS, ERR_DENIED},
        {EAGAIN, ERR_BUSY},
        {EBUSY, ERR_BUSY},
        {ENOMEM, ERR_BUSY},
        {EMFILE, ERR_BUSY},
        {ENFILE, ERR_BUSY},
        {EADDRINUSE, ERR_BUSY},
        {ETIMEDOUT, ERR_TIMEOUT},
        {ECANCELED, ERR_CANCELLED},
        {ECONNREFUSED, ERR_NETWORK},
        {ECONNRESET, ERR_NETWORK},
        {ECONNABORTED, ERR_NETWORK},
        {ENETUNREACH, ERR_NETWORK},
        {ENETDOWN, ERR_NETWORK},
        {EHOSTUNREACH, ERR_NETWORK},
        {EHOSTDOWN, ERR_NETWORK},
        {ENOTCONN, ERR_NETWORK},
        {EPIPE, ERR_NETWORK},
        {EADDRNOTAVAIL, ERR_NETWORK},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (known[i].number == error_number)
            return known[i].code;
    return ERR_IO;
}

// Formats into out, cut at a UTF-8 boundary.
__attribute__((format(printf, 2, 0))) static void format_detail(char out[ERROR_DETAIL_BYTES],
                                                                const char *format, va_list args)
{
    int len = vsnprintf(out, ERROR_DETAIL_BYTES, format, args);
    size_t end = ERROR_DETAIL_BYTES - 1;

    if (len < 0) {
        out[0] = '\0';
        return;
    }
    if ((size_t)len < ERROR_DETAIL_BYTES)
        return;
    // vsnprintf counts bytes: drop a last character that lost its tail.
    while (end > 0 && ((unsigned char)out[end - 1] & 0xC0) == 0x80)
        end--;
    if (end > 0 && ((unsigned char)out[end - 1] & 0xC0) == 0xC0)
        end--;
    if (!text_utf8_valid(out + end, strlen(out + end)))
        out[end] = '\0';
}

enum err error_set(struct error *error, enum err code, const char *format, ...)
{
    // Formatted aside first: an argument may well be the old detail.
    char detail[ERROR_DETAIL_BYTES];
    va_list args;

    if (!error)
        return code;
    va_start(args, format);
    format_detail(detail, format, args);
    va_end(args);
    error->code = code;
    memcpy(error->detail, detail, sizeof(detail));
    return code;
}

enum err error_wrap(struct error *error, enum err code, const char *format, ...)
{
    char prefix[ERROR_DETAIL_BYTES];
    va_list args;

    if (!error)
        return code;
    va_start(args, format);
    format_detail(prefix, format, args);
    va_end(args);
    if (error->code != ERR_OK)
        code = error->code;
    if (error->detail[0])
        return error_set(error, code, "%s: %s", prefix, error->detail);
    return error_set(error, code, "%s", prefix);
}

void error_clear(struct error *error)
{
    if (error)
        *error = (struct error){0};
}
