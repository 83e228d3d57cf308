// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/issue_view.h"

#include "agent/ui/photo_view.h"
#include "agent/ui/read_put.h"
#include "agent/ui/record_label.h"
#include "shared/model/hlc.h"

static void put_words(struct json_writer *json, const char *key, struct span code,
                      struct catalogue_words words)
{
    if (!code.len) {
        json_put_null(json, key);
        return;
    }
    json_object_open(json, key);
    read_put_words(json, words);
    json_object_close(json);
}

void issue_view_category(struct reading *reading, const struct fact *fact)
{
    const struct catalogue_shelf *shelf = &reading->site->shelf;
    const struct catalogue *newest = shelf->newest(shelf->ctx);
    struct buffer text;
    struct span code;

    buffer_init(&text, 2 * KIND_TEXT_MAX);
    fact_put_text(fact, "category", &text);
    code = (struct span){text.data, text.len};
    read_put_coded(reading->json, "category", code,
                   newest ? catalogue_phrase(newest, "rectification", "category", code)
                          : (struct catalogue_words){code, code});
    buffer_clear(&text);
}

static void put_item(struct reading *reading, const struct fact *fact)
{
    const struct catalogue_item *item = record_label_item(reading, fact);

    read_put_value(reading->json, "item", fact, "item");
    put_words(reading->json, "item_words", item ? item->code : (struct span){0},
              item ? item->words : (struct catalogue_words){{0}, {0}});
}

int64_t issue_view_due_ms(const struct fact *fact)
{
    int64_t due_ms = 0;

    if (!fact_is(fact, "state", "verified"))
        fact_integer(fact, "due_at", &due_ms);
    return due_ms;
}

int64_t issue_view_opened_ms(const struct fact *fact)
{
    uint64_t first = 0;

    for (size_t i = 0; i < fact->record->write_count; i++)
        if (!first || fact->record->writes[i].time < first)
            first = fact->record->writes[i].time;
    return hlc_wall_ms(first);
}

void issue_view_row(struct reading *reading, const struct fact *fact)
{
    static const char *const fields[]
        = {"of", "summary", "room", "crew", "reopened", "unsettled", NULL};
    struct json_writer *json = reading->json;
    const struct fact *site = facts_find(reading->facts, &fact->record->site);
    struct uuid cover;
    size_t photos = photo_view_count(reading, &fact->record->id, &cover);

    read_put_id(json, "id", &fact->record->id);
    read_put_id(json, "site", &fact->record->site);
    read_put_value(json, "customer", site, "customer_name");
    read_put_value(json, "address", site, "address");
    read_put_values(json, fact, fields);
    read_put_choice(json, "severity", fact, "severity");
    read_put_choice(json, "state", fact, "state");
    put_item(reading, fact);
    issue_view_category(reading, fact);
    read_put_person_of(json, "holder", reading->facts, fact, "holder");
    read_put_value(json, "due_ms", fact, "due_at");
    json_put_integer(json, "photos", (int64_t)photos);
    read_put_id(json, "cover", &cover);
    json_put_integer(json, "opened_ms", issue_view_opened_ms(fact));
    read_put_person_of(json, "author", reading->facts, fact, NULL);
    json_put_boolean(json, "conflict", read_put_conflicts(fact));
}

void issue_view_now(const struct reading *reading, const struct issue_now *now)
{
    json_put_boolean(reading->json, "overdue", now->due_ms && now->due_ms < reading->now_ms);
    json_put_boolean(reading->json, "unsent", unsent_has(&reading->unsent, &now->id));
}
