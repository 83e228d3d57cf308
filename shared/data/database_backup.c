// SPDX-License-Identifier: Apache-2.0
#include "shared/data/database_backup.h"

#include "shared/data/database_error.h"

#include <string.h>

enum { PATH_MAX_BYTES = 1 << 16 };

// What a crash left of an earlier attempt, with SQLite's journal beside it.
static enum err remove_part(const struct disk *target, const char *part)
{
    struct buffer journal;
    enum err code = target->remove(target->ctx, part);

    buffer_init(&journal, PATH_MAX_BYTES);
    buffer_printf(&journal, "%s-journal", part);
    target->remove(target->ctx, journal.data);
    buffer_clear(&journal);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static enum err copy_pages(sqlite3 *from, const struct disk *target, const char *part,
                           struct error *error)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
                | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
    sqlite3 *to = NULL;
    sqlite3_backup *backup = NULL;
    struct buffer path;
    enum err code = ERR_OK;
    int result;

    buffer_init(&path, PATH_MAX_BYTES);
    buffer_printf(&path, "%s/%s", target->root, part);
    result = sqlite3_open_v2(path.data, &to, flags, target->sqlite_vfs);
    if (result == SQLITE_OK) {
        backup = sqlite3_backup_init(to, "main", from, "main");
        if (backup) {
            result = sqlite3_backup_step(backup, -1); // one snapshot, no starting over
            sqlite3_backup_finish(backup);
        } else {
            result = sqlite3_extended_errcode(to);
        }
    }
    if (result != SQLITE_DONE)
        code = database_error(to, result, error);
    sqlite3_close(to);
    buffer_clear(&path);
    return code;
}

// Looks for one name in a folder. Not by opening it: were it a database in use by this process,
// closing it again would drop SQLite's locks on it.
struct search {
    const char *name;
    bool found;
};

static bool compare_name(void *arg, const char *name)
{
    struct search *search = arg;

    search->found = strcmp(name, search->name) == 0;
    return !search->found;
}

static enum err refuse_existing(const struct disk *target, const char *file, struct error *error)
{
    struct search search = {.name = file};
    enum err code = target->list(target->ctx, "", compare_name, &search);

    if (!code && search.found)
        return error_set(error, ERR_EXISTS, "there is such a file; it is unchanged");
    return code;
}

static enum err sync_file(const struct disk *target, const char *name)
{
    struct disk_file *file = NULL;
    enum err code = target->open(target->ctx, name, DISK_WRITE, &file, NULL);

    if (!code)
        code = target->sync(file);
    target->close(file);
    return code;
}

enum err database_backup(struct database *database, const struct disk *target, const char *file,
                         struct error *error)
{
    struct buffer part;
    enum err code;

    if (!disk_path_valid(file) || strchr(file, '/'))
        return error_set(error, ERR_INVALID, "backup: '%s' is not a file name", file);
    buffer_init(&part, PATH_MAX_BYTES);
    buffer_printf(&part, "%s.part", file);
    error_clear(error);
    code = refuse_existing(target, file, error);
    if (!code)
        code = remove_part(target, part.data);
    if (code)
        goto done;
    code = copy_pages(database_handle(database), target, part.data, error);
    if (!code)
        code = sync_file(target, part.data);
    if (!code)
        code = target->rename(target->ctx, part.data, file);
    if (!code)
        code = target->sync_folder(target->ctx, "");
    if (code)
        remove_part(target, part.data);

done:
    buffer_clear(&part);
    return code ? error_wrap(error, code, "backup to %s", file) : ERR_OK;
}
