// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_page.h"

#include "server/reports/form_qr.h"
#include "server/reports/form_words.h"

#include <stdio.h>

#define HEAD_TOP 36.0
#define TITLE_TOP 40.0
#define COMPANY_HIGH 19.0
#define FOOT_TOP (SHEET_HEIGHT - 70.0)
#define QR_SIDE 42.0

double form_page_first_top(const struct form_page *page)
{
    return TITLE_TOP + 56 + (page->company[0] != '\0' ? COMPANY_HIGH : 0);
}

static void draw_title(const struct form_page *page, struct sheet *sheet)
{
    const struct form_document *document = page->document;
    struct sheet_line company = {page->company, STYLE_COMPANY, ALIGN_CENTRE, SHEET_INNER};
    struct sheet_line zh = {document->title.zh, STYLE_TITLE, ALIGN_CENTRE, SHEET_INNER};
    struct sheet_line en = {document->title.en, STYLE_SPACED, ALIGN_CENTRE, SHEET_INNER};
    double y = TITLE_TOP;
    if (page->company[0] != '\0') {
        sheet_draw_line(sheet, &company, SHEET_LEFT, y);
        y += COMPANY_HIGH;
    }
    sheet_draw_line(sheet, &zh, SHEET_LEFT, y);
    sheet_draw_line(sheet, &en, SHEET_LEFT, y + 29);
}

static void draw_running_head(const struct form_page *page, struct sheet *sheet)
{
    const struct form_document *document = page->document;
    char right[1000];
    form_words_print(right, sizeof right, "%s%s%s", document->contract,
                     document->contract[0] != '\0' ? "　" : "", document->address);
    struct sheet_line left = {document->title.zh, STYLE_LABEL, ALIGN_LEFT, SHEET_INNER / 2 - 10};
    struct sheet_line line = {right, STYLE_SMALL, ALIGN_RIGHT, SHEET_INNER / 2 - 10};
    sheet_draw_line(sheet, &left, SHEET_LEFT, HEAD_TOP);
    sheet_draw_line(sheet, &line, SHEET_LEFT + SHEET_INNER / 2 + 10, HEAD_TOP + 1.5);
    sheet_ink(sheet, INK_BLACK);
    sheet_rule_width(sheet, 0.5);
    sheet_rule(sheet, SHEET_LEFT, HEAD_TOP + 15, SHEET_RIGHT, HEAD_TOP + 15);
}

static void draw_foot(const struct form_page *page, struct sheet *sheet)
{
    const struct form_document *document = page->document;
    char hex[HASH_TEXT], digest[FORM_DIGEST_TEXT], form[400], number[80];
    double x = SHEET_LEFT + QR_SIDE + 9, width = SHEET_RIGHT - x;
    digest_format(&document->digest, hex);
    form_words_digest(&document->digest, digest);
    form_words_print(form, sizeof form, "表单 Form：%s　目录版本 Catalogue：%s%s%s", document->code,
                     document->catalogue, document->rule[0] != '\0' ? "　条款 Rule：" : "",
                     document->rule);
    form_words_print(number, sizeof number, "第 %zu 页　共 %zu 页", page->number, page->count);
    sheet_ink(sheet, INK_BLACK);
    sheet_rule_width(sheet, 0.5);
    sheet_rule(sheet, SHEET_LEFT, FOOT_TOP - 6, SHEET_RIGHT, FOOT_TOP - 6);
    form_qr_draw(sheet, hex, &(struct sheet_box){SHEET_LEFT, FOOT_TOP, QR_SIDE, QR_SIDE});
    struct sheet_line lines[] = {
        {form, STYLE_SMALL, ALIGN_LEFT, width - 90},
        {number, STYLE_LABEL, ALIGN_RIGHT, 90},
        {"签署陈述摘要 SHA-256 of the sealed statement（二维码内容相同 also in the code）",
         STYLE_SMALL, ALIGN_LEFT, width - 90},
        {digest, STYLE_NUMBER, ALIGN_LEFT, width},
    };
    sheet_draw_line(sheet, &lines[0], x, FOOT_TOP + 1);
    sheet_draw_line(sheet, &lines[1], SHEET_RIGHT - 90, FOOT_TOP);
    sheet_draw_line(sheet, &lines[2], x, FOOT_TOP + 18);
    sheet_draw_line(sheet, &lines[3], x, FOOT_TOP + 30);
}

void form_page_draw(const struct form_page *page, struct sheet *sheet)
{
    if (page->number == 1)
        draw_title(page, sheet);
    else
        draw_running_head(page, sheet);
    draw_foot(page, sheet);
}

void form_page_draw_stamp(const struct form_page *page, struct sheet *sheet)
{
    if (page->stamp == NULL)
        return;
    if (page->number == 1)
        form_stamp_draw(sheet, page->stamp, SHEET_RIGHT - 62, 62, 1);
    else // between what stands in the running head
        form_stamp_draw(sheet, page->stamp, SHEET_LEFT + 0.38 * SHEET_INNER, 44, 0.55);
}
