// SPDX-License-Identifier: Apache-2.0
#include "server/cli/office_certificate.h"

#include "shared/base/text.h"
#include "shared/crypto/hash.h"

#include <string.h>
#include <unistd.h>

enum { NAMES_MAX = 6, NAME_TEXT = 256 };

struct names {
    char texts[NAMES_MAX][NAME_TEXT];
    const char *list[NAMES_MAX];
    size_t count;
};

static void add(struct names *names, struct span name)
{
    char *text = names->texts[names->count];

    if (name.len == 0 || !text_copy(text, NAME_TEXT, name))
        return;
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->list[i], text) == 0)
            return;
    names->list[names->count++] = text;
}

// HOST, HOST:PORT or [ADDRESS]:PORT without the port.
static struct span host_of(const char *text)
{
    const char *colon = strrchr(text, ':');
    struct span host = {text, colon == NULL ? strlen(text) : (size_t)(colon - text)};

    if (host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']')
        host = (struct span){host.data + 1, host.len - 2};
    return host;
}

// A machine may be called something that is no name of the network.
static bool is_host(const char *name)
{
    static const char letters[]
        = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    size_t len = strlen(name);

    return len > 0 && len < 64 && strspn(name, letters) == len && name[0] != '-' && name[0] != '.'
           && name[len - 1] != '-' && name[len - 1] != '.' && strstr(name, "..") == NULL;
}

static void add_names(struct names *names, const char *address, const char *advertised)
{
    bool any = strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
    char machine[NAME_TEXT] = "";

    add(names, span_of(AUTHORITY_OFFICE_NAME));
    if (advertised != NULL)
        add(names, host_of(advertised));
    if (!any)
        add(names, span_of(address));
    else if (gethostname(machine, sizeof(machine) - 1) == 0 && is_host(machine))
        add(names, span_of(machine));
    if (any || strcmp(address, "127.0.0.1") == 0 || strcmp(address, "::1") == 0) {
        add(names, span_of("localhost"));
        add(names, span_of("127.0.0.1"));
    }
}

// Two certificates of one authority never share a serial number unless they are the same one.
static void number(const struct names *names, const struct key *key,
                   uint8_t serial[CERTIFICATE_SERIAL_BYTES])
{
    struct hash_stream *stream = hash_stream_create();
    struct digest digest;

    key_public_digest(key, &digest);
    hash_stream_add(stream, digest.bytes, sizeof(digest.bytes));
    for (size_t i = 0; i < names->count; i++)
        hash_stream_add(stream, names->list[i], strlen(names->list[i]) + 1);
    hash_stream_finish(stream, &digest);
    hash_stream_free(stream);
    memcpy(serial, digest.bytes, CERTIFICATE_SERIAL_BYTES);
}

enum err office_certificate_make(const struct authority *authority, const char *address,
                                 const char *advertised, struct buffer *pem, struct error *error)
{
    struct names names = {.count = 0};
    struct key *key = NULL;
    enum err err = key_parse_pem(
        (struct span){authority->office_key_pem.data, authority->office_key_pem.len}, &key, error);

    if (err != ERR_OK)
        return error_wrap(error, err, "office.key");
    add_names(&names, address, advertised);
    struct certificate_options options = {.use = CERTIFICATE_SERVER,
                                          .common_name = AUTHORITY_OFFICE_NAME,
                                          .names = names.list,
                                          .name_count = names.count,
                                          .from_ms = certificate_from_always,
                                          .until_ms = certificate_until_always};
    const struct certificate_issuer issuer
        = {authority->ca, {authority->ca_pem.data, authority->ca_pem.len}};
    number(&names, key, options.serial);
    err = certificate_issue(&issuer, key, &options, pem, error);
    key_free(key);
    if (err == ERR_INVALID)
        return error_set(
            error, ERR_USAGE,
            "--advertise-office \"%s\": 要域名或地址 a host name or an address is wanted, "
            "such as office.example.com:7444",
            advertised == NULL ? "" : advertised);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "the office listener's certificate");
}
