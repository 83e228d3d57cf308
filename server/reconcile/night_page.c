// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_page.h"

#include "shared/data/json.h"

#include <string.h>

static const char format[] = "plumbline-night-1";
static const struct json_limits limits = {.bytes_max = NIGHT_PAGE_MAX, .tokens_max = 16 << 20};

static void put_uuid(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    if (uuid_is_nil(id))
        return;
    uuid_format(id, text);
    json_put_text(json, key, text);
}

static void put_some(struct json_writer *json, const char *key, const char *text)
{
    if (*text)
        json_put_text(json, key, text);
}

static void put_number(struct json_writer *json, const char *key, int64_t number)
{
    if (number)
        json_put_integer(json, key, number);
}

static void put_hex64(struct json_writer *json, const char *key, uint64_t number)
{
    char text[ACTOR_TEXT];

    actor_format(number, text);
    json_put_text(json, key, text);
}

// Only what is not zero: most are.
static void put_counts(struct json_writer *json, const char *key, const uint64_t *counts)
{
    json_object_open(json, key);
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        put_number(json, figure_words((enum figure)i)->code, (int64_t)counts[i]);
    json_object_close(json);
}

static void put_totals(struct json_writer *json, const char *key, const struct night *night)
{
    json_object_open(json, key);
    json_put_integer(json, "devices", (int64_t)night->device_count);
    json_put_integer(json, "sites", (int64_t)night->site_count);
    json_put_integer(json, "says", (int64_t)night->says);
    json_put_integer(json, "holds", (int64_t)night->holds);
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        json_put_known(json, figure_words((enum figure)i)->code, night->known[i],
                       (int64_t)night->counts[i]);
    json_object_close(json);
}

static void put_device(struct json_writer *json, const struct night_device *d)
{
    json_object_open(json, NULL);
    put_uuid(json, "id", &d->id);
    json_put_text(json, "name", d->name);
    json_put_text(json, "state", night_state_name(d->state));
    json_put_text(json, "agent", d->agent);
    json_put_integer(json, "says", (int64_t)d->says);
    json_put_integer(json, "holds", (int64_t)d->holds);
    json_put_integer(json, "missing", (int64_t)(d->says - d->holds));
    json_put_integer(json, "history_lost", (int64_t)d->lost);
    json_put_known(json, "last_contact", d->last_contact_ms > 0, d->last_contact_ms);
    json_put_integer(json, "unsent_writes", d->unsent_writes);
    json_put_integer(json, "unsent_blobs", d->unsent_files);
    json_put_integer(json, "unsent_bytes", d->unsent_bytes);
    json_put_known(json, "unsent_oldest", d->unsent_oldest_ms > 0, d->unsent_oldest_ms);
    json_put_integer(json, "clock_offset_ms", d->clock_offset_ms);
    json_put_integer(json, "storage_free", d->storage_free);
    json_put_integer(json, "certificate_until", d->certificate_until_ms);
    json_put_integer(json, "certificate_days", d->certificate_days);
    json_put_integer(json, "commits_behind", (int64_t)d->behind);
    json_put_integer(json, "copies", (int64_t)d->copies);
    json_put_known(json, "proof_at", d->proof_ms > 0, d->proof_ms);
    if (d->proof_ms > 0) {
        json_put_boolean(json, "proof_equal", d->proof_equal);
        json_put_hex(json, "proof", d->proof.bytes, HASH_BYTES);
    }
    put_counts(json, "counts", d->counts);
    json_object_close(json);
}

static void put_row(struct json_writer *json, const struct night_row *row)
{
    json_object_open(json, NULL);
    json_put_text(json, "figure", figure_words(row->figure)->code);
    if (row->amount != 1)
        json_put_integer(json, "amount", (int64_t)row->amount);
    put_uuid(json, "record", &row->record);
    put_uuid(json, "site", &row->site);
    put_uuid(json, "device", &row->device);
    put_some(json, "kind", row->kind);
    put_some(json, "code", row->code);
    put_some(json, "rule", row->rule);
    put_some(json, "item", row->item);
    put_some(json, "zh", row->zh);
    put_some(json, "en", row->en);
    put_number(json, "since", row->since_ms);
    put_number(json, "due", row->due_ms);
    json_object_close(json);
}

static void put_places(struct json_writer *json, const struct night *night)
{
    json_array_open(json, "stores");
    for (size_t i = 0; i < night->store_count; i++) {
        json_object_open(json, NULL);
        json_put_text(json, "name", night->stores[i].name);
        json_put_integer(json, "sites", (int64_t)night->stores[i].sites);
        put_counts(json, "counts", night->stores[i].counts);
        json_object_close(json);
    }
    json_array_close(json);
    json_array_open(json, "sites");
    for (size_t i = 0; i < night->site_count; i++) {
        const struct night_site *site = &night->sites[i];

        json_object_open(json, NULL);
        put_uuid(json, "id", &site->id);
        put_some(json, "contract", site->contract);
        put_some(json, "store", site->store);
        put_some(json, "department", site->department);
        put_counts(json, "counts", site->counts);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_tally(struct json_writer *json, const struct tally *tally)
{
    json_array_open(json, "rectifications");
    for (size_t i = 0; i < tally->row_count; i++) {
        const struct tally_row *row = &tally->rows[i];

        json_object_open(json, NULL);
        json_put_text(json, "by", tally_by_name(row->by));
        json_put_text(json, "key", row->key);
        json_put_integer(json, "total", (int64_t)row->total);
        json_put_integer(json, "open", (int64_t)row->open);
        json_put_integer(json, "overdue", (int64_t)row->overdue);
        json_put_integer(json, "reopened", (int64_t)row->reopened);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_open(json, "changes");
    json_put_integer(json, "issued", (int64_t)tally->issued);
    json_put_integer(json, "carried_out", (int64_t)tally->carried_out);
    json_put_integer(json, "in_time", (int64_t)tally->in_time);
    json_put_integer(json, "confirmed", (int64_t)tally->confirmed);
    json_put_integer(json, "cancelled", (int64_t)tally->cancelled);
    json_object_close(json);
}

static void put_restatement(struct json_writer *json, const struct night_restatement *r)
{
    json_object_open(json, NULL);
    json_put_text(json, "date", r->date);
    json_put_text(json, "made_on", r->made_on);
    json_put_u64(json, "commit", r->commit);
    json_put_integer(json, "entries", (int64_t)r->entries);
    json_array_open(json, "late");
    for (size_t i = 0; i < r->late_count; i++) {
        json_object_open(json, NULL);
        put_uuid(json, "device", &r->late[i].device);
        json_put_integer(json, "entries", (int64_t)r->late[i].entries);
        json_object_close(json);
    }
    json_array_close(json);
    put_counts(json, "before", r->before);
    put_counts(json, "after", r->after);
    json_object_close(json);
}

void night_page_restatement(const struct night_restatement *restatement, struct buffer *out)
{
    struct json_writer json;

    json_begin(&json, out);
    put_restatement(&json, restatement);
}

void night_page_totals(const struct night *night, struct buffer *out)
{
    struct json_writer json;

    json_begin(&json, out);
    put_totals(&json, NULL, night);
}

static void put_head(struct json_writer *json, const struct night *night)
{
    json_put_text(json, "format", format);
    json_put_text(json, "date", night->date);
    json_put_text(json, "zone", "Asia/Shanghai");
    json_put_integer(json, "cut", night->cut_ms);
    json_put_u64(json, "commit", night->commit.number);
    put_hex64(json, "tag", night->commit.tag);
    put_hex64(json, "epoch", night->epoch);
    json_put_integer(json, "unvisited_days", night->unvisited_days);
    json_put_integer(json, "unsure", (int64_t)night->unsure);
    json_object_open(json, "checked");
    json_put_integer(json, "files", (int64_t)night->checked_files);
    json_put_integer(json, "bytes", (int64_t)night->checked_bytes);
    json_put_integer(json, "of", (int64_t)night->checked_of);
    json_object_close(json);
}

enum err night_page_write(const struct night *night, struct buffer *out, struct error *error)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_open(&json, NULL);
    put_head(&json, night);
    put_totals(&json, "totals", night);
    json_array_open(&json, "devices");
    for (size_t i = 0; i < night->device_count; i++)
        put_device(&json, &night->devices[i]);
    json_array_close(&json);
    put_places(&json, night);
    json_array_open(&json, "rows");
    for (size_t i = 0; i < night->row_count; i++)
        put_row(&json, &night->rows[i]);
    json_array_close(&json);
    put_tally(&json, &night->tally);
    json_array_open(&json, "restates");
    for (size_t i = 0; i < night->restates.count; i++)
        put_restatement(&json, &night->restates.list[i]);
    json_array_close(&json);
    json_object_close(&json);
    return out->failed ? error_set(error, ERR_TOO_LARGE, "the page of the night is too large")
                       : ERR_OK;
}

// Reading. What is left out is empty or 0; a page is checked by its digest before.
static int64_t number_of(const struct json *object, const char *name)
{
    int64_t number = 0;

    json_integer(json_member(object, name), &number);
    return number;
}

static uint64_t count_of(const struct json *object, const char *name)
{
    int64_t number = number_of(object, name);

    return number > 0 ? (uint64_t)number : 0;
}

static const char *text_of(const struct json *object, const char *name)
{
    const char *text = "";

    json_text(json_member(object, name), &text);
    return text;
}

static struct uuid id_of(const struct json *object, const char *name)
{
    struct uuid id = uuid_nil;

    if (!uuid_parse(span_of(text_of(object, name)), &id))
        id = uuid_nil;
    return id;
}

static void read_counts(const struct json *object, uint64_t *counts, bool *known)
{
    for (unsigned i = 0; i < FIGURE_COUNT; i++) {
        const struct json *member = json_member(object, figure_words((enum figure)i)->code);
        int64_t number = 0;

        if (known)
            known[i] = json_integer(member, &number);
        else
            json_integer(member, &number);
        counts[i] = number > 0 ? (uint64_t)number : 0;
    }
}

static enum device_state state_of(const char *name)
{
    enum device_state state = DEVICE_ACTIVE;

    while (state < DEVICE_RETURNING && strcmp(night_state_name(state), name) != 0)
        state++;
    return state;
}

static void read_device(struct night *night, const struct json *from)
{
    struct uuid id = id_of(from, "id");
    struct night_device *d = night_add_device(night, &id);

    d->name = night_keep(night, span_of(text_of(from, "name")));
    d->agent = night_keep(night, span_of(text_of(from, "agent")));
    d->state = state_of(text_of(from, "state"));
    d->says = count_of(from, "says");
    d->holds = count_of(from, "holds");
    d->lost = count_of(from, "history_lost");
    d->behind = count_of(from, "commits_behind");
    d->copies = count_of(from, "copies");
    d->last_contact_ms = number_of(from, "last_contact");
    d->unsent_writes = number_of(from, "unsent_writes");
    d->unsent_files = number_of(from, "unsent_blobs");
    d->unsent_bytes = number_of(from, "unsent_bytes");
    d->unsent_oldest_ms = number_of(from, "unsent_oldest");
    d->clock_offset_ms = number_of(from, "clock_offset_ms");
    d->storage_free = number_of(from, "storage_free");
    d->certificate_until_ms = number_of(from, "certificate_until");
    d->certificate_days = number_of(from, "certificate_days");
    d->proof_ms = number_of(from, "proof_at");
    json_boolean(json_member(from, "proof_equal"), &d->proof_equal);
    digest_parse(text_of(from, "proof"), strlen(text_of(from, "proof")), &d->proof);
}

static void read_site(struct night *night, const struct json *from)
{
    struct uuid id = id_of(from, "id");
    struct night_site *site = night_add_site(night, &id);

    site->contract = night_keep(night, span_of(text_of(from, "contract")));
    site->store = night_keep(night, span_of(text_of(from, "store")));
    site->department = night_keep(night, span_of(text_of(from, "department")));
}

// A figure that this program does not know (of a newer one) is left out.
static void read_row(struct night *night, const struct json *from)
{
    struct night_row row = {
        .amount = json_member(from, "amount") ? count_of(from, "amount") : 1,
        .record = id_of(from, "record"),
        .site = id_of(from, "site"),
        .device = id_of(from, "device"),
        .kind = text_of(from, "kind"),
        .code = text_of(from, "code"),
        .rule = text_of(from, "rule"),
        .item = text_of(from, "item"),
        .zh = text_of(from, "zh"),
        .en = text_of(from, "en"),
        .since_ms = number_of(from, "since"),
        .due_ms = number_of(from, "due"),
    };

    if (figure_find(span_of(text_of(from, "figure")), &row.figure))
        night_add(night, &row);
}

static void read_tally_row(struct tally *tally, const struct json *from)
{
    enum tally_by by = TALLY_CREW;
    struct tally_row *row;

    while (by < TALLY_ITEM && strcmp(tally_by_name(by), text_of(from, "by")) != 0)
        by++;
    row = tally_take(tally, by, text_of(from, "key"));
    row->total = (size_t)count_of(from, "total");
    row->open = (size_t)count_of(from, "open");
    row->overdue = (size_t)count_of(from, "overdue");
    row->reopened = (size_t)count_of(from, "reopened");
}

static void read_restatement(struct night_restatement *out, const struct json *from)
{
    text_copy(out->date, sizeof(out->date), span_of(text_of(from, "date")));
    text_copy(out->made_on, sizeof(out->made_on), span_of(text_of(from, "made_on")));
    json_u64(json_member(from, "commit"), &out->commit);
    read_counts(json_member(from, "before"), out->before, NULL);
    read_counts(json_member(from, "after"), out->after, NULL);
    for (const struct json *late = json_first(json_member(from, "late")); late;
         late = json_next(late)) {
        struct uuid device = id_of(late, "device");

        night_add_late(out, &device, count_of(late, "entries"));
    }
}

static void read_head(struct night *night, const struct json *root)
{
    const struct json *checked = json_member(root, "checked"),
                      *totals = json_member(root, "totals"),
                      *changes = json_member(root, "changes");

    text_copy(night->date, sizeof(night->date), span_of(text_of(root, "date")));
    night->cut_ms = number_of(root, "cut");
    json_u64(json_member(root, "commit"), &night->commit.number);
    actor_parse(span_of(text_of(root, "tag")), &night->commit.tag);
    actor_parse(span_of(text_of(root, "epoch")), &night->epoch);
    night->unvisited_days = number_of(root, "unvisited_days");
    night->unsure = count_of(root, "unsure");
    night->checked_files = count_of(checked, "files");
    night->checked_bytes = count_of(checked, "bytes");
    night->checked_of = count_of(checked, "of");
    night->says = count_of(totals, "says");
    night->holds = count_of(totals, "holds");
    read_counts(totals, night->counts, night->known);
    night->tally.issued = (size_t)count_of(changes, "issued");
    night->tally.carried_out = (size_t)count_of(changes, "carried_out");
    night->tally.in_time = (size_t)count_of(changes, "in_time");
    night->tally.confirmed = (size_t)count_of(changes, "confirmed");
    night->tally.cancelled = (size_t)count_of(changes, "cancelled");
}

static void read_lists(struct night *night, const struct json *root)
{
    const struct json *at;

    for (at = json_first(json_member(root, "devices")); at; at = json_next(at))
        read_device(night, at);
    for (at = json_first(json_member(root, "sites")); at; at = json_next(at))
        read_site(night, at);
    for (at = json_first(json_member(root, "rows")); at; at = json_next(at))
        read_row(night, at);
    for (at = json_first(json_member(root, "rectifications")); at; at = json_next(at))
        read_tally_row(&night->tally, at);
    for (at = json_first(json_member(root, "restates")); at; at = json_next(at))
        read_restatement(night_add_restatement(&night->restates), at);
}

enum err night_page_read(struct span page, struct night *out, struct error *error)
{
    struct json *root = NULL;
    enum err err = json_parse(page, &limits, &root, error);

    if (err == ERR_OK && strcmp(text_of(root, "format"), format) != 0)
        err = error_set(error, ERR_PARSE, "it is not the page of a night");
    if (err == ERR_OK) {
        read_head(out, root);
        read_lists(out, root);
        err = night_settle(out, error);
    }
    json_free(root);
    return err;
}

enum err night_page_read_restatement(struct span text, struct night_restatement *out,
                                     struct error *error)
{
    struct json *root = NULL;
    enum err err = json_parse(text, &limits, &root, error);

    if (err == ERR_OK)
        read_restatement(out, root);
    json_free(root);
    return err;
}

enum err night_page_read_totals(struct span totals, uint64_t counts[FIGURE_COUNT],
                                bool known[FIGURE_COUNT], struct error *error)
{
    struct json *root = NULL;
    enum err err = json_parse(totals, &limits, &root, error);

    if (err == ERR_OK)
        read_counts(root, counts, known);
    json_free(root);
    return err;
}
