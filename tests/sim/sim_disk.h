// SPDX-License-Identifier: Apache-2.0
// A disk in memory that forgets what was not synced: power loss, full disk and I/O errors on
// demand.
#ifndef PLUMB_TESTS_SIM_SIM_DISK_H
#define PLUMB_TESTS_SIM_SIM_DISK_H

#include "shared/base/disk.h"
#include "tests/sim/sim_random.h"

enum { SIM_SECTOR = 512, SIM_NAME = 128 };

// One file's content, apart from its names. `image` is what reads see, `durable` what a power loss
// leaves for sure; `pending` are the writes and truncations since the last sync, in order.
struct sim_change {
    uint64_t offset;
    size_t len;    // 0 with truncate
    bool truncate; // to `offset`
    char *bytes;
    struct sim_change *next;
};
struct sim_shm; // the WAL's shared memory and locks, sim_vfs.c
struct sim_inode {
    struct buffer image, durable;
    struct sim_change *pending, **pending_end;
    unsigned names, handles;
    struct sim_shm *shm;
    unsigned lock_shared;
    const void *lock_reserved, *lock_exclusive; // the handle that has it
    bool lock_pending;
};
// A name in the folder tree, and the changes of names since the last folder sync.
struct sim_name {
    char path[SIM_NAME];
    struct sim_inode *inode; // NULL: a folder
    struct sim_name *next;
};
enum sim_name_change { SIM_LINK, SIM_UNLINK, SIM_RENAME };
struct sim_journal {
    enum sim_name_change change;
    char path[SIM_NAME], to[SIM_NAME];
    struct sim_inode *inode;
    struct sim_journal *next;
};

struct sim_disk {
    int id; // root "sim<id>"
    char root[16];
    struct sim_name *names, *durable_names;
    struct sim_journal *journal, **journal_end;
    struct sim_random random;
    uint64_t capacity_bytes, used_bytes;
    uint64_t operations, syncs;
    uint64_t fail_at; // operation number from which everything fails; 0: never
    bool ignore_syncs, ignore_folder_syncs; // planted bugs
    int64_t now_ms;                         // what SQLite sees as time
    struct sim_disk *registered_next;
};

// Registers the VFS "sim" on first use.
struct sim_disk *sim_disk_create(uint64_t seed);
void sim_disk_free(struct sim_disk *disk);          // all files must be closed
struct disk sim_disk_handle(struct sim_disk *disk); // in sim_folder.c
// Power loss: everything since the last syncs survives only by chance, sector by sector. Files must
// be closed.
void sim_disk_crash(struct sim_disk *disk);
// A copy as `cp -a` of the running folder makes it; durable in the copy.
struct sim_disk *sim_disk_copy(const struct sim_disk *disk, uint64_t seed);
// Makes `disk` hold what `from` holds (a restored image); files of disk must be closed.
void sim_disk_restore(struct sim_disk *disk, const struct sim_disk *from);
struct sim_disk *sim_disk_find(const char *path, const char **rest); // for the VFS: "sim7/agent.db"

// The operations both faces (struct disk and the VFS) are made of.
enum err sim_operate(struct sim_disk *disk); // counts one; ERR_IO when failing
struct sim_inode *sim_lookup(struct sim_disk *disk, const char *path);
enum err sim_create(struct sim_disk *disk, const char *path, struct sim_inode **out);
enum err sim_unlink(struct sim_disk *disk, const char *path);
enum err sim_write(struct sim_disk *disk, struct sim_inode *inode, uint64_t offset,
                   const void *bytes, size_t len);
enum err sim_truncate(struct sim_disk *disk, struct sim_inode *inode, uint64_t len);
enum err sim_sync(struct sim_disk *disk, struct sim_inode *inode);
enum err sim_sync_folder(struct sim_disk *disk, const char *folder);
void sim_release(struct sim_disk *disk, struct sim_inode *inode);      // a handle is closed
void sim_shm_free(struct sim_inode *inode);                            // in sim_vfs.c
bool sim_disk_has_name(const struct sim_disk *disk, const char *path); // file or folder
void sim_disk_make_folder_name(struct sim_disk *disk, const char *path);
void sim_disk_rename_name(struct sim_disk *disk, const char *from, const char *to,
                          struct sim_inode *inode);

#endif
