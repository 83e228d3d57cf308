// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/paper.h"

#include "agent/store/outgoing.h"

enum err paper_write(struct store *store, struct span bytes, struct paper *out, struct error *error)
{
    const struct store_options *given = store_given(store);
    enum err code;

    *out = (struct paper){0};
    code = shelf_begin_reserved(given->disk, &given->random, &out->draft, error);
    if (!code)
        code = shelf_add(out->draft, bytes.data, bytes.len, error);
    if (!code)
        code = shelf_seal(out->draft, &out->digest, &out->size_bytes, error);
    return code;
}

enum err paper_place(struct store *store, struct paper *paper, const struct paper_owner *owner,
                     struct error *error)
{
    struct outgoing_row row, known;
    enum err code;

    row = (struct outgoing_row){
        .digest = paper->digest,
        .size = paper->size_bytes,
        .lane = LANE_SEAL,
        .state = OUTGOING_WAITING,
        .site = owner->site,
        .record = owner->record,
        .added_ms = clock_wall_ms(&store_given(store)->clock),
        .present = true,
    };
    code = outgoing_get(store, &paper->digest, &known, error);
    if (code && code != ERR_NOT_FOUND)
        return code;
    // Two people who sign the same content share its statement.
    if (!code && (known.state == OUTGOING_WAITING || known.state == OUTGOING_DELIVERED)) {
        known.site = row.site;
        known.record = row.record;
        known.lane = LANE_SEAL;
        known.present = true;
        row = known;
    }
    code = shelf_place(paper->draft, error);
    return code ? code : outgoing_put(store, &row, error);
}

void paper_discard(struct store *store, struct paper *paper)
{
    struct outgoing_row row;

    if (!paper->draft || store_begin(store, NULL) != ERR_OK)
        return;
    if (outgoing_get(store, &paper->digest, &row, NULL) == ERR_NOT_FOUND)
        shelf_remove(store_given(store)->disk, &paper->digest, NULL);
    store_rollback(store);
}

void paper_clear(struct paper *paper)
{
    shelf_free(paper->draft);
    *paper = (struct paper){0};
}
