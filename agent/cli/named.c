// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/named.h"

#include "agent/store/replica.h"
#include "shared/model/fact.h"

#include <string.h>

enum { ARENA_MAX = 64 << 20, FACT_MAX = 1 << 20, LIST_MAX = 160, SHOWN_MOST = 5 };

// A walk over records that looks for the one a text means. The best way in which any fits wins:
// an exact name is not made ambiguous by one that only contains it.
enum fit { FIT_NONE, FIT_PART, FIT_EXACT };
struct search {
    struct span text;
    struct arena arena; // for one record at a time
    enum fit (*judge)(const struct search *search, const struct fact *fact);
    void (*describe)(const struct fact *fact, struct buffer *out);
    enum fit best;
    size_t found;          // with the best fit
    struct uuid id;        // of the first of them
    struct buffer fitting; // descriptions of those
    size_t all;
    struct buffer others; // of the first few of all
};

static void put_description(const struct search *search, const struct fact *fact, size_t count,
                            struct buffer *out)
{
    struct buffer one;

    if (count > SHOWN_MOST)
        return;
    buffer_init(&one, out->max);
    if (out->len > 0)
        buffer_append_text(&one, ", ");
    search->describe(fact, &one);
    if (!one.failed && one.len <= out->max - out->len) // whole, or not at all
        buffer_append(out, one.data, one.len);
    buffer_clear(&one);
}

static bool look_at(void *arg, const struct replica_row *row)
{
    struct search *search = arg;
    struct facts facts;
    enum fit fit;

    arena_reset(&search->arena);
    facts_init(&facts, &search->arena);
    if (facts_add(&facts, row->state, 0, NULL) != ERR_OK)
        return true;
    facts_settle(&facts);
    put_description(search, facts.list, ++search->all, &search->others);
    fit = search->judge(search, facts.list);
    if (fit > search->best) {
        search->best = fit;
        search->found = 0;
        buffer_reset(&search->fitting);
    }
    if (fit != FIT_NONE && fit == search->best) {
        if (search->found++ == 0)
            search->id = row->id;
        put_description(search, facts.list, search->found, &search->fitting);
    }
    facts_clear(&facts);
    return true;
}

static enum err tell(const struct search *search, const char *option, const char *kind_words,
                     struct error *error)
{
    if (search->found == 0 && search->all == 0)
        return error_set(error, ERR_NOT_FOUND,
                         "%s \"%.*s\": no %s is on this tablet yet: plumb sync", option,
                         (int)search->text.len, search->text.data, kind_words);
    if (search->found == 0)
        return error_set(
            error, ERR_NOT_FOUND, "%s \"%.*s\": 没有这个 no such %s; 本机有 here are: %s%s", option,
            (int)search->text.len, search->text.data, kind_words,
            search->others.len ? search->others.data : "-", search->all > SHOWN_MOST ? "…" : "");
    return error_set(
        error, ERR_INVALID, "%s \"%.*s\" 有 %zu 个符合 fits %zu: %s%s; 请写得更全 write more",
        option, (int)search->text.len, search->text.data, search->found, search->found,
        search->fitting.len ? search->fitting.data : "-", search->found > SHOWN_MOST ? "…" : "");
}

static enum err run(struct store *store, struct search *search, const char *kind,
                    struct error *error)
{
    struct replica_filter filter = {.kind = span_of(kind)};

    arena_init(&search->arena, ARENA_MAX);
    buffer_init(&search->fitting, LIST_MAX);
    buffer_init(&search->others, LIST_MAX);
    return replica_list(store, &filter, look_at, search, error);
}

static void end(struct search *search)
{
    arena_clear(&search->arena);
    buffer_clear(&search->fitting);
    buffer_clear(&search->others);
}

// Whether the plain text of a field is `text`, or contains it.
static enum fit compare(const struct fact *fact, const char *field, struct span text)
{
    struct buffer plain;
    enum fit fit = FIT_NONE;

    if (text.len == 0)
        return FIT_NONE;
    buffer_init(&plain, FACT_MAX);
    fact_put_text(fact, field, &plain);
    if (span_equal((struct span){plain.data, plain.len}, text))
        fit = FIT_EXACT;
    else if (plain.len > 0 && memmem(plain.data, plain.len, text.data, text.len))
        fit = FIT_PART;
    buffer_clear(&plain);
    return fit;
}

static enum fit judge_by(const struct search *search, const struct fact *fact,
                         const char *const *fields)
{
    enum fit best = FIT_NONE;

    for (; *fields; fields++) {
        enum fit fit = compare(fact, *fields, search->text);

        best = fit > best ? fit : best;
    }
    return best;
}

static void append_field(const struct fact *fact, const char *field, struct buffer *out)
{
    struct buffer plain;

    buffer_init(&plain, FACT_MAX);
    if (fact_put_text(fact, field, &plain))
        buffer_append(out, plain.data, plain.len);
    buffer_clear(&plain);
}

static enum fit judge_site(const struct search *search, const struct fact *fact)
{
    static const char *const fields[] = {"contract_number", "address", "customer_name", NULL};

    return judge_by(search, fact, fields);
}

static void describe_site(const struct fact *fact, struct buffer *out)
{
    append_field(fact, "contract_number", out);
    buffer_append_char(out, ' ');
    append_field(fact, "address", out);
}

static enum fit judge_person(const struct search *search, const struct fact *fact)
{
    static const char *const fields[] = {"name", "phone", NULL};

    return judge_by(search, fact, fields);
}

static void describe_person(const struct fact *fact, struct buffer *out)
{
    append_field(fact, "name", out);
}

// What one record of a kind is called, and its id itself, also one that is not here yet.
static enum err find(struct store *store, struct search *search, const char *kind,
                     const char *option, struct error *error)
{
    const struct kind *known = kind_find(span_of(kind));
    enum err code;

    if (uuid_parse(search->text, &search->id))
        return ERR_OK;
    code = run(store, search, kind, error);
    if (!code && search->found != 1)
        code = tell(search, option, known ? known->en : kind, error);
    end(search);
    return code;
}

enum err named_site(struct store *store, const char *option, const char *text, struct uuid *out,
                    struct error *error)
{
    struct search search = {.text = span_of(text), .judge = judge_site, .describe = describe_site};
    enum err code = find(store, &search, "site", option, error);

    *out = search.id;
    return code;
}

enum err named_person(struct store *store, const char *option, const char *text, struct uuid *out,
                      struct error *error)
{
    struct search search
        = {.text = span_of(text), .judge = judge_person, .describe = describe_person};
    enum err code = find(store, &search, "person", option, error);

    *out = search.id;
    return code;
}

// Ids that begin or end with a text.
struct id_search {
    const struct named_question *question;
    struct named_record *out;
    size_t found;
};

static bool is_wanted(const char *const *kinds, struct span kind)
{
    if (!kinds)
        return true;
    for (; *kinds; kinds++)
        if (span_is(kind, *kinds))
            return true;
    return false;
}

static bool look_at_id(void *arg, const struct replica_row *row)
{
    struct id_search *search = arg;
    char id[UUID_TEXT];
    size_t len = strlen(search->question->text);

    uuid_format(&row->id, id);
    if (!is_wanted(search->question->kinds, row->kind)
        || (strncmp(id, search->question->text, len) != 0
            && strcmp(id + UUID_TEXT - 1 - len, search->question->text) != 0))
        return true;
    if (search->found++ == 0) {
        search->out->id = row->id;
        search->out->site = row->site;
        text_copy(search->out->kind, sizeof(search->out->kind), row->kind);
    }
    return true;
}

static const char *wanted_words(const struct named_question *question)
{
    const struct kind *kind = question->kinds ? kind_find(span_of(question->kinds[0])) : NULL;

    return kind ? kind->en : "record";
}

enum err named_record(struct store *store, const struct named_question *question,
                      struct named_record *out, struct error *error)
{
    struct id_search search = {question, out, 0};
    struct replica_filter filter = {.with_deleted = false};
    size_t len = strlen(question->text);
    enum err code;

    if (len < NAMED_PART_MIN || len >= UUID_TEXT)
        return error_set(
            error, ERR_INVALID,
            "%s \"%s\": 请写编号,或其开头或结尾至少 %d 位 give an id, or at least %d characters "
            "of its beginning or end",
            question->option, question->text, NAMED_PART_MIN, NAMED_PART_MIN);
    if (question->kinds && !question->kinds[1])
        filter.kind = span_of(question->kinds[0]);
    code = replica_list(store, &filter, look_at_id, &search, error);
    if (!code && search.found == 0)
        code = error_set(error, ERR_NOT_FOUND,
                         "%s \"%s\": 本机没有这个 no such %s is on this tablet", question->option,
                         question->text, wanted_words(question));
    else if (!code && search.found > 1)
        code = error_set(error, ERR_INVALID,
                         "%s \"%s\" 有 %zu 个符合 fits %zu; 请写得更全 write more",
                         question->option, question->text, search.found, search.found);
    return code;
}

// The node of a site with this code.
struct code_search {
    struct span code;
    struct arena arena;
    struct named_record *out;
    bool found;
};

static bool look_at_node(void *arg, const struct replica_row *row)
{
    struct code_search *search = arg;
    struct facts facts;

    arena_reset(&search->arena);
    facts_init(&facts, &search->arena);
    if (facts_add(&facts, row->state, 0, NULL) != ERR_OK)
        return true;
    facts_settle(&facts);
    if (compare(facts.list, "code", search->code) == FIT_EXACT) {
        *search->out = (struct named_record){.id = row->id, .site = row->site, .kind = "node"};
        search->found = true;
    }
    facts_clear(&facts);
    return !search->found;
}

static enum err find_node(struct store *store, const char *option, struct code_search *search,
                          struct error *error)
{
    struct replica_filter filter
        = {.by_site = true, .site = search->out->site, .kind = span_of("node")};
    enum err code;

    arena_init(&search->arena, ARENA_MAX);
    code = replica_list(store, &filter, look_at_node, search, error);
    arena_clear(&search->arena);
    if (code || search->found)
        return code;
    return error_set(error, ERR_NOT_FOUND,
                     "%s: 节点 %.*s 还没有开始 this node has not been started: plumb node start",
                     option, (int)search->code.len, search->code.data);
}

enum err named_node(struct store *store, const char *option, const char *text,
                    struct named_record *out, struct error *error)
{
    static const char *const kinds[] = {"node", "attempt", NULL};
    struct named_question question = {kinds, option, text};
    const char *slash = strrchr(text, '/');
    struct code_search search = {.out = out};
    char site[256];
    enum err code;

    if (!slash)
        return named_record(store, &question, out, error);
    search.code = span_of(slash + 1);
    text_copy(site, sizeof(site), (struct span){text, (size_t)(slash - text)});
    code = named_site(store, option, site, &out->site, error);
    return code ? code : find_node(store, option, &search, error);
}
