// SPDX-License-Identifier: Apache-2.0
// Statements and handwriting made up for tests of paper forms.
#ifndef PLUMB_TESTS_UNIT_STATEMENT_SAMPLE_H
#define PLUMB_TESTS_UNIT_STATEMENT_SAMPLE_H

#include "shared/base/buffer.h"
#include "shared/base/memory.h"
#include "shared/crypto/hash.h"
#include "shared/model/strokes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLE_SIGNED_MS INT64_C(1795310400000) // 2026-11-22

struct statement_sample {
    size_t items, photos_an_item, groups;
    bool priced, measured;
    const char *note; // of every fifth item; NULL: a short one
    const char *code, *zh, *en, *clause;
    size_t fixes, people;
};

static const char *const sample_items[][2] = {
    {"线路走向符合使用要求", "Routes follow the intended use"},
    {"开关、插座的位置和功能合理",
     "Positions and functions of switches and sockets are reasonable"},
    {"工程量与造价合理", "Quantities and cost are reasonable"},
    {"施工符合公司标准", "Work is to the company's construction standard"},
    {"给水管打压试验（0.8 MPa，30 分钟）", "Pressure test of water pipes (0.8 MPa, 30 minutes)"},
    {"卫生间闭水试验 48 小时无渗漏", "Closed-water test of the bathroom, 48 hours"},
    {"强弱电管线分开敷设，间距不小于 500 mm", "Power and signal lines are laid apart"},
    {"隐蔽管线已按图标注并拍照", "Hidden lines are marked on the drawing and photographed"},
};

static inline void sample_digest(size_t number, char hex[HASH_TEXT])
{
    struct digest digest;

    hash_once(&number, sizeof(number), &digest);
    digest_format(&digest, hex);
}

static inline void sample_value(struct buffer *out, size_t number)
{
    buffer_printf(out,
                  "{\"passes\":%s,\"point\":\"%s\",\"target\":\"2800\",\"unit\":\"mm\","
                  "\"value\":\"%zu\"}",
                  number % 11 == 4 ? "false" : "true", number % 2 == 0 ? "客厅" : "主卧",
                  number % 11 == 4 ? (size_t)2812 : 2797 + number % 6);
}

static inline void sample_item(const struct statement_sample *sample, struct buffer *out, size_t i)
{
    static const char *const groups[] = {"水路", "电路", "防水", "泥瓦"};
    static const char *const rooms[] = {"卫生间", "客厅", "厨房", ""};
    char hex[HASH_TEXT];

    buffer_printf(out, "%s{", i == 0 ? "" : ",");
    if (sample->priced)
        buffer_printf(out, "\"amount_fen\":%zu,", 12345 + i * 98765);
    buffer_printf(out, "\"code\":\"item_%zu\",\"concealed\":%s,\"en\":\"%s\",\"group\":\"%s\"", i,
                  i % 4 == 1 ? "true" : "false", sample_items[i % 8][1],
                  sample->groups == 0 ? "" : groups[i * sample->groups / sample->items % 4]);
    buffer_append_text(out, ",\"minus\":\"5\",\"note\":");
    if (i % 5 == 2)
        buffer_append_json(
            out, sample->note != NULL ? sample->note : "插座标高偏低 2 cm，已约定整改。",
            strlen(sample->note != NULL ? sample->note : "插座标高偏低 2 cm，已约定整改。"));
    else
        buffer_append_text(out, "null");
    buffer_append_text(out, ",\"photos\":[");
    for (size_t p = 0; p < sample->photos_an_item; p++) {
        sample_digest(i * sample->photos_an_item + p, hex);
        buffer_printf(out, "%s\"%s\"", p == 0 ? "" : ",", hex);
    }
    buffer_printf(out, "],\"plus\":\"5\",\"record\":\"00000000-0000-7000-8000-%012zu\"", i);
    buffer_printf(out, ",\"result\":\"%s\",\"room\":\"%s\",\"rule\":\"D3.8\",\"values\":[",
                  i % 5 == 2   ? "fail"
                  : i % 7 == 5 ? "na"
                               : "pass",
                  rooms[i % 4]);
    if (sample->measured && i % 3 == 0) {
        sample_value(out, i);
        buffer_append_char(out, ',');
        sample_value(out, i + 1);
    }
    buffer_printf(out, "],\"zh\":\"%s\"}", sample_items[i % 8][0]);
}

static inline void sample_shown(const struct statement_sample *sample, struct buffer *out)
{
    static const char *const people[][2]
        = {{"王建国", "inspector"}, {"张晓雯", "designer"}, {"刘大勇", "foreman"}};
    static const char *const fixes[]
        = {"插座标高偏低 2 cm，重新开槽调整", "线管固定点间距过大，补卡扣"};
    char hex[HASH_TEXT];

    buffer_append_text(out, "\"shown\":{\"people\":[");
    for (size_t i = 0; i < sample->people; i++)
        buffer_printf(out, "%s{\"at\":%lld,\"name\":\"%s\",\"role\":\"%s\"}", i == 0 ? "" : ",",
                      (long long)(SAMPLE_SIGNED_MS - 3600000), people[i % 3][0], people[i % 3][1]);
    buffer_append_text(out, "],\"photos\":[");
    for (size_t i = 0; i < sample->items * sample->photos_an_item; i++) {
        sample_digest(i, hex);
        buffer_printf(
            out,
            "%s{\"digest\":\"%s\",\"latitude\":\"39.90420\",\"longitude\":\"116.40740\","
            "\"name\":\"IMG_20261122_%06zu.jpg\",\"of\":\"00000000-0000-7000-8000-%012zu\","
            "\"person\":\"王建国\",\"taken_at\":%lld,\"thumbnail\":null}",
            i == 0 ? "" : ",", hex, 93000 + i, i / sample->photos_an_item,
            (long long)(SAMPLE_SIGNED_MS - 7200000 + (long long)i * 60000));
    }
    buffer_append_text(out, "],\"rectifications\":[");
    for (size_t i = 0; i < sample->fixes; i++)
        buffer_printf(out,
                      "%s{\"deadline\":%lld,\"id\":\"00000000-0000-7000-9000-%012zu\",\"item\":"
                      "\"item_%zu\",\"severity\":\"%s\",\"state\":\"assigned\",\"summary\":\"%s\"}",
                      i == 0 ? "" : ",", (long long)(SAMPLE_SIGNED_MS + 259200000), i, 2 + 5 * i,
                      i % 3 == 1 ? "major" : "normal", fixes[i % 2]);
    buffer_append_text(out, "]}");
}

static inline void sample_statement(const struct statement_sample *sample, struct buffer *out)
{
    const char *clause = sample->clause != NULL
                             ? sample->clause
                             : "本人已在现场逐项查看以上内容，结果、备注、实测数值及照片与现场情况"
                               "相符。签字即表示本人对"
                               "本单所列事项的意见；签字后如内容变更，须重新签署。";

    buffer_append_text(out, "{\"catalogue\":\"2026.1\",\"content\":{");
    if (sample->priced)
        buffer_append_text(out, "\"budget_fen\":12885000,");
    buffer_append_text(out,
                       "\"clause\":{\"en\":\"I have looked at each item above on site; results, "
                       "notes, measured values and photos agree with what I saw.\",\"zh\":");
    buffer_append_json(out, clause, strlen(clause));
    buffer_append_text(out,
                       "},\"customer\":{\"address\":\"朝阳区青年路 27 号院 3 号楼 2 单元 1201\","
                       "\"contract_number\":\"BJ-2026-01187\",\"name\":\"李婉清\"},");
    buffer_printf(out, "\"form\":{\"code\":\"%s\",\"en\":\"%s\",\"rule\":\"D3.4\",\"zh\":\"%s\"},",
                  sample->code != NULL ? sample->code : "water_electric_confirmation",
                  sample->en != NULL ? sample->en : "Water and electricity confirmation",
                  sample->zh != NULL ? sample->zh : "水电确认单");
    buffer_append_text(out, "\"items\":[");
    for (size_t i = 0; i < sample->items; i++)
        sample_item(sample, out, i);
    buffer_append_text(out, "],\"node\":{\"code\":\"water_electric\",\"en\":\"Water and "
                            "electricity\",\"n\":1,\"zh\":\"水电\"},\"of\":{\"id\":"
                            "\"00000000-0000-7000-8000-00000000abcd\",\"kind\":\"attempt\"}},"
                            "\"format\":\"plumbline-statement-1\",\"records\":[],");
    sample_shown(sample, out);
    buffer_append_char(out, '}');
}

// Two Chinese letters written by hand, 王明 or so; `points` holds SAMPLE_POINTS, `ends` as many as
// strokes.
enum { SAMPLE_STROKES = 12, SAMPLE_STEPS = 14, SAMPLE_POINTS = SAMPLE_STROKES * SAMPLE_STEPS };
struct sample_hand {
    struct strokes strokes;
    struct strokes_point points[SAMPLE_POINTS];
    size_t ends[SAMPLE_STROKES];
};

static inline void sample_hand(struct sample_hand *hand)
{
    // From, to, and how far the middle is bent.
    static const int lines[SAMPLE_STROKES][6] = {
        {20, 32, 92, 22, 0, -6},    {28, 62, 86, 56, 2, -4},   {8, 104, 108, 92, 0, -6},
        {56, 26, 54, 98, 4, 0},     {138, 38, 136, 96, -4, 0}, {136, 40, 176, 88, 26, -22},
        {140, 62, 168, 58, 0, -2},  {138, 90, 172, 84, 0, 2},  {196, 26, 178, 118, 4, 14},
        {196, 28, 230, 120, 22, 0}, {198, 54, 226, 50, 0, -3}, {196, 78, 226, 74, 0, -3},
    };

    *hand = (struct sample_hand){0};
    hand->strokes = (struct strokes){.width = 26000,
                                     .height = 14000,
                                     .points = hand->points,
                                     .point_count = SAMPLE_POINTS,
                                     .ends = hand->ends,
                                     .count = SAMPLE_STROKES};
    for (int s = 0; s < SAMPLE_STROKES; s++) {
        const int *l = lines[s];

        for (int i = 0; i < SAMPLE_STEPS; i++) {
            int t = i * 1000 / (SAMPLE_STEPS - 1), bow = 4 * t * (1000 - t) / 1000;
            struct strokes_point *p = &hand->points[s * SAMPLE_STEPS + i];

            p->x = (l[0] * 1000 + (l[2] - l[0]) * t + l[4] * bow) / 10;
            p->y = (l[1] * 1000 + (l[3] - l[1]) * t + l[5] * bow) / 10;
            p->pressure = 250 + (1000 - t) / 2 + bow / 6;
            p->time_ms = s * 300 + i * 12;
        }
        hand->ends[s] = (size_t)(s + 1) * SAMPLE_STEPS;
    }
}

#endif
