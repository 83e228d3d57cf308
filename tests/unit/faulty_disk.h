// SPDX-License-Identifier: Apache-2.0
// The machine's disk with a note of what was done in which order, and an operation that fails when
// told.
#ifndef PLUMB_TESTS_UNIT_FAULTY_DISK_H
#define PLUMB_TESTS_UNIT_FAULTY_DISK_H

#include "shared/base/disk.h"

#include <stdio.h>
#include <string.h>

// A struct disk's file functions know no context, so there is one faulty disk a process.
static struct {
    struct disk real;
    unsigned fail_in;   // 1: the next operation that changes the disk; 0: never
    unsigned fail_also; // how many after it
    enum err code;      // what a failing one says
    size_t short_write; // bytes a failing write leaves
    unsigned changes;   // operations that change the disk, so far
    char trace[4096];   // "sync rename sync_folder …"
} faulty;

static enum err faulty_step(const char *what)
{
    size_t len = strlen(faulty.trace);

    faulty.changes++;
    snprintf(faulty.trace + len, sizeof(faulty.trace) - len, "%s ", what);
    if (faulty.fail_in == 0 || --faulty.fail_in > 0)
        return ERR_OK;
    if (faulty.fail_also > 0) {
        faulty.fail_also--;
        faulty.fail_in = 1;
    }
    return faulty.code;
}

static enum err faulty_open(void *ctx, const char *path, enum disk_mode mode,
                            struct disk_file **out, struct error *error)
{
    enum err code = mode == DISK_CREATE ? faulty_step("create") : ERR_OK;

    (void)ctx;
    return code ? error_set(error, code, "as told")
                : faulty.real.open(faulty.real.ctx, path, mode, out, error);
}

static enum err faulty_write(struct disk_file *file, uint64_t offset, const void *bytes, size_t len)
{
    enum err code = faulty_step("write");

    if (!code)
        return faulty.real.write(file, offset, bytes, len);
    faulty.real.write(file, offset, bytes, len < faulty.short_write ? len : faulty.short_write);
    return code;
}

static enum err faulty_truncate(struct disk_file *file, uint64_t len)
{
    enum err code = faulty_step("truncate");

    return code ? code : faulty.real.truncate(file, len);
}

static enum err faulty_sync(struct disk_file *file)
{
    enum err code = faulty_step("sync");

    return code ? code : faulty.real.sync(file);
}

static enum err faulty_rename(void *ctx, const char *from, const char *to)
{
    enum err code = faulty_step("rename");

    (void)ctx;
    return code ? code : faulty.real.rename(faulty.real.ctx, from, to);
}

static enum err faulty_remove(void *ctx, const char *path)
{
    enum err code = faulty_step("remove");

    (void)ctx;
    return code ? code : faulty.real.remove(faulty.real.ctx, path);
}

static enum err faulty_make_folder(void *ctx, const char *path)
{
    enum err code = faulty_step("make_folder");

    (void)ctx;
    return code ? code : faulty.real.make_folder(faulty.real.ctx, path);
}

static enum err faulty_sync_folder(void *ctx, const char *path)
{
    enum err code = faulty_step("sync_folder");

    (void)ctx;
    return code ? code : faulty.real.sync_folder(faulty.real.ctx, path);
}

// Puts itself before `disk`, in place.
static void faulty_wrap(struct disk *disk)
{
    memset(&faulty, 0, sizeof(faulty));
    faulty.real = *disk;
    faulty.code = ERR_IO;
    disk->open = faulty_open;
    disk->write = faulty_write;
    disk->truncate = faulty_truncate;
    disk->sync = faulty_sync;
    disk->rename = faulty_rename;
    disk->remove = faulty_remove;
    disk->make_folder = faulty_make_folder;
    disk->sync_folder = faulty_sync_folder;
}

static void faulty_forget(void)
{
    faulty.trace[0] = '\0';
    faulty.changes = faulty.fail_in = faulty.fail_also = 0;
}

#endif
