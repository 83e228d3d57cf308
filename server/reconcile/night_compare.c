// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_compare.h"

#include <inttypes.h>

// In the order in which a settled night has them; then by how much they count.
static int compare(const struct night_row *a, const struct night_row *b)
{
    int order = night_row_compare(a, b);

    if (order == 0 && a->amount != b->amount)
        order = a->amount < b->amount ? -1 : 1;
    return order;
}

struct comparing {
    const char *date;
    struct buffer *report;
    uint64_t *findings;
};

static void tell(struct comparing *comparing, const struct night_row *row, const char *what)
{
    char id[UUID_TEXT];

    uuid_format(&row->record, id);
    ++*comparing->findings;
    buffer_printf(comparing->report, "night %s: %s: %s %s %s: %s\n", comparing->date,
                  figure_words(row->figure)->code, id, row->code, row->item, what);
}

// The next row that counts, from `at` on: of a figure that the night was kept with (a newer program
// has more), and that can be computed again.
static size_t next(const struct night *night, const struct night *kept, size_t at)
{
    while (
        at < night->row_count
        && (figure_words(night->rows[at].figure)->observed || !kept->known[night->rows[at].figure]))
        at++;
    return at;
}

static void compare_rows(struct comparing *comparing, const struct night *kept,
                         const struct night *again)
{
    size_t i = next(kept, kept, 0), j = next(again, kept, 0);

    while (i < kept->row_count || j < again->row_count) {
        int order = i == kept->row_count    ? 1
                    : j == again->row_count ? -1
                                            : compare(&kept->rows[i], &again->rows[j]);

        if (order < 0)
            tell(comparing, &kept->rows[i], "it was kept, but the history does not lead to it");
        if (order > 0)
            tell(comparing, &again->rows[j], "the history leads to it, but it was not kept");
        i = order <= 0 ? next(kept, kept, i + 1) : i;
        j = order >= 0 ? next(again, kept, j + 1) : j;
    }
}

static void compare_tablet(struct comparing *comparing, const struct night_device *kept,
                           const struct night_device *again)
{
    char id[UUID_TEXT];

    if (again && again->says == kept->says && again->holds == kept->holds
        && again->last_contact_ms == kept->last_contact_ms && again->state == kept->state
        && again->copies == kept->copies)
        return;
    uuid_format(&kept->id, id);
    ++*comparing->findings;
    buffer_printf(comparing->report, "night %s: tablet %s: says %" PRIu64 ", holds %" PRIu64,
                  comparing->date, id, kept->says, kept->holds);
    if (again)
        buffer_printf(comparing->report,
                      " were kept; the history leads to %" PRIu64 " and %" PRIu64 "\n", again->says,
                      again->holds);
    else
        buffer_append_text(comparing->report, " were kept; the history has no such tablet\n");
}

void night_compare(const struct night *kept, const struct night *again, struct buffer *report,
                   uint64_t *findings)
{
    struct comparing comparing = {kept->date, report, findings};

    for (size_t i = 0; i < kept->device_count; i++)
        compare_tablet(&comparing, &kept->devices[i], night_device(again, &kept->devices[i].id));
    compare_rows(&comparing, kept, again);
}
