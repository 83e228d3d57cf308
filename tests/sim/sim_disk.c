// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_disk.h"

#include "shared/base/memory.h"
#include "tests/sim/sim_vfs.h"

#include <stdio.h>
#include <string.h>

enum { SIM_FILE_MAX = 256 << 20 };

static struct sim_disk *registered;
static int next_id = 1;

static struct sim_inode *inode_create(void)
{
    struct sim_inode *inode = mem_alloc(sizeof *inode);
    buffer_init(&inode->image, SIM_FILE_MAX);
    buffer_init(&inode->durable, SIM_FILE_MAX);
    inode->pending_end = &inode->pending;
    return inode;
}

static void forget_pending(struct sim_inode *inode)
{
    while (inode->pending != NULL) {
        struct sim_change *next = inode->pending->next;
        mem_free(inode->pending->bytes);
        mem_free(inode->pending);
        inode->pending = next;
    }
    inode->pending_end = &inode->pending;
}

static void inode_drop(struct sim_inode *inode)
{
    if (inode == NULL || inode->names > 0 || inode->handles > 0)
        return;
    forget_pending(inode);
    sim_shm_free(inode);
    buffer_clear(&inode->image);
    buffer_clear(&inode->durable);
    mem_free(inode);
}

// Counts how many of the disk's tables (present names, durable names, journal) hold the inode.
static void hold(struct sim_inode *inode, int by)
{
    if (inode == NULL)
        return;
    inode->names = (unsigned)((int)inode->names + by);
    inode_drop(inode);
}

static struct sim_name *find_name(struct sim_name *names, const char *path)
{
    while (names != NULL && strcmp(names->path, path) != 0)
        names = names->next;
    return names;
}

static void add_name(struct sim_name **names, const char *path, struct sim_inode *inode)
{
    struct sim_name *name = mem_alloc(sizeof *name);
    snprintf(name->path, sizeof name->path, "%s", path);
    name->inode = inode;
    hold(inode, 1);
    name->next = *names;
    *names = name;
}

static void remove_name(struct sim_name **names, const char *path)
{
    for (; *names != NULL; names = &(*names)->next)
        if (strcmp((*names)->path, path) == 0) {
            struct sim_name *gone = *names;
            *names = gone->next;
            hold(gone->inode, -1);
            mem_free(gone);
            return;
        }
}

static void apply_name_change(struct sim_name **names, const struct sim_journal *change)
{
    struct sim_inode *inode = change->inode;
    hold(inode, 1);
    remove_name(names, change->path);
    if (change->change == SIM_LINK)
        add_name(names, change->path, inode);
    if (change->change == SIM_RENAME) {
        remove_name(names, change->to);
        add_name(names, change->to, inode);
    }
    hold(inode, -1);
}

static void record_name_change(struct sim_disk *disk, enum sim_name_change change, const char *path,
                               const char *to, struct sim_inode *inode)
{
    struct sim_journal *entry = mem_alloc(sizeof *entry);
    entry->change = change;
    entry->inode = inode;
    hold(inode, 1);
    snprintf(entry->path, sizeof entry->path, "%s", path);
    snprintf(entry->to, sizeof entry->to, "%s", to);
    *disk->journal_end = entry;
    disk->journal_end = &entry->next;
    apply_name_change(&disk->names, entry);
}

static void pop_journal(struct sim_disk *disk, bool durable)
{
    struct sim_journal *entry = disk->journal;
    if (durable)
        apply_name_change(&disk->durable_names, entry);
    disk->journal = entry->next;
    if (disk->journal == NULL)
        disk->journal_end = &disk->journal;
    hold(entry->inode, -1);
    mem_free(entry);
}

static void clear_names(struct sim_name **names)
{
    while (*names != NULL)
        remove_name(names, (*names)->path);
}

struct sim_disk *sim_disk_create(uint64_t seed)
{
    struct sim_disk *disk = mem_alloc(sizeof *disk);
    sim_vfs_register();
    disk->id = next_id++;
    snprintf(disk->root, sizeof disk->root, "sim%d", disk->id);
    disk->journal_end = &disk->journal;
    disk->capacity_bytes = UINT64_MAX;
    sim_random_seed(&disk->random, seed);
    disk->registered_next = registered;
    registered = disk;
    return disk;
}

void sim_disk_free(struct sim_disk *disk)
{
    struct sim_disk **at = &registered;
    while (disk->journal != NULL)
        pop_journal(disk, false);
    clear_names(&disk->names);
    clear_names(&disk->durable_names);
    while (*at != disk)
        at = &(*at)->registered_next;
    *at = disk->registered_next;
    mem_free(disk);
}

struct sim_disk *sim_disk_find(const char *path, const char **rest)
{
    const char *slash = strchr(path, '/');
    for (struct sim_disk *disk = registered; disk != NULL && slash != NULL;
         disk = disk->registered_next)
        if (strlen(disk->root) == (size_t)(slash - path)
            && strncmp(disk->root, path, strlen(disk->root)) == 0) {
            *rest = slash + 1;
            return disk;
        }
    return NULL;
}

static void write_image(struct buffer *image, const struct sim_change *change, size_t from,
                        size_t len)
{
    size_t end = (size_t)change->offset + from + len;
    if (image->len < end) {
        size_t more = end - image->len;
        char *room = buffer_reserve(image, more);
        memset(room, 0, more);
        image->len = end;
    }
    memcpy(image->data + change->offset + from, change->bytes + from, len);
}

static void truncate_image(struct buffer *image, uint64_t len)
{
    if (image->len > len)
        image->len = (size_t)len;
    else if (image->len < len) {
        size_t more = (size_t)len - image->len;
        memset(buffer_reserve(image, more), 0, more);
        image->len = (size_t)len;
    }
}

// What of the unsynced changes reached the platter: each sector by chance, in any combination.
static void crash_inode(struct sim_disk *disk, struct sim_inode *inode)
{
    unsigned luck = (unsigned)sim_random_below(&disk->random, 1001);
    for (struct sim_change *change = inode->pending; change != NULL; change = change->next) {
        if (change->truncate) {
            if (sim_random_chance(&disk->random, luck))
                truncate_image(&inode->durable, change->offset);
            continue;
        }
        for (size_t at = 0; at < change->len;) {
            size_t part = SIM_SECTOR - (size_t)((change->offset + at) % SIM_SECTOR);
            if (part > change->len - at)
                part = change->len - at;
            if (sim_random_chance(&disk->random, luck))
                write_image(&inode->durable, change, at, part);
            at += part;
        }
    }
    forget_pending(inode);
    buffer_reset(&inode->image);
    buffer_append(&inode->image, inode->durable.data, inode->durable.len);
    inode->lock_shared = 0;
    inode->lock_reserved = inode->lock_exclusive = NULL;
    sim_shm_free(inode);
}

static void count_used(struct sim_disk *disk)
{
    disk->used_bytes = 0;
    for (struct sim_name *name = disk->names; name != NULL; name = name->next)
        if (name->inode != NULL)
            disk->used_bytes += name->inode->image.len;
}

void sim_disk_crash(struct sim_disk *disk)
{
    size_t kept = 0;
    for (struct sim_journal *entry = disk->journal; entry != NULL; entry = entry->next)
        kept++;
    kept = (size_t)sim_random_below(&disk->random, kept + 1);
    while (disk->journal != NULL) {
        pop_journal(
            disk,
            kept > 0); // a journalling file system keeps name changes in order: a prefix survives
        kept -= kept > 0;
    }
    clear_names(&disk->names);
    for (struct sim_name *name = disk->durable_names; name != NULL; name = name->next) {
        if (name->inode != NULL)
            crash_inode(disk, name->inode);
        add_name(&disk->names, name->path, name->inode);
    }
    disk->fail_at = 0;
    count_used(disk);
}

static void copy_names(struct sim_disk *disk, const struct sim_disk *from)
{
    for (struct sim_name *name = from->names; name != NULL; name = name->next) {
        struct sim_inode *inode = NULL;
        if (name->inode != NULL) {
            inode = inode_create();
            buffer_append(&inode->image, name->inode->image.data, name->inode->image.len);
            buffer_append(&inode->durable, name->inode->image.data, name->inode->image.len);
        }
        add_name(&disk->names, name->path, inode);
        add_name(&disk->durable_names, name->path, inode);
    }
    count_used(disk);
}

struct sim_disk *sim_disk_copy(const struct sim_disk *disk, uint64_t seed)
{
    struct sim_disk *copy = sim_disk_create(seed);
    copy_names(copy, disk);
    copy->capacity_bytes = disk->capacity_bytes;
    copy->ignore_syncs = disk->ignore_syncs;
    copy->ignore_folder_syncs = disk->ignore_folder_syncs;
    return copy;
}

void sim_disk_restore(struct sim_disk *disk, const struct sim_disk *from)
{
    while (disk->journal != NULL)
        pop_journal(disk, false);
    clear_names(&disk->names);
    clear_names(&disk->durable_names);
    disk->fail_at = 0;
    copy_names(disk, from);
}

enum err sim_operate(struct sim_disk *disk)
{
    disk->operations++;
    return disk->fail_at != 0 && disk->operations >= disk->fail_at ? ERR_IO : ERR_OK;
}

struct sim_inode *sim_lookup(struct sim_disk *disk, const char *path)
{
    struct sim_name *name = find_name(disk->names, path);
    return name == NULL ? NULL : name->inode;
}

enum err sim_create(struct sim_disk *disk, const char *path, struct sim_inode **out)
{
    enum err err = sim_operate(disk);
    if (err != ERR_OK)
        return err;
    if (find_name(disk->names, path) != NULL)
        return ERR_EXISTS;
    *out = inode_create();
    record_name_change(disk, SIM_LINK, path, "", *out);
    return ERR_OK;
}

enum err sim_unlink(struct sim_disk *disk, const char *path)
{
    struct sim_inode *inode = sim_lookup(disk, path);
    enum err err = sim_operate(disk);
    if (err != ERR_OK || inode == NULL)
        return err != ERR_OK ? err : ERR_NOT_FOUND;
    disk->used_bytes -= inode->image.len;
    record_name_change(disk, SIM_UNLINK, path, "", inode);
    return ERR_OK;
}

static void add_change(struct sim_inode *inode, const struct sim_change *change)
{
    struct sim_change *kept = mem_dup(change, sizeof *change);
    kept->bytes = change->truncate ? NULL : mem_dup(change->bytes, change->len);
    kept->next = NULL;
    *inode->pending_end = kept;
    inode->pending_end = &kept->next;
}

enum err sim_write(struct sim_disk *disk, struct sim_inode *inode, uint64_t offset,
                   const void *bytes, size_t len)
{
    struct sim_change change = {.offset = offset, .len = len, .bytes = (char *)(uintptr_t)bytes};
    uint64_t end = offset + len, grows = end > inode->image.len ? end - inode->image.len : 0;
    enum err err = sim_operate(disk);
    if (err != ERR_OK)
        return err;
    if (disk->used_bytes + grows > disk->capacity_bytes || end > SIM_FILE_MAX)
        return ERR_FULL;
    disk->used_bytes += grows;
    write_image(&inode->image, &change, 0, len);
    add_change(inode, &change);
    return ERR_OK;
}

enum err sim_truncate(struct sim_disk *disk, struct sim_inode *inode, uint64_t len)
{
    struct sim_change change = {.offset = len, .truncate = true};
    enum err err = sim_operate(disk);
    if (err != ERR_OK)
        return err;
    disk->used_bytes = disk->used_bytes - inode->image.len + len;
    truncate_image(&inode->image, len);
    add_change(inode, &change);
    return ERR_OK;
}

enum err sim_sync(struct sim_disk *disk, struct sim_inode *inode)
{
    enum err err = sim_operate(disk);
    if (err != ERR_OK || disk->ignore_syncs)
        return err;
    disk->syncs++;
    for (struct sim_change *change = inode->pending; change != NULL; change = change->next) {
        if (change->truncate)
            truncate_image(&inode->durable, change->offset);
        else
            write_image(&inode->durable, change, 0, change->len);
    }
    forget_pending(inode);
    return ERR_OK;
}

static bool in_folder(const char *path, const char *folder)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);
    return path[0] != '\0' && len == strlen(folder) && strncmp(path, folder, len) == 0;
}

enum err sim_sync_folder(struct sim_disk *disk, const char *folder)
{
    enum err err = sim_operate(disk);
    size_t upto = 0, at = 0;
    if (err != ERR_OK || disk->ignore_folder_syncs)
        return err;
    disk->syncs++;
    for (struct sim_journal *entry = disk->journal; entry != NULL; entry = entry->next) {
        at++;
        if (in_folder(entry->path, folder) || in_folder(entry->to, folder))
            upto = at;
    }
    for (; upto > 0; upto--)
        pop_journal(disk, true);
    return ERR_OK;
}

void sim_release(struct sim_disk *disk, struct sim_inode *inode)
{
    (void)disk;
    inode->handles--;
    inode_drop(inode);
}

void sim_disk_make_folder_name(struct sim_disk *disk, const char *path)
{
    if (find_name(disk->names, path) == NULL)
        record_name_change(disk, SIM_LINK, path, "", NULL);
}

bool sim_disk_has_name(const struct sim_disk *disk, const char *path)
{
    return find_name(disk->names, path) != NULL;
}

void sim_disk_rename_name(struct sim_disk *disk, const char *from, const char *to,
                          struct sim_inode *inode)
{
    record_name_change(disk, SIM_RENAME, from, to, inode);
    count_used(disk);
}
