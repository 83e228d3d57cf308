// SPDX-License-Identifier: Apache-2.0
#include "server/storage/ledger.h"

#include "shared/base/memory.h"
#include "shared/crypto/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char line_head[] = "{\"chain\":\"",
                  line_middle[] = "\",\"entry\":", line_tail[] = "}\n";
enum {
    HEAD_BYTES = sizeof(line_head) - 1,
    MIDDLE_BYTES = sizeof(line_middle) - 1,
    TAIL_BYTES = sizeof(line_tail) - 1,
    HEX_BYTES = HASH_TEXT - 1,
    TEXT_AT = HEAD_BYTES + HEX_BYTES + MIDDLE_BYTES,
    FRAME_BYTES = TEXT_AT + TAIL_BYTES,
    READ_BYTES = 64 << 10,
};

struct ledger {
    const struct disk *disk;
    struct disk_file *file;
    uint64_t size;       // of the good lines
    struct digest chain; // after the last of them
    bool torn;           // something may stand behind them
};

// Reading a file from its start, line by line.
struct reader {
    const struct disk *disk;
    struct disk_file *file;
    struct buffer buffer; // read and not yet used up, from `at` on
    size_t at;
    uint64_t read;   // bytes of the file in all
    uint64_t good;   // bytes of whole good lines
    uint64_t number; // of the line
    struct digest chain;
    bool end; // the whole file is read
};

static void reader_open(struct reader *reader, const struct disk *disk, struct disk_file *file)
{
    *reader = (struct reader){.disk = disk, .file = file};
    buffer_init(&reader->buffer, LEDGER_LINE_MAX + FRAME_BYTES + READ_BYTES);
}

static enum err refill(struct reader *reader, struct error *error)
{
    size_t got = 0;
    char *room;
    enum err code;

    buffer_consume(&reader->buffer, reader->at);
    reader->at = 0;
    room = buffer_reserve(&reader->buffer, READ_BYTES);
    if (!room)
        return error_set(error, ERR_CORRUPT, "ledger line %" PRIu64 " has no end", reader->number);
    code = reader->disk->read(reader->file, reader->read, room, READ_BYTES, &got);
    if (code)
        return error_set(error, code, "the ledger cannot be read");
    reader->buffer.len += got;
    reader->read += got;
    reader->end = got < READ_BYTES;
    return ERR_OK;
}

// The text of a whole line (with its '\n') if its frame and chain are right.
static bool open_line(struct reader *reader, struct span line, struct span *text)
{
    struct digest stated, computed;

    if (line.len < FRAME_BYTES || memcmp(line.data, line_head, HEAD_BYTES) != 0
        || !digest_parse(line.data + HEAD_BYTES, HEX_BYTES, &stated)
        || memcmp(line.data + HEAD_BYTES + HEX_BYTES, line_middle, MIDDLE_BYTES) != 0
        || memcmp(line.data + line.len - TAIL_BYTES, line_tail, TAIL_BYTES) != 0)
        return false;
    *text = (struct span){line.data + TEXT_AT, line.len - FRAME_BYTES};
    hash_pair(reader->chain.bytes, HASH_BYTES, text->data, text->len, &computed);
    reader->chain = computed;
    return digest_equal(&computed, &stated);
}

// A whole line with its '\n'; NOT_FOUND: no more.
static enum err reader_line(struct reader *reader, struct span *line, struct error *error)
{
    for (;;) {
        const char *start = reader->at ? reader->buffer.data + reader->at : reader->buffer.data;
        size_t len = reader->buffer.len - reader->at;
        const char *end = len ? memchr(start, '\n', len) : NULL;
        enum err code;

        if (end) {
            *line = (struct span){start, (size_t)(end - start) + 1};
            return ERR_OK;
        }
        if (reader->end)
            return ERR_NOT_FOUND;
        code = refill(reader, error);
        if (code)
            return code;
    }
}

// The next text, which lives until the next call. NOT_FOUND: the end, or a torn last line.
static enum err reader_next(struct reader *reader, struct span *text, struct error *error)
{
    struct span line, next;
    bool hole, good;
    enum err code;

    reader->number++;
    code = reader_line(reader, &line, error);
    if (code)
        return code;
    good = open_line(reader, line, text);
    if (good) {
        reader->at += line.len;
        reader->good += line.len;
        return ERR_OK;
    }
    // A crash in mid-append can leave a line with its end but with a block that was never written.
    hole = memchr(line.data, '\0', line.len) != NULL;
    reader->at += line.len;
    code = hole ? reader_line(reader, &next, error) : ERR_OK;
    if (code)
        return code;
    return error_set(error, ERR_CORRUPT, "ledger line %" PRIu64 ": its chain is broken",
                     reader->number);
}

// Where the good lines end, and the chain there.
static enum err survey(struct ledger *ledger, struct error *error)
{
    struct reader reader;
    struct span text;
    enum err code;

    reader_open(&reader, ledger->disk, ledger->file);
    do {
        ledger->size = reader.good;
        ledger->chain = reader.chain;
        code = reader_next(&reader, &text, error);
    } while (!code);
    ledger->torn = reader.read > ledger->size;
    buffer_clear(&reader.buffer);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

// Cuts off what a failed append or a crash left.
static enum err mend(struct ledger *ledger, struct error *error)
{
    enum err code;

    if (!ledger->torn)
        return ERR_OK;
    code = ledger->disk->truncate(ledger->file, ledger->size);
    if (!code)
        code = ledger->disk->sync(ledger->file);
    ledger->torn = code != ERR_OK;
    return code ? error_set(error, code, "the ledger's torn last line cannot be cut off") : ERR_OK;
}

static enum err make(const struct disk *disk, const char *path, struct disk_file **out,
                     struct error *error)
{
    const char *slash = strrchr(path, '/');
    char *folder = mem_dup(path, strlen(path) + 1);
    enum err code = disk->open(disk->ctx, path, DISK_CREATE, out, error);

    folder[slash ? slash - path : 0] = '\0';
    if (!code) {
        code = disk->sync_folder(disk->ctx, folder);
        if (code)
            error_set(error, code, "the ledger's folder cannot be synced");
    }
    mem_free(folder);
    return code;
}

enum err ledger_open(const struct disk *disk, const char *path, struct ledger **out,
                     struct error *error)
{
    struct ledger *ledger = mem_alloc(sizeof(*ledger));
    enum err code;

    *out = NULL;
    ledger->disk = disk;
    code = disk->open(disk->ctx, path, DISK_WRITE, &ledger->file, error);
    if (code == ERR_NOT_FOUND)
        code = make(disk, path, &ledger->file, error);
    if (!code)
        code = survey(ledger, error);
    if (!code)
        code = mend(ledger, error);
    if (code)
        ledger_close(ledger);
    else
        *out = ledger;
    return code;
}

void ledger_close(struct ledger *ledger)
{
    if (ledger)
        ledger->disk->close(ledger->file);
    mem_free(ledger);
}

static bool acceptable(struct span text)
{
    return text.len > 0 && text.len <= LEDGER_LINE_MAX && !memchr(text.data, '\n', text.len)
           && !memchr(text.data, '\0', text.len);
}

enum err ledger_append(struct ledger *ledger, struct span text, struct error *error)
{
    struct digest chain;
    struct buffer line;
    char hex[HASH_TEXT];
    enum err code;

    if (!acceptable(text))
        return error_set(error, ERR_INVALID, "not one line of at most %d bytes", LEDGER_LINE_MAX);
    code = mend(ledger, error);
    if (code)
        return code;
    hash_pair(ledger->chain.bytes, HASH_BYTES, text.data, text.len, &chain);
    digest_format(&chain, hex);
    buffer_init(&line, LEDGER_LINE_MAX + FRAME_BYTES);
    buffer_append(&line, line_head, HEAD_BYTES);
    buffer_append(&line, hex, HEX_BYTES);
    buffer_append(&line, line_middle, MIDDLE_BYTES);
    buffer_append(&line, text.data, text.len);
    buffer_append(&line, line_tail, TAIL_BYTES);
    ledger->torn = true;
    code = line.failed ? ERR_BUSY
                       : ledger->disk->write(ledger->file, ledger->size, line.data, line.len);
    if (!code)
        code = ledger->disk->sync(ledger->file);
    if (code) {
        error_set(error, code, "the ledger cannot be written");
        mend(ledger, NULL); // else at the next append
    } else {
        ledger->size += line.len;
        ledger->chain = chain;
        ledger->torn = false;
    }
    buffer_clear(&line);
    return code;
}

enum err ledger_replay(const struct disk *disk, const char *path, ledger_each *each, void *arg,
                       struct error *error)
{
    struct disk_file *file = NULL;
    struct reader reader;
    struct span text;
    bool done = false;
    enum err code = disk->open(disk->ctx, path, DISK_READ, &file, error);

    if (code)
        return code;
    reader_open(&reader, disk, file);
    while (!code && !(code = reader_next(&reader, &text, error)))
        done = (code = each(arg, text, error)) != ERR_OK;
    if (code == ERR_NOT_FOUND && !done)
        code = ERR_OK; // the end; a callback's NOT_FOUND is its own affair
    buffer_clear(&reader.buffer);
    disk->close(file);
    return code;
}
