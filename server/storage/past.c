// SPDX-License-Identifier: Apache-2.0
#include "server/storage/past.h"

#include "server/storage/row.h"

enum err past_commit(struct view *view, int64_t at_ms, struct commit_stamp *out,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PAST_COMMIT);
    enum err code;

    row_put_integer(&row, at_ms);
    code = row_step(&row, error);
    if (code)
        return code;
    out->number = row_u64(&row);
    out->tag = row_actor(&row);
    out->at_ms = row_integer(&row);
    return row_done(&row, error);
}

enum err past_device(struct view *view, uint64_t commit, struct device_row *device,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PAST_DEVICE);
    enum err code;

    row_put_uuid(&row, &device->id);
    row_put_u64(&row, commit);
    code = row_step(&row, error);
    if (code)
        return code;
    row_text(&row, device->name, sizeof(device->name));
    device->state = (enum device_state)row_integer(&row);
    device->certificate_until_ms = row_integer(&row);
    return row_done(&row, error);
}

enum err past_held(struct view *view, uint64_t commit, struct held_row *held, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PAST_HELD);
    enum err code;

    row_put_integer(&row, held->row);
    row_put_u64(&row, commit);
    code = row_step(&row, error);
    if (code)
        return code;
    held->reason = (enum held_reason)row_integer(&row);
    held->decision = (enum held_decision)row_integer(&row);
    return row_done(&row, error);
}

enum err past_blobs_missing(struct view *view, uint64_t commit, past_blob_each *each, void *arg,
                            struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PAST_BLOBS);
    struct digest digest;
    int64_t since_ms;

    row_put_u64(&row, commit);
    while (row_next(&row, error)) {
        row_digest(&row, &digest);
        since_ms = row_integer(&row);
        if (row_verdict(&row, error) || !each(arg, &digest, since_ms))
            break;
    }
    return row_done(&row, error);
}
