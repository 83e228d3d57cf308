// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_client.h"

#include "shared/base/memory.h"
#include "shared/net/curl_flight.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

enum { FLIGHTS_MAX = 4, POLL_MS = 1000 };

struct client {
    CURLM *multi;
    struct curl_profile *profile;
    struct curl_flight flights[FLIGHTS_MAX];
    unsigned flying;
    struct socket_ledger ledger;
    uint64_t requests;
    atomic_bool cancelled;
};

static void start_curl(void)
{
    struct sigaction action;

    // OpenSSL writes to its socket with plain write(2): a peer that is gone would end the program.
    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static enum err client_begin(void *ctx, struct transport_ticket *ticket)
{
    struct client *client = ctx;
    enum err err = ERR_BUSY;

    // A cancellation is meant for what flies when it comes, not for what begins later.
    if (!client->flying)
        atomic_store(&client->cancelled, false);
    for (int i = 0; i < FLIGHTS_MAX && err == ERR_BUSY; i++)
        if (!client->flights[i].ticket)
            err = curl_flight_launch(&client->flights[i], client->profile, client->multi, ticket);
    if (!err) {
        client->flying++;
        client->requests++;
    }
    return err;
}

static void abort_all(struct client *client)
{
    for (int i = 0; i < FLIGHTS_MAX; i++)
        if (client->flights[i].ticket)
            curl_flight_abort(&client->flights[i], client->multi);
    client->flying = 0;
}

static unsigned land_finished(struct client *client)
{
    unsigned landed = 0;
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(client->multi, &left))) {
        char *flight = NULL;
        CURLcode code = message->data.result;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &flight);
        curl_flight_land((struct curl_flight *)(void *)flight, client->multi, code);
        landed++;
    }
    client->flying -= landed;
    return landed;
}

static void client_wait(void *ctx)
{
    struct client *client = ctx;
    int running;

    while (client->flying) {
        if (atomic_exchange(&client->cancelled, false)) {
            abort_all(client);
            return;
        }
        curl_multi_perform(client->multi, &running);
        if (land_finished(client))
            return;
        curl_multi_poll(client->multi, NULL, 0, POLL_MS, NULL);
    }
}

static void client_cancel(void *ctx)
{
    struct client *client = ctx;

    atomic_store(&client->cancelled, true);
    curl_multi_wakeup(client->multi);
}

static void free_client(struct client *client)
{
    abort_all(client);
    for (int i = 0; i < FLIGHTS_MAX; i++)
        curl_flight_free(&client->flights[i]);
    if (client->multi)
        curl_multi_cleanup(client->multi);
    curl_profile_free(client->profile);
    mem_free(client);
}

enum err http_client_create(const struct http_client_options *options, struct transport *out,
                            struct error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct client *client = mem_alloc(sizeof(*client));
    enum err err;

    pthread_once(&once, start_curl);
    err = curl_profile_create(options, &client->ledger, &client->profile, error);
    if (!err) {
        client->multi = curl_multi_init();
        if (!client->multi)
            err = error_set(error, ERR_INTERNAL, "HTTP client: libcurl does not start");
    }
    if (err) {
        free_client(client);
        return err;
    }
    *out = (struct transport){
        .ctx = client, .begin = client_begin, .wait = client_wait, .cancel = client_cancel};
    return ERR_OK;
}

void http_client_free(struct transport *transport)
{
    if (transport->ctx)
        free_client(transport->ctx);
    *transport = (struct transport){0};
}

void http_client_figures(const struct transport *transport, struct http_client_figures *out)
{
    const struct client *client = transport->ctx;

    *out = (struct http_client_figures){.connections = client->ledger.opened,
                                        .requests = client->requests};
    socket_ledger_total(&client->ledger, &out->bytes_out, &out->bytes_in);
}
