// SPDX-License-Identifier: Apache-2.0
#include "shared/data/progress_view.h"

#include "shared/base/when.h"

static const struct {
    const char *name, *sign, *zh, *en;
} states[] = {
    [NODE_NOT_STARTED] = {"not_started", "·", "未开始", "not started"},
    [NODE_UNDER_WAY] = {"under_way", "…", "进行中", "under way"},
    [NODE_CHANGED] = {"changed", "!", "签后变更，需重新签字", "changed after signing, sign again"},
    [NODE_DONE] = {"done", "✔", "已完成", "done"},
};

const char *progress_view_state(enum node_state state)
{
    return states[state].name;
}

static void put_id(struct json_writer *json, const char *key, const struct fact *fact)
{
    char id[UUID_TEXT];

    if (fact)
        uuid_format(&fact->record->id, id);
    json_put_text(json, key, fact ? id : NULL);
}

static void put_words(struct json_writer *json, struct span rule, struct catalogue_words words)
{
    json_put_span(json, "rule", rule);
    json_put_span(json, "zh", words.zh);
    json_put_span(json, "en", words.en);
}

void progress_view_lacks(struct json_writer *json, const char *key,
                         const struct progress_lacks *lacks)
{
    char id[UUID_TEXT];

    json_array_open(json, key);
    for (size_t i = 0; i < lacks->count; i++) {
        const struct progress_lack *lack = &lacks->list[i];

        uuid_format(&lack->record, id);
        json_object_open(json, NULL);
        put_words(json, lack->rule, lack->words);
        json_put_boolean(json, "unknown", lack->unknown);
        json_put_boolean(json, "conflict", lack->conflict);
        json_put_text(json, "record", uuid_is_nil(&lack->record) ? NULL : id);
        json_put_span(json, "field", lack->field);
        json_put_span(json, "item", lack->item);
        json_object_close(json);
    }
    json_array_close(json);
}

void progress_view_node_json(struct json_writer *json, const struct progress_node *node)
{
    json_put_span(json, "code", node->node->code);
    json_put_integer(json, "number", node->node->number);
    put_words(json, node->node->rule, node->node->words);
    json_put_text(json, "state", progress_view_state(node->state));
    json_put_span(json, "catalogue", node->catalogue->version);
    put_id(json, "node", node->record);
    put_id(json, "attempt", node->attempt);
    json_put_integer(json, "attempts", node->attempts);
    json_put_integer(json, "signoffs", (int64_t)node->signoffs);
    json_put_integer(json, "changed", (int64_t)node->changed);
    json_put_integer(json, "open_rectifications", (int64_t)node->open_rectifications);
    progress_view_lacks(json, "missing", &node->missing);
    progress_view_lacks(json, "unready", &node->unready);
    progress_view_lacks(json, "defects", &node->defects);
}

static void put_deadline(struct json_writer *json, const struct progress_deadline *due)
{
    const struct catalogue_deadline *deadline = due->deadline;
    char text[WHEN_SHORT_TEXT];

    when_format(due->due_ms, text);
    json_object_open(json, NULL);
    json_put_span(json, "code", deadline->code);
    put_words(json, deadline->rule, deadline->words);
    json_put_text(json, "kind", deadline->kind->name);
    put_id(json, "record", due->record);
    json_put_integer(json, "due_ms", due->due_ms);
    json_put_text(json, "due", text);
    json_put_boolean(json, "met", due->met);
    json_put_boolean(json, "overdue", due->overdue);
    json_put_text(json, "week", due->week[0] ? due->week : NULL);
    json_object_close(json);
}

// A field of the site's record as it stands there, already JSON; null when there is none.
static void put_field(struct json_writer *json, const char *key, const struct fact *site,
                      const char *field)
{
    struct span value;

    if (site && fact_value(site, field, &value) == ERR_OK)
        json_put_raw(json, key, value);
    else
        json_put_null(json, key);
}

void progress_view_json(struct json_writer *json, const struct progress *progress)
{
    char id[UUID_TEXT];

    uuid_format(&progress->site, id);
    json_put_text(json, "site", id);
    put_field(json, "contract_number", progress->record, "contract_number");
    put_field(json, "customer", progress->record, "customer_name");
    put_field(json, "address", progress->record, "address");
    progress_view_state_json(json, progress);
}

void progress_view_state_json(struct json_writer *json, const struct progress *progress)
{
    json_put_text(json, "segment", progress->segment->value);
    json_array_open(json, "nodes");
    for (size_t i = 0; i < progress->node_count; i++) {
        json_object_open(json, NULL);
        progress_view_node_json(json, &progress->nodes[i]);
        json_object_close(json);
    }
    json_array_close(json);
    progress_view_lacks(json, "defects", &progress->defects);
    json_array_open(json, "deadlines");
    for (size_t i = 0; i < progress->deadline_count; i++)
        put_deadline(json, &progress->deadlines[i]);
    json_array_close(json);
}

static void print_span(struct buffer *out, struct span text)
{
    buffer_append(out, text.data, text.len);
}

static void print_words(struct buffer *out, struct catalogue_words words)
{
    print_span(out, words.zh);
    buffer_append_text(out, " · ");
    print_span(out, words.en);
}

static void print_field(struct buffer *out, const struct fact *site, const char *field)
{
    if (fact_put_text(site, field, out))
        buffer_append_text(out, "  ");
}

static void print_record(struct buffer *out, const struct uuid *record)
{
    char id[UUID_TEXT];

    uuid_format(record, id);
    if (!uuid_is_nil(record))
        buffer_printf(out, "  [%s]", id);
}

// The words of a field, whatever kind it is of: names mean the same everywhere.
static void print_label(struct buffer *out, struct span name)
{
    size_t count;
    const struct kind *kinds = kind_list(&count);
    const struct kind_field *field = NULL;

    for (size_t i = 0; !field && i < count; i++)
        field = kind_field_find(&kinds[i], name);
    if (field)
        buffer_printf(out, "%s %s", field->zh, field->en);
    else
        print_span(out, name);
}

// `about` is the record under which they stand: what is about another one names it.
static void print_lacks(struct buffer *out, const char *title, const struct progress_lacks *lacks,
                        const struct uuid *about)
{
    if (!lacks->count)
        return;
    buffer_printf(out, "    %s\n", title);
    for (size_t i = 0; i < lacks->count; i++) {
        const struct progress_lack *lack = &lacks->list[i];

        buffer_append_text(out, "      - ");
        print_span(out, lack->rule);
        buffer_append_char(out, ' ');
        print_words(out, lack->words);
        if (lack->unknown) {
            buffer_append_text(out,
                               lack->conflict ? "  (有冲突 in conflict: " : "  (缺少 missing: ");
            print_label(out, lack->field);
            buffer_append_char(out, ')');
        }
        if (!uuid_equal(&lack->record, about))
            print_record(out, &lack->record);
        buffer_append_char(out, '\n');
    }
}

void progress_view_node_text(struct buffer *out, const struct progress_node *node)
{
    const struct catalogue_words words = node->node->words;
    const bool done = node->state == NODE_DONE;
    const struct uuid *about = node->record ? &node->record->record->id : &uuid_nil;

    buffer_printf(out, "  %s %lld ", states[node->state].sign, (long long)node->node->number);
    print_words(out, words);
    buffer_printf(out, " — %s %s", states[node->state].zh, states[node->state].en);
    if (node->attempts > 1)
        buffer_printf(out, ",第 %lld 次 attempt %lld", (long long)node->attempts,
                      (long long)node->attempts);
    if (node->record)
        print_record(out, &node->record->record->id);
    buffer_append_char(out, '\n');
    if (node->record)
        print_lacks(out, "还缺 Missing:", &node->missing, about);
    if (node->record && !done)
        print_lacks(out, "签字之前 Before signing:", &node->unready, about);
    print_lacks(out, "问题 Defects:", &node->defects, about);
    if (node->open_rectifications)
        buffer_printf(out, "    未关闭整改 Open rectifications: %zu\n", node->open_rectifications);
}

static void print_bar(struct buffer *out, const struct progress *progress)
{
    for (size_t i = 0; i < progress->node_count; i++) {
        const struct progress_node *node = &progress->nodes[i];

        buffer_append_text(out, i ? " | " : "  ");
        print_span(out, node->node->words.zh);
        buffer_printf(out, " %s", states[node->state].sign);
        if (node->state == NODE_UNDER_WAY)
            buffer_printf(out, " 缺 %zu", node->missing.count);
    }
    buffer_append_char(out, '\n');
}

static void print_head(struct buffer *out, const struct progress *progress)
{
    char id[UUID_TEXT];

    print_field(out, progress->record, "contract_number");
    print_field(out, progress->record, "customer_name");
    print_field(out, progress->record, "address");
    uuid_format(&progress->site, id);
    buffer_printf(out, "%s %s  [%s]\n", progress->segment->zh, progress->segment->en, id);
}

static void print_deadlines(struct buffer *out, const struct progress *progress)
{
    char text[WHEN_SHORT_TEXT];
    size_t met = 0;

    for (size_t i = 0; i < progress->deadline_count; i++) {
        const struct progress_deadline *due = &progress->deadlines[i];

        met += due->met;
        if (due->met)
            continue;
        when_format(due->due_ms, text);
        buffer_printf(out, "  %s %s  ", due->overdue ? "逾期 Overdue" : "到期 Due", text);
        print_span(out, due->deadline->rule);
        buffer_append_char(out, ' ');
        print_words(out, due->deadline->words);
        if (due->week[0])
            buffer_printf(out, " %s", due->week);
        print_record(out, &due->record->record->id);
        buffer_append_char(out, '\n');
    }
    if (met)
        buffer_printf(out, "  已了结的期限 Deadlines met: %zu\n", met);
}

void progress_view_text(struct buffer *out, const struct progress *progress)
{
    buffer_append_text(out, "工地 Site ");
    print_head(out, progress);
    print_bar(out, progress);
    for (size_t i = 0; i < progress->node_count; i++)
        progress_view_node_text(out, &progress->nodes[i]);
    print_lacks(out, "工地的问题 Defects of the site:", &progress->defects, &progress->site);
    print_deadlines(out, progress);
}

void progress_view_legend(struct buffer *out)
{
    buffer_append_text(out, " ");
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
        buffer_printf(out, " %s %s %s", states[i].sign, states[i].zh, states[i].en);
    buffer_append_text(out, "   缺 n: 还缺 n 个条件 so many conditions are missing\n");
}

void progress_view_line(struct buffer *out, const struct progress *progress)
{
    print_head(out, progress);
    print_bar(out, progress);
}
