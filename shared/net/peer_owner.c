// SPDX-License-Identifier: Apache-2.0
#include "shared/net/peer_owner.h"

#include "shared/base/buffer.h"
#include "shared/base/text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    TABLE_BYTES_MAX = 16 << 20,
    STEP_BYTES = 32 << 10,
    END_TEXT = 48,
    // Columns of a row, from 0.
    COLUMN_LOCAL = 1,
    COLUMN_REMOTE,
    COLUMN_UID = 7,
    COLUMN_INODE = 9,
    COLUMNS
};

// Cuts a row into its columns; false when it has too few.
static bool cut_row(struct span row, struct span columns[COLUMNS])
{
    const char *at = row.data, *end = row.data + row.len;

    for (int i = 0; i < COLUMNS; i++) {
        while (at < end && *at == ' ')
            at++;
        columns[i].data = at;
        while (at < end && *at != ' ')
            at++;
        columns[i].len = (size_t)(at - columns[i].data);
        if (!columns[i].len)
            return false;
    }
    return true;
}

enum peer_owner peer_owner_read(const char *table, const char *local, const char *remote,
                                uid_t *uid)
{
    struct span columns[COLUMNS];
    uint64_t number, inode;

    while (*table) {
        const char *end = strchrnul(table, '\n');
        struct span row = {table, (size_t)(end - table)};

        table = *end ? end + 1 : end;
        if (!cut_row(row, columns) || !span_is(columns[COLUMN_LOCAL], local)
            || !span_is(columns[COLUMN_REMOTE], remote))
            continue;
        // A socket that its program has closed has no inode, and the user 0 only for want of
        // another.
        if (!text_parse_u64(columns[COLUMN_INODE], &inode) || inode == 0
            || !text_parse_u64(columns[COLUMN_UID], &number) || number > UINT32_MAX)
            return PEER_OWNER_GONE;
        *uid = (uid_t)number;
        return PEER_OWNER_KNOWN;
    }
    return PEER_OWNER_GONE;
}

static bool read_table(const char *path, struct buffer *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;

    buffer_reset(out);
    while (fd >= 0) {
        char *room = buffer_reserve(out, STEP_BYTES);

        got = room ? read(fd, room, STEP_BYTES - 1) : -1;
        if (got <= 0)
            break;
        out->len += (size_t)got;
        out->data[out->len] = '\0';
    }
    if (fd >= 0)
        close(fd);
    return got == 0 && out->len > 0;
}

// One end as the tables write it: the address as the machine holds it in memory, the port in order.
static void format_end(const struct sockaddr_in *end, bool mapped, char out[END_TEXT])
{
    snprintf(out, END_TEXT, "%s%08" PRIX32 ":%04" PRIX16, mapped ? "0000000000000000FFFF0000" : "",
             (uint32_t)end->sin_addr.s_addr, ntohs(end->sin_port));
}

enum peer_owner peer_owner_find(int fd, uid_t *uid)
{
    static const char *const paths[] = {"/proc/net/tcp", "/proc/net/tcp6"};
    struct sockaddr_in ours, theirs;
    socklen_t len = sizeof(ours), their_len = sizeof(theirs);
    enum peer_owner owner = PEER_OWNER_HIDDEN;
    struct buffer table;

    if (getsockname(fd, (struct sockaddr *)&ours, &len) != 0
        || getpeername(fd, (struct sockaddr *)&theirs, &their_len) != 0)
        return PEER_OWNER_GONE;
    if (ours.sin_family != AF_INET || theirs.sin_family != AF_INET)
        return PEER_OWNER_HIDDEN;
    buffer_init(&table, TABLE_BYTES_MAX);
    for (int i = 0; i < 2 && owner != PEER_OWNER_KNOWN; i++) {
        char local[END_TEXT], remote[END_TEXT];

        if (!read_table(paths[i], &table))
            continue;
        // The peer's row has the peer at its near end.
        format_end(&theirs, i == 1, local);
        format_end(&ours, i == 1, remote);
        owner = peer_owner_read(table.data, local, remote, uid);
    }
    buffer_clear(&table);
    return owner;
}
