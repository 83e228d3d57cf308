// SPDX-License-Identifier: Apache-2.0
#include "server/reports/log_place.h"

#include "server/storage/signoff_log.h"
#include "shared/wire/log_head.h"

bool log_place_read(struct view *view, const struct uuid *signoff, struct log_place *out)
{
    struct signoff_leaf entry;
    struct signoff_head kept;
    struct log_leaf leaf;
    struct log_head head;

    *out = (struct log_place){0};
    if (signoff_log_find(view, signoff, &entry, NULL) != ERR_OK
        || log_leaf_parse(entry.leaf, &leaf, NULL) != ERR_OK)
        return false;
    out->index = entry.index;
    out->received_ms = leaf.received_ms;
    if (signoff_log_over(view, entry.index, &kept, NULL) != ERR_OK
        || log_head_parse(kept.head, &head, NULL) != ERR_OK)
        return true;
    out->sealed = true;
    out->size = head.size;
    out->head_ms = head.time_ms;
    out->root = head.root;
    return true;
}
