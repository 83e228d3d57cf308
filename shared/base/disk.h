// SPDX-License-Identifier: Apache-2.0
// The only way to files: a struct of functions over one data folder, the machine's or a simulated
// one.
#ifndef PLUMB_SHARED_BASE_DISK_H
#define PLUMB_SHARED_BASE_DISK_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"

#include <stdbool.h>
#include <stdint.h>

// Paths are relative to the folder, '/'-separated, each part [A-Za-z0-9._-]+ and not "." or "..";
// the real disk opens them with openat and O_NOFOLLOW, so a planted link is an error (DENIED), not
// a way out.
struct disk_file; // opaque to callers, owned by the disk that opened it

enum disk_mode {
    DISK_READ,
    DISK_WRITE,  // reads and writes a file that is there; NOT_FOUND otherwise
    DISK_CREATE, // makes a new one, reads and writes it; fails with EXISTS when there is one
};

struct disk {
    void *ctx;
    const char *sqlite_vfs; // the SQLite VFS that reaches the same folder; NULL: the default one
    const char *root;       // folder, to be put before a database's file name
    enum err (*open)(void *ctx, const char *path, enum disk_mode mode, struct disk_file **out,
                     struct error *error);
    void (*close)(struct disk_file *file); // accepts NULL; does not sync
    // Reads at most len bytes at offset; *got is less only at the end of the file.
    enum err (*read)(struct disk_file *file, uint64_t offset, void *bytes, size_t len, size_t *got);
    enum err (*write)(struct disk_file *file, uint64_t offset, const void *bytes, size_t len);
    enum err (*truncate)(struct disk_file *file, uint64_t len);
    enum err (*sync)(struct disk_file *file);
    enum err (*size)(struct disk_file *file, uint64_t *out);
    enum err (*rename)(void *ctx, const char *from, const char *to); // replaces `to`
    enum err (*remove)(void *ctx, const char *path);                 // NOT_FOUND when there is none
    enum err (*make_folder)(void *ctx, const char *path); // 0700; it may exist; parents must
    enum err (*sync_folder)(void *ctx, const char *path); // "" is the data folder itself
    // Calls `each` for every name in the folder (order unspecified) until it returns false.
    enum err (*list)(void *ctx, const char *path, bool (*each)(void *arg, const char *name),
                     void *arg);
    enum err (*free_bytes)(void *ctx, uint64_t *out);
};

// The machine's disk. Creates the folder (0700) when `create` is set. free with disk_system_close.
enum err disk_system_open(const char *folder, bool create, struct disk *out, struct error *error);
void disk_system_close(struct disk *disk); // accepts a zeroed struct
// For serving a blob without copying: the descriptor under a file of the machine's disk; -1 for
// NULL. Only for a disk that disk_system_owns.
bool disk_system_owns(const struct disk *disk);
int disk_system_descriptor(struct disk_file *file);

// Whole small files. read: out is emptied first; TOO_LARGE above buffer->max. write: goes to
// `path`.new, is synced, renamed and the folder synced; after an error the old content stands
// (after a failed sync of the folder, the old or the new). One writer of a path at a time.
enum err disk_read_file(const struct disk *disk, const char *path, struct buffer *out,
                        struct error *error);
enum err disk_write_file(const struct disk *disk, const char *path, const void *bytes, size_t len,
                         struct error *error);
bool disk_path_valid(const char *path);

#endif
