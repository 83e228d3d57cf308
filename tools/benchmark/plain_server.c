// SPDX-License-Identifier: Apache-2.0
#include "tools/benchmark/plain_server.h"

#include "shared/base/memory.h"
#include "shared/crypto/hash.h"
#include "shared/wire/codec.h"
#include "tools/benchmark/gauge.h"
#include "tools/benchmark/plain_link.h"
#include "tools/benchmark/plain_store.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATH = 4096, BATCH_LINES = 1000, STACK_BYTES = 512 << 10 };

// A push that waits for the committer.
struct pushing {
    struct plain_row *rows;
    size_t count;
    bool done;
    struct pushing *next;
};

static char root[PATH / 2];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; // of everything below
static pthread_cond_t waiting = PTHREAD_COND_INITIALIZER, committed = PTHREAD_COND_INITIALIZER;
static struct pushing *first, **last = &first;
static atomic_llong newest;

static struct plain_store *open_store(void)
{
    char path[PATH];

    snprintf(path, sizeof(path), "%s/limit.db", root);
    return plain_store_open(path);
}

static void *commit_all(void *arg)
{
    struct plain_store *store = arg;

    for (;;) {
        struct pushing *list, *next;

        pthread_mutex_lock(&mutex);
        while (!first)
            pthread_cond_wait(&waiting, &mutex);
        list = first;
        first = NULL;
        last = &first;
        pthread_mutex_unlock(&mutex);
        plain_store_begin(store);
        for (struct pushing *at = list; at; at = at->next)
            for (size_t i = 0; i < at->count; i++)
                plain_store_put(store, &at->rows[i]);
        plain_store_commit(store);
        atomic_store(&newest, plain_store_head(store));
        pthread_mutex_lock(&mutex);
        for (struct pushing *at = list; at; at = next) {
            next = at->next;
            at->done = true; // from here on it may be gone
        }
        pthread_cond_broadcast(&committed);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static bool answer_done(struct plain_link *link)
{
    long long head = atomic_load(&newest);

    return plain_link_send(link, PLAIN_DONE, (struct span){(const char *)&head, sizeof(head)});
}

static bool take_push(struct plain_link *link, struct span packed, struct buffer *lines)
{
    struct pushing pushing = {0};
    const char *at, *end;
    size_t cap = 0;

    buffer_reset(lines);
    if (codec_decode("zstd", packed, lines, NULL) != ERR_OK)
        return false;
    at = lines->data;
    end = at + lines->len;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));

        if (!stop)
            stop = end;
        pushing.rows = mem_room(pushing.rows, pushing.count, &cap, sizeof(*pushing.rows));
        plain_store_parse((struct span){at, (size_t)(stop - at)}, &pushing.rows[pushing.count++]);
        at = stop + 1;
    }
    pthread_mutex_lock(&mutex);
    *last = &pushing;
    last = &pushing.next;
    pthread_cond_signal(&waiting);
    while (!pushing.done)
        pthread_cond_wait(&committed, &mutex);
    pthread_mutex_unlock(&mutex);
    for (size_t i = 0; i < pushing.count; i++)
        plain_store_drop(&pushing.rows[i]);
    mem_free(pushing.rows);
    return answer_done(link);
}

struct pulling {
    struct plain_link *link;
    struct buffer lines, packed;
    size_t count;
    bool broken;
};

static void send_lines(struct pulling *pulling)
{
    struct buffer *packed = &pulling->packed;

    buffer_reset(packed);
    if (codec_encode_zstd((struct span){pulling->lines.data, pulling->lines.len}, packed, NULL)
            != ERR_OK
        || !plain_link_send(pulling->link, PLAIN_LINES, (struct span){packed->data, packed->len}))
        pulling->broken = true;
    buffer_reset(&pulling->lines);
    pulling->count = 0;
}

static bool add_line(void *arg, int64_t number, struct span line)
{
    struct pulling *pulling = arg;

    (void)number;
    buffer_append(&pulling->lines, line.data, line.len);
    buffer_append_char(&pulling->lines, '\n');
    if (++pulling->count == BATCH_LINES)
        send_lines(pulling);
    return !pulling->broken;
}

static bool take_pull(struct plain_link *link, struct span request)
{
    struct pulling pulling = {.link = link};
    struct plain_store *store = open_store();
    int64_t after = 0;

    if (request.len == sizeof(after))
        memcpy(&after, request.data, sizeof(after));
    buffer_init(&pulling.lines, PLAIN_FRAME_MAX);
    buffer_init(&pulling.packed, PLAIN_FRAME_MAX);
    plain_store_list(store, after, add_line, &pulling);
    if (pulling.count > 0 && !pulling.broken)
        send_lines(&pulling);
    plain_store_close(store);
    buffer_clear(&pulling.lines);
    buffer_clear(&pulling.packed);
    return !pulling.broken && answer_done(link);
}

static bool take_photo(struct plain_link *link, struct span bytes)
{
    struct digest digest;
    char name[HASH_TEXT], draft[PATH], path[PATH];
    bool good;
    int fd;

    if (bytes.len < HASH_BYTES)
        return false;
    hash_once(bytes.data + HASH_BYTES, bytes.len - HASH_BYTES, &digest);
    if (memcmp(digest.bytes, bytes.data, HASH_BYTES) != 0)
        return false;
    digest_format(&digest, name);
    snprintf(path, sizeof(path), "%s/%s", root, name);
    snprintf(draft, sizeof(draft), "%s/%s.new", root, name);
    fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    good = fd >= 0
           && write(fd, bytes.data + HASH_BYTES, bytes.len - HASH_BYTES)
                  == (ssize_t)(bytes.len - HASH_BYTES)
           && fdatasync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good && rename(draft, path) == 0 && answer_done(link);
}

static void *serve(void *arg)
{
    struct plain_link *link = plain_link_accept((int)(intptr_t)arg);
    struct buffer body, lines;
    enum plain_frame frame;
    bool good = link != NULL;

    buffer_init(&body, PLAIN_FRAME_MAX);
    buffer_init(&lines, PLAIN_FRAME_MAX);
    while (good && plain_link_receive(link, &frame, &body)) {
        struct span bytes = {body.data, body.len};

        if (frame == PLAIN_PUSH)
            good = take_push(link, bytes, &lines);
        else if (frame == PLAIN_PULL)
            good = take_pull(link, bytes);
        else if (frame == PLAIN_PHOTO)
            good = take_photo(link, bytes);
        else
            good = answer_done(link);
    }
    if (link)
        plain_link_close(link);
    buffer_clear(&body);
    buffer_clear(&lines);
    return NULL;
}

static int listen_somewhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, 1024) != 0
        || getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        gauge_die("limit: cannot listen");
    printf("listening on %u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

void plain_server_run(const char *folder)
{
    struct plain_store *store;
    pthread_attr_t detached;
    pthread_t thread;
    int listener;

    snprintf(root, sizeof(root), "%s", folder);
    plain_link_serve_from(folder);
    store = open_store();
    atomic_store(&newest, plain_store_head(store));
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, STACK_BYTES);
    if (pthread_create(&thread, &detached, commit_all, store) != 0)
        gauge_die("limit: no thread");
    listener = listen_somewhere();
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

        if (fd >= 0 && pthread_create(&thread, &detached, serve, (void *)(intptr_t)fd) != 0)
            close(fd);
    }
}
