// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/issue_view.h"

#include "agent/ui/photo_view.h"
#include "shared/data/fact_json.h"

static void put_words(struct json_writer *json, const char *key, struct span code,
                      struct catalogue_words words)
{
    if (!code.len) {
        json_put_null(json, key);
        return;
    }
    json_object_open(json, key);
    fact_json_words(json, words);
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
    fact_json_coded(reading->json, "category", code,
                    newest ? catalogue_phrase(newest, "rectification", "category", code)
                           : (struct catalogue_words){code, code});
    buffer_clear(&text);
}

static void put_item(struct reading *reading, const struct fact *fact)
{
    const struct catalogue_item *item = record_label_item(reading_place(reading), fact);

    fact_json_value(reading->json, "item", fact, "item");
    put_words(reading->json, "item_words", item ? item->code : (struct span){0},
              item ? item->words : (struct catalogue_words){{0}, {0}});
}

void issue_view_row(struct reading *reading, const struct fact *fact)
{
    static const char *const fields[]
        = {"of", "summary", "room", "crew", "reopened", "unsettled", NULL};
    struct json_writer *json = reading->json;
    const struct fact *site = facts_find(reading->facts, &fact->record->site);
    struct uuid cover;
    size_t photos = photo_view_count(reading, &fact->record->id, &cover);

    fact_json_id(json, "id", &fact->record->id);
    fact_json_id(json, "site", &fact->record->site);
    fact_json_value(json, "customer", site, "customer_name");
    fact_json_value(json, "address", site, "address");
    fact_json_values(json, fact, fields);
    fact_json_choice(json, "severity", fact, "severity");
    fact_json_choice(json, "state", fact, "state");
    put_item(reading, fact);
    issue_view_category(reading, fact);
    fact_json_person_of(json, "holder", reading->facts, fact, "holder");
    fact_json_value(json, "due_ms", fact, "due_at");
    json_put_integer(json, "photos", (int64_t)photos);
    fact_json_id(json, "cover", &cover);
    json_put_integer(json, "opened_ms", issue_opened_ms(fact));
    fact_json_person_of(json, "author", reading->facts, fact, NULL);
    json_put_boolean(json, "conflict", fact_json_conflicts(fact));
}

void issue_view_now(const struct reading *reading, const struct issue_rank *rank)
{
    json_put_boolean(reading->json, "overdue", issue_overdue(rank, reading->now_ms));
    json_put_boolean(reading->json, "unsent", unsent_has(&reading->unsent, &rank->id));
}
