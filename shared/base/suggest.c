// SPDX-License-Identifier: Apache-2.0
#include "shared/base/suggest.h"

#include <limits.h>
#include <string.h>

enum { SUGGEST_LETTERS = 40 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

// Optimal string alignment distance of two names of at most SUGGEST_LETTERS bytes.
static unsigned distance(const char *a, const char *b)
{
    unsigned rows[3][SUGGEST_LETTERS + 1];
    unsigned *above = rows[0], *last = rows[1], *now = rows[2], *spare;
    size_t a_len = strlen(a), b_len = strlen(b);

    for (unsigned j = 0; j <= b_len; j++)
        last[j] = j;
    for (unsigned i = 1; i <= a_len; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= b_len; j++) {
            now[j] = least(last[j], now[j - 1]) + 1;
            now[j] = least(now[j], last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], above[j - 2] + 1);
        }
        spare = above;
        above = last;
        last = now;
        now = spare;
    }
    return last[b_len];
}

void suggest_init(struct suggest *suggest, const char *given)
{
    *suggest = (struct suggest){.given = given, .distance = UINT_MAX};
}

void suggest_offer(struct suggest *suggest, const char *name)
{
    size_t len = strlen(name);
    unsigned far;

    if (len > SUGGEST_LETTERS || strlen(suggest->given) > SUGGEST_LETTERS)
        return;
    far = distance(suggest->given, name);
    if (far <= (len < 3 ? 1 : len / 3) && far < suggest->distance) {
        suggest->best = name;
        suggest->distance = far;
    }
}
