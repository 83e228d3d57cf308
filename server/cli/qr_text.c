// SPDX-License-Identifier: Apache-2.0
#include "server/cli/qr_text.h"

#include <qrencode.h>
#include <stdbool.h>

enum { QUIET = 4 };

static bool dark(const QRcode *code, int x, int y)
{
    if (x < 0 || y < 0 || x >= code->width || y >= code->width)
        return false;
    return (code->data[y * code->width + x] & 1) != 0;
}

enum err qr_text(const char *text, struct buffer *out, struct error *error)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL)
        return error_set(error, ERR_TOO_LARGE, "the link does not fit a QR code");
    for (int y = -QUIET; y < code->width + QUIET; y += 2) {
        buffer_append_text(out, "\033[30;107m");
        for (int x = -QUIET; x < code->width + QUIET; x++) {
            bool upper = dark(code, x, y), lower = dark(code, x, y + 1);
            buffer_append_text(out, upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ");
        }
        buffer_append_text(out, "\033[0m\n");
    }
    QRcode_free(code);
    return ERR_OK;
}
