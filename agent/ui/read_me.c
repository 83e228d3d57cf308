// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_me.h"

#include "agent/capture/author.h"
#include "agent/store/journal_recent.h"
#include "agent/store/outgoing.h"
#include "agent/store/replica.h"
#include "agent/store/shelf.h"
#include "agent/sync/handover.h"
#include "agent/sync/overview.h"
#include "agent/ui/reading.h"
#include "shared/data/catalogue_cache.h"
#include "shared/data/fact_json.h"

#include <stdio.h>

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define LOW_BYTES (INT64_C(1) << 30)
enum {
    RATE_DAYS = 7,
    DAYS_MOST = 999,        // beyond it "plenty" says enough
    LOW_DAYS = 7,           // of storage, and of the certificate
    OFFSET_MOST = 120000,   // ms that a clock may be off without a word
    CLOCK_SLACK_MS = 600000 // as signing judges the time of a signature
};

// ---- storage ----

// For how many days photos like those of the last seven still fit; -1: so long that it does not
// matter, or nothing was made.
static enum err read_days(struct store *store, int64_t now_ms, int64_t free_bytes, int64_t *days,
                          struct error *error)
{
    const int64_t since_ms = now_ms - RATE_DAYS * DAY_MS;
    int64_t files = 0, texts = 0, room = free_bytes - (int64_t)SHELF_FREE_MIN_BYTES;
    enum err err = outgoing_made_since(store, since_ms, &files, error);

    if (!err)
        err = journal_recent_bytes(store, since_ms, &texts, error);
    *days = -1;
    if (err || files + texts <= 0)
        return err;
    *days = room <= 0 ? 0 : room / ((files + texts + RATE_DAYS - 1) / RATE_DAYS);
    if (*days > DAYS_MOST)
        *days = -1;
    return ERR_OK;
}

static void put_storage(struct json_writer *json, const struct overview *o, int64_t days)
{
    json_object_open(json, "storage");
    json_put_integer(json, "free", o->storage_free);
    json_put_known(json, "days_left", days >= 0, days);
    json_object_close(json);
}

// ---- catalogues, persons, handover files ----

struct adding {
    struct catalogue_cache *cache;
    struct error *error;
    enum err err;
};

static bool add_catalogue(void *arg, const struct replica_row *row)
{
    struct adding *adding = arg;

    adding->err = catalogue_cache_add(adding->cache, row->state, adding->error);
    return adding->err == ERR_OK;
}

static void put_catalogue(struct json_writer *json, struct catalogue_cache *cache, size_t index)
{
    const struct catalogue_cache_entry entry = catalogue_cache_at(cache, index);
    const struct catalogue_shelf shelf = catalogue_cache_shelf(cache);
    const struct catalogue *catalogue = shelf.find(shelf.ctx, entry.version);

    json_object_open(json, NULL);
    json_put_span(json, "version", entry.version);
    json_put_known(json, "published_ms", entry.published_ms != 0, entry.published_ms);
    json_put_boolean(json, "readable", catalogue != NULL);
    json_object_close(json);
}

// *newest_read: the newest of them can be used.
static enum err put_catalogues(const struct reading *reading, bool *newest_read,
                               struct error *error)
{
    static const struct replica_filter filter
        = {.by_site = true, .kind = {"catalogue", sizeof("catalogue") - 1}};
    struct adding adding = {.cache = catalogue_cache_create(), .error = error};
    const struct catalogue_shelf shelf = catalogue_cache_shelf(adding.cache);
    enum err err = replica_list(reading->store, &filter, add_catalogue, &adding, error);

    err = err ? err : adding.err;
    json_array_open(reading->json, "catalogues");
    for (size_t i = 0; !err && i < catalogue_cache_count(adding.cache); i++)
        put_catalogue(reading->json, adding.cache, i);
    json_array_close(reading->json);
    *newest_read = !err && shelf.newest(shelf.ctx) != NULL;
    catalogue_cache_free(adding.cache);
    return err;
}

static bool put_author(void *arg, const struct author *author)
{
    struct json_writer *json = arg;

    json_object_open(json, NULL);
    fact_json_id(json, "id", &author->id);
    json_put_text(json, "name", author->name);
    fact_json_word(json, "role", span_of("person"), span_of(author->role));
    json_object_close(json);
    return true;
}

static enum err put_persons(const struct reading *reading, struct error *error)
{
    enum err err;

    json_array_open(reading->json, "persons");
    err = author_list(reading->store, put_author, reading->json, error);
    json_array_close(reading->json);
    return err == ERR_AUTH ? ERR_OK : err;
}

static bool put_file(void *arg, const char *name, uint64_t size_bytes)
{
    struct json_writer *json = arg;

    json_object_open(json, NULL);
    json_put_text(json, "name", name);
    json_put_integer(json, "size_bytes", (int64_t)size_bytes);
    json_object_close(json);
    return true;
}

static enum err put_handover(const struct reading *reading, struct error *error)
{
    enum err err;

    json_array_open(reading->json, "handover");
    err = handover_list(&reading->ui->tablet->disk, put_file, reading->json, error);
    json_array_close(reading->json);
    return err;
}

// ---- self-check ----

struct check {
    bool ok;
    char zh[200], en[200];
};

static void put_check(struct json_writer *json, const struct check *check)
{
    json_object_open(json, NULL);
    json_put_boolean(json, "ok", check->ok);
    json_put_text(json, "zh", check->zh);
    json_put_text(json, "en", check->en);
    json_object_close(json);
}

static struct check check_storage(const struct overview *o, int64_t days)
{
    struct check check = {.ok = o->storage_free >= LOW_BYTES && (days < 0 || days >= LOW_DAYS)};
    const bool much = o->storage_free >= 10 * LOW_BYTES;
    const long long left = (long long)(o->storage_free >> (much ? 30 : 20));
    const char *unit = much ? "GB" : "MB";

    snprintf(check.zh, sizeof(check.zh),
             check.ok ? "存储空间充足，剩余 %lld %s"
                      : "存储空间不足，剩余 %lld %s：请联网送达后再拍照",
             left, unit);
    snprintf(check.en, sizeof(check.en),
             check.ok ? "storage: %lld %s free"
                      : "storage is short, %lld %s free: let it sync before taking more photos",
             left, unit);
    return check;
}

// Behind what the office told: a battery was dead, or somebody set it.
static bool is_behind(const struct overview *o, int64_t now_ms)
{
    return o->last_contact_ms && now_ms < o->last_contact_ms - CLOCK_SLACK_MS;
}

static struct check check_clock(const struct overview *o, int64_t now_ms)
{
    if (is_behind(o, now_ms))
        return (struct check){false, "时钟比上次联系办公室还早：请校准日期和时间，记录都完好",
                              "the clock is behind the last contact with the office: set date and "
                              "time; the records are intact"};
    if (o->clock_odd)
        return (struct check){false, "时钟比上次联系办公室晚一年多：请校准日期和时间，记录都完好",
                              "the clock is more than a year after the last contact with the "
                              "office: set date and time; the records are intact"};

    struct check check
        = {.ok = !o->offset_known || (o->offset_ms <= OFFSET_MOST && o->offset_ms >= -OFFSET_MOST)};
    const long long seconds = (long long)(o->offset_ms / 1000);

    snprintf(check.zh, sizeof(check.zh),
             check.ok ? "时钟正常" : "时钟与办公室相差 %lld 秒：记录时已更正，请校准平板时间",
             seconds);
    snprintf(check.en, sizeof(check.en),
             check.ok ? "the clock is right"
                      : "the clock is %lld s off; records are corrected; please set it",
             seconds);
    return check;
}

static struct check check_certificate(const struct overview *o)
{
    struct check check = {.ok = o->certificate_days >= LOW_DAYS};
    const long long days = (long long)o->certificate_days;

    snprintf(check.zh, sizeof(check.zh),
             check.ok ? "证书有效，还有 %lld 天" : "证书只剩 %lld 天：请尽快联网，会自动续期",
             days);
    snprintf(check.en, sizeof(check.en),
             check.ok ? "the certificate is valid for %lld more days"
                      : "the certificate ends in %lld days: get a network soon, it renews itself",
             days);
    return check;
}

static struct check check_contact(const struct overview *o, int64_t now_ms)
{
    if (is_behind(o, now_ms))
        return (struct check){false, "时钟不准，算不出多久没联系办公室：见上面的时钟",
                              "with a wrong clock nobody knows how long ago the office was "
                              "reached: see the clock above"};

    struct check check = {.ok = o->last_contact_ms && now_ms - o->last_contact_ms < 3 * DAY_MS};
    const long long hours = (long long)((now_ms - o->last_contact_ms) / HOUR_MS);

    if (!o->last_contact_ms) {
        snprintf(check.zh, sizeof(check.zh), "还没有联系过办公室");
        snprintf(check.en, sizeof(check.en), "there was no contact with the office yet");
        return check;
    }
    snprintf(check.zh, sizeof(check.zh),
             check.ok ? "最近 3 天内联系过办公室"
                      : "已有 %lld 小时没有联系办公室：数据在本机安全，请找网络",
             hours);
    snprintf(check.en, sizeof(check.en),
             check.ok ? "there was contact with the office in the last 3 days"
                      : "no contact with the office for %lld hours: all is safe here, find a "
                        "network",
             hours);
    return check;
}

static struct check check_catalogue(bool newest_read)
{
    return newest_read ? (struct check){true, "目录可用", "the catalogue is here"}
                       : (struct check){false, "没有可用的目录：请联网同步一次",
                                        "no catalogue is here: let it sync once"};
}

// Nothing of it needs a person.
static struct check check_attention(const struct overview *o)
{
    struct check check = {.ok = o->held + o->rejected + o->blobs_attention == 0};
    const long long count = (long long)(o->held + o->rejected + o->blobs_attention);

    snprintf(check.zh, sizeof(check.zh),
             check.ok ? "没有需要处理的内容" : "有 %lld 项需要处理：见“待传”", count);
    snprintf(check.en, sizeof(check.en),
             check.ok ? "nothing needs attention" : "%lld need attention: see the outbox", count);
    return check;
}

// The last comparison with the office, record by record.
static struct check check_proof(const struct overview *o)
{
    struct check check = {.ok = overview_proved(o)};
    char zh[32] = "有", en[32] = "some";
    const long long records = (long long)o->proof.items, left = (long long)o->proof.left,
                    gone = (long long)o->proof.gone;

    if (o->proof.at_ms == 0)
        return (struct check){true, "还没有与办公室逐条核对过：每晚联系时自动核对",
                              "not compared with the office yet: it does so every night by itself"};
    if (check.ok) {
        snprintf(check.zh, sizeof(check.zh), "与办公室逐条核对过：全部 %lld 条记录一致", records);
        snprintf(check.en, sizeof(check.en), "checked with the office: all %lld records equal",
                 records);
    } else if (o->proof.equal) {
        snprintf(check.zh, sizeof(check.zh), "%lld 个文件两边都没有了：请告诉办公室，记录都完好",
                 gone);
        snprintf(check.en, sizeof(check.en),
                 "%lld files are nowhere any more: tell the office; the records are intact", gone);
    } else {
        // It does not always know how many.
        if (left > 0) {
            snprintf(zh, sizeof(zh), "%lld 条", left);
            snprintf(en, sizeof(en), "%lld", left);
        }
        snprintf(check.zh, sizeof(check.zh),
                 "%s记录与办公室不一致：本机内容都在，办公室已收到警报，今晚再核对", zh);
        snprintf(check.en, sizeof(check.en),
                 "%s records are not as the office has them: all is safe here, the office has an "
                 "alarm of it and compares again tonight",
                 en);
    }
    return check;
}

static struct check check_identity(const struct overview *o)
{
    if (o->refused)
        return (struct check){false, "办公室已停用此平板：请交回办公室",
                              "the office revoked this tablet: bring it there"};
    if (o->copied)
        return (struct check){false, "此平板曾被恢复或复制：请告知办公室",
                              "this tablet was restored or copied: tell the office"};
    return (struct check){true, "平板身份正常", "this tablet is known to the office"};
}

struct figures {
    struct overview o;
    int64_t days;
    bool newest_read;
};

static void put_checks(const struct reading *reading, const struct figures *figures)
{
    const struct overview *o = &figures->o;
    const struct check checks[] = {
        check_storage(o, figures->days),
        check_clock(o, reading->now_ms),
        check_certificate(o),
        check_contact(o, reading->now_ms),
        check_proof(o),
        check_attention(o),
        check_identity(o),
        check_catalogue(figures->newest_read),
    };

    json_array_open(reading->json, "checks");
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        put_check(reading->json, &checks[i]);
    json_array_close(reading->json);
}

// ---- handing in ----

// Logging out is refused while anything exists only here.
static void put_log_out(const struct reading *reading, const struct overview *o)
{
    struct check check = {.ok = o->safe};
    long long count = 0;

    for (int i = 0; i < WAITING_KINDS; i++)
        count += (long long)o->only_here.count[i];
    snprintf(check.zh, sizeof(check.zh),
             check.ok ? "所有内容都已送达办公室" : "还有 %lld 项只在本机，送达后才能退出", count);
    snprintf(check.en, sizeof(check.en),
             check.ok ? "everything is at the office"
                      : "%lld items are only here: log out when they are delivered",
             count);
    json_object_open(reading->json, "log_out");
    json_put_boolean(reading->json, "allowed", check.ok);
    json_put_text(reading->json, "zh", check.zh);
    json_put_text(reading->json, "en", check.en);
    json_object_close(reading->json);
    json_put_boolean(reading->json, "safe", o->safe);
    overview_only_here_json(reading->json, &o->only_here);
}

static void put_figures(const struct reading *reading, const struct figures *figures)
{
    const struct overview *o = &figures->o;
    struct json_writer *json = reading->json;

    put_storage(json, o, figures->days);
    json_object_open(json, "clock");
    json_put_integer(json, "now_ms", reading->now_ms);
    json_put_integer(json, "offset_ms", o->offset_ms);
    json_put_boolean(json, "offset_known", o->offset_known);
    json_object_close(json);
    json_put_known(json, "last_contact_ms", o->last_contact_ms != 0, o->last_contact_ms);
    json_put_text(json, "last_error", o->last_error[0] ? o->last_error : NULL);
    overview_proof_json(json, o);
    json_put_integer(json, "certificate_days", o->certificate_days);
    json_put_integer(json, "records", o->records);
    json_put_integer(json, "entries", o->entries);
}

static enum err get_me(struct route_call *call, struct error *error)
{
    struct reading reading;
    struct figures figures;
    enum err err = reading_begin(call, &reading, error);

    if (!err)
        err = overview_read(reading.ui->tablet, &figures.o, error);
    if (!err)
        err = read_days(reading.store, clock_wall_ms(&reading.ui->clock), figures.o.storage_free,
                        &figures.days, error);
    if (err)
        return err;
    put_figures(&reading, &figures);
    err = put_catalogues(&reading, &figures.newest_read, error);
    if (!err)
        err = put_persons(&reading, error);
    if (!err)
        err = put_handover(&reading, error);
    put_checks(&reading, &figures);
    put_log_out(&reading, &figures.o);
    return err;
}

const struct route read_me_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/me",
     .access = UI_OPEN,
     .handler = get_me,
     .purpose = "how this tablet is: {storage: {free, days_left}, clock, last_contact_ms, "
                "proof: null or {at_ms, equal, records, left, gone}, certificate_days, catalogues, "
                "persons, handover, checks: [{ok, zh, en}], log_out: "
                "{allowed, zh, en}, safe, only_here}"},
};
const size_t read_me_route_count = sizeof(read_me_routes) / sizeof(read_me_routes[0]);
