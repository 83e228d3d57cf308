// SPDX-License-Identifier: Apache-2.0
#include "server/storage/fact_counts.h"

#include "server/storage/row.h"

enum err fact_counts_read(struct view *view, uint64_t commit, struct fact_counts *out,
                          struct error *error)
{
    struct row row = row_begin(view, STATEMENT_FACT_COUNTS);
    enum err result;

    row_put_u64(&row, commit);
    result = row_step(&row, error);
    if (result != ERR_OK)
        return result;
    out->commits = row_u64(&row);
    out->records = row_u64(&row);
    out->entries = row_u64(&row);
    out->blobs = row_u64(&row);
    return row_done(&row, error);
}
