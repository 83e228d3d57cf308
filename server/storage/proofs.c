// SPDX-License-Identifier: Apache-2.0
#include "server/storage/proofs.h"

#include "server/storage/row.h"

enum err proofs_put(struct storage *storage, const struct proof_row *proof, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_PROOF_PUT);

    row_put_uuid(&row, &proof->device);
    row_put_integer(&row, proof->at_ms);
    row_put_integer(&row, proof->asked);
    row_put_integer(&row, proof->equal);
    row_put_integer(&row, proof->items);
    row_put_digest(&row, &proof->digest);
    row_put_digest(&row, &proof->device_digest);
    row_put_integer(&row, proof->differences);
    row_put_integer(&row, proof->left);
    row_put_integer(&row, proof->aside);
    row_put_integer(&row, proof->lacking);
    row_put_integer(&row, proof->sent);
    row_put_integer(&row, proof->gone);
    row_put_integer(&row, proof->round_trips);
    row_put_integer(&row, proof->bytes);
    return row_run(&row, error);
}

static void read_proof(struct row *row, struct proof_row *out)
{
    out->row = row_integer(row);
    row_uuid(row, &out->device);
    out->at_ms = row_integer(row);
    out->asked = row_flag(row);
    out->equal = row_flag(row);
    out->items = row_integer(row);
    row_digest(row, &out->digest);
    row_digest(row, &out->device_digest);
    out->differences = row_integer(row);
    out->left = row_integer(row);
    out->aside = row_integer(row);
    out->lacking = row_integer(row);
    out->sent = row_integer(row);
    out->gone = row_integer(row);
    out->round_trips = row_integer(row);
    out->bytes = row_integer(row);
}

static enum err list(struct row *row, proofs_each *each, void *arg, struct error *error)
{
    struct proof_row proof;

    while (row_next(row, error)) {
        read_proof(row, &proof);
        if (row_verdict(row, error) || !each(arg, &proof))
            break;
    }
    return row_done(row, error);
}

enum err proofs_latest(struct view *view, proofs_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PROOF_LATEST);

    return list(&row, each, arg, error);
}

enum err proofs_last(struct view *view, const struct uuid *device, struct proof_row *out,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PROOF_LAST);
    enum err code;

    row_put_uuid(&row, device);
    code = row_step(&row, error);
    if (code)
        return code;
    read_proof(&row, out);
    return row_done(&row, error);
}

enum err proofs_list(struct view *view, const struct proofs_time *time, proofs_each *each,
                     void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PROOF_LIST);

    row_put_integer(&row, time->since_ms);
    row_put_integer(&row, time->until_ms);
    return list(&row, each, arg, error);
}

enum err proofs_ask(struct storage *storage, const struct uuid *device, int64_t at_ms,
                    struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_PROOF_ASK);

    row_put_uuid(&row, device);
    row_put_integer(&row, at_ms);
    return row_run(&row, error);
}

enum err proofs_asked(struct view *view, proofs_asked_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PROOF_ASKED);
    struct uuid device;
    int64_t at_ms;

    while (row_next(&row, error)) {
        row_uuid(&row, &device);
        at_ms = row_integer(&row);
        if (row_verdict(&row, error) || !each(arg, &device, at_ms))
            break;
    }
    return row_done(&row, error);
}
