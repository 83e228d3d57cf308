// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/zip_file.h"

#include "shared/base/memory.h"

#include <string.h>
#include <time.h>

enum {
    LOCAL_BYTES = 30,
    LOCAL_EXTRA_BYTES = 20, // ZIP64: two sizes
    CENTRAL_BYTES = 46,
    CENTRAL_EXTRA_BYTES = 28, // ZIP64: two sizes and the place
    END_BYTES = 56 + 20 + 22,
    VERSION = 45,
    UTF8_NAMES = 1 << 11,
    CHINA_S = 8 * 3600,
};
#define IN_EXTRA UINT32_MAX

// Numbers go out with their lowest byte first.
struct out {
    uint8_t bytes[CENTRAL_BYTES + CENTRAL_EXTRA_BYTES + END_BYTES];
    size_t len;
};

static void put(struct out *out, uint64_t number, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        out->bytes[out->len++] = (uint8_t)(number >> (8 * i));
}

static enum err write_at(struct zip_file *zip, uint64_t at, const void *bytes, size_t len,
                         struct error *error)
{
    enum err err = zip->disk->write(zip->file, at, bytes, len);

    return err == ERR_OK ? ERR_OK : error_set(error, err, "the archive cannot be written");
}

static enum err append(struct zip_file *zip, const void *bytes, size_t len, struct error *error)
{
    enum err err = write_at(zip, zip->at, bytes, len, error);

    zip->at += err == ERR_OK ? len : 0;
    return err;
}

// The polynomial of IEEE 802.3, reflected, four bits at a time.
static uint32_t crc_of(uint32_t crc, const uint8_t *bytes, size_t len)
{
    static const uint32_t table[16]
        = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
           0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
           0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

    crc = ~crc;
    for (size_t i = 0; i < len; i++) {
        crc = table[(crc ^ bytes[i]) & 15] ^ (crc >> 4);
        crc = table[(crc ^ (bytes[i] >> 4)) & 15] ^ (crc >> 4);
    }
    return ~crc;
}

enum err zip_file_create(struct zip_file *zip, const struct disk *disk, const char *path,
                         int64_t made_ms, struct error *error)
{
    time_t china = (time_t)(made_ms / 1000 + CHINA_S);
    struct tm tm;

    gmtime_r(&china, &tm);
    *zip = (struct zip_file){.disk = disk};
    zip->date = (uint16_t)((tm.tm_year - 80) << 9 | (tm.tm_mon + 1) << 5 | tm.tm_mday);
    zip->time = (uint16_t)(tm.tm_hour << 11 | tm.tm_min << 5 | tm.tm_sec / 2);
    return disk->open(disk->ctx, path, DISK_CREATE, &zip->file, error);
}

static void put_local(const struct zip_file *zip, const struct zip_entry *entry, struct out *out)
{
    put(out, 0x04034b50, 4);
    put(out, VERSION, 2);
    put(out, UTF8_NAMES, 2);
    put(out, 0, 2); // stored
    put(out, zip->time, 2);
    put(out, zip->date, 2);
    put(out, entry->crc, 4);
    put(out, IN_EXTRA, 4);
    put(out, IN_EXTRA, 4);
    put(out, strlen(entry->name), 2);
    put(out, LOCAL_EXTRA_BYTES, 2);
}

static void put_local_extra(const struct zip_entry *entry, struct out *out)
{
    put(out, 1, 2);
    put(out, LOCAL_EXTRA_BYTES - 4, 2);
    put(out, entry->size, 8);
    put(out, entry->size, 8);
}

// Once with nothing in it, to keep its place; again when size and sum are known.
static enum err write_local(struct zip_file *zip, const struct zip_entry *entry,
                            struct error *error)
{
    struct out head = {.len = 0}, extra = {.len = 0};
    size_t name = strlen(entry->name);
    enum err err;

    put_local(zip, entry, &head);
    put_local_extra(entry, &extra);
    err = write_at(zip, entry->offset, head.bytes, head.len, error);
    if (err == ERR_OK)
        err = write_at(zip, entry->offset + head.len, entry->name, name, error);
    return err == ERR_OK
               ? write_at(zip, entry->offset + head.len + name, extra.bytes, extra.len, error)
               : err;
}

enum err zip_file_begin(struct zip_file *zip, const char *name, struct error *error)
{
    struct zip_entry *entry;
    size_t len = strlen(name);

    if (zip->hash || len == 0 || len >= ZIP_FILE_NAME || name[0] == '/' || strstr(name, "..")
        || !text_plain(span_of(name)) || zip->count == ZIP_FILE_ENTRIES_MOST)
        return error_set(error, ERR_INTERNAL, "\"%.200s\" cannot be put into the archive", name);
    zip->entries = mem_room(zip->entries, zip->count, &zip->cap, sizeof(*zip->entries));
    entry = &zip->entries[zip->count++];
    *entry = (struct zip_entry){.offset = zip->at};
    text_copy(entry->name, sizeof(entry->name), span_of(name));
    zip->hash = hash_stream_create();
    zip->at += LOCAL_BYTES + len + LOCAL_EXTRA_BYTES;
    return write_local(zip, entry, error);
}

enum err zip_file_add(struct zip_file *zip, const void *bytes, size_t len, struct error *error)
{
    struct zip_entry *entry = &zip->entries[zip->count - 1];

    hash_stream_add(zip->hash, bytes, len);
    entry->crc = crc_of(entry->crc, bytes, len);
    entry->size += len;
    return append(zip, bytes, len, error);
}

enum err zip_file_end(struct zip_file *zip, struct error *error)
{
    struct zip_entry *entry = &zip->entries[zip->count - 1];

    hash_stream_finish(zip->hash, &entry->digest);
    hash_stream_free(zip->hash);
    zip->hash = NULL;
    return write_local(zip, entry, error);
}

enum err zip_file_put(struct zip_file *zip, const char *name, struct span bytes,
                      struct error *error)
{
    enum err err = zip_file_begin(zip, name, error);

    if (err == ERR_OK)
        err = zip_file_add(zip, bytes.data, bytes.len, error);
    return err == ERR_OK ? zip_file_end(zip, error) : err;
}

static enum err write_central(struct zip_file *zip, const struct zip_entry *entry,
                              struct error *error)
{
    struct out head = {.len = 0}, extra = {.len = 0};
    enum err err;

    put(&head, 0x02014b50, 4);
    put(&head, 3 << 8 | VERSION, 2); // made on Unix
    put(&head, VERSION, 2);
    put(&head, UTF8_NAMES, 2);
    put(&head, 0, 2);
    put(&head, zip->time, 2);
    put(&head, zip->date, 2);
    put(&head, entry->crc, 4);
    put(&head, IN_EXTRA, 4);
    put(&head, IN_EXTRA, 4);
    put(&head, strlen(entry->name), 2);
    put(&head, CENTRAL_EXTRA_BYTES, 2);
    put(&head, 0, 6);                       // comment, disk, text or not
    put(&head, UINT64_C(0100600) << 16, 4); // a file, for its owner
    put(&head, IN_EXTRA, 4);
    put(&extra, 1, 2);
    put(&extra, CENTRAL_EXTRA_BYTES - 4, 2);
    put(&extra, entry->size, 8);
    put(&extra, entry->size, 8);
    put(&extra, entry->offset, 8);
    err = append(zip, head.bytes, head.len, error);
    if (err == ERR_OK)
        err = append(zip, entry->name, strlen(entry->name), error);
    return err == ERR_OK ? append(zip, extra.bytes, extra.len, error) : err;
}

static enum err write_end(struct zip_file *zip, uint64_t directory, struct error *error)
{
    struct out out = {.len = 0};
    uint64_t end = zip->at;

    put(&out, 0x06064b50, 4);
    put(&out, 44, 8); // bytes that follow of this part
    put(&out, VERSION, 2);
    put(&out, VERSION, 2);
    put(&out, 0, 8); // disks
    put(&out, zip->count, 8);
    put(&out, zip->count, 8);
    put(&out, end - directory, 8);
    put(&out, directory, 8);
    put(&out, 0x07064b50, 4);
    put(&out, 0, 4);
    put(&out, end, 8);
    put(&out, 1, 4);
    put(&out, 0x06054b50, 4);
    put(&out, 0, 4);
    put(&out, UINT16_MAX, 2);
    put(&out, UINT16_MAX, 2);
    put(&out, UINT32_MAX, 4);
    put(&out, UINT32_MAX, 4);
    put(&out, 0, 2);
    return append(zip, out.bytes, out.len, error);
}

enum err zip_file_finish(struct zip_file *zip, uint64_t *size, struct error *error)
{
    uint64_t directory = zip->at;
    enum err err = ERR_OK;

    for (size_t i = 0; i < zip->count && err == ERR_OK; i++)
        err = write_central(zip, &zip->entries[i], error);
    if (err == ERR_OK)
        err = write_end(zip, directory, error);
    if (err == ERR_OK) {
        err = zip->disk->sync(zip->file);
        if (err != ERR_OK)
            error_set(error, err, "the archive cannot be synced");
    }
    *size = zip->at;
    zip->disk->close(zip->file);
    zip->file = NULL;
    return err;
}

void zip_file_clear(struct zip_file *zip)
{
    if (zip->file)
        zip->disk->close(zip->file);
    zip->file = NULL;
    hash_stream_free(zip->hash);
    zip->hash = NULL;
    mem_free(zip->entries);
    zip->entries = NULL;
    zip->count = zip->cap = 0;
}
