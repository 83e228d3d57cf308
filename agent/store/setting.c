// SPDX-License-Identifier: Apache-2.0
#include "agent/store/setting.h"

#include "agent/store/store_inside.h"

enum err setting_read(struct store *store, const char *name, struct buffer *out,
                      struct error *error)
{
    sqlite3_stmt *statement;
    struct span value;
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    buffer_reset(out);
    statement = store_inside_statement(store, SQL_SETTING_GET);
    database_bind_text(statement, 1, span_of(name));
    code = store_inside_step(store, statement, error);
    if (!code) {
        value = database_text(statement, 0);
        if (!buffer_append(out, value.data, value.len))
            code = error_set(error, ERR_TOO_LARGE, "it has %zu bytes", value.len);
    }
    database_done(statement);

done:
    store_inside_leave(store);
    return code ? error_wrap(error, code, "setting %s", name) : ERR_OK;
}

static enum err put(struct store *store, const char *name, struct span value, struct error *error)
{
    sqlite3_stmt *statement
        = store_inside_statement(store, value.len ? SQL_SETTING_PUT : SQL_SETTING_REMOVE);

    database_bind_text(statement, 1, span_of(name));
    if (value.len)
        database_bind_blob(statement, 2, value.data, value.len);
    return store_inside_run(store, statement, error);
}

enum err setting_write(struct store *store, const char *name, struct span value,
                       struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = put(store, name, value, error);
    code = store_inside_end(store, own, code, error);
    return code ? error_wrap(error, code, "setting %s", name) : ERR_OK;
}

enum err setting_save(struct store *store, const char *name, struct span value, struct error *error)
{
    enum err code = setting_write(store, name, value, error);

    if (code == ERR_FULL && store_make_room(store))
        code = setting_write(store, name, value, error);
    return code;
}
