// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/metrics_door.h"

#include "server/sync/answer.h"
#include "server/sync/office_parts.h"
#include "server/upkeep/metrics.h"
#include "shared/base/memory.h"

#include <string.h>
#include <strings.h>

enum { LITTLE_BYTES = 64 << 20, TOKEN_SETTING_MAX = 128 };

#define SETTING "metrics_token"

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0
           || strncmp(address, "::ffff:127.", 11) == 0;
}

// Behind a proxy on this machine everybody seems to be of this machine.
static bool is_forwarded(const struct http_request *request)
{
    static const char *const marks[]
        = {"Forwarded", "Via", "X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        bool twice = false;
        if (http_request_header(request, marks[i], &twice) != NULL || twice)
            return true;
    }
    return false;
}

static bool shows_token(const struct http_request *request, struct view *view)
{
    const char *given = http_request_header(request, "Authorization", NULL);
    struct buffer kept;
    struct digest digest;
    char text[HASH_TEXT];
    unsigned differs = 0;
    if (given == NULL || strncasecmp(given, "Bearer ", 7) != 0)
        return false;
    buffer_init(&kept, TOKEN_SETTING_MAX);
    hash_once(given + 7, strlen(given + 7), &digest);
    digest_format(&digest, text);
    bool set = setting_get(view, SETTING, &kept, NULL) == ERR_OK && kept.len == strlen(text);
    for (size_t i = 0; set && i < kept.len; i++)
        differs |= (unsigned char)kept.data[i] ^ (unsigned char)text[i];
    buffer_clear(&kept);
    return set && differs == 0;
}

static void serve_metrics(const struct metrics_door *door, struct http_exchange *exchange,
                          struct view *view)
{
    const struct http_request *request = http_exchange_request(exchange);
    struct http_response *response = http_exchange_response(exchange);
    struct metrics_parts parts = {.version = door->version,
                                  .disk = door->office->disk,
                                  .clock = door->office->clock,
                                  .view = view,
                                  .server = door->server,
                                  .committer = door->office->committer};
    if (!(is_loopback(request->peer.address) && !is_forwarded(request))
        && !shows_token(request, view)) {
        answer_code(exchange, ERR_NOT_FOUND, "no such route");
        return;
    }
    http_response_header(response, "Content-Type", "%s", METRICS_CONTENT_TYPE);
    http_response_header(response, "Cache-Control", "no-store");
    metrics_print(&parts, &response->body);
    http_exchange_finish(exchange);
}

static void answer_text(struct http_exchange *exchange, int status, const char *text)
{
    struct http_response *response = http_exchange_response(exchange);
    response->status = status;
    http_response_header(response, "Content-Type", "text/plain; charset=utf-8");
    http_response_header(response, "Cache-Control", "no-store");
    buffer_append_text(&response->body, text);
    http_exchange_finish(exchange);
}

// Whether work can be taken in: the store answers, and there is room for what it would write.
static void serve_health(const struct metrics_door *door, struct http_exchange *exchange,
                         struct view *view)
{
    struct commit_stamp head;
    uint64_t free_bytes = 0;
    const struct disk *disk = door->office->disk;
    if (strcmp(http_exchange_request(exchange)->path, "/healthz/live") == 0)
        answer_text(exchange, 200, "live\n");
    else if (view == NULL || commit_head(view, &head, NULL) != ERR_OK)
        answer_text(exchange, 503, "store\n");
    else if (disk->free_bytes(disk->ctx, &free_bytes) != ERR_OK || free_bytes < LITTLE_BYTES)
        answer_text(exchange, 503, "disk\n");
    else
        answer_text(exchange, 200, "ready\n");
}

void metrics_door_handle(void *ctx, struct http_exchange *exchange)
{
    const struct metrics_door *door = ctx;
    const struct http_request *request = http_exchange_request(exchange);
    bool metrics = strcmp(request->path, "/metrics") == 0;
    bool health
        = strcmp(request->path, "/healthz") == 0 || strcmp(request->path, "/healthz/live") == 0;
    if (!metrics && !health) {
        answer_code(exchange, ERR_NOT_FOUND, "no such route");
        return;
    }
    if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
        answer_method(exchange, "GET, HEAD");
        return;
    }
    struct view *view = storage_reader(door->office->storage, http_exchange_loop(exchange));
    bool open = view_begin(view, NULL) == ERR_OK;
    if (health)
        serve_health(door, exchange, open ? view : NULL);
    else if (open)
        serve_metrics(door, exchange, view);
    else
        answer_code(exchange, ERR_UNAVAILABLE, "the store does not answer");
    if (open)
        view_end(view);
}

size_t metrics_door_limit(void *ctx, enum http_method method, const char *path)
{
    (void)ctx;
    (void)method;
    (void)path;
    return 0;
}

struct token_job {
    struct commit_job job; // first
    struct span digest;
    struct audit_row audit;
};

static enum err apply_token(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    const struct token_job *wish = (const struct token_job *)job;
    enum err err = setting_put(storage, SETTING, wish->digest, error);
    (void)stamp;
    return err == ERR_OK ? audit_put(storage, &wish->audit, NULL, error) : err;
}

static enum err put_token(struct office *office, struct span digest, const struct audit_row *by,
                          struct error *error)
{
    struct token_job job = {.job = {.apply = apply_token}, .digest = digest, .audit = *by};
    job.audit.act = span_of(digest.len ? "metrics.token" : "metrics.close");
    job.audit.subject_kind = span_of("setting");
    job.audit.subject = span_of(SETTING);
    return committer_run(office->committer, &job.job, NULL, error);
}

enum err metrics_door_renew(struct office *office, char text[METRICS_TOKEN_TEXT],
                            const struct audit_row *by, struct error *error)
{
    uint8_t secret[(METRICS_TOKEN_TEXT - 1) / 2];
    struct digest digest;
    char kept[HASH_TEXT];
    random_fill(&office->random, secret, sizeof secret);
    text_format_hex(text, secret, sizeof secret);
    mem_wipe(secret, sizeof secret);
    hash_once(text, strlen(text), &digest);
    digest_format(&digest, kept);
    return put_token(office, span_of(kept), by, error);
}

enum err metrics_door_close(struct office *office, const struct audit_row *by, struct error *error)
{
    return put_token(office, (struct span){"", 0}, by, error);
}
