// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/enrolling.h"

#include "agent/sync/join.h"

#include <stdio.h>
#include <unistd.h>

enum { CONNECT_TIMEOUT_MS = 15000, NAME_BYTES = 64 };

void enrolling_init(struct enrolling *enrolling)
{
    *enrolling = (struct enrolling){0};
    pthread_mutex_init(&enrolling->mutex, NULL);
}

void enrolling_clear(struct enrolling *enrolling)
{
    pthread_mutex_destroy(&enrolling->mutex);
}

void enrolling_cancel(struct enrolling *enrolling)
{
    pthread_mutex_lock(&enrolling->mutex);
    enrolling->cancelled = true;
    if (enrolling->connected)
        enrolling->transport.cancel(enrolling->transport.ctx);
    pthread_mutex_unlock(&enrolling->mutex);
}

static enum err connect_office(struct enrolling *enrolling, const struct enrol_link *link,
                               struct error *error)
{
    char url[HOST_PORT_TEXT + 16];
    struct http_client_options options
        = {.base_url = url, .pin = &link->pin, .connect_timeout_ms = CONNECT_TIMEOUT_MS};
    enum err err;

    snprintf(url, sizeof(url), "https://%s", link->office);
    pthread_mutex_lock(&enrolling->mutex);
    if (enrolling->cancelled)
        err = error_set(error, ERR_CANCELLED, "enrol");
    else
        err = http_client_create(&options, &enrolling->transport, error);
    enrolling->connected = err == ERR_OK;
    pthread_mutex_unlock(&enrolling->mutex);
    return err;
}

static void disconnect(struct enrolling *enrolling)
{
    struct transport transport;

    pthread_mutex_lock(&enrolling->mutex);
    enrolling->connected = false;
    transport = enrolling->transport;
    enrolling->transport = (struct transport){0};
    pthread_mutex_unlock(&enrolling->mutex);
    http_client_free(&transport);
}

enum err enrolling_run(struct enrolling *enrolling, struct tablet *tablet, const char *link,
                       const char *name, struct error *error)
{
    struct enrol_link read;
    char host[NAME_BYTES] = "tablet";
    enum err err = enrol_link_parse(span_of(link), &read, error);

    if (!name || !*name) {
        gethostname(host, sizeof(host) - 1);
        name = host;
    }
    if (!err)
        err = connect_office(enrolling, &read, error);
    if (!err) {
        struct join_options options = {tablet->store,         &tablet->disk,  &tablet->random,
                                       &enrolling->transport, TABLET_VERSION, name};

        err = join_office(&options, &read, error);
        disconnect(enrolling);
    }
    return err ? err : tablet_load_identity(tablet, error);
}
