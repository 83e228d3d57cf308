// SPDX-License-Identifier: Apache-2.0
// A small TCP proxy that cuts connections: cut_proxy TARGET_PORT MIN MAX SEED. Prints the port it
// listens on. Every connection is reset after MIN … MAX bytes (both ways together), drawn from
// SEED; MAX 0 cuts nothing. SIGUSR1 stops cutting.
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
    int client, server;
    long budget; // bytes until the cut, -1 for ever
};

static unsigned short target_port;
static volatile sig_atomic_t cutting = 1;

static void stop_cutting(int number)
{
    (void)number;
    cutting = 0;
}

static int dial(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(target_port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

// Moves what is there; false when the connection is at its end or its budget is used up.
static bool move(struct connection *c, int from, int to)
{
    char bytes[16384];
    ssize_t got = read(from, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    if (c->budget >= 0 && got > c->budget)
        got = c->budget;
    for (ssize_t at = 0; at < got;) {
        ssize_t sent = send(to, bytes + at, (size_t)(got - at), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
    }
    if (c->budget >= 0)
        c->budget -= got;
    return c->budget != 0;
}

static void cut(int fd)
{
    struct linger reset = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(fd);
}

static void *carry(void *arg)
{
    struct connection *c = arg;
    bool open = (c->server = dial()) >= 0;
    while (open) {
        struct pollfd wait[2]
            = {{.fd = c->client, .events = POLLIN}, {.fd = c->server, .events = POLLIN}};
        if (poll(wait, 2, 60000) <= 0)
            break;
        if (wait[0].revents != 0)
            open = move(c, c->client, c->server);
        if (open && wait[1].revents != 0)
            open = move(c, c->server, c->client);
    }
    cut(c->client);
    if (c->server >= 0)
        cut(c->server);
    free(c);
    return NULL;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof address;
    if (argc != 5)
        return 2;
    target_port = (unsigned short)strtol(argv[1], NULL, 10);
    long least = strtol(argv[2], NULL, 10), most = strtol(argv[3], NULL, 10);
    srandom((unsigned)strtol(argv[4], NULL, 10));
    signal(SIGUSR1, stop_cutting);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0
        || listen(listener, 64) != 0)
        return 1;
    getsockname(listener, (struct sockaddr *)&address, &len);
    printf("listening on %u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        pthread_t thread;
        struct connection *c = calloc(1, sizeof *c);
        c->client = accept(listener, NULL, NULL);
        c->budget = most > 0 && cutting ? least + random() % (most - least + 1) : -1;
        if (c->client < 0 || pthread_create(&thread, NULL, carry, c) != 0)
            free(c);
        else
            pthread_detach(thread);
    }
}
