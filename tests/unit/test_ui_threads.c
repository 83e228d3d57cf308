// SPDX-License-Identifier: Apache-2.0
// The interface under the real server, from several windows of one session at a time: reading,
// writing, waiting, locking, while the store changes below. Meant for the thread sanitizer.
#include "shared/net/http_server.h"
#include "tests/unit/ui_fixture.h"

#include <arpa/inet.h>
#include <stdatomic.h>
#include <sys/socket.h>

enum { THREADS = 6, ROUNDS = 40, ANSWER_BYTES = 1 << 16 };

struct crowd {
    struct desk *desk;
    struct http_server *server;
    uint16_t port;
    atomic_int saved, refused, odd;
    atomic_bool over;
};
struct visitor {
    struct crowd *crowd;
    int number;
};

// Sends a request and reads its answer to the end; returns the status, 0: no answer.
static int ask(const struct crowd *crowd, const char *line, const char *body)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(crowd->port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0), status = 0;
    static _Thread_local char answer[ANSWER_BYTES];
    char request[1024];
    size_t len = 0;

    snprintf(request, sizeof(request),
             "%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nCookie: %s\r\nX-Plumb: 1\r\n"
             "Content-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
             line, (unsigned)crowd->port, crowd->desk->cookie, strlen(body), body);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0
        && write(fd, request, strlen(request)) == (ssize_t)strlen(request)) {
        for (ssize_t got; len < sizeof(answer) - 1
                          && (got = read(fd, answer + len, sizeof(answer) - 1 - len)) > 0;)
            len += (size_t)got;
        answer[len] = '\0';
        if (strncmp(answer, "HTTP/1.1 ", 9) == 0)
            status = (int)strtol(answer + 9, NULL, 10);
    }
    close(fd);
    return status;
}

static void visit(struct visitor *visitor, int round)
{
    struct crowd *crowd = visitor->crowd;
    char line[256], body[512];
    struct uuid tap = desk_uuid(0x70000 + (uint64_t)(visitor->number * 1000 + round));
    int status;

    switch ((visitor->number + round) % 6) {
    case 0:
        snprintf(body, sizeof(body), "{\"site\":\"%s\",\"text\":\"n\",\"once\":\"%s\"}",
                 desk_id(&crowd->desk->site), desk_id(&tap));
        status = ask(crowd, "POST /api/notes", body);
        if (status == 200)
            atomic_fetch_add(&crowd->saved, 1);
        break;
    case 1:
        status = ask(crowd, "GET /api/today", "");
        break;
    case 2:
        snprintf(line, sizeof(line), "GET /api/sites/%s", desk_id(&crowd->desk->site));
        status = ask(crowd, line, "");
        break;
    case 3:
        status = ask(crowd, "GET /api/session", "");
        break;
    case 4:
        status = ask(crowd, "GET /api/outbox", "");
        break;
    default:
        status = ask(crowd, "GET /api/issues", "");
    }
    if (status == 401)
        atomic_fetch_add(&crowd->refused, 1);
    else if (status != 200)
        atomic_fetch_add(&crowd->odd, 1);
}

static void *visits(void *arg)
{
    for (int round = 0; round < ROUNDS; round++)
        visit(arg, round);
    return NULL;
}

// A page that follows: what it hears makes it ask again at once.
static void *follows(void *arg)
{
    struct crowd *crowd = arg;

    while (!atomic_load(&crowd->over))
        if (ask(crowd, "GET /api/watch?seen=0", "") == 0)
            break;
    return NULL;
}

static void *locks(void *arg)
{
    struct crowd *crowd = arg;
    struct uuid chen = desk_person(INSPECTOR);
    char body[256];

    snprintf(body, sizeof(body), "{\"person\":\"%s\",\"pin\":\"%s\"}", desk_id(&chen), DESK_PIN);
    for (int i = 0; i < 4; i++) {
        usleep(20000);
        ask(crowd, "POST /api/lock", "{}");
        assert_int_equal(ask(crowd, "POST /api/unlock", body), 200);
    }
    return NULL;
}

static void start(struct crowd *crowd)
{
    struct http_server_options options = {.loops = 2,
                                          .connections_max = 64,
                                          .handshakes_max = 64,
                                          .body_budget_bytes = 4 << 20,
                                          .header_timeout_ms = 5000,
                                          .body_timeout_ms = 5000,
                                          .idle_timeout_ms = 5000,
                                          .handshake_timeout_ms = 5000,
                                          .random = random_system()};
    struct http_listener_options listener = {.address = "127.0.0.1",
                                             .handler = ui_handle,
                                             .ctx = crowd->desk->ui,
                                             .body_limit = ui_body_limit,
                                             .ask_owner = true};
    struct desk *desk = crowd->desk;

    DESK_OK(desk, http_server_create(&options, &crowd->server, &desk->error));
    DESK_OK(desk, http_server_listen(crowd->server, &listener, &crowd->port, &desk->error));
    ui_attach(desk->ui, crowd->port, NULL);
    DESK_OK(desk, http_server_start(crowd->server, &desk->error));
}

static void many_windows_at_once_lose_nothing(void **state)
{
    struct crowd crowd = {.desk = *state};
    struct visitor visitors[THREADS];
    pthread_t threads[THREADS], follower, locker;
    int64_t before = desk_entries(*state);

    start(&crowd);
    pthread_create(&follower, NULL, follows, &crowd);
    pthread_create(&locker, NULL, locks, &crowd);
    for (int i = 0; i < THREADS; i++) {
        visitors[i] = (struct visitor){&crowd, i};
        pthread_create(&threads[i], NULL, visits, &visitors[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_join(locker, NULL);
    atomic_store(&crowd.over, true);
    ui_quiet(crowd.desk->ui);
    pthread_join(follower, NULL);
    http_server_stop(crowd.server, 500);
    http_server_free(crowd.server);
    assert_int_equal(atomic_load(&crowd.odd), 0);
    assert_true(atomic_load(&crowd.saved) > 0);
    assert_true(desk_entries(crowd.desk) - before == atomic_load(&crowd.saved));
}

int main(void)
{
    const struct CMUnitTest tests[] = {DESK(many_windows_at_once_lose_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
