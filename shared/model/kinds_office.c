// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kinds_office.h"

#include "shared/model/kind_choice.h"
#include "shared/model/kind_field.h"

enum { SCORE_MAX = 5 };

// D3.13: published once, never rewritten.
const struct kind_field kinds_office_catalogue[] = {
    NEEDED_TEXT("version", KIND_SHORT_MAX, "版本", "version"),
    NEEDED_TEXT("content", KIND_CATALOGUE_MAX, "内容", "content"),
    SHORT("title", "标题", "title"),
    FIELD("published_at", TYPE_TIME, "发布时间", "published at"),
};

const struct kind_field kinds_office_device[] = {
    NEEDED_TEXT("name", KIND_SHORT_MAX, "名称", "name"),
    WORST("state", kind_choice_devices, "状态", "state"),
};

// D7.2, D7.6. `about` is a word of the catalogue.
const struct kind_field kinds_office_call_back[] = {
    NEEDED("of", TYPE_RECORD, "回访对象", "record it is about"),
    NEEDED_TEXT("about", KIND_SHORT_MAX, "回访事项", "about"),
    NEEDED("at", TYPE_TIME, "回访时间", "called at"),
    NEEDED_CHOICE("outcome", kind_choice_outcomes, "接通情况", "outcome"),
    WORST("result", kind_choice_answers, "回访结果", "result"),
    RANGE("score", 1, SCORE_MAX, "评分", "score"),
    FIELD("opinion", TYPE_TEXT, "客户意见", "opinion"),
    FIELD("handling", TYPE_TEXT, "处理情况", "handling"),
};

// D8.1, D6.6: one for each record that it comes from.
const struct kind_field kinds_office_complaint[] = {
    NEEDED("of", TYPE_RECORD, "投诉来源", "record it comes from"),
    NEEDED_TEXT("words", KIND_TEXT_MAX, "客户原话", "customer's own words"),
    NEEDED("received_at", TYPE_TIME, "受理时间", "received at"),
    SHORT("channel", "受理渠道", "channel"),
    SHORT("summary", "摘要", "summary"),
    WORST("severity", kind_choice_severities, "严重程度", "severity"),
    FIELD("complained", TYPE_RECORD, "被投诉人", "person complained of"),
    FIELD("follower", TYPE_RECORD, "跟踪人", "follower"),
};
