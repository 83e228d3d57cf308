// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_vfs.h"

#include "shared/base/memory.h"
#include "tests/sim/sim_disk.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { REGIONS_MAX = 64 };

// Shared memory of one WAL: regions, and for each lock slot how many share it and who has it alone.
struct sim_shm {
    void *regions[REGIONS_MAX];
    unsigned shared[SQLITE_SHM_NLOCK];
    const void *exclusive[SQLITE_SHM_NLOCK];
};

struct vfs_file {
    sqlite3_file base;
    struct sim_disk *disk;
    struct sim_inode *inode;
    char path[SIM_NAME];
    bool delete_on_close, new_journal;
    int lock;
    unsigned shm_shared; // slots this handle shares
};

static int code_of(enum err err, int io_code)
{
    return err == ERR_OK ? SQLITE_OK : err == ERR_FULL ? SQLITE_FULL : io_code;
}

void sim_shm_free(struct sim_inode *inode)
{
    for (int i = 0; inode->shm != NULL && i < REGIONS_MAX; i++)
        mem_free(inode->shm->regions[i]);
    mem_free(inode->shm);
    inode->shm = NULL;
}

static int vfs_unlock(sqlite3_file *base, int level);

static int vfs_close(sqlite3_file *base)
{
    struct vfs_file *file = (struct vfs_file *)base;
    vfs_unlock(base, SQLITE_LOCK_NONE);
    if (file->delete_on_close)
        sim_unlink(file->disk, file->path);
    sim_release(file->disk, file->inode);
    return SQLITE_OK;
}

static int vfs_read(sqlite3_file *base, void *out, int len, sqlite3_int64 offset)
{
    struct vfs_file *file = (struct vfs_file *)base;
    const struct buffer *image = &file->inode->image;
    size_t there = (uint64_t)offset < image->len ? image->len - (size_t)offset : 0,
           want = (size_t)len;
    size_t got = there < want ? there : want;
    if (sim_operate(file->disk) != ERR_OK)
        return SQLITE_IOERR_READ;
    if (got > 0)
        memcpy(out, image->data + offset, got);
    memset((char *)out + got, 0, want - got);
    return got == want ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int vfs_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
    struct vfs_file *file = (struct vfs_file *)base;
    return code_of(sim_write(file->disk, file->inode, (uint64_t)offset, bytes, (size_t)len),
                   SQLITE_IOERR_WRITE);
}

static int vfs_truncate(sqlite3_file *base, sqlite3_int64 len)
{
    struct vfs_file *file = (struct vfs_file *)base;
    return code_of(sim_truncate(file->disk, file->inode, (uint64_t)len), SQLITE_IOERR_TRUNCATE);
}

static int vfs_sync(sqlite3_file *base, int flags)
{
    struct vfs_file *file = (struct vfs_file *)base;
    enum err err = sim_sync(file->disk, file->inode);
    (void)flags;
    if (err == ERR_OK && file->new_journal) { // as SQLite's unix VFS: the first sync of a new
                                              // journal syncs its folder
        err = sim_sync_folder(file->disk, "");
        file->new_journal = false;
    }
    return code_of(err, SQLITE_IOERR_FSYNC);
}

static int vfs_size(sqlite3_file *base, sqlite3_int64 *out)
{
    struct vfs_file *file = (struct vfs_file *)base;
    *out = (sqlite3_int64)file->inode->image.len;
    return code_of(sim_operate(file->disk), SQLITE_IOERR_FSTAT);
}

static int vfs_lock(sqlite3_file *base, int level)
{
    struct vfs_file *file = (struct vfs_file *)base;
    struct sim_inode *inode = file->inode;
    if (file->lock >= level)
        return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
        if (inode->lock_exclusive != NULL || inode->lock_pending)
            return SQLITE_BUSY;
        inode->lock_shared++;
    } else if (inode->lock_reserved != NULL && inode->lock_reserved != file) {
        return SQLITE_BUSY;
    } else {
        inode->lock_reserved = file;
        if (level == SQLITE_LOCK_EXCLUSIVE) {
            if (inode->lock_shared > 1)
                return SQLITE_BUSY;
            inode->lock_exclusive = file;
        }
    }
    file->lock = level;
    return SQLITE_OK;
}

static int vfs_unlock(sqlite3_file *base, int level)
{
    struct vfs_file *file = (struct vfs_file *)base;
    struct sim_inode *inode = file->inode;
    if (level >= file->lock)
        return SQLITE_OK;
    if (inode->lock_exclusive == file)
        inode->lock_exclusive = NULL;
    if (inode->lock_reserved == file)
        inode->lock_reserved = NULL;
    if (level == SQLITE_LOCK_NONE && file->lock >= SQLITE_LOCK_SHARED && inode->lock_shared > 0)
        inode->lock_shared--;
    file->lock = level;
    return SQLITE_OK;
}

static int vfs_check_lock(sqlite3_file *base, int *out)
{
    *out = ((struct vfs_file *)base)->inode->lock_reserved != NULL;
    return SQLITE_OK;
}

static int vfs_control(sqlite3_file *base, int operation, void *arg)
{
    (void)base;
    (void)operation;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int vfs_sector(sqlite3_file *base)
{
    (void)base;
    return SIM_SECTOR;
}

static int vfs_traits(sqlite3_file *base)
{
    (void)base;
    // The one promise of SQLite's own unix VFS, kept by sim_disk too: a lost write changes no byte
    // beside it. Without it padding frames follow a commit's, and FULL would leave its outcome open
    // (database_commit).
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **out)
{
    struct vfs_file *file = (struct vfs_file *)base;
    struct sim_inode *inode = file->inode;
    *out = NULL;
    if (region >= REGIONS_MAX)
        return SQLITE_IOERR_SHMMAP;
    if (inode->shm == NULL)
        inode->shm = mem_alloc(sizeof *inode->shm);
    if (inode->shm->regions[region] == NULL && extend)
        inode->shm->regions[region] = mem_alloc((size_t)size);
    *out = inode->shm->regions[region];
    return SQLITE_OK;
}

static bool shm_free_for(const struct vfs_file *file, int slot, int flags)
{
    const struct sim_shm *shm = file->inode->shm;
    unsigned mine = file->shm_shared >> slot & 1U;
    if (shm->exclusive[slot] != NULL && shm->exclusive[slot] != file)
        return false;
    return (flags & SQLITE_SHM_SHARED) != 0 || shm->shared[slot] == mine;
}

static void shm_set(struct vfs_file *file, int slot, int flags)
{
    struct sim_shm *shm = file->inode->shm;
    unsigned bit = 1U << slot;
    if ((flags & SQLITE_SHM_SHARED) == 0)
        shm->exclusive[slot] = (flags & SQLITE_SHM_LOCK) != 0 ? file : NULL;
    else if ((flags & SQLITE_SHM_LOCK) != 0 && (file->shm_shared & bit) == 0) {
        file->shm_shared |= bit;
        shm->shared[slot]++;
    } else if ((flags & SQLITE_SHM_UNLOCK) != 0 && (file->shm_shared & bit) != 0) {
        file->shm_shared &= ~bit;
        shm->shared[slot]--;
    }
}

static int shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    struct vfs_file *file = (struct vfs_file *)base;
    if (file->inode->shm == NULL)
        return SQLITE_IOERR_SHMLOCK;
    for (int slot = offset; (flags & SQLITE_SHM_LOCK) != 0 && slot < offset + count; slot++)
        if (!shm_free_for(file, slot, flags))
            return SQLITE_BUSY;
    for (int slot = offset; slot < offset + count; slot++)
        shm_set(file, slot, flags);
    return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *base)
{
    (void)base; // one thread
}

static int shm_unmap(sqlite3_file *base, int delete_it)
{
    struct vfs_file *file = (struct vfs_file *)base;
    for (int slot = 0; file->inode->shm != NULL && slot < SQLITE_SHM_NLOCK; slot++)
        shm_set(file, slot, SQLITE_SHM_SHARED | SQLITE_SHM_UNLOCK);
    if (delete_it)
        sim_shm_free(file->inode);
    return SQLITE_OK;
}

static const sqlite3_io_methods methods
    = {2,        vfs_close,   vfs_read,       vfs_write,   vfs_truncate, vfs_sync,   vfs_size,
       vfs_lock, vfs_unlock,  vfs_check_lock, vfs_control, vfs_sector,   vfs_traits, shm_map,
       shm_lock, shm_barrier, shm_unmap,      NULL,        NULL};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
                    int *out_flags)
{
    struct vfs_file *file = (struct vfs_file *)base;
    const char *path = NULL;
    (void)vfs;
    memset(file, 0, sizeof *file);
    if (name == NULL)
        return SQLITE_CANTOPEN; // temp_store is memory in this build of the tests
    file->disk = sim_disk_find(name, &path);
    if (file->disk == NULL)
        return SQLITE_CANTOPEN;
    file->inode = sim_lookup(file->disk, path);
    if (file->inode == NULL && (flags & SQLITE_OPEN_CREATE) == 0)
        return SQLITE_CANTOPEN;
    if (file->inode == NULL) {
        if (sim_create(file->disk, path, &file->inode) != ERR_OK)
            return SQLITE_CANTOPEN;
        file->new_journal
            = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_MAIN_DB)) != 0;
    }
    file->inode->handles++;
    snprintf(file->path, sizeof file->path, "%s", path);
    file->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    file->base.pMethods = &methods;
    if (out_flags != NULL)
        *out_flags = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    const char *path = NULL;
    struct sim_disk *disk = sim_disk_find(name, &path);
    (void)vfs;
    if (disk == NULL)
        return SQLITE_IOERR_DELETE;
    enum err err = sim_unlink(disk, path);
    if (err == ERR_NOT_FOUND)
        return SQLITE_IOERR_DELETE_NOENT;
    if (err == ERR_OK && sync_folder)
        err = sim_sync_folder(disk, "");
    return code_of(err, SQLITE_IOERR_DELETE);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    const char *path = NULL;
    struct sim_disk *disk = sim_disk_find(name, &path);
    struct sim_inode *inode = disk == NULL ? NULL : sim_lookup(disk, path);
    (void)vfs;
    *out = inode != NULL && (flags != SQLITE_ACCESS_EXISTS || inode->image.len > 0);
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    (void)vfs;
    return snprintf(out, (size_t)size, "%s", name) < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int vfs_random(sqlite3_vfs *vfs, int len, char *out)
{
    (void)vfs;
    memset(out, 7, (size_t)len); // the trace of a seed must not depend on SQLite's salts
    return len;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    *out = 2461000.5;
    return SQLITE_OK;
}

static int vfs_time_ms(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    *out = INT64_C(212630443200000);
    return SQLITE_OK;
}

void sim_vfs_register(void)
{
    static sqlite3_vfs vfs = {.iVersion = 2,
                              .szOsFile = sizeof(struct vfs_file),
                              .mxPathname = SIM_NAME + 16,
                              .zName = "sim",
                              .xOpen = vfs_open,
                              .xDelete = vfs_delete,
                              .xAccess = vfs_access,
                              .xFullPathname = vfs_full_path,
                              .xRandomness = vfs_random,
                              .xSleep = vfs_sleep,
                              .xCurrentTime = vfs_time,
                              .xCurrentTimeInt64 = vfs_time_ms};
    sqlite3_vfs_register(&vfs, 0);
}
