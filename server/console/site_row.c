// SPDX-License-Identifier: Apache-2.0
#include "server/console/site_row.h"

#include "server/console/wanted.h"

enum { OWN_MOST = 20, SITE_TEXTS = 4, TEXTS_MOST = 40 };

struct site_row site_row_find(const struct site_listed *listed, const struct uuid *site)
{
    size_t low = 0, high = listed->count;

    while (low < high) { // they are in order of their ids
        const size_t middle = low + (high - low) / 2;
        const int order = uuid_compare(&listed->sites[middle]->site, site);

        if (order == 0)
            return (struct site_row){listed->sites[middle], listed->personal[middle]};
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct site_row){.site = NULL};
}

static const char *store_of(const struct site_row *row)
{
    return row->site ? row->site->store : "";
}

struct span site_row_store(const void *ctx, const void *row)
{
    (void)ctx;
    return span_of(store_of(row));
}

const char *site_row_contract(const struct site_row *row)
{
    return row->site ? row->site->contract : "";
}

const char *site_row_customer(const struct site_row *row)
{
    return row->site && row->personal ? row->site->customer : "";
}

const char *site_row_address(const struct site_row *row)
{
    return row->site && row->personal ? row->site->address : "";
}

bool site_row_says(const struct site_row *row, const char *words, const char *const *texts,
                   size_t count)
{
    const char *all[OWN_MOST + SITE_TEXTS]
        = {site_row_contract(row), store_of(row), site_row_customer(row), site_row_address(row)};
    size_t at = SITE_TEXTS;

    for (size_t i = 0; i < count && i < OWN_MOST; i++)
        all[at++] = texts[i];
    return wanted_words(words, all, at);
}

bool site_row_matches(const struct site_row *row, const char *words)
{
    const struct site_summary *site = row->site;
    const char *texts[TEXTS_MOST]
        = {site->contract,         site->store,           site->department,
           site_row_customer(row), site_row_address(row), row->personal ? site->phone : NULL};
    size_t count = 6;

    for (size_t i = 0; i < site->team_count && count < TEXTS_MOST; i++)
        texts[count++] = site->team[i].name;
    return wanted_words(words, texts, count);
}
