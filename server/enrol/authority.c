// SPDX-License-Identifier: Apache-2.0
#include "server/enrol/authority.h"

#include "shared/base/memory.h"

#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 16384, PATH_MAX_BYTES = 64 };
#define DAY_MS INT64_C(86400000)
static const char folder[] = "keys";

// A certificate that is made with the folder: its name there, and what it is for.
struct post {
    const char *name, *common_name;
    enum certificate_use use;
};
static const struct post posts[] = {
    {"tablets", AUTHORITY_TABLETS_NAME, CERTIFICATE_SERVER},
    {"office", AUTHORITY_OFFICE_NAME, CERTIFICATE_SERVER},
    {"receipt", "Plumbline receipts", CERTIFICATE_RECEIPT},
    {"seal", "Plumbline seal", CERTIFICATE_SEAL},
    {"log", "Plumbline sign-off log", CERTIFICATE_LOG},
};
enum { POST_COUNT = sizeof(posts) / sizeof(posts[0]), POST_LOG = POST_COUNT - 1 };

static struct span bytes_of(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static enum err write_file(const struct disk *disk, const char *name, const char *suffix,
                           struct span bytes, struct error *error)
{
    char path[PATH_MAX_BYTES];

    snprintf(path, sizeof(path), "%s/%s.%s", folder, name, suffix);
    return disk_write_file(disk, path, bytes.data, bytes.len, error);
}

static enum err read_file(const struct disk *disk, const char *name, const char *suffix,
                          struct buffer *out, struct error *error)
{
    char path[PATH_MAX_BYTES];
    enum err result;

    snprintf(path, sizeof(path), "%s/%s.%s", folder, name, suffix);
    buffer_init(out, FILE_MAX);
    result = disk_read_file(disk, path, out, error);
    return result == ERR_OK ? ERR_OK : error_wrap(error, result, "%s", path);
}

static enum err write_key(const struct disk *disk, const char *name, const struct key *key,
                          struct error *error)
{
    struct buffer pem;
    enum err result;

    buffer_init(&pem, FILE_MAX);
    result = key_format_pem(key, &pem);
    if (result == ERR_OK)
        result = write_file(disk, name, "key", bytes_of(&pem), error);
    mem_wipe(pem.data, pem.len);
    buffer_clear(&pem);
    return result;
}

// What makes certificates: the CA's key and its own certificate.
struct issuer {
    const struct disk *disk;
    const struct random *random;
    struct key *key;
    struct buffer pem;
};

// A key and its certificate, issued and written.
static enum err make_post(const struct issuer *issuer, const struct post *post, struct error *error)
{
    struct certificate_options options = {.use = post->use,
                                          .common_name = post->common_name,
                                          .names = &post->common_name,
                                          .name_count = post->use == CERTIFICATE_SERVER,
                                          .from_ms = certificate_from_always,
                                          .until_ms = certificate_until_always};
    struct key *key = NULL;
    struct buffer pem;
    enum err result = key_make(issuer->random, &key, error);

    buffer_init(&pem, FILE_MAX);
    random_fill(issuer->random, options.serial, sizeof(options.serial));
    if (result == ERR_OK)
        result
            = certificate_issue(&(struct certificate_issuer){issuer->key, bytes_of(&issuer->pem)},
                                key, &options, &pem, error);
    if (result == ERR_OK)
        result = write_key(issuer->disk, post->name, key, error);
    if (result == ERR_OK)
        result = write_file(issuer->disk, post->name, "pem", bytes_of(&pem), error);
    buffer_clear(&pem);
    key_free(key);
    return result;
}

static enum err make_secret(const struct issuer *issuer, const char *name, struct error *error)
{
    uint8_t secret[32];
    char text[2 * sizeof(secret) + 1];
    enum err result;

    random_fill(issuer->random, secret, sizeof(secret));
    text_format_hex(text, secret, sizeof(secret));
    result = write_file(issuer->disk, name, "key", span_of(text), error);
    mem_wipe(secret, sizeof(secret));
    mem_wipe(text, sizeof(text));
    return result;
}

static enum err make_issuer(struct issuer *issuer, struct error *error)
{
    struct certificate_options options = {.use = CERTIFICATE_CA,
                                          .common_name = "Plumbline CA",
                                          .from_ms = certificate_from_always,
                                          .until_ms = certificate_until_always};
    enum err result = key_make(issuer->random, &issuer->key, error);

    random_fill(issuer->random, options.serial, sizeof(options.serial));
    if (result == ERR_OK)
        result = certificate_issue(&(struct certificate_issuer){.key = issuer->key}, issuer->key,
                                   &options, &issuer->pem, error);
    if (result == ERR_OK)
        result = write_file(issuer->disk, "ca", "pem", bytes_of(&issuer->pem), error);
    return result;
}

enum err authority_make(const struct disk *disk, const struct random *random, struct error *error)
{
    struct issuer issuer = {.disk = disk, .random = random};
    struct buffer there;
    enum err result = read_file(disk, "ca", "key", &there, NULL);

    mem_wipe(there.data, there.len);
    buffer_clear(&there);
    if (result == ERR_OK)
        return error_set(error, ERR_EXISTS, "there are keys already");
    if (result != ERR_NOT_FOUND)
        return error_set(error, result, "%s/ca.key", folder);
    buffer_init(&issuer.pem, FILE_MAX);
    result = disk->make_folder(disk->ctx, folder);
    if (result == ERR_OK)
        result = disk->sync_folder(disk->ctx, "");
    if (result != ERR_OK)
        return error_set(error, result, "the folder %s cannot be made", folder);
    result = make_issuer(&issuer, error);
    for (size_t i = 0; i < POST_COUNT && result == ERR_OK; i++)
        result = make_post(&issuer, &posts[i], error);
    if (result == ERR_OK)
        result = make_secret(&issuer, "mac", error);
    if (result == ERR_OK)
        result = make_secret(&issuer, "ticket", error);
    if (result == ERR_OK)
        result = write_key(disk, "ca", issuer.key, error);
    key_free(issuer.key);
    buffer_clear(&issuer.pem);
    return result;
}

static enum err corrupt(struct error *error, enum err result, const char *name)
{
    // An I/O fault stays one: only what is there and wrong, or gone, is corrupt.
    if (result == ERR_IO || result == ERR_DENIED)
        return result;
    return error_set(error, ERR_CORRUPT, "%s/%s: missing, or it does not fit the others", folder,
                     name);
}

static enum err read_key(const struct disk *disk, const char *name, struct key **out,
                         struct error *error)
{
    struct buffer pem;
    enum err result = read_file(disk, name, "key", &pem, error);

    if (result == ERR_OK)
        result = key_parse_pem(bytes_of(&pem), out, error);
    mem_wipe(pem.data, pem.len);
    buffer_clear(&pem);
    return result;
}

static enum err read_secret(const struct disk *disk, const char *name, uint8_t out[32],
                            struct error *error)
{
    struct buffer text;
    enum err result = read_file(disk, name, "key", &text, error);

    if (result == ERR_OK && !text_parse_hex(bytes_of(&text), out, 32))
        result = ERR_CORRUPT;
    mem_wipe(text.data, text.len);
    buffer_clear(&text);
    return result == ERR_OK ? ERR_OK : corrupt(error, result, name);
}

static enum err read_post(const struct disk *disk, const struct authority *authority,
                          const struct post *post, struct buffer *pem, struct error *error)
{
    enum err result = read_file(disk, post->name, "pem", pem, error);

    if (result == ERR_OK)
        result = certificate_check(bytes_of(pem), bytes_of(&authority->ca_pem), post->use, error);
    return result == ERR_OK ? ERR_OK : corrupt(error, result, post->name);
}

// Digests that enrolment links carry.
static enum err find_pins(struct authority *authority, struct error *error)
{
    struct certificate_info info;
    enum err result = certificate_read(bytes_of(&authority->ca_pem), &info, error);

    if (result == ERR_OK) {
        authority->ca_digest = info.digest;
        result = certificate_read(bytes_of(&authority->office_pem), &info, error);
    }
    if (result == ERR_OK)
        authority->office_pin = info.key_digest;
    return result;
}

// A folder that is older than the log gets its key now. The certificate is written last: a key
// without one was never used.
static enum err make_log(const struct disk *disk, const struct authority *authority,
                         struct error *error)
{
    struct issuer issuer = {
        .disk = disk, .random = &authority->random, .key = authority->ca, .pem = authority->ca_pem};
    struct buffer there;
    enum err result = read_file(disk, posts[POST_LOG].name, "pem", &there, NULL);

    buffer_clear(&there);
    return result == ERR_NOT_FOUND ? make_post(&issuer, &posts[POST_LOG], error) : ERR_OK;
}

// What one key signed must be believed under its certificate.
static enum err read_log(const struct disk *disk, struct authority *out, struct error *error)
{
    struct certificate_info info;
    struct digest held;
    enum err result = read_key(disk, posts[POST_LOG].name, &out->log, error);

    if (result == ERR_OK)
        result = certificate_read(bytes_of(&out->log_pem), &info, error);
    if (result == ERR_OK)
        result = key_public_digest(out->log, &held);
    if (result == ERR_OK && !digest_equal(&held, &info.key_digest))
        result = error_set(error, ERR_CORRUPT, "the log's key is not that of its certificate");
    return result == ERR_OK ? ERR_OK : corrupt(error, result, "log.key");
}

static enum err read_all(const struct disk *disk, struct authority *out, struct error *error)
{
    struct buffer *const pems[POST_COUNT]
        = {&out->tablets_pem, &out->office_pem, &out->receipt_pem, &out->seal_pem, &out->log_pem};
    enum err result = read_key(disk, "ca", &out->ca, error);

    if (result == ERR_NOT_FOUND)
        return result; // nothing was ever made here, or not to its end
    if (result == ERR_OK)
        result = read_file(disk, "ca", "pem", &out->ca_pem, error);
    if (result != ERR_OK)
        return corrupt(error, result, "ca");
    result = make_log(disk, out, error);
    for (size_t i = 0; i < POST_COUNT && result == ERR_OK; i++)
        result = read_post(disk, out, &posts[i], pems[i], error);
    if (result == ERR_OK)
        result = read_file(disk, "tablets", "key", &out->tablets_key_pem, error);
    if (result == ERR_OK)
        result = read_file(disk, "office", "key", &out->office_key_pem, error);
    if (result == ERR_OK)
        result = read_key(disk, "receipt", &out->receipt, error);
    if (result != ERR_OK)
        return corrupt(error, result, "a private key");
    result = read_log(disk, out, error);
    if (result == ERR_OK)
        result = read_secret(disk, "mac", out->mac_key, error);
    if (result == ERR_OK)
        result = read_secret(disk, "ticket", out->ticket_key, error);
    return result == ERR_OK ? find_pins(out, error) : result;
}

enum err authority_open(const struct disk *disk, const struct random *random, struct authority *out,
                        struct error *error)
{
    enum err result;

    *out = (struct authority){.random = *random};
    result = read_all(disk, out, error);
    if (result != ERR_OK)
        authority_close(out);
    return result;
}

void authority_close(struct authority *authority)
{
    struct buffer *const secrets[] = {&authority->tablets_key_pem, &authority->office_key_pem};
    struct buffer *const pems[]
        = {&authority->ca_pem,      &authority->tablets_pem, &authority->office_pem,
           &authority->receipt_pem, &authority->seal_pem,    &authority->log_pem};

    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        mem_wipe(secrets[i]->data, secrets[i]->len);
        buffer_clear(secrets[i]);
    }
    for (size_t i = 0; i < sizeof(pems) / sizeof(pems[0]); i++)
        buffer_clear(pems[i]);
    key_free(authority->ca);
    key_free(authority->receipt);
    key_free(authority->log);
    mem_wipe(authority, sizeof(*authority));
}

enum err authority_issue(const struct authority *authority, const struct authority_device *device,
                         struct buffer *pem, struct certificate_info *info, struct error *error)
{
    struct certificate_options options = {.use = CERTIFICATE_CLIENT,
                                          .from_ms = device->now_ms - 2 * DAY_MS,
                                          .until_ms = device->now_ms + 90 * DAY_MS};
    size_t start = pem->len;
    char name[UUID_TEXT];
    enum err result;

    uuid_format(&device->id, name);
    options.common_name = name;
    random_fill(&authority->random, options.serial, sizeof(options.serial));
    result = certificate_issue(
        &(struct certificate_issuer){authority->ca, bytes_of(&authority->ca_pem)},
        device->public_key, &options, pem, error);
    if (result != ERR_OK)
        return result;
    return certificate_read((struct span){pem->data + start, pem->len - start}, info, error);
}
