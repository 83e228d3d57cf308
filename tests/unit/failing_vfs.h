// SPDX-License-Identifier: Apache-2.0
// An SQLite VFS over the machine's that fails, or kills the process, at a chosen write or sync.
#ifndef PLUMB_TESTS_UNIT_FAILING_VFS_H
#define PLUMB_TESTS_UNIT_FAILING_VFS_H

#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define FAILING_VFS "failing"

struct failing_file {
    sqlite3_file base;
    sqlite3_file *real; // lies behind this struct
};

// Which operation goes wrong: the `at`th from now (1 is the next), and how.
static struct {
    int writes_until, syncs_until; // 0: never
    int result;                    // what it returns instead
    bool kill_instead;
    int writes_seen;
} failing_plan;

static int failing_count(int *until)
{
    if (*until == 0 || --*until > 0)
        return SQLITE_OK;
    if (failing_plan.kill_instead)
        kill(getpid(), SIGKILL);
    return failing_plan.result;
}

#define FAILING_REAL(file) (((struct failing_file *)(file))->real)
#define FAILING_CALL(file, method, ...) \
    (FAILING_REAL(file)->pMethods->method(FAILING_REAL(file), ##__VA_ARGS__))

static int failing_close(sqlite3_file *file)
{
    return FAILING_REAL(file)->pMethods ? FAILING_CALL(file, xClose) : SQLITE_OK;
}

static int failing_read(sqlite3_file *file, void *to, int len, sqlite3_int64 at)
{
    return FAILING_CALL(file, xRead, to, len, at);
}

static int failing_write(sqlite3_file *file, const void *from, int len, sqlite3_int64 at)
{
    int result = failing_count(&failing_plan.writes_until);

    failing_plan.writes_seen++;
    return result ? result : FAILING_CALL(file, xWrite, from, len, at);
}

static int failing_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return FAILING_CALL(file, xTruncate, size);
}

static int failing_sync(sqlite3_file *file, int flags)
{
    int result = failing_count(&failing_plan.syncs_until);

    return result ? result : FAILING_CALL(file, xSync, flags);
}

static int failing_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return FAILING_CALL(file, xFileSize, size);
}

static int failing_lock(sqlite3_file *file, int level)
{
    return FAILING_CALL(file, xLock, level);
}

static int failing_unlock(sqlite3_file *file, int level)
{
    return FAILING_CALL(file, xUnlock, level);
}

static int failing_reserved(sqlite3_file *file, int *out)
{
    return FAILING_CALL(file, xCheckReservedLock, out);
}

static int failing_control(sqlite3_file *file, int op, void *arg)
{
    return FAILING_CALL(file, xFileControl, op, arg);
}

static int failing_sector(sqlite3_file *file)
{
    return FAILING_CALL(file, xSectorSize);
}

static int failing_traits(sqlite3_file *file)
{
    return FAILING_CALL(file, xDeviceCharacteristics);
}

static int failing_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return FAILING_CALL(file, xShmMap, page, size, extend, out);
}

static int failing_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return FAILING_CALL(file, xShmLock, offset, count, flags);
}

static void failing_shm_barrier(sqlite3_file *file)
{
    FAILING_CALL(file, xShmBarrier);
}

static int failing_shm_unmap(sqlite3_file *file, int remove)
{
    return FAILING_CALL(file, xShmUnmap, remove);
}

static const sqlite3_io_methods failing_methods = {
    .iVersion = 2,
    .xClose = failing_close,
    .xRead = failing_read,
    .xWrite = failing_write,
    .xTruncate = failing_truncate,
    .xSync = failing_sync,
    .xFileSize = failing_size,
    .xLock = failing_lock,
    .xUnlock = failing_unlock,
    .xCheckReservedLock = failing_reserved,
    .xFileControl = failing_control,
    .xSectorSize = failing_sector,
    .xDeviceCharacteristics = failing_traits,
    .xShmMap = failing_shm_map,
    .xShmLock = failing_shm_lock,
    .xShmBarrier = failing_shm_barrier,
    .xShmUnmap = failing_shm_unmap,
};

static int failing_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    sqlite3_vfs *real = vfs->pAppData;
    struct failing_file *failing = (struct failing_file *)file;
    int result;

    failing->real = (sqlite3_file *)(failing + 1);
    result = real->xOpen(real, name, failing->real, flags, out);
    file->pMethods = failing->real->pMethods ? &failing_methods : NULL;
    return result;
}

// Everything but files goes straight to the machine's VFS, which ignores which one it is called by.
static void failing_register(void)
{
    static sqlite3_vfs vfs;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);

    if (sqlite3_vfs_find(FAILING_VFS))
        return;
    vfs = *real;
    vfs.zName = FAILING_VFS;
    vfs.pNext = NULL;
    vfs.pAppData = real;
    vfs.szOsFile = (int)sizeof(struct failing_file) + real->szOsFile;
    vfs.xOpen = failing_open;
    sqlite3_vfs_register(&vfs, 0);
}

static void failing_never(void)
{
    memset(&failing_plan, 0, sizeof(failing_plan));
}

#endif
