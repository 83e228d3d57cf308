// SPDX-License-Identifier: Apache-2.0
#include "shared/net/owner.h"

#include "shared/base/memory.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { REQUEST_TIMEOUT_MS = 5000 };

struct owner {
    int folder_fd, lock_fd, socket_fd, stop_read, stop_write;
    bool listening;
    pthread_t thread;
    owner_run *run;
    void *ctx;
};

// A folder's path may be longer than sun_path holds: the address goes through the open folder's
// descriptor.
static struct sockaddr_un socket_address(int folder_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/owner.sock", folder_fd);
    return address;
}

enum err owner_open(const char *folder, struct owner **out, struct error *error)
{
    struct owner *owner = mem_alloc(sizeof *owner);
    enum err err = ERR_OK;
    *owner = (struct owner){-1, -1, -1, -1, -1, false, 0, NULL, NULL};
    owner->folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (owner->folder_fd < 0) {
        err = error_set(error, err_from_errno(errno), "%s: %s", folder, strerror(errno));
        goto done;
    }
    owner->lock_fd
        = openat(owner->folder_fd, "owner.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (owner->lock_fd < 0) {
        err = error_set(error, err_from_errno(errno), "%s/owner.lock: %s", folder, strerror(errno));
        goto done;
    }
    if (flock(owner->lock_fd, LOCK_EX | LOCK_NB) != 0)
        err = error_set(error, errno == EWOULDBLOCK ? ERR_LOCKED : err_from_errno(errno), "%s",
                        folder);
done:
    if (err == ERR_OK)
        *out = owner;
    else
        owner_close(owner);
    return err;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void owner_deafen(struct owner *owner)
{
    if (owner == NULL || !owner->listening)
        return;
    close_fd(&owner->stop_write);
    pthread_join(owner->thread, NULL);
    unlinkat(owner->folder_fd, "owner.sock", 0);
    close_fd(&owner->socket_fd);
    owner->listening = false;
}

void owner_close(struct owner *owner)
{
    if (owner == NULL)
        return;
    owner_deafen(owner);
    close_fd(&owner->socket_fd);
    close_fd(&owner->stop_read);
    close_fd(&owner->stop_write);
    close_fd(&owner->lock_fd); // releases the lock
    close_fd(&owner->folder_fd);
    mem_free(owner);
}

static bool read_all(int fd, void *bytes, size_t len, int timeout_ms)
{
    char *at = bytes;
    while (len > 0) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, timeout_ms) <= 0)
            return false;
        ssize_t got = read(fd, at, len);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            return false;
        if (got > 0) {
            at += got;
            len -= (size_t)got;
        }
    }
    return true;
}

static bool write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        if (sent > 0) {
            at += sent;
            len -= (size_t)sent;
        }
    }
    return true;
}

// A message is its length (four bytes, big-endian) and its bytes.
static bool read_message(int fd, struct buffer *out, int timeout_ms)
{
    uint32_t head = 0;
    if (!read_all(fd, &head, sizeof head, timeout_ms))
        return false;
    size_t len = ntohl(head);
    char *room = buffer_reserve(out, len);
    if (room == NULL || !read_all(fd, room, len, timeout_ms))
        return false;
    out->len += len;
    return true;
}

static bool write_message(int fd, const void *bytes, size_t len)
{
    uint32_t head = htonl((uint32_t)len);
    return write_all(fd, &head, sizeof head) && write_all(fd, bytes, len);
}

// The request is the working folder and the arguments, each ended by a NUL.
static bool split_request(struct buffer *request, struct owner_call *call)
{
    char *at = request->data, *end = request->data + request->len;
    int count = 0;
    if (request->len == 0 || end[-1] != '\0')
        return false;
    call->argv = mem_alloc_array(OWNER_ARGUMENTS_MAX + 1, sizeof *call->argv);
    call->cwd = at;
    for (at += strlen(at) + 1; at < end; at += strlen(at) + 1) {
        if (count == OWNER_ARGUMENTS_MAX)
            return false;
        call->argv[count++] = at;
    }
    call->argc = count;
    return count > 0;
}

static bool same_user(int fd)
{
    struct ucred peer = {0};
    socklen_t len = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid();
}

static void answer(struct owner *owner, int fd)
{
    static const char taken = 1; // from here on the verb may have an effect
    struct owner_call call = {0};
    struct buffer request;
    buffer_init(&request, OWNER_REQUEST_BYTES);
    buffer_init(&call.out, OWNER_OUTPUT_BYTES);
    buffer_init(&call.err, OWNER_OUTPUT_BYTES);
    if (same_user(fd) && read_message(fd, &request, REQUEST_TIMEOUT_MS)
        && split_request(&request, &call) && write_all(fd, &taken, 1)) {
        owner->run(owner->ctx, &call);
        uint32_t code = htonl((uint32_t)call.exit_code);
        if (write_all(fd, &code, sizeof code) && write_message(fd, call.out.data, call.out.len))
            write_message(fd, call.err.data, call.err.len);
    }
    mem_free(call.argv);
    buffer_clear(&request);
    buffer_clear(&call.out);
    buffer_clear(&call.err);
}

static void *listen_thread(void *arg)
{
    static const struct timeval patience = {REQUEST_TIMEOUT_MS / 1000, 0};
    struct owner *owner = arg;
    for (;;) {
        struct pollfd wait[2] = {{.fd = owner->socket_fd, .events = POLLIN},
                                 {.fd = owner->stop_read, .events = POLLIN}};
        if (poll(wait, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (wait[1].revents != 0)
            return NULL;
        if ((wait[0].revents & POLLIN) == 0)
            continue;
        int fd = accept4(owner->socket_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) {
            // who does not read its answer must not keep the others waiting for ever
            setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
            answer(owner, fd);
            close(fd);
        }
    }
}

enum err owner_listen(struct owner *owner, owner_run *run, void *ctx, struct error *error)
{
    struct sockaddr_un address = socket_address(owner->folder_fd);
    int stop[2];
    if (pipe2(stop, O_CLOEXEC) != 0)
        return error_set(error, ERR_IO, "owner: %s", strerror(errno));
    owner->stop_read = stop[0];
    owner->stop_write = stop[1];
    owner->run = run;
    owner->ctx = ctx;
    owner->socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unlinkat(owner->folder_fd, "owner.sock",
             0); // left by a killed owner: the lock says that it is ours
    mode_t before = umask(0177);
    int bound = bind(owner->socket_fd, (struct sockaddr *)&address, sizeof address);
    umask(before);
    if (bound != 0 || listen(owner->socket_fd, 64) != 0)
        return error_set(error, ERR_IO, "owner.sock: %s", strerror(errno));
    if (pthread_create(&owner->thread, NULL, listen_thread, owner) != 0)
        return error_set(error, ERR_INTERNAL, "owner: no thread");
    owner->listening = true;
    return ERR_OK;
}

// False when it is larger than an owner reads.
static bool make_request(const struct owner_call *call, struct buffer *out)
{
    buffer_append(out, call->cwd, strlen(call->cwd) + 1);
    for (int i = 0; i < call->argc; i++)
        buffer_append(out, call->argv[i], strlen(call->argv[i]) + 1);
    return !out->failed && call->argc <= OWNER_ARGUMENTS_MAX;
}

enum err owner_hand_over(const char *folder, struct owner_call *call, struct error *error)
{
    enum err err = ERR_OK;
    uint32_t code = 0;
    char taken = 0;
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = socket_address(folder_fd);
    struct buffer request;
    buffer_init(&request, OWNER_REQUEST_BYTES);
    if (!make_request(call, &request)) {
        err = error_set(error, ERR_TOO_LARGE, "more than %d arguments or 1 MiB of them",
                        OWNER_ARGUMENTS_MAX);
        goto done;
    }
    if (folder_fd < 0 || fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        err = error_set(error, ERR_UNAVAILABLE, "%s: nobody listens on owner.sock", folder);
        goto done;
    }
    if (!write_message(fd, request.data, request.len) || !read_all(fd, &taken, 1, -1)) {
        err = error_set(error, ERR_UNAVAILABLE, "%s: the owner ended before it took the verb",
                        folder);
        goto done;
    }
    if (!read_all(fd, &code, sizeof code, -1) || !read_message(fd, &call->out, -1)
        || !read_message(fd, &call->err, -1)) {
        err = error_set(error, ERR_NETWORK, "%s: the owner went away", folder);
        goto done;
    }
    call->exit_code = (int)ntohl(code);
done:
    buffer_clear(&request);
    close_fd(&fd);
    close_fd(&folder_fd);
    return err;
}
