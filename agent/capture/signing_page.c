// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/signing_page.h"

#include "shared/model/fact_link.h"
#include "shared/model/kind_word.h"
#include "shared/model/progress_ready.h"

#include <stdio.h>
#include <string.h>

enum { LIST_BYTES = 360, LACKS_TOLD = 3 };

struct reading {
    const struct signing_world *world;
    const struct signing_question *question;
    struct signing_page *page;
    struct error *error;
    struct progress progress;
    const struct progress_node *node;
    struct progress_lack_list lacks; // of what is no node
};

const struct catalogue_signer *signing_page_signer(const struct catalogue_form *form,
                                                   const char *role)
{
    for (size_t i = 0; i < form->signer_count; i++)
        if (span_is(form->signers[i].role, role))
            return &form->signers[i];
    return NULL;
}

static enum err no_record(const struct reading *r)
{
    char id[UUID_TEXT];

    uuid_format(&r->question->of, id);
    return error_set(r->error, ERR_NOT_FOUND, "%s: no such record of this site is on this tablet",
                     id);
}

// The node's progress, and its newest attempt as what is signed.
static enum err find_attempt(struct reading *r, const struct fact *node, const struct fact *attempt)
{
    struct progress_options options = {.facts = r->world->facts,
                                       .shelf = r->world->shelf,
                                       .site = r->world->site,
                                       .now_ms = r->world->now_ms,
                                       .arena = r->world->arena};
    enum err code = progress_read(&options, &r->progress, r->error);

    for (size_t i = 0; !code && i < r->progress.node_count; i++)
        if (r->progress.nodes[i].record == node)
            r->node = &r->progress.nodes[i];
    if (code)
        return code;
    if (!r->node)
        return error_set(r->error, ERR_NOT_FOUND,
                         "the node's catalogue 目录 is not on this tablet, or does not have this "
                         "node: 请先同步 let it sync\tplumb sync");
    if (!r->node->attempt)
        return error_set(r->error, ERR_PRECONDITION,
                         "节点还没有开始 the node is not started: start it\tplumb node start");
    if (attempt && attempt != r->node->attempt)
        return error_set(
            r->error, ERR_PRECONDITION,
            "只能签最新一次验收 only the newest attempt of a node is signed; there are "
            "%lld",
            (long long)r->node->attempts);
    r->page->node = node;
    r->page->of = r->node->attempt;
    r->page->catalogue = r->node->catalogue;
    return ERR_OK;
}

// The catalogue of a record that is no attempt: the one it was started with (D3.13), or the newest.
static enum err find_catalogue(struct reading *r, const struct fact *of)
{
    const struct catalogue_shelf *shelf = r->world->shelf;
    struct span version;

    if (fact_link_version(r->world->facts, of, &version))
        r->page->catalogue = shelf->find(shelf->ctx, version);
    else
        r->page->catalogue = shelf->newest(shelf->ctx);
    if (r->page->catalogue)
        return ERR_OK;
    return error_set(r->error, ERR_NOT_FOUND,
                     "the catalogue 目录 of this record is not on this tablet: 请先同步 let it "
                     "sync\tplumb sync");
}

static enum err find_subject(struct reading *r)
{
    const struct fact *of = facts_find(r->world->facts, &r->question->of), *node;
    struct uuid id;

    if (!of || record_deleted(of->record) || !uuid_equal(&of->record->site, &r->world->site))
        return no_record(r);
    if (span_is(of->record->kind, "node"))
        return find_attempt(r, of, NULL);
    if (!span_is(of->record->kind, "attempt")) {
        r->page->of = of;
        return find_catalogue(r, of);
    }
    node = fact_uuid(of, "node", &id) ? facts_find(r->world->facts, &id) : NULL;
    return node ? find_attempt(r, node, of) : no_record(r);
}

static bool has_signed(const struct facts *facts, const struct fact *of,
                       const struct catalogue_form *form, struct span role)
{
    size_t count = 0;
    const struct fact *signoff = facts_of_kind(facts, "signoff", &count);
    struct span mine;

    for (size_t i = 0; i < count; i++)
        if (fact_refers(&signoff[i], "of", &of->record->id) && fact_text(&signoff[i], "form", &mine)
            && span_equal(mine, form->code) && fact_text(&signoff[i], "role", &mine)
            && span_equal(mine, role) && fact_true(&signoff[i], "counts"))
            return true;
    return false;
}

bool signing_page_signed(const struct signing_world *world, const struct signing_page *page,
                         struct span role)
{
    return has_signed(world->facts, page->of, page->form, role);
}

// Appends, cut where a character ends.
static void append(char list[LIST_BYTES], struct span text)
{
    size_t len = strlen(list);

    text_copy(list + len, LIST_BYTES - len, text);
}

static void list_form(char list[LIST_BYTES], const struct catalogue_form *form)
{
    append(list, span_of(*list ? ", " : ""));
    append(list, form->code);
    append(list, span_of(" "));
    append(list, form->words.zh);
}

// Without --form: the one that still lacks the role; when none does, the only one it signs at all.
static enum err choose_form(struct reading *r)
{
    const struct catalogue_node *node = r->node->node;
    const struct catalogue_form *lacking = NULL, *any = NULL;
    char list[LIST_BYTES] = "";
    size_t lacking_count = 0, any_count = 0;

    for (size_t i = 0; i < node->form_count; i++) {
        const struct catalogue_form *form = node->forms[i];

        if (r->question->role && !signing_page_signer(form, r->question->role))
            continue;
        list_form(list, form);
        any = form;
        any_count++;
        if (r->question->role
            && has_signed(r->world->facts, r->page->of, form, span_of(r->question->role)))
            continue;
        lacking = form;
        lacking_count++;
    }
    r->page->form = lacking_count == 1 ? lacking : any;
    if (lacking_count == 1 || any_count == 1)
        return ERR_OK;
    if (any_count == 0)
        return error_set(r->error, ERR_INVALID, "%s signs no form of this node",
                         r->question->role ? r->question->role : "nobody");
    return error_set(r->error, ERR_INVALID, "several forms 表单, say which by --form: %s", list);
}

static bool suits(const struct reading *r, const struct catalogue_form *form)
{
    return catalogue_form_suits(r->page->catalogue, form, r->page->of->record->kind);
}

// Forms of the node, or those that suit another record.
static void list_forms(const struct reading *r, char list[LIST_BYTES])
{
    list[0] = '\0';
    for (size_t i = 0; r->node && i < r->node->node->form_count; i++)
        list_form(list, r->node->node->forms[i]);
    for (size_t i = 0; !r->node && i < r->page->catalogue->form_count; i++)
        if (suits(r, &r->page->catalogue->forms[i]))
            list_form(list, &r->page->catalogue->forms[i]);
}

// A form that is signed on something else, such as a completion acceptance on a photo.
static enum err check_suits(const struct reading *r)
{
    const struct catalogue_form *form = r->page->form;
    const struct kind *kind = r->page->of->kind;
    char list[LIST_BYTES];

    if (r->node || suits(r, form))
        return ERR_OK;
    list_forms(r, list);
    return error_set(r->error, ERR_INVALID,
                     "%.*s %.*s 不能签在%s上 is not signed on a %s; 可用的表单 forms for it: %s; "
                     "节点的表单请用 a node's form is signed by --node",
                     (int)form->words.zh.len, form->words.zh.data, (int)form->words.en.len,
                     form->words.en.data, kind ? kind->zh : "此记录", kind ? kind->en : "record",
                     *list ? list : "无 none");
}

static enum err find_form(struct reading *r)
{
    const struct kind *kind = r->page->of->kind;
    const char *wanted = r->question->form;
    char list[LIST_BYTES];

    if (!wanted && r->node)
        return choose_form(r);
    for (size_t i = 0; wanted && r->node && i < r->node->node->form_count; i++)
        if (span_is(r->node->node->forms[i]->code, wanted))
            r->page->form = r->node->node->forms[i];
    if (wanted && !r->node)
        r->page->form = catalogue_form_find(r->page->catalogue, span_of(wanted));
    if (r->page->form)
        return check_suits(r);
    list_forms(r, list);
    if (!*list)
        return error_set(
            r->error, ERR_INVALID,
            "%s不用签字;节点的表单请用 --node nothing is signed on a %s; a node's form is "
            "signed by --node",
            kind ? kind->zh : "此记录", kind ? kind->en : "record");
    if (!wanted)
        return error_set(r->error, ERR_INVALID, "--form 表单 must be given: %s", list);
    return error_set(r->error, ERR_NOT_FOUND, "form 表单 %s; there are: %s", wanted, list);
}

static enum err check_role(const struct reading *r)
{
    const struct catalogue_form *form = r->page->form;
    char list[LIST_BYTES] = "";

    if (!r->question->role || signing_page_signer(form, r->question->role))
        return ERR_OK;
    for (size_t i = 0; i < form->signer_count; i++) {
        append(list, span_of(*list ? ", " : ""));
        append(list, form->signers[i].role);
    }
    return error_set(r->error, ERR_INVALID, "%s does not sign %.*s %.*s; signers 签字人: %s",
                     r->question->role, (int)form->words.zh.len, form->words.zh.data,
                     (int)form->words.en.len, form->words.en.data, list);
}

static const struct progress_lack_form in_conflict
    = {"“%s”有两个不同的值，请先确定一个", "“%s” is in conflict: settle it first"};
static const struct progress_lack_form moved_twice = {
    "两台平板记了不同的步骤，请先确定一个", "two tablets moved it differently: settle that first"};
static const struct progress_lack_form not_carried_out
    = {"还没有实施(现在:%s)", "it is not carried out yet (now: %s)"};

static void add_lack(struct reading *r, const char *rule, const struct progress_lack_form *form,
                     struct catalogue_words words)
{
    struct progress_lack lack = {.rule = span_of(rule), .record = r->page->of->record->id};

    lack.words = progress_lack_words(r->world->arena, form, words, (struct catalogue_words){0});
    lack.unknown = lack.conflict = form == &in_conflict;
    progress_lack_add(&r->lacks, lack);
}

// A field without a single value cannot be read out to a signer.
static void find_conflicts(struct reading *r)
{
    const struct kind *kind = r->page->of->kind;
    struct span value;

    for (size_t i = 0; kind && i < kind->field_count; i++)
        if (fact_value(r->page->of, kind->fields[i].name, &value) == ERR_CONFLICT)
            add_lack(
                r, "D6.1", &in_conflict,
                (struct catalogue_words){span_of(kind->fields[i].zh), span_of(kind->fields[i].en)});
}

// D9.2: the customer confirms what was carried out, and that is a move of its machine.
static void find_move(struct reading *r)
{
    const struct move_machine *machine = move_machine_find(r->page->of->record->kind);
    const struct kind_word *word;
    struct move_standing standing;
    struct span state;
    bool confirms = false;

    for (size_t i = 0; machine && i < machine->rule_count; i++)
        confirms = confirms || strcmp(machine->rules[i].name, "confirm") == 0;
    if (!confirms || (r->question->role && strcmp(r->question->role, "customer") != 0))
        return;
    move_fold(machine, r->world->facts, &r->page->of->record->id, &standing);
    state = span_of(standing.state);
    word = kind_word_find(span_of(machine->kind), state);
    r->page->yes = move_rule_find(machine, standing.state, span_of("confirm"));
    r->page->after = standing.leaf_count ? standing.leaves[0] : NULL;
    if (standing.unsettled)
        add_lack(r, "D9.2", &moved_twice, (struct catalogue_words){0});
    else if (!r->page->yes && !span_is(state, "confirmed"))
        add_lack(r, "D9.2", &not_carried_out,
                 (struct catalogue_words){word ? span_of(word->zh) : state,
                                          word ? span_of(word->en) : state});
}

// An inspection has items as a node has, so it is judged as one.
static void find_unready(struct reading *r)
{
    struct catalogue_node like_node = {.form_count = 0};
    struct progress_node judged = {.node = &like_node, .attempt = r->page->of};
    const struct catalogue_items *items
        = fact_link_items(r->world->facts, r->page->of, r->page->catalogue);

    if (!items || !span_is(r->page->of->record->kind, "inspection"))
        return;
    like_node.items = *items;
    progress_ready_judge(&r->lacks, r->world->facts, &judged, NULL);
}

static enum err find_lacks(struct reading *r)
{
    r->page->lacks = r->node ? r->node->unready : (struct progress_lacks){0};
    if (r->node)
        return ERR_OK;
    r->lacks.arena = r->world->arena;
    find_conflicts(r);
    find_unready(r);
    find_move(r);
    r->page->lacks = progress_lack_done(&r->lacks);
    return r->world->arena->failed ? error_set(r->error, ERR_TOO_LARGE, "the page") : ERR_OK;
}

// What is on the page beside the record itself: the customer, a value, a result.
#define WORDS(text)              \
    {                            \
        (text), sizeof(text) - 1 \
    }
static const struct progress_lack covered
    = {.rule = WORDS("D6.1"),
       .words = {WORDS("页面上有一项有两个不同的值，请先确定一个"),
                 WORDS("something on the page is in conflict: settle it first")},
       .unknown = true,
       .conflict = true};
static const struct progress_lacks covered_conflict = {&covered, 1};

static enum err make_statement(struct reading *r)
{
    struct signing_page *page = r->page;
    struct statement_options options = {.facts = r->world->facts,
                                        .catalogue = page->catalogue,
                                        .form = page->form,
                                        .of = page->of,
                                        .node = page->node};
    bool conflict = false;
    enum err code = statement_format(&options, &page->statement, r->error);

    if (!code)
        code = statement_content_state(&options, &page->content, &conflict, r->error);
    if (!code && conflict && page->lacks.count == 0)
        page->lacks = covered_conflict;
    return code;
}

enum err signing_page_read(const struct signing_world *world,
                           const struct signing_question *question, struct signing_page *out,
                           struct error *error)
{
    struct reading r = {.world = world, .question = question, .page = out, .error = error};
    enum err code;

    *out = (struct signing_page){0};
    buffer_init(&out->statement, STATEMENT_BYTES_MAX);
    code = find_subject(&r);
    if (!code)
        code = find_form(&r);
    if (!code)
        code = check_role(&r);
    if (!code)
        code = find_lacks(&r);
    return code ? code : make_statement(&r);
}

void signing_page_clear(struct signing_page *page)
{
    buffer_clear(&page->statement);
    *page = (struct signing_page){0};
}

enum err signing_page_check(const struct signing_page *page, struct error *error)
{
    char list[LIST_BYTES] = "", more[80] = "";

    if (page->lacks.count == 0)
        return ERR_OK;
    for (size_t i = 0; i < page->lacks.count && i < LACKS_TOLD; i++) {
        append(list, span_of(*list ? "; " : ""));
        append(list, page->lacks.list[i].words.zh);
        append(list, span_of(" "));
        append(list, page->lacks.list[i].words.en);
    }
    if (page->lacks.count > LACKS_TOLD)
        snprintf(more, sizeof(more), "; 另有 %zu 项 and %zu more\t--review",
                 page->lacks.count - LACKS_TOLD, page->lacks.count - LACKS_TOLD);
    return error_set(error, ERR_PRECONDITION, "还不能签字 it cannot be signed yet: %s%s", list,
                     more);
}
