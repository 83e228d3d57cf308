// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kinds_signoff.h"

#include "shared/model/kind_choice.h"
#include "shared/model/kind_field.h"

enum { SCORE_MAX = 5 };

// D6.1
const struct kind_field kinds_signoff_signoff[] = {
    NEEDED("of", TYPE_RECORD, "签署对象", "record that is signed"),
    FIELD("node", TYPE_RECORD, "节点", "node"),
    NEEDED_TEXT("form", KIND_CODE_MAX, "表单", "form"),
    NEEDED_TEXT("role", KIND_CODE_MAX, "签字人角色", "signer's role"),
    NEEDED_TEXT("name", KIND_SHORT_MAX, "签字人姓名", "signer's name"),
    NEEDED_CHOICE("verdict", kind_choice_verdicts, "签署意见", "verdict"),
    FIELD("reason", TYPE_TEXT, "原因", "reason"),
    RANGE("score", 1, SCORE_MAX, "评分", "score"),
    NEEDED("signed_at", TYPE_TIME, "签署时间", "signed at"),
    NEEDED("statement", TYPE_DIGEST, "签署内容", "statement"),
    FIELD("handwriting", TYPE_DIGEST, "手写笔迹", "handwriting"),
    FIELD("rendering", TYPE_DIGEST, "签名图", "drawing of the handwriting"),
    {.name = "content",
     .type = TYPE_TEXT,
     .min = KIND_DIGEST_LEN,
     .max = KIND_DIGEST_LEN,
     .required = true,
     .zh = "内容摘要",
     .en = "digest of the content"},
    NEEDED_TEXT("sealed", KIND_TEXT_MAX, "封签原文", "sealed text"),
    NEEDED_TEXT("seal", KIND_SHORT_MAX, "封签", "seal"),
    NEEDED_TEXT("certificate", KIND_TEXT_MAX, "平板证书", "certificate of the tablet"),
    FIELD("latitude", TYPE_DECIMAL, "纬度", "latitude"),
    FIELD("longitude", TYPE_DECIMAL, "经度", "longitude"),
};

// D6.4
const struct kind_field kinds_signoff_voiding[] = {
    NEEDED("signoff", TYPE_RECORD, "签署", "sign-off"),
    NEEDED_TEXT("reason", KIND_TEXT_MAX, "作废原因", "reason"),
};

// Where the sign-off stands in the log of the office.
const struct kind_field kinds_signoff_counter_seal[] = {
    NEEDED("signoff", TYPE_RECORD, "签署", "sign-off"),
    NEEDED("received_at", TYPE_TIME, "收到时间", "received at"),
    NEEDED_RANGE("log_index", 0, CANON_INTEGER_MAX, "日志序号", "index in the log"),
    NEEDED_TEXT("leaf", KIND_TEXT_MAX, "日志叶", "leaf"),
    FIELD("proof", TYPE_TEXT, "收录证明", "inclusion proof"),
    NEEDED_TEXT("head", KIND_TEXT_MAX, "树头", "tree head"),
    NEEDED_TEXT("head_seal", KIND_SHORT_MAX, "树头封签", "seal of the tree head"),
    NEEDED_TEXT("certificate", KIND_TEXT_MAX, "日志证书", "certificate of the log"),
};
