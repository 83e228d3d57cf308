// SPDX-License-Identifier: Apache-2.0
#include "server/console/wanted.h"

#include "shared/base/text.h"

#include <string.h>

enum { WORD_BYTES = 256 };

bool wanted_text(const char *wanted, const char *text)
{
    return !wanted || strcmp(wanted, text) == 0;
}

bool wanted_id(const struct uuid *wanted, const struct uuid *id)
{
    return !wanted || uuid_equal(wanted, id);
}

static bool stands_in(const char *const *texts, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (texts[i] && strcasestr(texts[i], word))
            return true;
    return false;
}

bool wanted_words(const char *words, const char *const *texts, size_t count)
{
    char word[WORD_BYTES];

    while (words) {
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
    return true;
}
