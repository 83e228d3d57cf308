// SPDX-License-Identifier: Apache-2.0
#include "server/console/site_match.h"

#include <string.h>

enum { WORD_BYTES = 256, TEXTS_MOST = 40 };

static bool stands_in(const char *const *texts, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (texts[i] && strcasestr(texts[i], word))
            return true;
    return false;
}

bool site_match_words(const char *const *texts, size_t count, const char *words)
{
    char word[WORD_BYTES];

    for (;;) {
        size_t len;

        words += strspn(words, " \t");
        len = strcspn(words, " \t");
        if (!len)
            return true;
        text_copy(word, sizeof(word), (struct span){words, len});
        if (!stands_in(texts, count, word))
            return false;
        words += len;
    }
}

bool site_match_text(const struct site_summary *site, bool personal, const char *text)
{
    const char *texts[TEXTS_MOST] = {
        site->contract,
        site->store,
        site->department,
        personal ? site->customer : NULL,
        personal ? site->phone : NULL,
        personal ? site->address : NULL,
    };
    size_t count = 6;

    for (size_t i = 0; i < site->team_count && count < TEXTS_MOST; i++)
        texts[count++] = site->team[i].name;
    return site_match_words(texts, count, text);
}
