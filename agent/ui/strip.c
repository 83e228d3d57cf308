// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/strip.h"

#include "agent/sync/overview.h"
#include "shared/base/memory.h"

#include <pthread.h>

struct strip {
    pthread_mutex_t mutex;
    int64_t left, sent; // bytes: to send when last looked, and gone since nothing waited
};

struct strip *strip_create(void)
{
    struct strip *strip = mem_alloc(sizeof(*strip));

    pthread_mutex_init(&strip->mutex, NULL);
    return strip;
}

void strip_free(struct strip *strip)
{
    if (!strip)
        return;
    pthread_mutex_destroy(&strip->mutex);
    mem_free(strip);
}

static int64_t follow(struct strip *strip, int64_t left)
{
    int64_t sent;

    pthread_mutex_lock(&strip->mutex);
    if (left == 0)
        strip->sent = 0;
    else if (left < strip->left)
        strip->sent += strip->left - left;
    strip->left = left;
    sent = strip->sent;
    pthread_mutex_unlock(&strip->mutex);
    return sent;
}

static bool is_sending(const struct ui *ui, int64_t left)
{
    struct session_figures figures;

    if (!ui->syncing || left == 0)
        return false;
    syncing_figures(ui->syncing, &figures);
    return figures.state != SESSION_IDLE && figures.state != SESSION_BACKOFF
           && figures.state != SESSION_REVOKED;
}

enum err strip_put(struct ui *ui, struct json_writer *json, struct error *error)
{
    struct overview o;
    int64_t left, only_here = 0;
    enum err err = overview_read(ui->tablet, &o, error);

    if (err)
        return err;
    left = o.waiting_bytes + o.blobs_waiting_bytes;
    for (size_t i = 0; i < WAITING_KINDS; i++)
        only_here += o.only_here.count[i];
    json_object_open(json, "strip");
    json_put_text(json, "colour", overview_colour_name(o.colour));
    json_put_integer(json, "entries", o.entries);
    json_put_integer(json, "waiting", o.waiting);
    json_put_integer(json, "waiting_bytes", o.waiting_bytes);
    json_put_integer(json, "blobs_waiting", o.blobs_waiting);
    json_put_integer(json, "blobs_waiting_bytes", o.blobs_waiting_bytes);
    json_put_integer(json, "attention", o.blobs_attention);
    json_put_integer(json, "conflicts", o.conflicts);
    json_put_integer(json, "held", o.held);
    json_put_integer(json, "rejected", o.rejected);
    json_put_known(json, "oldest_ms", o.oldest_ms >= 0, o.oldest_ms);
    json_put_known(json, "last_contact_ms", o.last_contact_ms != 0, o.last_contact_ms);
    json_put_boolean(json, "clock_sure", o.clock_sure);
    json_put_boolean(json, "clock_odd", o.clock_odd);
    json_put_text(json, "last_error", o.last_error[0] ? o.last_error : NULL);
    json_put_boolean(json, "sending", is_sending(ui, left));
    json_put_integer(json, "sent_bytes", follow(ui->strip, left));
    json_put_integer(json, "to_send_bytes", left);
    json_put_integer(json, "storage_free", o.storage_free);
    json_put_boolean(json, "copied", o.copied);
    json_put_boolean(json, "refused", o.refused);
    json_put_known(json, "certificate_days", o.enrolled, o.certificate_days);
    json_put_integer(json, "only_here", only_here);
    json_put_boolean(json, "safe", o.safe);
    json_object_close(json);
    return ERR_OK;
}
