// SPDX-License-Identifier: Apache-2.0
#include "shared/net/mail_text.h"

#include "shared/base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    WORD_BYTES = 39, // of UTF-8 in an encoded word: 52 of base64, 12 around them, "Subject: "
    LINE_BYTES = 75, // of quoted-printable before its soft break
    CHINA_S = 8 * 3600
};

bool mail_text_address(const char *text)
{
    const char *at = strchr(text, '@');
    size_t len = strlen(text);

    if (len > MAIL_ADDRESS_MAX || !at || at == text || !at[1] || strchr(at + 1, '@'))
        return false;
    for (const char *c = text; *c; c++)
        if (*c <= ' ' || *c > '~' || strchr("<>()[],;:\\\"%", *c))
            return false;
    return true;
}

// Bytes of whole characters at the start, at most `most`; what is no UTF-8 counts by the byte.
static size_t whole_characters(struct span text, size_t most)
{
    size_t len = 0;

    while (len < text.len) {
        size_t step = text_utf8_step(text.data + len, text.len - len);

        step = step ? step : 1;
        if (len + step > most)
            break;
        len += step;
    }
    return len;
}

// RFC 2047: the whole of it, in words with a line each.
static void put_encoded(struct span text, struct buffer *out)
{
    bool first = true;

    while (text.len > 0) {
        size_t len = whole_characters(text, WORD_BYTES);

        buffer_append_text(out, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        buffer_append_base64(out, text.data, len);
        buffer_append_text(out, "?=");
        text = (struct span){text.data + len, text.len - len};
        first = false;
    }
}

static void put_date(int64_t at_ms, struct buffer *out)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4]
        = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t china = (time_t)(at_ms / 1000 + CHINA_S);
    struct tm tm;

    gmtime_r(&china, &tm);
    buffer_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0800\r\n", days[tm.tm_wday], tm.tm_mday,
                  months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void put_byte(unsigned char byte, bool last, size_t *column, struct buffer *out)
{
    bool plain = (byte > ' ' && byte <= '~' && byte != '=')
                 || ((byte == ' ' || byte == '\t') && !last); // none at the end of a line
    size_t width = plain ? 1 : 3;

    if (*column + width > LINE_BYTES) {
        buffer_append_text(out, "=\r\n");
        *column = 0;
    }
    *column += width;
    if (plain)
        buffer_append_char(out, (char)byte);
    else
        buffer_printf(out, "=%02X", byte);
}

// RFC 2045, 6.7.
static void put_quoted(struct span text, struct buffer *out)
{
    size_t column = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool last = i + 1 == text.len || text.data[i + 1] == '\n';

        if (text.data[i] == '\n') {
            buffer_append_text(out, "\r\n");
            column = 0;
        } else {
            put_byte((unsigned char)text.data[i], last, &column, out);
        }
    }
    if (column > 0)
        buffer_append_text(out, "\r\n");
}

void mail_text_format(const struct mail_message *message, struct buffer *out)
{
    buffer_printf(out, "From: Plumbline <%s>\r\nTo: <%s>\r\n", message->from, message->to);
    buffer_append_text(out, "Subject: ");
    put_encoded(message->subject, out);
    buffer_append_text(out, "\r\n");
    put_date(message->at_ms, out);
    buffer_printf(out, "Message-ID: <%s%s>\r\n", message->id, strchr(message->from, '@'));
    buffer_append_text(out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                            "Content-Transfer-Encoding: quoted-printable\r\n"
                            "Auto-Submitted: auto-generated\r\n\r\n");
    put_quoted(message->text, out);
}
