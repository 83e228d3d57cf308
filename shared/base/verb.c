// SPDX-License-Identifier: Apache-2.0
#include "shared/base/verb.h"

#include "shared/base/memory.h"
#include "shared/base/suggest.h"
#include "shared/base/text.h"
#include "shared/base/verb_completion.h"
#include "shared/base/verb_help.h"
#include "shared/base/verb_man.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A command line on its way through verb_parse.
struct reading {
    const struct verb_table *table;
    struct verb_call *call;
    struct option_value common[VERB_COMMON_COUNT];
    int argc, at, verb_at; // verb_at: of the word that named the verb
    char *const *argv;
    struct error *error;
};

static bool text_is(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

// The first word of a verb, which for verbs of two words is the group.
static const char *first_word(const struct verb *verb)
{
    return verb->group ? verb->group : verb->name;
}

static enum err refuse_word(const struct reading *reading, const char *word)
{
    const char *group = reading->call->group;
    struct suggest suggest;

    suggest_init(&suggest, word);
    for (size_t i = 0; i < reading->table->count; i++) {
        const struct verb *verb = &reading->table->verbs[i];

        if (!group)
            suggest_offer(&suggest, first_word(verb));
        else if (text_is(verb->group, group))
            suggest_offer(&suggest, verb->name);
    }
    return error_set(reading->error, ERR_USAGE, "'%s%s%s' is not a verb of %s%s%s%s",
                     group ? group : "", group ? " " : "", word, reading->table->program,
                     suggest.best ? "; did you mean '" : "", suggest.best ? suggest.best : "",
                     suggest.best ? "'?" : "");
}

static enum err read_verb_word(struct reading *reading, const char *word)
{
    struct verb_call *call = reading->call;

    for (size_t i = 0; i < reading->table->count; i++) {
        const struct verb *verb = &reading->table->verbs[i];

        if (call->group ? text_is(verb->group, call->group) && text_is(verb->name, word)
                        : !verb->group && text_is(verb->name, word)) {
            call->verb = verb;
            reading->verb_at = reading->at;
            return ERR_OK;
        }
    }
    for (size_t i = 0; !call->group && i < reading->table->count; i++)
        if (text_is(reading->table->verbs[i].group, word)) {
            call->group = reading->table->verbs[i].group;
            return ERR_OK;
        }
    return refuse_word(reading, word);
}

// A verb of one word may be the first word of others too: "handover", "handover import".
static bool read_second_word(struct reading *reading, const char *word)
{
    struct verb_call *call = reading->call;

    if (call->verb->group || reading->at != reading->verb_at + 1)
        return false;
    for (size_t i = 0; i < reading->table->count; i++) {
        const struct verb *verb = &reading->table->verbs[i];

        if (text_is(verb->group, call->verb->name) && text_is(verb->name, word)) {
            call->verb = verb;
            return true;
        }
    }
    return false;
}

static enum err refuse_option(const struct reading *reading, const char *token)
{
    const struct verb *verb = reading->call->verb;
    const char *name = token + strspn(token, "-");
    struct suggest suggest;

    suggest_init(&suggest, name);
    for (size_t i = 0; verb && i < verb->option_count; i++)
        suggest_offer(&suggest, verb->options[i].name);
    for (size_t i = 0; i < VERB_COMMON_COUNT; i++)
        suggest_offer(&suggest, verb_help_common[i].name);
    if (suggest.best)
        return error_set(reading->error, ERR_USAGE, "'%s' is not an option; did you mean '--%s'?",
                         token, suggest.best);
    return error_set(reading->error, ERR_USAGE, "'%s' is not an option of %s", token,
                     verb ? verb->name : reading->table->program);
}

// Finds an option by name and where its value goes; NULL when there is none.
static const struct option *find_option(struct reading *reading, struct span name,
                                        struct option_value **value)
{
    const struct verb *verb = reading->call->verb;

    for (size_t i = 0; verb && i < verb->option_count; i++)
        if (span_is(name, verb->options[i].name)) {
            *value = &reading->call->values[i];
            return &verb->options[i];
        }
    for (size_t i = 0; i < VERB_COMMON_COUNT; i++)
        if (span_is(name, verb_help_common[i].name)) {
            *value = &reading->common[i];
            return &verb_help_common[i];
        }
    return NULL;
}

static enum err read_option(struct reading *reading, const char *token)
{
    struct option_value *value = NULL;
    const struct option *option;
    struct span name, text;
    const char *given = NULL;

    if (text_is(token, "-h"))
        token = "--help";
    if (strncmp(token, "--", 2) != 0)
        return refuse_option(reading, token);
    if (text_split_pair(span_of(token + 2), &name, &text))
        given = text.data;
    else
        name = span_of(token + 2);
    option = find_option(reading, name, &value);
    if (!option)
        return refuse_option(reading, token);
    // A following option is not taken for a value: it is far more likely that the value is missing.
    if (!given && option->type != OPTION_FLAG && reading->at + 1 < reading->argc
        && strncmp(reading->argv[reading->at + 1], "--", 2) != 0)
        given = reading->argv[++reading->at];
    return option_take(option, given, value, reading->error);
}

static enum err read_all(struct reading *reading)
{
    struct verb_call *call = reading->call;
    bool options_ended = false;

    for (reading->at = 1; reading->at < reading->argc; reading->at++) {
        const char *token = reading->argv[reading->at];
        enum err code = ERR_OK;

        if (!options_ended && text_is(token, "--"))
            options_ended = true;
        else if (!options_ended && token[0] == '-' && token[1])
            code = read_option(reading, token);
        else if (!call->verb)
            code = read_verb_word(reading, token);
        else if (!read_second_word(reading, token))
            call->positionals[call->positional_count++] = token;
        if (code)
            return code;
    }
    return ERR_OK;
}

static enum err check_complete(const struct reading *reading)
{
    const struct verb_call *call = reading->call;
    const struct verb *verb = call->verb;

    if (!verb && call->group)
        return error_set(reading->error, ERR_USAGE, "'%s' needs a second word; see %s %s --help",
                         call->group, reading->table->program, call->group);
    if (!verb)
        return error_set(reading->error, ERR_USAGE, "no verb is given; see %s --help",
                         reading->table->program);
    for (size_t i = 0; i < verb->option_count; i++) {
        const struct option *option = &verb->options[i];

        if (option->required && !call->values[i].given)
            return error_set(reading->error, ERR_USAGE, "%s: --%s is missing", verb->name,
                             option->name);
        if (option->required && option->type == OPTION_TEXT
            && text_blank(span_of(call->values[i].text)))
            return error_set(reading->error, ERR_INVALID, "%s: --%s 不能为空 says nothing",
                             verb->name, option->name);
    }
    if (call->positional_count < verb->positional_min)
        return error_set(reading->error, ERR_USAGE, "%s: %s is missing", verb->name,
                         verb->arguments);
    if (call->positional_count > verb->positional_max)
        return error_set(reading->error, ERR_USAGE, "%s: '%s' is one argument too many", verb->name,
                         call->positionals[verb->positional_max]);
    return ERR_OK;
}

enum err verb_parse(const struct verb_table *table, int argc, char *const *argv,
                    struct verb_call *call, struct error *error)
{
    struct reading reading
        = {.table = table, .call = call, .argc = argc, .argv = argv, .error = error};
    enum err code;

    *call = (struct verb_call){0};
    call->positionals = mem_alloc_array(argc > 0 ? (size_t)argc : 1, sizeof(*call->positionals));
    code = read_all(&reading);
    call->dir = reading.common[VERB_DIR].text;
    call->json = reading.common[VERB_JSON].given;
    call->help = reading.common[VERB_HELP].given;
    call->version = reading.common[VERB_VERSION].given;
    if (code || call->help || call->version)
        return code;
    return check_complete(&reading);
}

void verb_call_clear(struct verb_call *call)
{
    for (size_t i = 0; i < VERB_OPTIONS_MAX; i++)
        option_value_clear(&call->values[i]);
    mem_free(call->positionals);
    *call = (struct verb_call){0};
}

static const struct option_value *value_of(const struct verb_call *call, const char *name,
                                           const struct option **option)
{
    for (size_t i = 0; i < call->verb->option_count; i++)
        if (text_is(call->verb->options[i].name, name)) {
            *option = &call->verb->options[i];
            return &call->values[i];
        }
    fprintf(stderr, "plumbline: verb '%s' has no option '%s'\n", call->verb->name, name);
    abort();
}

bool verb_flag(const struct verb_call *call, const char *name)
{
    const struct option *option = NULL;
    const struct option_value *value = value_of(call, name, &option);

    assert(option->type == OPTION_FLAG);
    return value->given;
}

const char *verb_text(const struct verb_call *call, const char *name)
{
    const struct option *option = NULL;
    const struct option_value *value = value_of(call, name, &option);

    assert(option->type == OPTION_TEXT || option->type == OPTION_CHOICE);
    return value->text;
}

int64_t verb_integer(const struct verb_call *call, const char *name, int64_t otherwise)
{
    const struct option *option = NULL;
    const struct option_value *value = value_of(call, name, &option);

    assert(option->type == OPTION_INTEGER);
    return value->given ? value->integer : otherwise;
}

const char *const *verb_list(const struct verb_call *call, const char *name, size_t *count)
{
    const struct option *option = NULL;
    const struct option_value *value = value_of(call, name, &option);

    assert(option->type == OPTION_LIST);
    *count = value->list_count;
    return value->list;
}

static void print_error_json(const struct error *error, struct buffer *out)
{
    const char *detail = error->detail, *en = err_text_en(error->code),
               *zh = err_text_zh(error->code);

    buffer_printf(out, "{\"error\":{\"code\":\"%s\",\"detail\":", err_name(error->code));
    buffer_append_json(out, detail, strlen(detail));
    buffer_append_text(out, ",\"en\":");
    buffer_append_json(out, en, strlen(en));
    buffer_append_text(out, ",\"zh\":");
    buffer_append_json(out, zh, strlen(zh));
    buffer_append_text(out, "}}\n");
}

void verb_print_error(const char *program, const struct error *error, struct verb_output *output)
{
    struct error shown = *error;
    const char *colon = shown.detail[0] ? ": " : "";

    if (output->json) {
        print_error_json(error, &output->err);
        return;
    }
    text_flatten(shown.detail);
    buffer_printf(&output->err, "%s: %s%s%s\n", program, err_text_zh(shown.code), colon,
                  shown.detail);
    buffer_printf(&output->err, "%s: %s%s%s\n", program, err_text_en(shown.code), colon,
                  shown.detail);
}

// Whether errors are wanted as JSON, even when the rest of the line cannot be understood.
static bool asks_for_json(int argc, char *const *argv)
{
    for (int i = 1; i < argc && !text_is(argv[i], "--"); i++)
        if (text_is(argv[i], "--json"))
            return true;
    return false;
}

static enum err run_call(const struct verb_table *table, const struct verb_call *call, void *ctx,
                         struct verb_output *output, struct error *error)
{
    enum err code;

    if (call->help) {
        verb_help_print(table, call, &output->out);
        return ERR_OK;
    }
    if (call->version) {
        buffer_printf(&output->out, "%s %s\n", table->program, table->version);
        return ERR_OK;
    }
    code = call->verb->exec(ctx, call, output, error);
    if (!code && output->out.failed)
        code = error_set(error, ERR_TOO_LARGE, "%s: more than %d bytes to print", call->verb->name,
                         VERB_OUTPUT_BYTES);
    return code;
}

// For packages: --help-man and --help-bash, -zsh, -fish print what is made from the table.
static bool print_made(const struct verb_table *table, const char *asked, struct buffer *out)
{
    if (strncmp(asked, "--help-", 7) != 0)
        return false;
    if (strcmp(asked + 7, "man") != 0)
        return verb_completion_print(table, asked + 7, out);
    verb_man_print(table, table->section ? table->section : 1, out);
    return true;
}

int verb_run(const struct verb_table *table, int argc, char *const *argv, void *ctx,
             struct verb_output *output)
{
    struct verb_call call;
    struct error error = {0};
    enum err code;

    if (argc == 2 && print_made(table, argv[1], &output->out))
        return 0;
    code = verb_parse(table, argc, argv, &call, &error);
    output->json = asks_for_json(argc, argv);
    if (!code)
        code = run_call(table, &call, ctx, output, &error);
    verb_call_clear(&call);
    if (code) {
        error.code = code;
        verb_print_error(table->program, &error, output);
    }
    return err_exit_code(code);
}
