// SPDX-License-Identifier: Apache-2.0
#include "server/storage/signoff_log.h"

#include "server/storage/row.h"

#include <inttypes.h>

static const char reached[] = "log_size";

enum err signoff_log_size(struct view *view, uint64_t *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_LOG_SIZE);
    enum err code = row_step(&row, error);

    if (code)
        return code;
    *out = row_u64(&row);
    return row_done(&row, error);
}

enum err signoff_log_reached(struct view *view, uint64_t *out, struct error *error)
{
    struct buffer value;
    enum err code;

    *out = 0;
    buffer_init(&value, 32);
    code = setting_get(view, reached, &value, error);
    if (!code && !text_parse_u64((struct span){value.data, value.len}, out))
        code = error_set(error, ERR_CORRUPT, "the setting %s is no number", reached);
    buffer_clear(&value);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static enum err put_reached(struct storage *storage, uint64_t size, struct error *error)
{
    struct buffer value;
    enum err code;

    buffer_init(&value, 32);
    buffer_append_u64(&value, size);
    code = setting_put(storage, reached, (struct span){value.data, value.len}, error);
    buffer_clear(&value);
    return code;
}

static void read_leaf(struct row *row, struct signoff_leaf *out)
{
    out->index = row_u64(row) - 1;
    row_uuid(row, &out->signoff);
    row_uuid(row, &out->site);
    out->leaf = row_bytes(row);
}

static void read_head(struct row *row, struct signoff_head *out)
{
    out->size = row_u64(row);
    out->certificate = row_bytes(row);
    out->head = row_bytes(row);
    out->seal = row_bytes(row);
}

static enum err one_leaf(struct row *row, struct signoff_leaf *out, struct error *error)
{
    enum err code = row_step(row, error);

    if (code)
        return code;
    read_leaf(row, out);
    return row_keep(row, (struct span *const[]){&out->leaf}, 1, error);
}

enum err signoff_log_leaf(struct view *view, uint64_t index, struct signoff_leaf *out,
                          struct error *error)
{
    struct row row = row_begin(view, STATEMENT_LOG_LEAF_AT);

    row_put_u64(&row, index + 1);
    return one_leaf(&row, out, error);
}

enum err signoff_log_find(struct view *view, const struct uuid *signoff, struct signoff_leaf *out,
                          struct error *error)
{
    struct row row = row_begin(view, STATEMENT_LOG_LEAF_OF);

    row_put_uuid(&row, signoff);
    return one_leaf(&row, out, error);
}

static enum err one_head(struct row *row, struct signoff_head *out, struct error *error)
{
    enum err code = row_step(row, error);

    if (code)
        return code;
    read_head(row, out);
    return row_keep(row, (struct span *const[]){&out->certificate, &out->head, &out->seal}, 3,
                    error);
}

enum err signoff_log_newest(struct view *view, struct signoff_head *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_LOG_HEAD_LAST);

    return one_head(&row, out, error);
}

enum err signoff_log_over(struct view *view, uint64_t index, struct signoff_head *out,
                          struct error *error)
{
    struct row row = row_begin(view, STATEMENT_LOG_HEAD_OVER);

    row_put_u64(&row, index + 1);
    return one_head(&row, out, error);
}

enum err signoff_log_leaves(struct view *view, uint64_t from, signoff_leaf_each *each, void *arg,
                            struct error *error)
{
    struct row row = row_begin(view, STATEMENT_LOG_LEAF_LIST);
    struct signoff_leaf leaf;

    row_put_u64(&row, from);
    while (row_next(&row, error)) {
        read_leaf(&row, &leaf);
        if (row_verdict(&row, error) || !each(arg, &leaf))
            break;
    }
    return row_done(&row, error);
}

enum err signoff_log_heads(struct view *view, uint64_t size, signoff_head_each *each, void *arg,
                           struct error *error)
{
    struct row row = row_begin(view, STATEMENT_LOG_HEAD_LIST);
    struct signoff_head head;

    row_put_u64(&row, size);
    while (row_next(&row, error)) {
        read_head(&row, &head);
        if (row_verdict(&row, error) || !each(arg, &head))
            break;
    }
    return row_done(&row, error);
}

enum err signoff_log_ids(struct view *view, struct signoff_ids *ids, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_SIGNOFF_IDS);

    ids->count = 0;
    row_put_uuid(&row, &ids->low);
    row_put_uuid(&row, &ids->high);
    row_put_integer(&row, (int64_t)ids->max);
    while (ids->count < ids->max && row_next(&row, error)) {
        row_uuid(&row, &ids->list[ids->count++]);
        if (row_verdict(&row, error))
            break;
    }
    return row_done(&row, error);
}

static enum err hash_of_leaf(void *ctx, uint64_t index, struct digest *out)
{
    struct row row = row_begin(ctx, STATEMENT_LOG_LEAF_AT);
    struct signoff_leaf leaf;
    enum err code;

    row_put_u64(&row, index + 1);
    code = row_step(&row, NULL);
    if (code)
        return code == ERR_NOT_FOUND ? ERR_CORRUPT : code;
    read_leaf(&row, &leaf);
    merkle_leaf(leaf.leaf, out);
    return row_done(&row, NULL);
}

static enum err hash_of_subtree(void *ctx, unsigned level, uint64_t index, struct digest *out)
{
    struct row row = row_begin(ctx, STATEMENT_LOG_SUBTREE_GET);
    enum err code;

    row_put_integer(&row, level);
    row_put_u64(&row, index);
    code = row_step(&row, NULL);
    if (code)
        return code == ERR_NOT_FOUND ? ERR_CORRUPT : code;
    row_digest(&row, out);
    return row_done(&row, NULL);
}

struct merkle_leaves signoff_log_tree(struct view *view)
{
    return (struct merkle_leaves){.ctx = view, .at = hash_of_leaf, .whole = hash_of_subtree};
}

static enum err put_subtree(struct storage *storage, unsigned level, uint64_t index,
                            const struct digest *hash, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_LOG_SUBTREE_PUT);

    row_put_integer(&row, level);
    row_put_u64(&row, index);
    row_put_digest(&row, hash);
    return row_run(&row, error);
}

// A leaf completes a subtree on each level at whose end it stands; of the last one the left half
// is one level lower, and was complete before.
enum err signoff_log_derive(struct storage *storage, uint64_t index, uint64_t *differed,
                            struct error *error)
{
    struct view *view = storage_writer(storage);
    struct digest left, hash, held;
    enum err code = hash_of_leaf(view, index, &hash);

    for (unsigned level = 1; !code && ((index + 1) >> (level - 1)) % 2 == 0; level++) {
        uint64_t half = (index >> level) << 1;

        code = level == 1 ? hash_of_leaf(view, half, &left)
                          : hash_of_subtree(view, level - 1, half, &left);
        if (code)
            break;
        merkle_node(&left, &hash, &hash);
        if (hash_of_subtree(view, level, index >> level, &held) == ERR_OK
            && digest_equal(&held, &hash))
            continue;
        ++*differed;
        code = put_subtree(storage, level, index >> level, &hash, error);
    }
    return code ? error_set(error, code, "the tree of the sign-off log cannot be read") : ERR_OK;
}

enum err signoff_log_append(struct storage *storage, const struct signoff_leaf *leaf,
                            struct error *error)
{
    struct view *view = storage_writer(storage);
    struct signoff_leaf there;
    uint64_t size = 0, added = 0;
    struct row row;
    enum err code = signoff_log_size(view, &size, error);

    if (!code && size != leaf->index)
        code = error_set(error, ERR_INVALID, "leaf %" PRIu64 " after %" PRIu64, leaf->index, size);
    if (code)
        return code;
    code = signoff_log_find(view, &leaf->signoff, &there, error);
    if (code != ERR_NOT_FOUND)
        return code ? code : error_set(error, ERR_EXISTS, "leaf %" PRIu64, there.index);
    row = row_begin_write(storage, STATEMENT_LOG_LEAF_PUT);
    row_put_u64(&row, leaf->index + 1);
    row_put_uuid(&row, &leaf->signoff);
    row_put_uuid(&row, &leaf->site);
    row_put_bytes(&row, leaf->leaf);
    code = row_run(&row, error);
    return code ? code : signoff_log_derive(storage, leaf->index, &added, error);
}

static enum err put_key(struct storage *storage, struct span certificate, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_LOG_KEY_PUT);

    row_put_bytes(&row, certificate);
    return row_run(&row, error);
}

enum err signoff_log_seal(struct storage *storage, const struct signoff_head *head,
                          struct error *error)
{
    struct view *view = storage_writer(storage);
    struct signoff_head there = {0};
    uint64_t size = 0;
    struct row row;
    enum err code = signoff_log_size(view, &size, error);

    if (!code && (size != head->size || !size))
        code = error_set(error, ERR_INVALID, "a head over %" PRIu64 " of %" PRIu64 " leaves",
                         head->size, size);
    if (code)
        return code;
    code = signoff_log_newest(view, &there, error);
    if (!code && there.size >= size)
        code = error_set(error, ERR_EXISTS, "a head over %" PRIu64 " leaves", size);
    if (code && code != ERR_NOT_FOUND)
        return code;
    code = put_key(storage, head->certificate, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_LOG_HEAD_PUT);
    row_put_u64(&row, head->size);
    row_put_bytes(&row, head->head);
    row_put_bytes(&row, head->seal);
    row_put_bytes(&row, head->certificate);
    code = row_run(&row, error);
    return code ? code : put_reached(storage, size, error);
}
