// SPDX-License-Identifier: Apache-2.0
// Files as bodies, through the reply alone and through a server.
#include "shared/net/http_reply.h"
#include "tests/unit/http_fixture.h"

enum { FILE_BYTES = 300000 };

struct place {
    char folder[64];
    struct disk disk;
    char *bytes; // what the file holds
};

static int set_up(void **state)
{
    struct place *place = mem_alloc(sizeof(*place));

    snprintf(place->folder, sizeof(place->folder), "/tmp/plumb-reply-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    assert_int_equal(disk_system_open(place->folder, true, &place->disk, NULL), ERR_OK);
    place->bytes = mem_alloc(FILE_BYTES);
    for (size_t i = 0; i < FILE_BYTES; i++)
        place->bytes[i] = (char)('A' + i % 53 % 26);
    assert_int_equal(disk_write_file(&place->disk, "blob", place->bytes, FILE_BYTES, NULL), ERR_OK);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;

    place->disk.remove(place->disk.ctx, "blob");
    disk_system_close(&place->disk);
    rmdir(place->folder);
    mem_free(place->bytes);
    mem_free(place);
    return 0;
}

static void serve_range(struct place *place, struct http_response *response, uint64_t offset,
                        uint64_t len)
{
    response->status = 206;
    response->file_disk = &place->disk;
    response->file_offset = offset;
    response->file_len = len;
    assert_int_equal(place->disk.open(place->disk.ctx, "blob", DISK_READ, &response->file, NULL),
                     ERR_OK);
}

static void a_range_of_a_file_comes_in_pieces_of_any_size(void **state)
{
    struct place *place = *state;

    for (size_t size = 1; size < 4000; size = size * 3 + 1) {
        struct http_response response;
        struct http_reply reply = {0};
        struct buffer all;
        uint8_t piece[4000];
        size_t len;
        char *body;

        http_response_init(&response);
        serve_range(place, &response, 1000, 2500);
        http_response_header(&response, "Content-Range", "bytes 1000-3499/%d", FILE_BYTES);
        http_reply_begin(&reply, &response, HTTP_GET, false);
        assert_null(response.file); // taken over
        buffer_init(&all, 1 << 20);
        do {
            assert_int_equal(http_reply_next(&reply, piece, size, &len), ERR_OK);
            assert_true(len <= size);
            buffer_append(&all, piece, len);
        } while (len);
        body = strstr(all.data, "\r\n\r\n") + 4;
        assert_non_null(strstr(all.data, "HTTP/1.1 206 Partial Content\r\n"
                                         "Content-Range: bytes 1000-3499/300000\r\n"
                                         "Content-Length: 2500\r\n\r\n"));
        assert_int_equal(strlen(body), 2500);
        assert_memory_equal(body, place->bytes + 1000, 2500);
        buffer_clear(&all);
        http_reply_clear(&reply);
    }
}

static void a_file_shorter_than_promised_is_an_error(void **state)
{
    struct http_response response;
    struct http_reply reply = {0};
    uint8_t piece[4096];
    enum err err = ERR_OK;
    size_t len = 1;

    http_response_init(&response);
    serve_range(*state, &response, FILE_BYTES - 10, 11);
    http_reply_begin(&reply, &response, HTTP_GET, false);
    while (!err && len)
        err = http_reply_next(&reply, piece, sizeof(piece), &len);
    assert_int_equal(err, ERR_IO);
    http_reply_clear(&reply);
}

static struct place *served_place;

static void handle_file(void *ctx, struct http_exchange *exchange)
{
    const struct http_request *request = http_exchange_request(exchange);
    bool whole = strcmp(request->path, "/whole") == 0;

    serve_range(served_place, http_exchange_response(exchange), whole ? 0 : FILE_BYTES - 5,
                whole ? FILE_BYTES : 10);
    http_exchange_finish(exchange);
}

static void a_file_is_served_again_and_again_on_one_connection(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture;
    int fd;

    served_place = *state;
    fixture = fixture_open(&options, NULL, handle_file);
    fd = fixture_dial(fixture);
    for (int round = 0; round < 3; round++) {
        char *answer;

        fixture_say(fd, "GET /whole HTTP/1.1\r\nHost: x\r\n\r\n");
        answer = fixture_hear(fd);
        assert_int_equal(strlen(fixture_body(answer)), FILE_BYTES);
        assert_memory_equal(fixture_body(answer), served_place->bytes, FILE_BYTES);
        mem_free(answer);
    }
    fixture_say(fd, "HEAD /whole HTTP/1.1\r\nHost: x\r\n\r\n"
                    "GET /short HTTP/1.1\r\nHost: x\r\n\r\n");
    // The promise cannot be kept, so the connection ends and the client sees that something is
    // missing.
    while (!fixture_heard_end(fd))
        ;
    close(fd);
    fixture_close(fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_range_of_a_file_comes_in_pieces_of_any_size),
    cmocka_unit_test(a_file_shorter_than_promised_is_an_error),
    cmocka_unit_test(a_file_is_served_again_and_again_on_one_connection),
};

int main(void)
{
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
