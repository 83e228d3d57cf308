// SPDX-License-Identifier: Apache-2.0
#include "shared/model/segment.h"

#include "shared/base/calendar.h"

static const struct kind_word prospective = {"prospective", "准业主", "prospective owner"};
static const struct kind_word old = {"old", "老业主", "old owner"};
// The first of which the time is not over.
static const struct {
    int64_t months;
    struct kind_word word;
} moved_in[] = {
    {12, {"settling", "磨合期", "settling in"}},
    {24, {"stable", "稳定期", "stable"}},
};

const struct kind_word *segment_find(struct span move_in_date, int64_t now_ms)
{
    int64_t from, today = calendar_day(now_ms);

    if (!calendar_parse(move_in_date, &from) || from > today)
        return &prospective;
    for (size_t i = 0; i < sizeof(moved_in) / sizeof(moved_in[0]); i++)
        if (today <= calendar_add_months(from, moved_in[i].months))
            return &moved_in[i].word;
    return &old;
}
