// SPDX-License-Identifier: Apache-2.0
#include "server/cli/office_hosts.h"

#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"

#include <stdio.h>
#include <string.h>

enum { HTTPS_PORT = 443, HOST_TEXT = 300 };

static void add(struct office_hosts *out, const char *text)
{
    if (out->hosts.count == OFFICE_HOSTS_MAX)
        return;
    out->texts[out->hosts.count++] = mem_dup_text(text);
}

// A browser leaves the usual port out.
static void add_at(struct office_hosts *out, const char *host, uint16_t port)
{
    bool six = strchr(host, ':') != NULL;
    char text[HOST_TEXT];

    snprintf(text, sizeof(text), "%s%s%s:%u", six ? "[" : "", host, six ? "]" : "", (unsigned)port);
    add(out, text);
    if (port == HTTPS_PORT) {
        *strrchr(text, ':') = '\0';
        add(out, text);
    }
}

static void add_advertised(struct office_hosts *out, const char *text)
{
    size_t len = strlen(text);
    char host[HOST_TEXT];

    add(out, text);
    if (len > 4 && strcmp(text + len - 4, ":443") == 0
        && text_copy(host, sizeof(host), (struct span){text, len - 4}))
        add(out, host);
}

struct naming {
    struct office_hosts *out;
    uint16_t port;
};

static void add_name(void *arg, const char *name)
{
    const struct naming *naming = arg;

    add_at(naming->out, name, naming->port);
}

static bool is_any(const char *address)
{
    return strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
}

void office_hosts_make(const struct office_hosts_listener *listener, struct office_hosts *out)
{
    struct naming naming = {out, listener->port};

    *out = (struct office_hosts){0};
    if (is_any(listener->address))
        out->hosts.literal_port = listener->port;
    else
        add_at(out, listener->address, listener->port);
    if (is_any(listener->address) || strcmp(listener->address, "127.0.0.1") == 0
        || strcmp(listener->address, "::1") == 0)
        add_at(out, "localhost", listener->port);
    if (listener->advertised)
        add_advertised(out, listener->advertised);
    certificate_names(listener->certificate_pem, add_name, &naming);
    out->hosts.hosts = (const char *const *)out->texts;
}

void office_hosts_clear(struct office_hosts *hosts)
{
    for (size_t i = 0; i < hosts->hosts.count; i++)
        mem_free(hosts->texts[i]);
    *hosts = (struct office_hosts){0};
}
