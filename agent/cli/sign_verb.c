// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/sign_verb.h"

#include "agent/capture/signing_told.h"
#include "agent/capture/site_facts.h"
#include "agent/cli/day.h"
#include "agent/cli/given_file.h"
#include "agent/cli/named.h"
#include "agent/cli/signoff_view.h"
#include "shared/data/statement_view.h"
#include "shared/model/kind_word.h"
#include "shared/wire/seal_memory.h"

#include <string.h>

enum { STROKES_FILE_MAX = 4 << 20 };

// What the call says.
struct signing_call {
    struct tablet *tablet;
    const struct verb_call *call;
    struct verb_output *output;
    struct uuid site;
    struct signing_question question;
};

// The code of a role or verdict that was given in Chinese.
static const char *code_of(const char *text)
{
    const struct kind_field *verdict
        = kind_field_find(kind_find(span_of("signoff")), span_of("verdict"));
    const struct kind_word *word, *roles;
    size_t count;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; verdict->choice[i] != NULL; i++) {
        word = kind_word_find(span_of("signoff"), span_of(verdict->choice[i]));
        if (word != NULL && strcmp(word->zh, text) == 0)
            return word->value;
    }
    roles = kind_roles(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(roles[i].zh, text) == 0)
            return roles[i].value;
    word = kind_word_find((struct span){0}, span_of("customer"));
    return word != NULL && strcmp(word->zh, text) == 0 ? word->value : text;
}

static enum err read_subject(struct signing_call *s, struct error *error)
{
    const char *node = verb_text(s->call, "node"), *of = verb_text(s->call, "of");
    struct named_question question = {NULL, "--of", of};
    struct named_record found;
    enum err err;

    if ((node == NULL) == (of == NULL))
        return error_set(error, ERR_USAGE,
                         "--node (a node 节点) or --of (another record 其他记录), one of them");
    if (node != NULL)
        err = named_node(s->tablet->store, "--node", node, &found, error);
    else
        err = named_record(s->tablet->store, &question, &found, error);
    s->question.of = found.id;
    s->question.form = verb_text(s->call, "form");
    s->question.role = code_of(verb_text(s->call, "role"));
    s->site = found.site;
    return err;
}

// The page of now, with what it is read from.
struct look {
    struct site_facts facts;
    struct arena arena;
    struct signing_world world;
    struct signing_page page;
};

static enum err look_at(struct signing_call *s, struct look *look, struct error *error)
{
    struct evidence_trust trust = {.ca_pem = {s->tablet->ca_pem.data, s->tablet->ca_pem.len}};
    const struct progress_seal seal = {&trust, seal_memory_intact};
    struct site_facts_options options = {.site = s->site, .seal = &seal};
    enum err err;

    *look = (struct look){0};
    arena_init(&look->arena, 64 << 20);
    err = store_begin(s->tablet->store, error);
    if (err != ERR_OK)
        return err;
    err = site_facts_load(s->tablet->store, &options, &look->facts, error);
    store_rollback(s->tablet->store);
    look->world = (struct signing_world){.facts = &look->facts.facts,
                                         .shelf = &look->facts.shelf,
                                         .site = s->site,
                                         .now_ms = clock_wall_ms(&s->tablet->clock),
                                         .arena = &look->arena};
    if (err == ERR_OK)
        err = signing_page_read(&look->world, &s->question, &look->page, error);
    return err;
}

static void look_clear(struct look *look)
{
    signing_page_clear(&look->page);
    site_facts_clear(&look->facts);
    arena_clear(&look->arena);
}

// Who has signed the page, or still has to.
static void print_signers(const struct look *look, bool signed_ones, struct buffer *out)
{
    const struct catalogue_form *form = look->page.form;
    bool any = false;

    for (size_t i = 0; i < form->signer_count; i++) {
        const struct catalogue_signer *signer = &form->signers[i];

        if (signing_page_signed(&look->world, &look->page, signer->role) != signed_ones
            || (!signed_ones && !signer->required))
            continue;
        buffer_append_text(out, any           ? ", "
                                : signed_ones ? "已签 signed by: "
                                              : "还要签 still to sign: ");
        signoff_view_word("", signer->role, out);
        any = true;
    }
    if (any)
        buffer_append_char(out, '\n');
}

static void review_json(const struct look *look, struct verb_output *output)
{
    struct json_writer json;

    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_span(&json, "form", look->page.form->code);
    signing_told_roles(&look->world, &look->page, true, &json);
    signing_told_roles(&look->world, &look->page, false, &json);
    signing_told_page(&look->world, &look->page, &json);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err review_text(const struct look *look, struct verb_output *output,
                            struct error *error)
{
    const struct signing_page *page = &look->page;
    struct buffer *out = &output->out;
    char content[HASH_TEXT];
    enum err err
        = statement_view_text((struct span){page->statement.data, page->statement.len}, out, error);

    if (err != ERR_OK)
        return err;
    buffer_append_text(out, "----\n");
    for (size_t i = 0; i < page->lacks.count; i++) {
        const struct progress_lack *lack = &page->lacks.list[i];

        buffer_printf(out, "还缺 missing: %.*s %.*s (%.*s)\n", (int)lack->words.zh.len,
                      lack->words.zh.data, (int)lack->words.en.len, lack->words.en.data,
                      (int)lack->rule.len, lack->rule.data);
    }
    print_signers(look, true, out);
    print_signers(look, false, out);
    digest_format(&page->content, content);
    buffer_printf(out, "内容摘要 content: %s\n", content);
    buffer_append_text(out, page->lacks.count ? "还不能签字 it cannot be signed yet\n"
                                              : "可以签字 it can be signed\n");
    return ERR_OK;
}

static enum err review(struct signing_call *s, struct error *error)
{
    struct look look;
    enum err err = look_at(s, &look, error);

    if (err == ERR_OK && s->output->json)
        review_json(&look, s->output);
    else if (err == ERR_OK)
        err = review_text(&look, s->output, error);
    look_clear(&look);
    return err;
}

static void told_json(struct signing_call *s, const struct signing_options *options,
                      const struct signing_result *made, const struct look *look)
{
    struct json_writer json;

    json_begin(&json, &s->output->out);
    json_object_open(&json, NULL);
    signing_told_made(made, &json);
    json_put_text(&json, "form", made->form);
    json_put_text(&json, "role", options->question.role);
    json_put_text(&json, "name", options->name);
    json_put_text(&json, "verdict", options->verdict);
    if (look->page.form != NULL)
        signing_told_roles(&look->world, &look->page, false, &json);
    json_object_close(&json);
    buffer_append_char(&s->output->out, '\n');
}

static void told_text(struct signing_call *s, const struct signing_options *options,
                      const struct signing_result *made, const struct look *look)
{
    struct buffer *out = &s->output->out;
    char id[UUID_TEXT], code[SIGNOFF_CODE];

    uuid_format(&made->id, id);
    signoff_code(&made->sealed, code);
    const struct catalogue_form *form = look->page.form;

    buffer_append_text(out, "已签署 signed: ");
    if (form != NULL)
        buffer_printf(out, "%.*s %.*s, ", (int)form->words.zh.len, form->words.zh.data,
                      (int)form->words.en.len, form->words.en.data);
    else
        buffer_printf(out, "%s, ", made->form);
    signoff_view_word("", span_of(options->question.role), out);
    buffer_printf(out, " %s: ", options->name);
    signoff_view_word("signoff", span_of(options->verdict), out);
    buffer_printf(out, "\n编号 id: %s\n校验码 code: %s\n", id, code);
    if (!uuid_is_nil(&made->complaint)) {
        uuid_format(&made->complaint, id);
        buffer_printf(out, "已登记投诉 a complaint was opened: %s\n", id);
    }
    if (made->clock_behind)
        buffer_append_text(
            &s->output->err,
            "注意:平板时间早于上次联网的时间,时钟不对;签署有效,但请先校准时钟再签下一份\n"
            "note: this tablet's clock is earlier than its last contact with the office, so it is "
            "wrong; the sign-off stands, but set the clock before the next one\n");
    if (made->confirmed)
        buffer_append_text(out, "客户已确认 confirmed by the customer\n");
    if (look->page.form != NULL)
        print_signers(look, false, out);
    uuid_format(&made->id, id);
    buffer_printf(
        out,
        "已存在本机;联网后自动送办公室会签 safe on this tablet; the office countersigns it "
        "after the next sync\n客户副本 customer's copy: plumb export signoff %s\n",
        id);
}

static enum err seal(struct signing_call *s, struct signing_options *options, struct error *error)
{
    struct tablet *tablet = s->tablet;
    struct signing_device device
        = {.device = tablet->device,
           .certificate_pem = {tablet->certificate_pem.data, tablet->certificate_pem.len}};
    struct signing_result made;
    struct key *key = NULL;
    struct look look;
    enum err err
        = key_parse_pem((struct span){tablet->key_pem.data, tablet->key_pem.len}, &key, error);

    device.key = key;
    options->device = &device;
    if (err == ERR_OK)
        err = signing_make(options, &made, error);
    key_free(key);
    if (err != ERR_OK)
        return err;
    tablet_captured(tablet);
    s->question.form = made.form;
    look_at(s, &look, NULL); // only to say who is still to sign
    if (s->output->json)
        told_json(s, options, &made, &look);
    else
        told_text(s, options, &made, &look);
    look_clear(&look);
    return ERR_OK;
}

static enum err read_shown(const struct verb_call *call, struct digest *out, bool *given,
                           struct error *error)
{
    const char *text = verb_text(call, "shown");

    *given = text != NULL;
    if (text == NULL || digest_parse(text, strlen(text), out))
        return ERR_OK;
    return error_set(error, ERR_INVALID, "--shown: \"%.80s\" is no digest (64 characters)", text);
}

static enum err sign(struct signing_call *s, struct error *error)
{
    const struct verb_call *call = s->call;
    const char *file = verb_text(call, "strokes");
    struct signing_options options = {.store = s->tablet->store,
                                      .question = s->question,
                                      .name = verb_text(call, "name"),
                                      .verdict = code_of(verb_text(call, "verdict")),
                                      .reason = verb_text(call, "reason"),
                                      .score = verb_integer(call, "score", 0),
                                      .latitude = verb_text(call, "latitude"),
                                      .longitude = verb_text(call, "longitude")};
    struct buffer strokes;
    struct digest shown;
    bool shown_given;
    enum err err = read_shown(call, &shown, &shown_given, error);

    buffer_init(&strokes, STROKES_FILE_MAX);
    if (err == ERR_OK)
        err = day_writer(s->tablet, call, &options.person, error);
    if (err == ERR_OK && file != NULL)
        err = given_file_read(s->tablet, file, &strokes, error);
    options.strokes = (struct span){strokes.data, strokes.len};
    options.shown = shown_given ? &shown : NULL;
    if (err == ERR_OK && file != NULL && strokes.len == 0)
        err = error_set(error, ERR_INVALID, "%s is empty", file);
    if (err == ERR_OK)
        err = seal(s, &options, error);
    buffer_clear(&strokes);
    return err;
}

static enum err sign_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct signing_call s = {.tablet = ctx, .call = call, .output = output};
    enum err err = tablet_require_enrolled(s.tablet, error);

    if (err == ERR_OK)
        err = read_subject(&s, error);
    if (err != ERR_OK)
        return err;
    return verb_flag(call, "review") ? review(&s, error) : sign(&s, error);
}

static const struct option sign_options[] = {
    DAY_NODE_OPTION(false),
    DAY_TEXT_OPTION("of", "RECORD", "要签的其他记录:设计变更、到货、复验、检查",
                    "another record: change order, delivery, re-inspection, inspection"),
    DAY_TEXT_OPTION("form", "F", "表单;节点只有一张还没签时可不写",
                    "the form; may be left out when one form of the node still lacks this role"),
    DAY_TEXT_OPTION("role", "R", "签字人的角色:客户 customer、监督 supervisor …",
                    "the signer's role: customer, supervisor, …"),
    DAY_TEXT_OPTION("name", "N", "签字人的姓名", "the signer's name"),
    DAY_TEXT_OPTION("verdict", "V",
                    "满意 satisfied、不满意 not_satisfied、合格 qualified、不合格 unqualified、"
                    "拒签 refused、未到场 absent",
                    "satisfied, not_satisfied, qualified, unqualified, refused or absent"),
    DAY_TEXT_OPTION("strokes", "FILE", "手写签名的笔迹文件", "the handwriting, as its strokes"),
    DAY_TEXT_OPTION("reason", "TEXT", "原因;不满意、不合格、拒签、未到场时必须写",
                    "why; needed unless satisfied or qualified"),
    DAY_NUMBER_OPTION("score", 1, 5, "评分", "a score"),
    DAY_TEXT_OPTION("latitude", "DEG", "纬度", "latitude"),
    DAY_TEXT_OPTION("longitude", "DEG", "经度", "longitude"),
    DAY_PERSON_OPTION,
    DAY_FLAG_OPTION("review", "只看将要签的内容和还缺什么,不签",
                    "only show what will be sealed and what is missing; sign nothing"),
    DAY_TEXT_OPTION("shown", "DIGEST", "给签字人看过的内容摘要;内容已变则拒绝",
                    "digest of the content that the signer was shown; refused if it changed since"),
};
const struct verb sign_verb = {
    .name = "sign",
    .options = sign_options,
    .option_count = sizeof sign_options / sizeof *sign_options,
    .summary_zh = "签字:封存所见内容、意见和笔迹(无需网络)",
    .summary_en = "sign: seal what was shown, the verdict and the handwriting (no network needed)",
    .exec = sign_exec,
};
