// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/syncing.h"

#include "agent/store/setting.h"
#include "agent/sync/join.h"
#include "shared/base/memory.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { UNENROLLED_WAIT_MS = 60000, KEEP_EVERY_MS = 30000, CONNECT_TIMEOUT_MS = 15000 };

// Last contact, last error and a revocation outlive the process; written when they change, contacts
// at most every every_ms, unless the clock was set back.
static void keep(struct tablet *tablet, const struct session_figures *figures, int64_t every_ms)
{
    char text[24], before[24] = "", refused_before[8] = "", error_before[ERROR_DETAIL_BYTES] = "";
    const char *refused = figures->last_error == ERR_REVOKED ? "revoked" : "";
    int64_t last = 0;
    snprintf(text, sizeof text, "%lld", (long long)figures->last_contact_ms);
    tablet_setting(tablet, "last_contact_ms", before, sizeof before, NULL);
    text_parse_i64(span_of(before), &last);
    tablet_setting(tablet, "last_error", error_before, sizeof error_before, NULL);
    tablet_setting(tablet, "refused", refused_before, sizeof refused_before, NULL);
    if (figures->last_contact_ms != 0
        && (figures->last_contact_ms > last + every_ms || figures->last_contact_ms < last))
        setting_write(tablet->store, "last_contact_ms", span_of(text), NULL);
    if (strcmp(error_before, figures->last_detail) != 0)
        setting_write(tablet->store, "last_error", span_of(figures->last_detail), NULL);
    if (strcmp(refused_before, refused) != 0)
        setting_write(tablet->store, "refused", span_of(refused), NULL);
}

// From half of its life on the certificate is renewed, at the office listener; failing that, at the
// next contact. True when there is a new one: it needs new connections.
static bool renew_when_due(struct tablet *tablet)
{
    struct certificate_info info;
    struct transport transport = {0};
    struct digest pin;
    char url[HOST_PORT_TEXT + 16], text[HASH_TEXT];
    int64_t now = clock_wall_ms(&tablet->clock);
    struct span pem = {tablet->certificate_pem.data, tablet->certificate_pem.len};
    if (certificate_read(pem, &info, NULL) != ERR_OK
        || now < info.from_ms + (info.until_ms - info.from_ms) / 2
        || tablet_setting(tablet, "pin", text, sizeof text, NULL) != ERR_OK
        || !digest_parse(text, strlen(text), &pin))
        return false;
    snprintf(url, sizeof url, "https://%s", tablet->office);
    struct http_client_options options
        = {.base_url = url, .pin = &pin, .connect_timeout_ms = CONNECT_TIMEOUT_MS};
    struct join_options join
        = {tablet->store, &tablet->disk, &tablet->random, &transport, TABLET_VERSION, ""};
    bool renewed = http_client_create(&options, &transport, NULL) == ERR_OK
                   && join_renew(&join, NULL) == ERR_OK
                   && tablet_load_identity(tablet, NULL) == ERR_OK;
    http_client_free(&transport);
    return renewed;
}

// What a session that drains once is to do beside that.
struct once {
    void (*progress)(void *arg, struct session *session);
    void *arg;
    bool prove;
};

static enum err run_once(struct tablet *tablet, const struct once *once,
                         struct session_figures *out, struct error *error)
{
    struct transport transport = {0};
    struct session *session = NULL;
    // What the session borrows of the identity is replaced by a renewal, which waits for this too.
    pthread_mutex_lock(&tablet->exchanging);
    enum err err = tablet_connect(tablet, &transport, error);
    if (err == ERR_OK)
        err = tablet_session(tablet, &transport, &session, error);
    if (err == ERR_OK) {
        if (once->prove)
            session_prove(session);
        err = session_drain(session, once->progress, once->arg, error);
        session_figures(session, out);
        keep(tablet, out, 0);
        if (err == ERR_REVOKED && out->wipe)
            tablet_want_wipe(tablet);
        if (err == ERR_OK)
            renew_when_due(tablet);
    }
    session_free(session);
    http_client_free(&transport);
    pthread_mutex_unlock(&tablet->exchanging);
    return err;
}

enum err syncing_once(struct tablet *tablet, void (*progress)(void *arg, struct session *session),
                      void *arg, struct session_figures *out, struct error *error)
{
    return run_once(tablet, &(struct once){.progress = progress, .arg = arg}, out, error);
}

enum err syncing_prove(struct tablet *tablet, struct session_figures *out, struct error *error)
{
    enum err err = run_once(tablet, &(struct once){.prove = true}, out, error);
    if (err != ERR_OK || out->proofs > 0)
        return err;
    if (out->last_error != ERR_OK)
        return error_set(error, out->last_error, "%s", out->last_detail);
    return error_set(error, ERR_STALE,
                     "两边一直有新内容,稍后再核对 both sides kept changing; compare again later");
}

struct syncing {
    struct tablet *tablet;
    pthread_t thread;
    pthread_mutex_t mutex; // of everything below
    pthread_cond_t wake;
    bool stop, woken, connected;
    struct transport transport;
    struct session *session;
    struct session_figures figures;
};

static void disconnect(struct syncing *syncing)
{
    pthread_mutex_lock(&syncing->mutex);
    syncing->connected = false;
    pthread_mutex_unlock(&syncing->mutex);
    session_free(syncing->session);
    http_client_free(&syncing->transport);
    syncing->session = NULL;
    syncing->transport = (struct transport){0};
}

static bool connect_session(struct syncing *syncing)
{
    struct tablet *tablet = syncing->tablet;
    if (syncing->session != NULL)
        return true;
    tablet_hold(tablet);
    bool made = tablet->enrolled && tablet_connect(tablet, &syncing->transport, NULL) == ERR_OK
                && tablet_session(tablet, &syncing->transport, &syncing->session, NULL) == ERR_OK;
    tablet_release(tablet);
    if (!made) {
        disconnect(syncing);
        return false;
    }
    pthread_mutex_lock(&syncing->mutex);
    syncing->connected = true;
    pthread_mutex_unlock(&syncing->mutex);
    return true;
}

// Takes note of what a step did; what it changed for the eye is told.
static void take_note(struct syncing *syncing, const struct session_figures *now)
{
    struct tablet *tablet = syncing->tablet;
    pthread_mutex_lock(&syncing->mutex);
    const struct session_figures *was = &syncing->figures;
    bool other = was->state != now->state || was->entries_pushed != now->entries_pushed
                 || was->blob_bytes_sent != now->blob_bytes_sent
                 || was->last_error != now->last_error;
    syncing->figures = *now;
    pthread_mutex_unlock(&syncing->mutex);
    keep(tablet, now, KEEP_EVERY_MS);
    if (other && tablet->synced != NULL)
        tablet->synced(tablet->synced_arg);
}

// One step, when it is due. Returns for how long to wait, in ms.
static int64_t step(struct syncing *syncing)
{
    struct tablet *tablet = syncing->tablet;
    struct session_figures figures;
    struct error why;
    error_clear(&why);
    if (!connect_session(syncing))
        return UNENROLLED_WAIT_MS;
    int64_t due = session_due_ms(syncing->session) - clock_boot_ms(&tablet->clock);
    if (due > 0)
        return due;
    pthread_mutex_lock(&tablet->exchanging);
    enum err err = session_step(syncing->session, &why);
    pthread_mutex_unlock(&tablet->exchanging);
    session_figures(syncing->session, &figures);
    take_note(syncing, &figures);
    if (err != ERR_OK)
        log_write(&tablet->log, LOG_WARN, "sync", "%s: %s", err_name(err), why.detail);
    if (err == ERR_REVOKED) {
        if (figures.wipe)
            tablet_want_wipe(tablet);
        return UNENROLLED_WAIT_MS;
    }
    if (figures.state != SESSION_IDLE)
        return 0;
    pthread_mutex_lock(&tablet->exchanging); // what other sessions borrow may be replaced
    if (renew_when_due(tablet))
        disconnect(syncing);
    pthread_mutex_unlock(&tablet->exchanging);
    return 0;
}

static void wait_for(struct syncing *syncing, int64_t ms)
{
    struct timespec until = clock_deadline(ms);
    int timed_out = 0;
    while (!syncing->stop && !syncing->woken && timed_out == 0)
        timed_out = pthread_cond_timedwait(&syncing->wake, &syncing->mutex, &until);
}

static void *run(void *arg)
{
    struct syncing *syncing = arg;
    pthread_mutex_lock(&syncing->mutex);
    while (!syncing->stop) {
        bool woken = syncing->woken;
        syncing->woken = false;
        pthread_mutex_unlock(&syncing->mutex);
        if (woken && syncing->session != NULL)
            session_poke(syncing->session);
        int64_t ms = step(syncing);
        pthread_mutex_lock(&syncing->mutex);
        if (ms > 0)
            wait_for(syncing, ms);
    }
    pthread_mutex_unlock(&syncing->mutex);
    return NULL;
}

enum err syncing_start(struct tablet *tablet, struct syncing **out, struct error *error)
{
    struct syncing *syncing = mem_alloc(sizeof *syncing);
    pthread_condattr_t monotonic;
    syncing->tablet = tablet;
    pthread_mutex_init(&syncing->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&syncing->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&syncing->thread, NULL, run, syncing) != 0) {
        mem_free(syncing);
        return error_set(error, ERR_INTERNAL, "no thread for the sync");
    }
    *out = syncing;
    return ERR_OK;
}

void syncing_wake(struct syncing *syncing)
{
    pthread_mutex_lock(&syncing->mutex);
    syncing->woken = true;
    pthread_cond_signal(&syncing->wake);
    pthread_mutex_unlock(&syncing->mutex);
}

void syncing_figures(struct syncing *syncing, struct session_figures *out)
{
    pthread_mutex_lock(&syncing->mutex);
    *out = syncing->figures;
    pthread_mutex_unlock(&syncing->mutex);
}

void syncing_stop(struct syncing *syncing)
{
    if (syncing == NULL)
        return;
    pthread_mutex_lock(&syncing->mutex);
    syncing->stop = true;
    pthread_cond_signal(&syncing->wake);
    if (syncing->connected)
        syncing->transport.cancel(syncing->transport.ctx);
    pthread_mutex_unlock(&syncing->mutex);
    pthread_join(syncing->thread, NULL);
    disconnect(syncing);
    pthread_cond_destroy(&syncing->wake);
    pthread_mutex_destroy(&syncing->mutex);
    mem_free(syncing);
}
