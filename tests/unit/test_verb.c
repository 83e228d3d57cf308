// SPDX-License-Identifier: Apache-2.0
#include "shared/base/verb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// What the last verb saw.
struct seen {
    unsigned runs;
    char dir[32], reason[32], format[32], first[64];
    int64_t wait;
    bool all, json;
    size_t positionals, roles;
};

static void keep(char out[32], const char *given)
{
    snprintf(out, 32, "%s", given ? given : "(none)");
}

static enum err run_new(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct seen *seen = ctx;

    seen->runs++;
    seen->positionals = call->positional_count;
    return ERR_OK;
}

static enum err run_revoke(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    struct seen *seen = ctx;

    seen->runs++;
    keep(seen->dir, call->dir);
    keep(seen->reason, verb_text(call, "reason"));
    keep(seen->format, verb_text(call, "format"));
    seen->wait = verb_integer(call, "wait", 30);
    seen->all = verb_flag(call, "all");
    seen->json = call->json && output->json;
    verb_list(call, "role", &seen->roles);
    seen->positionals = call->positional_count;
    snprintf(seen->first, sizeof(seen->first), "%s", call->positionals[0]);
    buffer_append_text(&output->out, "revoked\n");
    if (strcmp(call->positionals[0], "unknown") == 0)
        return error_set(error, ERR_NOT_FOUND, "device '%s'", call->positionals[0]);
    return ERR_OK;
}

static enum err plain(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    ((struct seen *)ctx)->runs++;
    return ERR_OK;
}

static enum err flood(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    char line[1024];

    memset(line, 'x', sizeof(line));
    while (buffer_append(&output->out, line, sizeof(line)))
        ;
    return ERR_OK;
}

static const char *const formats[] = {"text", "csv", NULL};
static const struct option revoke_options[] = {
    {.name = "reason",
     .type = OPTION_TEXT,
     .placeholder = "TEXT",
     .required = true,
     .help_zh = "原因",
     .help_en = "why"},
    {.name = "format",
     .type = OPTION_CHOICE,
     .choices = formats,
     .help_zh = "格式",
     .help_en = "format"},
    {.name = "wait",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .max = 60,
     .unit = "s",
     .help_zh = "等待",
     .help_en = "how long"},
    {.name = "all", .type = OPTION_FLAG, .help_zh = "全部", .help_en = "all"},
    {.name = "role", .type = OPTION_LIST, .placeholder = "R", .help_zh = "角色", .help_en = "role"},
};
static const struct verb verbs[] = {
    {.group = "device",
     .name = "revoke",
     .arguments = "ID [ID]",
     .positional_min = 1,
     .positional_max = 2,
     .options = revoke_options,
     .option_count = 5,
     .summary_zh = "停用平板",
     .summary_en = "revoke a tablet",
     .exec = run_revoke},
    {.group = "device",
     .name = "list",
     .summary_zh = "平板",
     .summary_en = "tablets",
     .exec = plain},
    {.group = "init",
     .name = "list",
     .arguments = "ID",
     .positional_max = 1,
     .summary_zh = "新建",
     .summary_en = "new ones",
     .exec = run_new},
    {.name = "init", .summary_zh = "新建", .summary_en = "a new folder", .exec = plain},
    {.name = "flood", .summary_zh = "大量", .summary_en = "print too much", .exec = flood},
};
static const struct verb_table table = {.program = "plumbd",
                                        .version = "1.2.3",
                                        .summary_zh = "办公室端",
                                        .summary_en = "the office",
                                        .verbs = verbs,
                                        .count = 5,
                                        .folder = "/srv/office"};

// Runs a command line of words between single spaces.
static int run(const char *line, struct seen *seen, struct verb_output *output)
{
    char words[300], *argv[40];
    int argc = 0;

    snprintf(words, sizeof(words), "%s", line);
    for (char *at = words; at; argc++) {
        char *space = strchr(at, ' ');

        argv[argc] = at;
        if (space)
            *space++ = '\0';
        at = space;
    }
    argv[argc] = NULL;
    *seen = (struct seen){0};
    verb_output_clear(output);
    verb_output_init(output);
    return verb_run(&table, argc, argv, seen, output);
}

static void assert_refused(const char *line, enum err code, const char *expected)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run(line, &seen, &output), err_exit_code(code));
    assert_int_equal(seen.runs, 0);
    assert_int_equal(output.out.len, 0);
    if (!strstr(output.err.data, expected))
        fail_msg("%s\n%sdoes not say: %s", line, output.err.data, expected);
    verb_output_clear(&output);
}

static void options_stand_before_and_after_arguments(void **state)
{
    static const char *const lines[] = {
        "plumbd device revoke t1 --reason lost --wait 5 --all --role a --role b --dir /d --json",
        "plumbd --dir=/d --json device revoke --reason=lost --wait=5 --role=a t1 --role=b --all",
        "plumbd device --json revoke --all --role a --role b --wait 5 --reason lost --dir /d -- t1",
    };
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(run(lines[i], &seen, &output), 0);
        assert_int_equal(seen.runs, 1);
        assert_string_equal(seen.dir, "/d");
        assert_string_equal(seen.reason, "lost");
        assert_string_equal(seen.format, "(none)");
        assert_string_equal(seen.first, "t1");
        assert_int_equal(seen.wait, 5);
        assert_int_equal(seen.roles, 2);
        assert_int_equal(seen.positionals, 1);
        assert_true(seen.all);
        assert_true(seen.json);
        assert_string_equal(output.out.data, "revoked\n");
        assert_int_equal(output.err.len, 0);
    }
    verb_output_clear(&output);
}

static void a_word_alone_may_begin_others_too(void **state)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run("plumbd init", &seen, &output), 0);
    assert_int_equal(run("plumbd init list t1", &seen, &output), 0);
    assert_int_equal(seen.runs, 1);
    assert_int_equal(seen.positionals, 1);
    assert_int_equal(run("plumbd init list", &seen, &output), 0);
    verb_output_clear(&output);
    assert_refused("plumbd init other", ERR_USAGE, "one argument too many");
    assert_refused("plumbd init --json list", ERR_USAGE, "one argument too many");
    assert_refused("plumbd init -- list", ERR_USAGE, "one argument too many");
}

static void what_is_not_given_has_its_default(void **state)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run("plumbd device revoke t1 --reason x", &seen, &output), 0);
    assert_string_equal(seen.dir, "(none)");
    assert_string_equal(seen.reason, "x");
    assert_int_equal(seen.wait, 30);
    assert_int_equal(seen.roles, 0);
    assert_false(seen.all);
    assert_false(seen.json);
    verb_output_clear(&output);
}

static void behind_two_dashes_everything_is_an_argument(void **state)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run("plumbd device revoke --reason x -- --json --", &seen, &output), 0);
    assert_string_equal(seen.first, "--json");
    assert_int_equal(seen.positionals, 2);
    assert_false(output.json);
    assert_int_equal(run("plumbd device revoke --reason x -", &seen, &output), 0);
    assert_string_equal(seen.first, "-");
    verb_output_clear(&output);
}

static void unknown_words_are_quoted_with_the_nearest_known_one(void **state)
{
    assert_refused("plumbd inti", ERR_USAGE,
                   "'inti' is not a verb of plumbd; did you mean 'init'?");
    assert_refused("plumbd banana", ERR_USAGE, "'banana' is not a verb of plumbd\n");
    assert_refused("plumbd device lst", ERR_USAGE,
                   "'device lst' is not a verb of plumbd; did you mean 'list'?");
    assert_refused("plumbd list", ERR_USAGE, "'list' is not a verb");
    assert_refused("plumbd device", ERR_USAGE, "'device' needs a second word");
    assert_refused("plumbd", ERR_USAGE, "no verb is given");
    assert_refused("plumbd device revoke t --raeson x", ERR_USAGE,
                   "'--raeson' is not an option; did you mean '--reason'?");
    assert_refused("plumbd init --banana=1", ERR_USAGE, "'--banana=1' is not an option of init");
    assert_refused("plumbd -x", ERR_USAGE, "'-x' is not an option of plumbd");
    assert_refused("plumbd --reason x device revoke t", ERR_USAGE, "'--reason' is not an option");
    assert_refused("plumbd init --=x", ERR_USAGE, "'--=x'");
}

static void missing_and_surplus_parts_are_named(void **state)
{
    assert_refused("plumbd device revoke t1", ERR_USAGE, "revoke: --reason is missing");
    assert_refused("plumbd device revoke t1 --reason=", ERR_INVALID,
                   "--reason 不能为空 says nothing");
    assert_refused("plumbd device revoke t1 --reason=\u3000", ERR_INVALID, "says nothing");
    assert_refused("plumbd device revoke --reason x", ERR_USAGE, "revoke: ID [ID] is missing");
    assert_refused("plumbd device revoke --reason x a b c", ERR_USAGE,
                   "'c' is one argument too many");
    assert_refused("plumbd init x", ERR_USAGE, "'x' is one argument too many");
    assert_refused("plumbd device revoke t1 --reason", ERR_USAGE, "--reason needs a value");
    assert_refused("plumbd device revoke t1 --reason --json", ERR_USAGE, "--reason needs a value");
    assert_refused("plumbd init --dir a --dir b", ERR_USAGE, "--dir is given twice");
    assert_refused("plumbd device revoke t --reason x --wait 61", ERR_INVALID, "'61'");
    assert_refused("plumbd device revoke t --reason x --format pdf", ERR_INVALID, "'pdf'");
    assert_refused("plumbd init --json=1", ERR_USAGE, "--json takes no value");
}

static void an_error_is_told_in_two_languages(void **state)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run("plumbd device revoke unknown --reason x", &seen, &output), 4);
    assert_string_equal(output.err.data,
                        "plumbd: 找不到;没有改动任何数据: device 'unknown'\n"
                        "plumbd: not found; nothing was changed: device 'unknown'\n");
    assert_string_equal(output.out.data, "revoked\n"); // what was printed before stays
    verb_output_clear(&output);
}

static void with_json_an_error_is_one_object(void **state)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run("plumbd device revoke unknown --reason x --json", &seen, &output), 4);
    assert_string_equal(output.err.data,
                        "{\"error\":{\"code\":\"NOT_FOUND\",\"detail\":\"device 'unknown'\","
                        "\"en\":\"not found; nothing was changed\","
                        "\"zh\":\"找不到;没有改动任何数据\"}}\n");
    assert_int_equal(run("plumbd --banana --json", &seen, &output), 2);
    assert_non_null(strstr(output.err.data, "{\"error\":{\"code\":\"USAGE\""));
    verb_output_clear(&output);
}

static void an_error_cannot_play_tricks_on_the_terminal(void **state)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run("plumbd \x1b[2J\n\xff", &seen, &output), 2);
    assert_null(strchr(output.err.data, 0x1b));
    assert_null(strstr(output.err.data, "\n\xff"));
    assert_int_equal(run("plumbd \x1b[2J\n\xff --json", &seen, &output), 2);
    assert_non_null(strstr(output.err.data, "'\\u001b[2J\\n\xef\xbf\xbd'"));
    verb_output_clear(&output);
}

static void many_verbs_stand_a_line_each_under_headings(void **state)
{
    static const struct verb_heading headings[]
        = {{"device", "平板", "tablets"}, {"never", "没有", "nothing"}};
    struct verb_table headed = table;
    struct verb_output output;
    const char *heading, *verb;

    headed.headings = headings;
    headed.heading_count = 2;
    verb_output_init(&output);
    assert_int_equal(verb_run(&headed, 2, (char *const[]){(char *)"plumbd", (char *)"--help", NULL},
                              NULL, &output),
                     0);
    heading = strstr(output.out.data, "平板 / tablets\n");
    verb = strstr(output.out.data, "  device revoke      停用平板 / revoke a tablet\n");
    assert_true(heading && verb && heading < verb);
    assert_null(strstr(output.out.data, "没有"));
    assert_non_null(strstr(output.out.data, "plumbd VERB --help"));
    verb_output_clear(&output);
}

static void help_is_made_from_the_table(void **state)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run("plumbd --help", &seen, &output), 0);
    assert_non_null(strstr(output.out.data, "plumbd 1.2.3\n办公室端\nthe office\n"));
    assert_non_null(
        strstr(output.out.data, "  device revoke ID [ID] --reason TEXT\n      停用平板\n"));
    assert_non_null(strstr(output.out.data, "  init\n"));
    assert_int_equal(run("plumbd device -h", &seen, &output), 0);
    assert_non_null(strstr(output.out.data, "  device list\n"));
    assert_null(strstr(output.out.data, "  init\n"));
    assert_int_equal(run("plumbd device revoke --help", &seen, &output), 0); // nothing is missing
    assert_non_null(
        strstr(output.out.data, "plumbd device revoke ID [ID] --reason TEXT [--format text|csv]"));
    assert_non_null(strstr(output.out.data, "revoke a tablet\n"));
    assert_non_null(strstr(output.out.data, "--dir D"));
    assert_non_null(strstr(output.out.data, "(default $PLUMB_DIR, else /srv/office)\n"));
    assert_int_equal(run("plumbd --version", &seen, &output), 0);
    assert_string_equal(output.out.data, "plumbd 1.2.3\n");
    assert_int_equal(seen.runs, 0);
    verb_output_clear(&output);
}

static void a_parsed_call_lends_its_lists(void **state)
{
    char *argv[]
        = {"plumbd", "device", "revoke", "t1", "--reason", "x", "--role", "a", "--role", "b", NULL};
    struct verb_call call;
    const char *const *roles;
    size_t count = 0;

    assert_int_equal(verb_parse(&table, 10, argv, &call, NULL), ERR_OK);
    assert_ptr_equal(call.verb, &verbs[0]);
    roles = verb_list(&call, "role", &count);
    assert_int_equal(count, 2);
    assert_string_equal(roles[1], "b");
    verb_call_clear(&call);
}

static void an_empty_command_line_is_a_usage_error(void **state)
{
    char *argv[] = {NULL};
    struct verb_call call;

    assert_int_equal(verb_parse(&table, 0, argv, &call, NULL), ERR_USAGE);
    verb_call_clear(&call);
}

static void too_much_output_is_an_error_and_not_a_cut(void **state)
{
    struct verb_output output;
    struct seen seen;

    verb_output_init(&output);
    assert_int_equal(run("plumbd flood", &seen, &output), err_exit_code(ERR_TOO_LARGE));
    verb_output_clear(&output);
}

static void output_reaches_the_terminal_only_when_direct(void **state)
{
    struct verb_output output;
    char bytes[32] = "";
    int saved = dup(STDOUT_FILENO), ends[2], full = open("/dev/full", O_WRONLY);

    assert_int_equal(pipe(ends), 0);
    verb_output_init(&output);
    buffer_append_text(&output.out, "kept");
    assert_int_equal(verb_output_flush(&output), ERR_OK);
    assert_int_equal(output.out.len, 4);
    output.direct = true;
    dup2(ends[1], STDOUT_FILENO);
    assert_int_equal(verb_output_flush(&output), ERR_OK);
    dup2(full, STDOUT_FILENO);
    buffer_append_text(&output.out, "lost");
    assert_int_equal(verb_output_flush(&output), ERR_IO);
    dup2(saved, STDOUT_FILENO);
    assert_int_equal(read(ends[0], bytes, sizeof(bytes)), 4);
    assert_string_equal(bytes, "kept");
    close(saved);
    close(full);
    close(ends[0]);
    close(ends[1]);
    verb_output_clear(&output);
}

static void note_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    *(uint64_t *)ctx = done * 100 / total;
}

static void progress_is_told_to_whoever_listens(void **state)
{
    struct verb_output output;
    uint64_t percent = 0;

    verb_output_init(&output);
    verb_output_progress(&output, "push", 1, 2);
    output.progress = note_progress;
    output.progress_ctx = &percent;
    verb_output_progress(&output, "push", 1, 2);
    assert_int_equal(percent, 50);
    verb_output_clear(&output);
}

static void a_list_ends_with_how_many_it_has_in_words(void **state)
{
    struct verb_output output;
    (void)state;

    verb_output_init(&output);
    verb_output_count(&output, 0);
    verb_output_count(&output, 12);
    assert_string_equal(output.out.data, "共 0 条 0 in all\n共 12 条 12 in all\n");
    verb_output_clear(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_before_and_after_arguments),
        cmocka_unit_test(a_word_alone_may_begin_others_too),
        cmocka_unit_test(what_is_not_given_has_its_default),
        cmocka_unit_test(behind_two_dashes_everything_is_an_argument),
        cmocka_unit_test(unknown_words_are_quoted_with_the_nearest_known_one),
        cmocka_unit_test(missing_and_surplus_parts_are_named),
        cmocka_unit_test(an_error_is_told_in_two_languages),
        cmocka_unit_test(with_json_an_error_is_one_object),
        cmocka_unit_test(an_error_cannot_play_tricks_on_the_terminal),
        cmocka_unit_test(help_is_made_from_the_table),
        cmocka_unit_test(many_verbs_stand_a_line_each_under_headings),
        cmocka_unit_test(a_parsed_call_lends_its_lists),
        cmocka_unit_test(an_empty_command_line_is_a_usage_error),
        cmocka_unit_test(too_much_output_is_an_error_and_not_a_cut),
        cmocka_unit_test(output_reaches_the_terminal_only_when_direct),
        cmocka_unit_test(progress_is_told_to_whoever_listens),
        cmocka_unit_test(a_list_ends_with_how_many_it_has_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
