// SPDX-License-Identifier: Apache-2.0
#include "shared/web/qr_path.h"

#include <qrencode.h>

// Dark runs of a row as one box each: shorter, and no hairlines between neighbours.
static void put_row(const QRcode *code, int y, struct buffer *out)
{
    const unsigned char *row = code->data + (size_t)y * (size_t)code->width;

    for (int x = 0; x < code->width;) {
        int from = x;

        while (x < code->width && (row[x] & 1) != 0)
            x++;
        if (x > from)
            buffer_printf(out, "M%d %dh%dv1h-%dz", from + QR_PATH_QUIET, y + QR_PATH_QUIET,
                          x - from, x - from);
        else
            x++;
    }
}

enum err qr_path(const char *text, struct buffer *out, int *side, struct error *error)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

    if (!code)
        return error_set(error, ERR_TOO_LARGE, "the text does not fit a QR code");
    for (int y = 0; y < code->width; y++)
        put_row(code, y, out);
    *side = code->width + 2 * QR_PATH_QUIET;
    QRcode_free(code);
    return out->failed ? error_set(error, ERR_TOO_LARGE, "the QR code is larger than its buffer")
                       : ERR_OK;
}
