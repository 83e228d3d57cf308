// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_text.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

enum { PIECE = 64 << 10, LOOK_AT = 4096 };

static bool begins(struct span text, const char *bytes, size_t len)
{
    return text.len >= len && memcmp(text.data, bytes, len) == 0;
}

// Files that somebody meant to save as CSV, by how they begin.
static enum err refuse_others(struct span bytes, struct error *error)
{
    static const char advice[] = "在 Excel 里另存为 “CSV UTF-8(逗号分隔)” in Excel, save it as "
                                 "\"CSV UTF-8 (comma delimited)\"";
    if (begins(bytes, "PK\x03\x04", 4))
        return error_set(error, ERR_PARSE,
                         "这是 Excel 工作簿 (.xlsx) an Excel workbook (.xlsx): %s", advice);
    if (begins(bytes, "\xD0\xCF\x11\xE0", 4))
        return error_set(error, ERR_PARSE,
                         "这是旧版 Excel 文件 (.xls) an old Excel file (.xls): %s", advice);
    if (bytes.len >= 5
        && (strncasecmp(bytes.data, "<html", 5) == 0 || strncasecmp(bytes.data, "<!doc", 5) == 0
            || strncasecmp(bytes.data, "<?xml", 5) == 0))
        return error_set(error, ERR_PARSE, "这是网页或 XML a page or XML: %s", advice);
    return ERR_OK;
}

// Text of mostly Latin letters and digits has its zero bytes on one side.
static const char *wide_encoding(struct span bytes)
{
    size_t zeros[2] = {0, 0}, looked = bytes.len < LOOK_AT ? bytes.len : LOOK_AT;
    if (begins(bytes, "\xFF\xFE", 2))
        return "UTF-16LE";
    if (begins(bytes, "\xFE\xFF", 2))
        return "UTF-16BE";
    for (size_t i = 0; i < looked; i++)
        zeros[i % 2] += bytes.data[i] == '\0';
    if (bytes.len % 2 != 0 || (zeros[0] == 0) == (zeros[1] == 0))
        return NULL;
    return zeros[0] == 0 ? "UTF-16LE" : "UTF-16BE";
}

static enum err bad_bytes(struct span bytes, size_t at, const char *encoding, struct error *error)
{
    size_t line = 1;
    for (size_t i = 0; i < at && i < bytes.len; i++)
        line += bytes.data[i] == '\n';
    return error_set(
        error, ERR_PARSE,
        "line %zu: 不是可读的文字 no readable text (tried UTF-8, %s): 在 Excel 里另存为 "
        "“CSV UTF-8” in Excel, save it as \"CSV UTF-8\"",
        line, encoding);
}

static enum err convert(struct span bytes, const char *encoding, struct buffer *out,
                        struct error *error)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    char *in = (char *)(uintptr_t)bytes.data; // iconv's type; it does not write there
    size_t left = bytes.len;
    enum err err = ERR_OK;
    if (converter == (iconv_t)-1) // NOLINT(performance-no-int-to-ptr): what iconv gives
        return error_set(error, ERR_UNAVAILABLE, "%s 无法读取 cannot be read on this machine",
                         encoding);
    while (err == ERR_OK && left > 0) {
        char *room = buffer_reserve(out, PIECE);
        size_t free_bytes = PIECE;
        if (room == NULL)
            err = error_set(error, ERR_TOO_LARGE, "the file is too large");
        else if (iconv(converter, &in, &left, &room, &free_bytes) == (size_t)-1 && errno != E2BIG)
            err = bad_bytes(bytes, bytes.len - left, encoding, error);
        out->len += room == NULL ? 0 : PIECE - free_bytes;
    }
    iconv_close(converter);
    return err;
}

enum err import_text_decode(struct span bytes, struct buffer *out, const char **encoding,
                            struct error *error)
{
    enum err err = refuse_others(bytes, error);
    if (err != ERR_OK)
        return err;
    if (begins(bytes, "\xEF\xBB\xBF", 3))
        bytes = (struct span){bytes.data + 3, bytes.len - 3};
    const char *wide = wide_encoding(bytes);
    *encoding = wide != NULL ? wide : "UTF-8";
    if (wide == NULL && text_utf8_valid(bytes.data, bytes.len))
        return buffer_append(out, bytes.data, bytes.len)
                   ? ERR_OK
                   : error_set(error, ERR_TOO_LARGE, "the file is too large");
    if (wide == NULL)
        *encoding = "GB18030";
    bool marked = begins(bytes, "\xFF\xFE", 2) || begins(bytes, "\xFE\xFF", 2);
    if (wide != NULL && marked)
        bytes = (struct span){bytes.data + 2, bytes.len - 2};
    return convert(bytes, *encoding, out, error);
}
