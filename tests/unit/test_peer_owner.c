// SPDX-License-Identifier: Apache-2.0
#include "shared/net/peer_owner.h"

#include "tests/unit/http_fixture.h"

#include <sys/wait.h>

#define HEAD                                                                                      \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout " \
    "inode\n"
#define ROW(local, remote, uid, inode)                                           \
    "   0: " local " " remote " 01 00000000:00000000 00:00000000 00000000  " uid \
    "        0 " inode " 1 0000000000000000 20 4 30 10 -1\n"
#define US "0100007F:1B9E"
#define THEM "0100007F:D431"

enum { OTHER_UID = 65534 };

static void expect(const char *table, enum peer_owner wanted, uid_t wanted_uid)
{
    uid_t uid = 4711;

    assert_int_equal(peer_owner_read(table, THEM, US, &uid), wanted);
    assert_int_equal(uid, wanted == PEER_OWNER_KNOWN ? wanted_uid : 4711);
}

static void the_row_of_the_peer_names_its_user(void **state)
{
    expect(HEAD ROW(US, THEM, "1000", "7") ROW(THEM, US, "1001", "8"), PEER_OWNER_KNOWN, 1001);
    expect(HEAD ROW(THEM, US, "0", "8"), PEER_OWNER_KNOWN, 0);
}

static void a_peer_that_has_closed_is_nobody(void **state)
{
    expect(HEAD ROW(THEM, US, "0", "0"), PEER_OWNER_GONE, 0);
    expect(HEAD ROW(US, THEM, "1000", "7"), PEER_OWNER_GONE, 0);
    expect(HEAD, PEER_OWNER_GONE, 0);
    expect("", PEER_OWNER_GONE, 0);
}

static void a_row_that_is_cut_off_or_garbled_names_nobody(void **state)
{
    expect(HEAD "   0: " THEM " " US " 01 00000000:00000000 00:00000000 00000000  1000",
           PEER_OWNER_GONE, 0);
    expect(HEAD ROW(THEM, US, "-1", "8"), PEER_OWNER_GONE, 0);
    expect(HEAD ROW(THEM, US, "99999999999", "8"), PEER_OWNER_GONE, 0);
    expect(HEAD ROW(THEM, US, "x", "8"), PEER_OWNER_GONE, 0);
    expect(HEAD ROW(THEM "0", US, "1000", "8") ROW(THEM, "0" US, "1000", "8"), PEER_OWNER_GONE, 0);
}

static struct fixture *open_asking(void)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = mem_alloc(sizeof(*fixture));
    struct http_listener_options listener
        = {.address = "127.0.0.1", .handler = fixture_handle, .ctx = fixture, .ask_owner = true};

    pthread_mutex_init(&fixture->lock, NULL);
    assert_int_equal(http_server_create(&options, &fixture->server, NULL), ERR_OK);
    assert_int_equal(http_server_listen(fixture->server, &listener, &fixture->port, NULL), ERR_OK);
    assert_int_equal(http_server_start(fixture->server, NULL), ERR_OK);
    return fixture;
}

// Who came last, as the server's thread noted it.
static struct http_peer last_peer(struct fixture *fixture)
{
    struct http_peer peer;

    pthread_mutex_lock(&fixture->lock);
    peer = fixture->peer;
    pthread_mutex_unlock(&fixture->lock);
    return peer;
}

static void ask_who(const struct fixture *fixture)
{
    char *answer = fixture_ask(fixture, "GET /whoami HTTP/1.1\r\nHost: x\r\n\r\n");

    assert_int_equal(fixture_status(answer), 200);
    mem_free(answer);
}

static void a_program_of_our_own_is_known_as_ours(void **state)
{
    struct fixture *fixture = open_asking();

    ask_who(fixture);
    assert_int_equal(last_peer(fixture).owner, PEER_OWNER_KNOWN);
    assert_int_equal(last_peer(fixture).uid, geteuid());
    fixture_close(fixture);
}

// A socket of IPv6 that reaches the same listener stands in the other table.
static void a_peer_that_comes_through_a_mapped_address_is_known_too(void **state)
{
    struct fixture *fixture = open_asking();
    struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons(fixture->port)};
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char *answer;

    inet_pton(AF_INET6, "::ffff:127.0.0.1", &to.sin6_addr);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
        print_message("this machine has no IPv6 sockets: skipped\n");
        if (fd >= 0)
            close(fd);
        fixture_close(fixture);
        skip();
    }
    fixture_say(fd, "GET /whoami HTTP/1.1\r\nHost: x\r\n\r\n");
    answer = fixture_hear(fd);
    assert_int_equal(last_peer(fixture).owner, PEER_OWNER_KNOWN);
    assert_int_equal(last_peer(fixture).uid, geteuid());
    mem_free(answer);
    close(fd);
    fixture_close(fixture);
}

static void a_program_of_another_user_is_known_as_that_users(void **state)
{
    struct fixture *fixture;
    int status;
    pid_t child;

    if (geteuid() != 0) {
        print_message("not root, so there is no second user to play: skipped\n");
        skip();
    }
    fixture = open_asking();
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        // Only calls that are safe after a fork of a process with threads.
        static const char text[] = "GET /whoami HTTP/1.1\r\nHost: x\r\n\r\n";
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(fixture->port)};
        char byte;
        int fd;

        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (setresuid(OTHER_UID, OTHER_UID, OTHER_UID) != 0)
            _exit(2);
        fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0
            || write(fd, text, sizeof(text) - 1) < 0 || read(fd, &byte, 1) != 1)
            _exit(3);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(last_peer(fixture).owner, PEER_OWNER_KNOWN);
    assert_int_equal(last_peer(fixture).uid, OTHER_UID);
    fixture_close(fixture);
}

static void a_listener_that_does_not_ask_knows_nothing(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);

    ask_who(fixture);
    assert_int_equal(last_peer(fixture).owner, PEER_OWNER_HIDDEN);
    fixture_close(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_row_of_the_peer_names_its_user),
        cmocka_unit_test(a_peer_that_has_closed_is_nobody),
        cmocka_unit_test(a_row_that_is_cut_off_or_garbled_names_nobody),
        cmocka_unit_test(a_program_of_our_own_is_known_as_ours),
        cmocka_unit_test(a_peer_that_comes_through_a_mapped_address_is_known_too),
        cmocka_unit_test(a_program_of_another_user_is_known_as_that_users),
        cmocka_unit_test(a_listener_that_does_not_ask_knows_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
