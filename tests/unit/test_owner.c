// SPDX-License-Identifier: Apache-2.0
#include "shared/net/owner.h"

#include "shared/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct house {
    char base[64], folder[400];
    struct owner *owner;
    int runs;
    char heard[256]; // folder and arguments of the last verb, joined by '|'
};

static int setup(void **state)
{
    struct house *house = calloc(1, sizeof(*house));

    snprintf(house->base, sizeof(house->base), "/tmp/plumb_owner_XXXXXX");
    *state = house;
    if (!mkdtemp(house->base))
        return -1;
    snprintf(house->folder, sizeof(house->folder), "%s", house->base);
    return 0;
}

static int teardown(void **state)
{
    struct house *house = *state;
    pid_t child;

    owner_close(house->owner);
    child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", house->base, (char *)NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    free(house);
    return 0;
}

static void hear(void *ctx, struct owner_call *call)
{
    struct house *house = ctx;
    size_t len = (size_t)snprintf(house->heard, sizeof(house->heard), "%s", call->cwd);

    for (int i = 0; i < call->argc; i++)
        len += (size_t)snprintf(house->heard + len, sizeof(house->heard) - len, "|%s",
                                call->argv[i]);
    assert_null(call->argv[call->argc]);
    house->runs++;
    buffer_append_text(&call->out, "done\n");
    buffer_append_text(&call->err, "a word\n");
    call->exit_code = 26;
}

static void own(struct house *house, owner_run *run)
{
    struct error error = {0};

    if (owner_open(house->folder, &house->owner, &error)
        || owner_listen(house->owner, run, house, &error))
        fail_msg("%s", error.detail);
}

// Hands over; what came back is in *call, to be cleared.
static enum err hand(struct house *house, char **argv, int argc, struct owner_call *call)
{
    struct error error = {0};

    *call = (struct owner_call){.argc = argc, .argv = argv, .cwd = "/some where"};
    buffer_init(&call->out, 1 << 20);
    buffer_init(&call->err, 1 << 20);
    return owner_hand_over(house->folder, call, &error);
}

static void drop_call(struct owner_call *call)
{
    buffer_clear(&call->out);
    buffer_clear(&call->err);
}

static enum err hand_simply(struct house *house)
{
    char *argv[] = {(char *)"plumb", (char *)"status", NULL};
    struct owner_call call;
    enum err err = hand(house, argv, 2, &call);

    drop_call(&call);
    return err;
}

static void a_folder_has_one_owner(void **state)
{
    struct house *house = *state;
    struct owner *second = NULL;
    struct error error = {0};

    assert_int_equal(owner_open(house->folder, &house->owner, &error), ERR_OK);
    assert_int_equal(owner_open(house->folder, &second, &error), ERR_LOCKED);
    assert_null(second);
    owner_close(house->owner);
    house->owner = NULL;
    assert_int_equal(owner_open(house->folder, &house->owner, &error), ERR_OK);
}

static void a_folder_that_is_not_there_has_none(void **state)
{
    struct house *house = *state;
    struct error error = {0};

    snprintf(house->folder, sizeof(house->folder), "%s/none", house->base);
    assert_int_equal(owner_open(house->folder, &house->owner, &error), ERR_NOT_FOUND);
    assert_null(house->owner);
    assert_int_equal(hand_simply(house), ERR_UNAVAILABLE);
}

static void a_lock_that_is_a_link_is_refused(void **state)
{
    struct house *house = *state;
    struct error error = {0};
    char path[500], target[500];
    struct stat stat_of_target;

    snprintf(path, sizeof(path), "%s/owner.lock", house->folder);
    snprintf(target, sizeof(target), "%s/elsewhere", house->folder);
    assert_int_equal(symlink(target, path), 0);
    assert_true(owner_open(house->folder, &house->owner, &error) != ERR_OK);
    assert_int_not_equal(stat(target, &stat_of_target), 0);
}

static void a_verb_is_handed_over_with_its_folder_and_every_argument(void **state)
{
    struct house *house = *state;
    char *argv[]
        = {(char *)"plumb", (char *)"record set", (char *)"", (char *)"text=裂缝\n二", NULL};
    struct owner_call call;

    own(house, hear);
    assert_int_equal(hand(house, argv, 4, &call), ERR_OK);
    assert_string_equal(house->heard, "/some where|plumb|record set||text=裂缝\n二");
    assert_int_equal(call.exit_code, 26);
    assert_int_equal(call.out.len, 5);
    assert_memory_equal(call.out.data, "done\n", 5);
    assert_int_equal(call.err.len, 7);
    assert_memory_equal(call.err.data, "a word\n", 7);
    drop_call(&call);
}

static void verbs_come_one_after_another(void **state)
{
    struct house *house = *state;

    own(house, hear);
    for (int i = 0; i < 20; i++)
        assert_int_equal(hand_simply(house), ERR_OK);
    assert_int_equal(house->runs, 20);
}

static void an_owner_that_does_not_listen_is_unavailable(void **state)
{
    struct house *house = *state;
    struct error error = {0};

    assert_int_equal(owner_open(house->folder, &house->owner, &error), ERR_OK);
    assert_int_equal(hand_simply(house), ERR_UNAVAILABLE);
    assert_int_equal(owner_listen(house->owner, hear, house, &error), ERR_OK);
    assert_int_equal(hand_simply(house), ERR_OK);
    owner_deafen(house->owner);
    assert_int_equal(hand_simply(house), ERR_UNAVAILABLE);
}

static void the_socket_is_for_its_user_only(void **state)
{
    struct house *house = *state;
    struct stat found;
    char path[500];

    own(house, hear);
    snprintf(path, sizeof(path), "%s/owner.sock", house->folder);
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
}

static void a_path_longer_than_a_socket_address_will_do(void **state)
{
    struct house *house = *state;

    for (int i = 0; i < 3; i++) {
        size_t len = strlen(house->folder);

        snprintf(house->folder + len, sizeof(house->folder) - len, "/%080d", i);
        assert_int_equal(mkdir(house->folder, 0700), 0);
    }
    assert_true(strlen(house->folder) > 108);
    own(house, hear);
    assert_int_equal(hand_simply(house), ERR_OK);
}

static void die(void *ctx, struct owner_call *call)
{
    (void)ctx;
    (void)call;
    kill(getpid(), SIGKILL);
}

static void an_owner_that_is_killed_leaves_the_folder_to_the_next(void **state)
{
    struct house *house = *state;
    int ready[2], status;
    char c;

    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        own(house, die);
        (void)!write(ready[1], "x", 1);
        pause();
        _exit(0);
    }
    assert_int_equal(read(ready[0], &c, 1), 1);
    assert_int_equal(hand_simply(house), ERR_NETWORK); // it may have been run
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(hand_simply(house), ERR_UNAVAILABLE); // its socket is still there
    own(house, hear);
    assert_int_equal(hand_simply(house), ERR_OK);
    close(ready[0]);
    close(ready[1]);
}

// Sends these bytes as somebody who does not know how to ask, and hangs up.
static void blurt(struct house *house, const void *bytes, size_t len)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char rest[64];

    snprintf(address.sun_path, sizeof(address.sun_path), "%.80s/owner.sock", house->folder);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
    shutdown(fd, SHUT_WR);
    assert_true(recv(fd, rest, sizeof(rest), 0) <= 0);
    close(fd);
}

static void foreign_bytes_run_nothing_and_disturb_nobody(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } garbage[] = {{"", 0},
                   {"\0\0", 2},
                   {"\0\0\0\0", 4},
                   {"\xFF\xFF\xFF\xFF", 4},
                   {"\xFF\xFF\xFF\xFFhello", 9},
                   {"\0\0\0\x05hello", 9},
                   {"\0\0\0\x06hello", 10}, // a folder without a verb
                   {"\0\0\0\x20plumb\0status\0", 17},
                   {"GET / HTTP/1.1\r\n\r\n", 18}};
    struct house *house = *state;

    own(house, hear);
    for (size_t i = 0; i < sizeof(garbage) / sizeof(*garbage); i++)
        blurt(house, garbage[i].bytes, garbage[i].len);
    assert_int_equal(house->runs, 0);
    assert_int_equal(hand_simply(house), ERR_OK);
}

static void more_than_an_owner_reads_is_refused_at_once(void **state)
{
    struct house *house = *state;
    char *large = calloc(1, OWNER_REQUEST_BYTES + 1);
    char *argv[] = {(char *)"plumb", large, NULL};
    char **many = calloc(OWNER_ARGUMENTS_MAX + 2, sizeof(*many));
    struct owner_call call;

    own(house, hear);
    memset(large, 'x', OWNER_REQUEST_BYTES);
    assert_int_equal(hand(house, argv, 2, &call), ERR_TOO_LARGE);
    drop_call(&call);
    for (int i = 0; i <= OWNER_ARGUMENTS_MAX; i++)
        many[i] = (char *)"a";
    assert_int_equal(hand(house, many, OWNER_ARGUMENTS_MAX + 1, &call), ERR_TOO_LARGE);
    drop_call(&call);
    assert_int_equal(house->runs, 0);
    free(many);
    free(large);
}

static void another_user_is_not_heard(void **state)
{
    struct house *house = *state;
    char path[500];
    int status = 0;

    if (geteuid() != 0)
        skip(); // only root can play somebody else
    own(house, hear);
    chmod(house->base, 0755);
    pid_t child = fork();
    if (child == 0)
        _exit(setuid(65534) != 0 || hand_simply(house) == ERR_OK);
    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(house->runs, 0);
    snprintf(path, sizeof(path), "%s/owner.sock", house->folder);
    chmod(path, 0666); // even when the file lets it in
    child = fork();
    if (child == 0)
        _exit(setuid(65534) != 0 || hand_simply(house) == ERR_OK);
    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(house->runs, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_folder_has_one_owner),
        TEST(a_folder_that_is_not_there_has_none),
        TEST(a_lock_that_is_a_link_is_refused),
        TEST(a_verb_is_handed_over_with_its_folder_and_every_argument),
        TEST(verbs_come_one_after_another),
        TEST(an_owner_that_does_not_listen_is_unavailable),
        TEST(the_socket_is_for_its_user_only),
        TEST(a_path_longer_than_a_socket_address_will_do),
        TEST(an_owner_that_is_killed_leaves_the_folder_to_the_next),
        TEST(foreign_bytes_run_nothing_and_disturb_nobody),
        TEST(more_than_an_owner_reads_is_refused_at_once),
        TEST(another_user_is_not_heard),
    };

    return cmocka_run_group_tests_name("owner", tests, NULL, NULL);
}
