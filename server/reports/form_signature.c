// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_signature.h"

#include "server/reports/form_stamp.h"
#include "server/reports/handwriting.h"

#include <stdio.h>
#include <string.h>

#define STRIP 19.0 // role and verdict
#define PEN 66.0   // room for the hand
#define FOOT 37.0  // name, date, place, seal
#define PAD 6.0
#define REASON_GAP 4.0
#define ENGLISH_WIDE 200.0 // a box that is narrower has no room for the role in English

// Up to three side by side, four as two and two; what is left takes the whole width.
static size_t boxes_in_row(const struct form_signatures *all, size_t first)
{
    size_t most = all->count == 4 ? 2 : 3, left = all->count - first;
    return left < most ? left : most;
}

static double box_width(const struct form_signatures *all, size_t first)
{
    return SHEET_INNER / (double)boxes_in_row(all, first);
}

bool form_signature_is_long(const struct form_signoff *signoff)
{
    return strlen(signoff->reason) > FORM_REASON_IN_BOX
           || strlen(signoff->voided_why) + strlen(signoff->voided_by) > FORM_REASON_IN_BOX;
}

const char *form_signature_stamp(const struct form_signoff *signoff)
{
    if (signoff->broken)
        return "封签不符";
    return signoff->voided ? "已作废" : signoff->changed ? "签后变更" : NULL;
}

// What is said besides the verdict. Long reasons are short here, so that it fits.
enum { REMARK_TEXT = 2048 };
static void write_remark(const struct form_signatures *all, const struct form_signoff *signoff,
                         char *out)
{
    bool elsewhere = form_signature_is_long(signoff);
    char hex[HASH_TEXT];
    struct buffer text;
    buffer_init(&text, REMARK_TEXT - 1);
    if (signoff->score > 0)
        buffer_printf(&text, "评分 Score：%d / 5\n", (int)signoff->score);
    if (signoff->reason[0] != '\0')
        buffer_printf(&text, "原因 Reason：%s\n", elsewhere ? "见下 below" : signoff->reason);
    if (signoff->voided && elsewhere)
        buffer_append_text(&text, "作废 Void：见下 below\n");
    else if (signoff->voided)
        buffer_printf(&text, "作废 Void：%s　%s\n", signoff->voided_by, signoff->voided_why);
    digest_format(&signoff->statement, hex);
    if (!digest_equal(&signoff->statement, all->statement))
        buffer_printf(&text, "本人所签陈述 Own statement：%.8s %.8s…\n", hex, hex + 8);
    size_t len = text.len > 0 ? text.len - 1 : 0; // without the last line break
    text_copy(out, REMARK_TEXT, (struct span){text.data, len});
    buffer_clear(&text);
}

static double remark_height(struct sheet *sheet, const char *text, double width)
{
    struct sheet_piece piece = {text, STYLE_BODY};
    struct sheet_column column = {&piece, 1, width - 2 * PAD, ALIGN_LEFT};
    double height = sheet_height(sheet, &column);
    return height > 0 ? height + REASON_GAP : 0;
}

static double row_remark(const struct form_signatures *all, struct sheet *sheet, size_t first)
{
    char text[REMARK_TEXT];
    double most = 0;
    for (size_t i = first; i < first + boxes_in_row(all, first); i++) {
        write_remark(all, &all->list[i], text);
        double height = remark_height(sheet, text, box_width(all, first));
        most = height > most ? height : most;
    }
    return most;
}

static void draw_verdict(const struct form_signatures *all, const struct form_signoff *signoff,
                         struct sheet *sheet, const struct sheet_box *box)
{
    static const char *const scales[][2]
        = {{"satisfied", "not_satisfied"}, {"qualified", "unqualified"}};
    double x = box->x + box->width - PAD - 86, y = box->y + (STRIP - 11.5) / 2;
    for (size_t i = 0; i < 2; i++) {
        bool good = strcmp(signoff->verdict, scales[i][0]) == 0;
        bool bad = strcmp(signoff->verdict, scales[i][1]) == 0;
        if (!good && !bad)
            continue;
        struct sheet_tick yes
            = {form_words_term(all->terms, "signoff", scales[i][0]).zh, good, false};
        struct sheet_tick no = {form_words_term(all->terms, "signoff", scales[i][1]).zh, bad, true};
        x += sheet_draw_tick(sheet, &yes, x, y) + 12;
        sheet_draw_tick(sheet, &no, x, y);
        return;
    }
    struct sheet_tick other
        = {form_words_term(all->terms, "signoff", signoff->verdict).zh, true, true};
    sheet_draw_tick(sheet, &other, x, y);
}

static void draw_strip(const struct form_signatures *all, const struct form_signoff *signoff,
                       struct sheet *sheet, const struct sheet_box *box)
{
    struct form_label role = form_words_term(all->terms, "signoff", signoff->role);
    struct sheet_line zh = {.text = role.zh, .style = STYLE_STRONG, .width = 90};
    struct sheet_line en = {.text = role.en, .style = STYLE_LABEL_EN};
    double x = box->x + PAD, y = box->y + (STRIP - 13) / 2;
    sheet_ink(sheet, INK_SHADE);
    sheet_fill(sheet, &(struct sheet_box){box->x, box->y, box->width, STRIP});
    sheet_draw_line(sheet, &zh, x, y);
    if (box->width > ENGLISH_WIDE)
        sheet_draw_line(sheet, &en, x + sheet_line_width(sheet, &zh) + 5, y + 3.6);
    draw_verdict(all, signoff, sheet, box);
}

static void draw_hand(const struct form_signatures *all, const struct form_signoff *signoff,
                      struct sheet *sheet, const struct sheet_box *box)
{
    bool wide = box->width > ENGLISH_WIDE;
    struct sheet_line label = {.text = wide ? "签字 Signature" : "签字", .style = STYLE_SMALL};
    double side = wide ? 44 : 18;
    struct sheet_box pen
        = {box->x + PAD + side, box->y + 5, box->width - 2 * (PAD + side), box->height - 10};
    const char *word = NULL;
    sheet_draw_line(sheet, &label, box->x + PAD, box->y + 5);
    if (signoff->strokes != NULL)
        handwriting_draw(sheet, signoff->strokes, &pen);
    else if (signoff->handwritten)
        word = "（手写签名尚未到达 handwriting not here yet）";
    struct form_label verdict = form_words_term(all->terms, "signoff", signoff->verdict);
    struct sheet_line line = {verdict.zh, STYLE_VERDICT, ALIGN_CENTRE, box->width};
    if (word != NULL)
        line = (struct sheet_line){word, STYLE_SMALL, ALIGN_CENTRE, box->width};
    else if (signoff->handwritten)
        return;
    sheet_draw_line(sheet, &line, box->x, box->y + box->height / 2 - 8);
}

static void write_place(const struct form_signoff *signoff, char *out, size_t size)
{
    const char *north = signoff->latitude, *east = signoff->longitude;
    out[0] = '\0';
    if (north[0] == '\0' || east[0] == '\0')
        form_words_print(out, size, "地点未记录 no place");
    else
        form_words_print(out, size, "%s %s°，%s %s°", north[0] == '-' ? "南纬" : "北纬",
                         north + (north[0] == '-'), east[0] == '-' ? "西经" : "东经",
                         east + (east[0] == '-'));
}

static void draw_foot(const struct form_signoff *signoff, struct sheet *sheet,
                      const struct sheet_box *box)
{
    char name[600], date[FORM_FIGURE_TEXT + 20], time[FORM_FIGURE_TEXT], place[120], seal[60];
    char hex[HASH_TEXT];
    double width = box->width - 2 * PAD, seal_width = 62;
    form_words_time(signoff->signed_ms, true, time);
    write_place(signoff, place, sizeof place);
    digest_format(&signoff->sealed, hex);
    form_words_print(name, sizeof name, "姓名 Name：%s", signoff->name);
    snprintf(date, sizeof date, "日期 Date：%s", time);
    snprintf(seal, sizeof seal, "封签 %.4s %.4s", hex, hex + 4);
    struct sheet_line lines[] = {{name, STYLE_LABEL, ALIGN_LEFT, width - seal_width},
                                 {date, STYLE_LABEL, ALIGN_LEFT, width},
                                 {place, STYLE_SMALL, ALIGN_LEFT, width},
                                 {seal, STYLE_SMALL, ALIGN_RIGHT, seal_width}};
    sheet_draw_line(sheet, &lines[0], box->x + PAD, box->y);
    sheet_draw_line(sheet, &lines[1], box->x + PAD, box->y + 12);
    sheet_draw_line(sheet, &lines[2], box->x + PAD, box->y + 24);
    sheet_draw_line(sheet, &lines[3], box->x + PAD + width - seal_width, box->y + 1.5);
}

static void draw_box_stamp(const struct form_signoff *signoff, struct sheet *sheet,
                           const struct sheet_box *box)
{
    char date[FORM_FIGURE_TEXT];
    struct form_stamp stamp = {form_signature_stamp(signoff), date};
    form_words_time(signoff->voided ? signoff->voided_ms : 0, false, date);
    if (stamp.word != NULL)
        form_stamp_draw(sheet, &stamp, box->x + box->width - 62, box->y + STRIP + 34, 0.72);
}

static void draw_box(const struct form_signatures *all, const struct form_signoff *signoff,
                     struct sheet *sheet, const struct sheet_box *box)
{
    char remark[REMARK_TEXT];
    struct sheet_piece piece = {remark, STYLE_BODY};
    struct sheet_column column = {&piece, 1, box->width - 2 * PAD, ALIGN_LEFT};
    struct sheet_box pen = {box->x, box->y + STRIP, box->width, PEN};
    struct sheet_box foot = {box->x, box->y + box->height - FOOT, box->width, FOOT};
    write_remark(all, signoff, remark);
    draw_strip(all, signoff, sheet, box);
    draw_hand(all, signoff, sheet, &pen);
    sheet_draw(sheet, &column, box->x + PAD, box->y + STRIP + PEN);
    draw_foot(signoff, sheet, &foot);
    draw_box_stamp(signoff, sheet, box);
    sheet_ink(sheet, INK_BLACK);
    sheet_rule_width(sheet, 0.9);
    sheet_frame(sheet, box);
}

static void draw_row(struct sheet *sheet, const void *data, const struct flow_place *place)
{
    const struct form_signatures *all = data;
    double width = box_width(all, place->index);
    for (size_t i = 0; i < boxes_in_row(all, place->index); i++) {
        struct sheet_box box = {place->x + width * (double)i, place->y, width, place->height};
        draw_box(all, &all->list[place->index + i], sheet, &box);
    }
}

void form_signature_add(const struct form_signatures *signatures, struct sheet *sheet,
                        struct flow *flow)
{
    flow->runs++;
    for (size_t i = 0; i < signatures->count; i += boxes_in_row(signatures, i)) {
        bool last = i + boxes_in_row(signatures, i) == signatures->count;
        double height = STRIP + PEN + FOOT + row_remark(signatures, sheet, i);
        flow_add(flow, &(struct flow_box){.height = height,
                                          .draw = draw_row,
                                          .data = signatures,
                                          .index = i,
                                          .keep_next = !last,
                                          .run = flow->runs});
    }
}
