// SPDX-License-Identifier: Apache-2.0
// Large bodies through a folder, to a real server and straight into an intake.
#include "shared/net/http_spool.h"

#include "shared/net/http_intake.h"
#include "tests/unit/http_fixture.h"

#include <dirent.h>
#include <sys/stat.h>

enum { LARGE = 5 << 20, SMALL = 1000 };

static char folder[64];
static struct disk real, played;
static struct http_spool spool;
// What the played disk does.
static atomic_uint_least64_t play_free_bytes;
static atomic_uint play_writes_left;
// What the handler saw.
static struct digest seen;
static uint64_t seen_bytes;
static bool seen_spooled, seen_whole;
static pthread_mutex_t seen_lock = PTHREAD_MUTEX_INITIALIZER;

static enum err little_room(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = play_free_bytes;
    return ERR_OK;
}

static enum err tired_write(struct disk_file *file, uint64_t offset, const void *bytes, size_t len)
{
    if (!play_writes_left)
        return ERR_FULL;
    play_writes_left--;
    return real.write(file, offset, bytes, len);
}

static void open_spool(uint64_t free_bytes, unsigned writes)
{
    struct error error;

    text_copy(folder, sizeof(folder), span_of("/tmp/plumb-spool.XXXXXX"));
    assert_non_null(mkdtemp(folder));
    assert_int_equal(disk_system_open(folder, false, &real, &error), ERR_OK);
    played = real;
    played.free_bytes = little_room;
    played.write = tired_write;
    play_free_bytes = free_bytes;
    play_writes_left = writes;
    assert_int_equal(http_spool_open(&spool, &played, "spool", &error), ERR_OK);
    spool.spare_bytes = 1000;
}

static unsigned files_in_spool(void)
{
    char path[96];
    unsigned count = 0;
    struct dirent *entry;
    DIR *dir;

    snprintf(path, sizeof(path), "%s/spool", folder);
    dir = opendir(path);
    assert_non_null(dir);
    while ((entry = readdir(dir)))
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

static void close_spool(void)
{
    char path[96];

    assert_int_equal(files_in_spool(), 0);
    disk_system_close(&real);
    snprintf(path, sizeof(path), "%s/spool", folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void plant(const char *name)
{
    char path[160];
    FILE *file;

    snprintf(path, sizeof(path), "%s/spool/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs("left behind", file);
    fclose(file);
}

static void what_an_earlier_process_left_is_removed(void **state)
{
    char name[32];
    struct error error;

    open_spool(UINT64_MAX, 100);
    for (int i = 0; i < 150; i++) {
        snprintf(name, sizeof(name), "body-%d", i);
        plant(name);
    }
    assert_int_equal(http_spool_open(&spool, &played, "spool", &error), ERR_OK);
    close_spool();
}

static void a_body_is_written_read_and_removed(void **state)
{
    struct http_spooled spooled = {0};
    char bytes[8];
    size_t got;

    open_spool(UINT64_MAX, 100);
    assert_int_equal(http_spooled_begin(&spooled, &spool, 10), ERR_OK);
    assert_int_equal(http_spooled_append(&spooled, "01234", 5), ERR_OK);
    assert_int_equal(http_spooled_append(&spooled, "56789", 5), ERR_OK);
    assert_int_equal(spooled.len, 10);
    assert_int_equal(http_spooled_read(&spooled, 3, bytes, 8, &got), ERR_OK);
    assert_int_equal(got, 7);
    assert_memory_equal(bytes, "3456789", 7);
    assert_int_equal(files_in_spool(), 1);
    http_spooled_end(&spooled);
    http_spooled_end(&spooled);
    close_spool();
}

static void a_body_that_would_take_the_last_room_is_refused_before_anything_is_written(void **state)
{
    struct http_spooled spooled = {0};

    open_spool(3000, 0);
    assert_int_equal(http_spooled_begin(&spooled, &spool, 1001), ERR_FULL);
    assert_null(spooled.file);
    assert_int_equal(http_spooled_begin(&spooled, &spool, UINT64_MAX), ERR_FULL);
    assert_int_equal(http_spooled_begin(&spooled, &spool, 1000), ERR_OK);
    http_spooled_end(&spooled);
    close_spool();
}

static void a_disk_that_fills_up_on_the_way_leaves_nothing_behind(void **state)
{
    struct http_spooled spooled = {0};

    open_spool(UINT64_MAX, 1);
    assert_int_equal(http_spooled_begin(&spooled, &spool, 10), ERR_OK);
    assert_int_equal(http_spooled_append(&spooled, "01234", 5), ERR_OK);
    assert_int_equal(http_spooled_append(&spooled, "56789", 5), ERR_FULL);
    assert_null(spooled.file);
    http_spooled_end(&spooled);
    close_spool();
}

// ---- through a server ----

static size_t limit(void *ctx, enum http_method method, const char *path)
{
    (void)ctx;
    (void)method;
    (void)path;
    return LARGE;
}

static bool is_photo(void *ctx, enum http_method method, const char *path)
{
    (void)ctx;
    return method == HTTP_POST && strcmp(path, "/photo") == 0;
}

// Asked with the head alone.
static enum err may_send(void *ctx, const struct http_request *head)
{
    const char *name = http_request_header(head, "Name", NULL);

    (void)ctx;
    assert_int_equal(head->body.len, 0);
    assert_null(head->spooled);
    assert_string_equal(head->peer.address, "127.0.0.1");
    return name && strcmp(name, "stranger") == 0 ? ERR_AUTH : ERR_OK;
}

static void take_body(void *ctx, struct http_exchange *exchange)
{
    const struct http_request *request = http_exchange_request(exchange);
    struct hash_stream *hash = hash_stream_create();
    char bytes[4096];
    size_t got = 0;

    (void)ctx;
    pthread_mutex_lock(&seen_lock);
    seen_spooled = request->spooled != NULL;
    seen_bytes = seen_spooled ? 0 : request->body.len;
    if (!seen_spooled)
        hash_stream_add(hash, request->body.data, request->body.len);
    while (seen_spooled) {
        assert_int_equal(
            http_spooled_read(request->spooled, seen_bytes, bytes, sizeof(bytes), &got), ERR_OK);
        if (!got)
            break;
        hash_stream_add(hash, bytes, got);
        seen_bytes += got;
    }
    seen_whole = !seen_spooled || (seen_bytes == request->spooled->len && !request->body.len);
    hash_stream_finish(hash, &seen);
    hash_stream_free(hash);
    pthread_mutex_unlock(&seen_lock);
    http_exchange_finish(exchange);
}

static struct fixture *open_server(void)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = mem_alloc(sizeof(*fixture));
    struct http_listener_options listener = {.address = "127.0.0.1",
                                             .handler = take_body,
                                             .ctx = fixture,
                                             .body_limit = limit,
                                             .spool = &spool,
                                             .spools = is_photo,
                                             .may_send = may_send};

    options.body_budget_bytes = HTTP_SPOOL_MEMORY_BYTES;
    pthread_mutex_init(&fixture->lock, NULL);
    assert_int_equal(http_server_create(&options, &fixture->server, NULL), ERR_OK);
    assert_int_equal(http_server_listen(fixture->server, &listener, &fixture->port, NULL), ERR_OK);
    assert_int_equal(http_server_start(fixture->server, NULL), ERR_OK);
    return fixture;
}

static void fill(char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
}

static void send_bytes(int fd, const char *bytes, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t sent = send(fd, bytes + at, len - at, MSG_NOSIGNAL);

        if (sent <= 0)
            return; // refused in the middle
        at += (size_t)sent;
    }
}

// Posts so many bytes by length or in chunks; the status of the answer.
static int post(const struct fixture *fixture, const char *path, size_t len, bool chunked)
{
    char head[256], *bytes = mem_alloc(len), *answer;
    int fd = fixture_dial(fixture), status;

    fill(bytes, len);
    if (!chunked)
        snprintf(head, sizeof(head), "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n",
                 path, len);
    else
        snprintf(head, sizeof(head),
                 "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n", path,
                 len);
    fixture_say(fd, head);
    send_bytes(fd, bytes, len);
    if (chunked)
        send_bytes(fd, "\r\n0\r\n\r\n", 7);
    answer = fixture_hear(fd);
    status = fixture_status(answer);
    mem_free(answer);
    mem_free(bytes);
    close(fd);
    return status;
}

static void expect_seen(size_t len, bool spooled)
{
    char *bytes = mem_alloc(len);
    struct digest wanted;

    fill(bytes, len);
    hash_once(bytes, len, &wanted);
    pthread_mutex_lock(&seen_lock);
    assert_int_equal(seen_bytes, len);
    assert_true(digest_equal(&wanted, &seen));
    assert_true(seen_whole);
    assert_int_equal(seen_spooled, spooled);
    pthread_mutex_unlock(&seen_lock);
    mem_free(bytes);
}

static void wait_until_empty(void)
{
    for (int i = 0; i < 1000 && files_in_spool(); i++)
        fixture_pause(5);
}

static void a_large_body_goes_through_the_folder_and_not_through_the_budget(void **state)
{
    struct fixture *fixture;

    open_spool(UINT64_MAX, UINT32_MAX);
    fixture = open_server();
    assert_int_equal(post(fixture, "/photo", LARGE, false), 200);
    expect_seen(LARGE, true);
    assert_int_equal(post(fixture, "/photo", LARGE, true), 200);
    expect_seen(LARGE, true);
    assert_int_equal(post(fixture, "/photo", SMALL, false), 200);
    expect_seen(SMALL, false);
    assert_int_equal(post(fixture, "/photo", LARGE + 1, false), 413);
    assert_int_equal(post(fixture, "/photo", LARGE + 1, true), 413);
    // Elsewhere it would be memory, of which there is less.
    assert_int_equal(post(fixture, "/text", LARGE, false), 503);
    wait_until_empty();
    fixture_close(fixture);
    close_spool();
}

static void a_full_disk_is_said_to_a_browser_that_is_still_sending(void **state)
{
    struct fixture *fixture;

    open_spool(LARGE, UINT32_MAX);
    fixture = open_server();
    assert_int_equal(post(fixture, "/photo", LARGE, false), 507);
    play_free_bytes = UINT64_MAX;
    play_writes_left = 3;
    assert_int_equal(post(fixture, "/photo", LARGE, false), 507);
    play_writes_left = UINT32_MAX;
    assert_int_equal(post(fixture, "/photo", LARGE, false), 200);
    wait_until_empty();
    fixture_close(fixture);
    close_spool();
}

static int ask(const struct fixture *fixture, const char *lines)
{
    char head[256], *answer;
    int fd = fixture_dial(fixture), status;

    snprintf(head, sizeof(head), "POST /photo HTTP/1.1\r\nHost: x\r\n%s\r\n", lines);
    fixture_say(fd, head);
    answer = fixture_hear(fd); // nothing of the body was sent: this must not wait for it
    status = fixture_status(answer);
    mem_free(answer);
    close(fd);
    return status;
}

static void who_may_not_send_is_refused_before_anything_is_written(void **state)
{
    struct fixture *fixture;

    open_spool(UINT64_MAX, 0);
    fixture = open_server();
    assert_int_equal(ask(fixture, "Name: stranger\r\nContent-Length: 700000\r\n"), 401);
    assert_int_equal(ask(fixture, "Name: stranger\r\nTransfer-Encoding: chunked\r\n"), 401);
    assert_int_equal(files_in_spool(), 0);
    play_writes_left = UINT32_MAX;
    assert_int_equal(post(fixture, "/photo", LARGE, false), 200);
    wait_until_empty();
    fixture_close(fixture);
    close_spool();
}

static void who_leaves_in_the_middle_of_a_body_leaves_no_file(void **state)
{
    static char half[LARGE / 2];
    struct fixture *fixture;
    char head[128];
    int fd;

    open_spool(UINT64_MAX, UINT32_MAX);
    fixture = open_server();
    fd = fixture_dial(fixture);
    snprintf(head, sizeof(head), "POST /photo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n",
             LARGE);
    fixture_say(fd, head);
    send_bytes(fd, half, sizeof(half));
    for (int i = 0; i < 1000 && !files_in_spool(); i++)
        fixture_pause(5);
    assert_int_equal(files_in_spool(), 1);
    close(fd);
    wait_until_empty();
    fixture_close(fixture);
    close_spool();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_earlier_process_left_is_removed),
        cmocka_unit_test(a_body_is_written_read_and_removed),
        cmocka_unit_test(
            a_body_that_would_take_the_last_room_is_refused_before_anything_is_written),
        cmocka_unit_test(a_disk_that_fills_up_on_the_way_leaves_nothing_behind),
        cmocka_unit_test(a_large_body_goes_through_the_folder_and_not_through_the_budget),
        cmocka_unit_test(a_full_disk_is_said_to_a_browser_that_is_still_sending),
        cmocka_unit_test(who_may_not_send_is_refused_before_anything_is_written),
        cmocka_unit_test(who_leaves_in_the_middle_of_a_body_leaves_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
