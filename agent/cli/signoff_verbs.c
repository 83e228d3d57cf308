// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/signoff_verbs.h"

#include "agent/capture/signoff_export.h"
#include "agent/capture/signoff_told.h"
#include "agent/capture/voiding.h"
#include "agent/cli/day.h"
#include "agent/cli/given_file.h"
#include "agent/cli/named.h"
#include "agent/cli/signoff_view.h"
#include "shared/data/statement_view.h"
#include "shared/model/fact_link.h"
#include "shared/wire/seal_memory.h"

#include <stdio.h>
#include <string.h>

static const char *const signoff_kinds[] = {"signoff", NULL};

static enum err find_signoff(const struct tablet *tablet, const char *text,
                             struct named_record *out, struct error *error)
{
    struct named_question question = {signoff_kinds, "SIGNOFF", text};

    return named_record(tablet->store, &question, out, error);
}

// The site's facts with every seal checked.
static enum err load(struct tablet *tablet, const struct uuid *site, struct site_facts *out,
                     struct error *error)
{
    struct evidence_trust trust = {.ca_pem = {tablet->ca_pem.data, tablet->ca_pem.len}};
    struct progress_seal seal = {&trust, seal_memory_intact};
    struct site_facts_options options = {.site = *site, .seal = tablet->enrolled ? &seal : NULL};
    enum err err = store_begin(tablet->store, error);

    *out = (struct site_facts){0};
    if (err != ERR_OK)
        return err;
    err = site_facts_load(tablet->store, &options, out, error);
    store_rollback(tablet->store);
    return err;
}

// Which of them are listed.
struct wish {
    struct uuid site;
    bool of_node;
    struct uuid node; // a node or an attempt
};

static bool wished(const struct wish *wish, const struct site_facts *facts,
                   const struct fact *record)
{
    const struct fact *attempt = fact_link_up(&facts->facts, record, "attempt");

    return !wish->of_node || fact_refers(record, "node", &wish->node)
           || fact_refers(record, "of", &wish->node)
           || (attempt != NULL
               && (uuid_equal(&attempt->record->id, &wish->node)
                   || fact_refers(attempt, "node", &wish->node)));
}

static void put_json(const struct signoff_state *state, struct json_writer *json)
{
    struct span digest;

    signoff_told(state, json);
    if (fact_value(state->record, "statement", &digest) == ERR_OK)
        json_put_raw(json, "statement", digest);
    else
        json_put_null(json, "statement");
}

// Oldest first.
static void list_all(const struct wish *wish, const struct site_facts *facts,
                     struct verb_output *output)
{
    size_t count = 0, printed = 0;
    const struct fact *records = facts_of_kind(&facts->facts, "signoff", &count);
    struct json_writer json;

    json_begin(&json, &output->out);
    if (output->json)
        json_array_open(&json, NULL);
    for (size_t i = 0; i < count; i++) { // by id, and ids grow with time
        struct signoff_state state;

        if (!wished(wish, facts, &records[i]))
            continue;
        printed++;
        signoff_state_read(&facts->facts, &records[i], &state);
        if (output->json) {
            json_object_open(&json, NULL);
            put_json(&state, &json);
            json_object_close(&json);
        } else {
            signoff_view_line(&state, facts, &output->out);
        }
    }
    if (output->json) {
        json_array_close(&json);
        buffer_append_char(&output->out, '\n');
    } else {
        verb_output_count(output, printed);
    }
}

static enum err signoff_list(void *ctx, const struct verb_call *call, struct verb_output *output,
                             struct error *error)
{
    struct tablet *tablet = ctx;
    const char *site = verb_text(call, "site"), *node = verb_text(call, "node");
    struct named_record found;
    struct site_facts facts;
    struct wish wish = {.of_node = node != NULL};
    enum err err;

    if ((site == NULL) == (node == NULL))
        return error_set(error, ERR_USAGE, "--site (a site 工地) or --node (a node 节点)");
    if (site != NULL) {
        err = named_site(tablet->store, "--site", site, &wish.site, error);
    } else {
        err = named_node(tablet->store, "--node", node, &found, error);
        wish.node = found.id;
        wish.site = found.site;
    }
    if (err == ERR_OK)
        err = load(tablet, &wish.site, &facts, error);
    if (err != ERR_OK)
        return err;
    list_all(&wish, &facts, output);
    site_facts_clear(&facts);
    return ERR_OK;
}

// One sign-off being shown.
struct showing {
    struct tablet *tablet;
    struct verb_output *output;
    struct json_writer json;
    struct site_facts facts;
    struct signoff_state state;
    struct buffer statement; // empty: not here
    struct error why;        // why it is empty, or why changes cannot be told
    size_t changes;
};

static struct signoff_changes changes_of(const struct showing *s)
{
    return (struct signoff_changes){.facts = &s->facts.facts,
                                    .shelf = &s->facts.shelf,
                                    .statement = {s->statement.data, s->statement.len}};
}

static void show_change(void *arg, const struct statement_difference *difference)
{
    struct showing *s = arg;

    if (s->changes == 0)
        buffer_append_text(&s->output->out, "签后变更的内容 changed after signing:\n");
    buffer_append_text(&s->output->out, "  ");
    statement_view_difference(difference, &s->output->out);
    s->changes++;
}

static void show_changes(struct showing *s)
{
    struct signoff_changes changes = changes_of(s);

    changes.each = show_change;
    changes.arg = s;
    if (s->statement.len > 0)
        signoff_changes_list(&changes, s->state.record, &s->why);
}

static void show_json(struct showing *s)
{
    struct signoff_changes changes;

    json_begin(&s->json, &s->output->out);
    json_object_open(&s->json, NULL);
    put_json(&s->state, &s->json);
    changes = changes_of(s);
    signoff_told_changes(&changes, s->state.record, &s->json, &s->why);
    if (s->statement.len > 0)
        json_put_raw(&s->json, "shown", (struct span){s->statement.data, s->statement.len});
    else
        json_put_null(&s->json, "shown");
    json_object_close(&s->json);
    buffer_append_char(&s->output->out, '\n');
}

static enum err show_text(struct showing *s, struct error *error)
{
    struct buffer *out = &s->output->out;
    enum err err = ERR_OK;

    signoff_view_text(&s->state, &s->facts, out);
    show_changes(s);
    if (s->why.code != ERR_OK)
        buffer_printf(out, "签署的内容 what was signed: %s\n", s->why.detail);
    if (s->statement.len > 0) {
        buffer_append_text(out, "---- 签署的内容 what was signed\n");
        err = statement_view_text((struct span){s->statement.data, s->statement.len}, out, error);
    }
    return err;
}

static enum err signoff_show(void *ctx, const struct verb_call *call, struct verb_output *output,
                             struct error *error)
{
    struct showing s = {.tablet = ctx, .output = output};
    struct named_record found;
    const struct fact *record = NULL;
    enum err err = find_signoff(s.tablet, call->positionals[0], &found, error);

    buffer_init(&s.statement, 2 * STATEMENT_BYTES_MAX);
    if (err == ERR_OK)
        err = load(s.tablet, &found.site, &s.facts, error);
    if (err == ERR_OK)
        record = facts_find(&s.facts.facts, &found.id);
    if (err == ERR_OK && record == NULL)
        err = error_set(error, ERR_NOT_FOUND, "%s", call->positionals[0]);
    if (err == ERR_OK) {
        signoff_state_read(&s.facts.facts, record, &s.state);
        if (signoff_state_statement(s.tablet->store, record, &s.statement, &s.why) != ERR_OK)
            buffer_reset(&s.statement);
        if (output->json)
            show_json(&s);
        else
            err = show_text(&s, error);
    }
    site_facts_clear(&s.facts);
    buffer_clear(&s.statement);
    return err;
}

static enum err void_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct tablet *tablet = ctx;
    struct voiding_options options = {.store = tablet->store, .reason = verb_text(call, "reason")};
    struct named_record found;
    struct json_writer json;
    struct uuid id;
    char text[UUID_TEXT], signoff[UUID_TEXT];
    enum err err = day_writer(tablet, call, &options.person, error);

    if (err == ERR_OK)
        err = find_signoff(tablet, call->positionals[0], &found, error);
    options.signoff = found.id;
    if (err == ERR_OK)
        err = voiding_make(&options, &id, error);
    if (err != ERR_OK)
        return err;
    tablet_captured(tablet);
    uuid_format(&id, text);
    uuid_format(&found.id, signoff);
    if (output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        json_put_text(&json, "id", text);
        json_put_text(&json, "signoff", signoff);
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
        return ERR_OK;
    }
    buffer_printf(&output->out,
                  "已作废 voided: %s (%s)\n原签署仍完整保留 the sign-off itself is kept as it is; "
                  "需要时请重新签 sign again where it is needed: plumb sign\n",
                  signoff, text);
    return ERR_OK;
}

static void told_export(const struct signoff_export *package, const char *file,
                        struct verb_output *output)
{
    char code[SIGNOFF_CODE];
    struct json_writer json;

    signoff_code(&package->sealed, code);
    if (!output->json) {
        buffer_printf(
            &output->out, "已写出 written: %s\n校验码 code: %s\n照片 photos: %zu / %zu\n%s\n", file,
            code, package->inside, package->photos,
            package->countersigned
                ? "含办公室会签 with the office's counter-signature"
                : "尚无办公室会签,同步后可重新导出 without the office's counter-signature "
                  "yet: export again after a sync");
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_text(&json, "file", file);
    json_put_text(&json, "code", code);
    json_put_integer(&json, "photos", (int64_t)package->photos);
    json_put_integer(&json, "inside", (int64_t)package->inside);
    json_put_boolean(&json, "countersigned", package->countersigned);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err write_export(struct tablet *tablet, const struct signoff_export *package,
                             const char *name, struct error *error)
{
    struct given_file file;
    enum err err = given_file_begin(tablet, name, &file, error);

    if (err != ERR_OK)
        return err;
    err = signoff_export_write(tablet->store, package, given_file_add, &file, error);
    return given_file_end(&file, err, error);
}

static enum err export_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    struct tablet *tablet = ctx;
    struct signoff_export_options options
        = {.store = tablet->store, .without_photos = verb_flag(call, "without-photos")};
    struct signoff_export package = {0};
    struct named_record found;
    const char *file = verb_text(call, "out");
    char code[SIGNOFF_CODE], own[64];
    enum err err = find_signoff(tablet, call->positionals[0], &found, error);

    options.signoff = found.id;
    if (err == ERR_OK)
        err = signoff_export_read(&options, &package, error);
    signoff_code(&package.sealed, code);
    snprintf(own, sizeof own, "signoff-%s.plumb", code);
    if (file == NULL)
        file = own;
    if (err == ERR_OK)
        err = write_export(tablet, &package, file, error);
    if (err == ERR_OK)
        told_export(&package, file, output);
    signoff_export_clear(&package);
    return err;
}

static const struct option list_options[] = {
    DAY_TEXT_OPTION("site", "S", "工地:合同编号、地址的一部分或编号",
                    "the site: contract number, part of its address, or id"),
    DAY_NODE_OPTION(false),
};
const struct verb signoff_verb_list
    = {.group = "signoff",
       .name = "list",
       .options = list_options,
       .option_count = 2,
       .summary_zh = "列出签署及其状态:有效、签后变更、已作废、待会签",
       .summary_en = "list sign-offs and how they stand: counts, changed, void, waiting",
       .exec = signoff_list};
const struct verb signoff_verb_show
    = {.group = "signoff",
       .name = "show",
       .arguments = "SIGNOFF",
       .positional_min = 1,
       .positional_max = 1,
       .summary_zh = "显示一次签署:所签内容、状态、签后变了什么",
       .summary_en = "show a sign-off: what was signed, how it stands, what changed since",
       .exec = signoff_show};

static const struct option void_options[] = {
    DAY_NEEDED_OPTION("reason", "TEXT", "作废原因", "why"),
    DAY_PERSON_OPTION,
};
const struct verb signoff_verb_void
    = {.name = "void",
       .arguments = "SIGNOFF",
       .positional_min = 1,
       .positional_max = 1,
       .options = void_options,
       .option_count = 2,
       .summary_zh = "作废一次签署(原签署不改不删)",
       .summary_en = "void a sign-off (it is never edited and never deleted)",
       .exec = void_exec};

static const struct option export_options[] = {
    DAY_TEXT_OPTION("out", "FILE", "写到这个文件", "the file to write"),
    DAY_FLAG_OPTION("without-photos", "不带照片", "leave the photos out"),
};
const struct verb signoff_verb_export
    = {.group = "export",
       .name = "signoff",
       .arguments = "SIGNOFF",
       .positional_min = 1,
       .positional_max = 1,
       .options = export_options,
       .option_count = 2,
       .summary_zh = "把一次签署写成一个可离线核验的文件(客户副本)",
       .summary_en = "write a sign-off as one file that anybody can verify (customer's copy)",
       .exec = export_exec};
