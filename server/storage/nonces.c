// SPDX-License-Identifier: Apache-2.0
#include "server/storage/nonces.h"

#include "server/storage/row.h"

enum err nonces_put(struct storage *storage, const struct uuid *device, const struct digest *nonce,
                    int64_t expires_ms, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_NONCE_PRUNE);
    enum err code;

    row_put_integer(&row, storage_stamp(storage)->at_ms);
    code = row_run(&row, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_NONCE_PUT);
    row_put_digest(&row, nonce);
    row_put_uuid(&row, device);
    row_put_integer(&row, expires_ms);
    return row_run(&row, error);
}

enum err nonces_take(struct storage *storage, const struct uuid *device, const struct digest *nonce,
                     int64_t now_ms, struct error *error)
{
    struct row row = row_begin(storage_writer(storage), STATEMENT_NONCE_GET);
    struct uuid owner;
    int64_t expires_ms;
    enum err code;

    row_put_digest(&row, nonce);
    code = row_step(&row, error);
    if (code)
        return code;
    row_uuid(&row, &owner);
    expires_ms = row_integer(&row);
    code = row_done(&row, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_NONCE_REMOVE);
    row_put_digest(&row, nonce);
    code = row_run(&row, error);
    if (code)
        return code;
    if (!uuid_equal(&owner, device))
        return error_set(error, ERR_NOT_FOUND, "the nonce is another device's");
    return now_ms < expires_ms ? ERR_OK : error_set(error, ERR_EXPIRED, "the nonce ran out");
}
