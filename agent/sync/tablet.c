// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/tablet.h"

#include "agent/store/setting.h"
#include "agent/sync/wipe.h"
#include "shared/base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PEM_FILE_MAX = 16384, CONNECT_TIMEOUT_MS = 15000 };

enum err tablet_setting(struct tablet *tablet, const char *name, char *out, size_t size,
                        struct error *error)
{
    struct buffer text;
    buffer_init(&text, size - 1);
    enum err err = setting_read(tablet->store, name, &text, error);
    text_copy(out, size, (struct span){text.data, text.len});
    buffer_clear(&text);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_pem(struct tablet *tablet, const char *path, struct buffer *out,
                         struct error *error)
{
    buffer_clear(out);
    buffer_init(out, PEM_FILE_MAX);
    return disk_read_file(&tablet->disk, path, out, error);
}

static struct span pem_of(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

void tablet_hold(struct tablet *tablet)
{
    pthread_rwlock_rdlock(&tablet->identity);
}

void tablet_release(struct tablet *tablet)
{
    pthread_rwlock_unlock(&tablet->identity);
}

static enum err read_identity(struct tablet *tablet, struct error *error)
{
    char device[64];
    tablet->enrolled = false;
    enum err err = tablet_setting(tablet, "device", device, sizeof device, error);
    if (err != ERR_OK || device[0] == '\0')
        return err;
    err = tablet_setting(tablet, "sync", tablet->sync, sizeof tablet->sync, error);
    if (err == ERR_OK)
        err = tablet_setting(tablet, "office", tablet->office, sizeof tablet->office, error);
    if (err == ERR_OK)
        err = read_pem(tablet, "keys/device.key", &tablet->key_pem, error);
    if (err == ERR_OK)
        err = read_pem(tablet, "keys/device.pem", &tablet->certificate_pem, error);
    if (err == ERR_OK)
        err = read_pem(tablet, "keys/ca.pem", &tablet->ca_pem, error);
    if (err == ERR_OK)
        err = read_pem(tablet, "keys/receipt.pem", &tablet->receipt_pem, error);
    if (err == ERR_OK)
        err = read_pem(tablet, "keys/seal.pem", &tablet->seal_pem, error);
    if (err != ERR_OK)
        return error_wrap(error, err, "enrolment");
    if (!uuid_parse(span_of(device), &tablet->device))
        return error_set(error, ERR_CORRUPT, "setting device: %s", device);
    key_free(tablet->receipt_key);
    tablet->receipt_key = NULL;
    err = certificate_public_key(pem_of(&tablet->receipt_pem), &tablet->receipt_key, error);
    tablet->enrolled = err == ERR_OK;
    return err;
}

enum err tablet_load_identity(struct tablet *tablet, struct error *error)
{
    pthread_rwlock_wrlock(&tablet->identity);
    enum err err = read_identity(tablet, error);
    pthread_rwlock_unlock(&tablet->identity);
    return err;
}

static enum err make_folders(char *path)
{
    for (char *at = path + 1;; at++)
        if (*at == '/' || *at == '\0') {
            char kept = *at;
            *at = '\0';
            int made = mkdir(path, 0700);
            int why = errno;
            *at = kept;
            if (made != 0 && why != EEXIST)
                return err_from_errno(why);
            if (kept == '\0')
                return ERR_OK;
        }
}

enum err tablet_folder_name(const char *asked, char *out, size_t size, struct error *error)
{
    const char *home = getenv("HOME"), *data = getenv("XDG_DATA_HOME"), *ours = getenv("PLUMB_DIR");
    int len = 0;
    if (asked != NULL)
        len = snprintf(out, size, "%s", asked);
    else if (ours != NULL && ours[0] != '\0')
        len = snprintf(out, size, "%s", ours);
    else if (data != NULL && data[0] == '/')
        len = snprintf(out, size, "%s/plumbline", data);
    else if (home != NULL && home[0] == '/')
        len = snprintf(out, size, "%s/.local/share/plumbline", home);
    if (len <= 0 || (size_t)len >= size)
        return error_set(error, ERR_USAGE, "no data folder: give --dir or set PLUMB_DIR");
    return ERR_OK;
}

enum err tablet_folder(const char *asked, char *out, size_t size, struct error *error)
{
    enum err err = tablet_folder_name(asked, out, size, error);
    if (err != ERR_OK)
        return err;
    err = make_folders(out);
    return err == ERR_OK ? ERR_OK : error_set(error, err, "%s", out);
}

static bool remove_each(void *arg, const char *name)
{
    struct tablet *tablet = arg;
    char path[320];
    snprintf(path, sizeof path, "%s/%s", tablet->emptying, name);
    tablet->disk.remove(tablet->disk.ctx, path);
    return true;
}

// Everything but the sealed file and the note goes; harmless to repeat.
static void remove_everything(struct tablet *tablet)
{
    static const char *const folders[] = {"keys", "blobs", HANDOVER_FOLDER, TABLET_INCOMING};
    static const char *const files[]
        = {"plumb.db", "plumb.db-wal", "plumb.db-shm", "head", "reserve"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        tablet->emptying = folders[i];
        tablet->disk.list(tablet->disk.ctx, folders[i], remove_each, tablet);
        tablet->disk.sync_folder(tablet->disk.ctx, folders[i]);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        tablet->disk.remove(tablet->disk.ctx, files[i]);
    tablet->disk.sync_folder(tablet->disk.ctx, "");
}

// The note "wiped" holds the sealed file's name; while "wiping" stands beside it, removal was not
// finished.
static enum err finish_wipe(struct tablet *tablet, struct error *error)
{
    struct buffer name;
    buffer_init(&name, sizeof tablet->sealed - 1);
    enum err err = disk_read_file(&tablet->disk, "wiped", &name, error);
    if (err == ERR_OK) {
        text_copy(tablet->sealed, sizeof tablet->sealed, (struct span){name.data, name.len});
        if (disk_read_file(&tablet->disk, "wiping", &name, NULL) == ERR_OK) {
            remove_everything(tablet);
            err = tablet->disk.remove(tablet->disk.ctx, "wiping");
        }
    }
    buffer_clear(&name);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

void tablet_want_wipe(struct tablet *tablet)
{
    tablet->wipe_wanted = true;
    if (tablet->wiping != NULL)
        tablet->wiping(tablet->wiping_arg);
}

enum err tablet_wipe(struct tablet *tablet, struct error *error)
{
    struct handover_options options = tablet_handover(tablet);
    char name[HANDOVER_NAME];
    enum err err = wipe_seal(&options, name, error);
    if (err == ERR_OK)
        err = disk_write_file(&tablet->disk, "wiping", name, strlen(name), error);
    if (err == ERR_OK)
        err = disk_write_file(&tablet->disk, "wiped", name, strlen(name), error);
    if (err != ERR_OK)
        return err;
    store_close(tablet->store);
    tablet->store = NULL;
    tablet->enrolled = false;
    return finish_wipe(tablet, error);
}

enum err tablet_open(struct tablet *tablet, const char *folder, struct error *error)
{
    *tablet = (struct tablet){
        .clock = clock_system(), .random = random_system(), .log = log_stderr(LOG_WARN)};
    pthread_mutex_init(&tablet->exchanging, NULL);
    pthread_rwlock_init(&tablet->identity, NULL);
    text_copy(tablet->folder, sizeof tablet->folder, span_of(folder));
    enum err err = disk_system_open(folder, true, &tablet->disk, error);
    if (err != ERR_OK)
        return err;
    err = finish_wipe(tablet, error);
    if (err != ERR_OK)
        tablet_close(tablet);
    if (err != ERR_OK || tablet->sealed[0] != '\0')
        return err;
    struct store_options options = {.disk = &tablet->disk,
                                    .clock = tablet->clock,
                                    .random = tablet->random,
                                    .log = tablet->log};
    handover_prepare(&tablet->disk);
    err = store_open(&options, &tablet->store, error);
    if (err == ERR_OK)
        err = tablet_load_identity(tablet, error);
    if (err != ERR_OK)
        tablet_close(tablet);
    return err;
}

void tablet_close(struct tablet *tablet)
{
    store_close(tablet->store);
    key_free(tablet->receipt_key);
    mem_wipe(tablet->key_pem.data, tablet->key_pem.len);
    buffer_clear(&tablet->key_pem);
    buffer_clear(&tablet->certificate_pem);
    buffer_clear(&tablet->ca_pem);
    buffer_clear(&tablet->receipt_pem);
    buffer_clear(&tablet->seal_pem);
    disk_system_close(&tablet->disk);
    pthread_mutex_destroy(&tablet->exchanging);
    pthread_rwlock_destroy(&tablet->identity);
    tablet->store = NULL;
    tablet->receipt_key = NULL;
}

enum err tablet_require_enrolled(struct tablet *tablet, struct error *error)
{
    if (tablet->enrolled)
        return ERR_OK;
    if (tablet->sealed[0] != '\0')
        return error_set(error, ERR_REVOKED, "%s/%s", tablet->folder, tablet->sealed);
    return error_set(error, ERR_AUTH, "尚未登记 not enrolled: plumb enrol LINK");
}

enum err tablet_connect(const struct tablet *tablet, struct transport *out, struct error *error)
{
    char url[HOST_PORT_TEXT + 16];
    snprintf(url, sizeof url, "https://%s", tablet->sync);
    struct http_client_options options = {.base_url = url,
                                          .ca_pem = pem_of(&tablet->ca_pem),
                                          .certificate_pem = pem_of(&tablet->certificate_pem),
                                          .key_pem = pem_of(&tablet->key_pem),
                                          .resolve_host = "plumbd.internal",
                                          .connect_timeout_ms = CONNECT_TIMEOUT_MS};
    return http_client_create(&options, out, error);
}

enum err tablet_session(struct tablet *tablet, const struct transport *transport,
                        struct session **out, struct error *error)
{
    struct session_options options = {.store = tablet->store,
                                      .disk = &tablet->disk,
                                      .transport = transport,
                                      .receipt_key = tablet->receipt_key,
                                      .device = tablet->device,
                                      .clock = tablet->clock,
                                      .random = tablet->random,
                                      .log = tablet->log,
                                      .agent_version = TABLET_VERSION,
                                      .seal_pem = tablet->seal_pem.data,
                                      .uploads_in_flight = 4};
    return session_create(&options, out, error);
}

struct handover_options tablet_handover(struct tablet *tablet)
{
    return (struct handover_options){.store = tablet->store,
                                     .disk = &tablet->disk,
                                     .random = &tablet->random,
                                     .clock = tablet->clock,
                                     .device = tablet->device,
                                     .key_pem = pem_of(&tablet->key_pem),
                                     .certificate_pem = pem_of(&tablet->certificate_pem),
                                     .ca_pem = pem_of(&tablet->ca_pem),
                                     .seal_pem = pem_of(&tablet->seal_pem)};
}

void tablet_captured(struct tablet *tablet)
{
    if (tablet->captured != NULL)
        tablet->captured(tablet->captured_arg);
}
