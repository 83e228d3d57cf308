// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_qr.h"

#include <qrencode.h>

void form_qr_draw(struct sheet *sheet, const char *text, const struct sheet_box *square)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL)
        return;
    cairo_t *cairo = sheet_cairo(sheet);
    int side = code->width;
    cairo_save(cairo);
    cairo_translate(cairo, square->x, square->y);
    cairo_scale(cairo, square->width / side, square->height / side);
    sheet_ink(sheet, INK_BLACK);
    // Dark runs of a row as one box, all in one path: no hairlines between neighbours.
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side;) {
            int from = x;
            while (x < side && (code->data[y * side + x] & 1) != 0)
                x++;
            if (x > from)
                cairo_rectangle(cairo, from, y, x - from, 1);
            else
                x++;
        }
    cairo_fill(cairo);
    cairo_restore(cairo);
    QRcode_free(code);
}
