// SPDX-License-Identifier: Apache-2.0
#include "shared/base/verb_help.h"

#include <stdio.h>
#include <string.h>

enum { NAME_COLUMNS = 18 };

const struct option verb_help_common[VERB_COMMON_COUNT] = {
    [VERB_DIR] = {.name = "dir",
                  .type = OPTION_TEXT,
                  .placeholder = "D",
                  .help_zh = "数据文件夹(默认 $PLUMB_DIR)",
                  .help_en = "the data folder (default $PLUMB_DIR)"},
    [VERB_JSON] = {.name = "json",
                   .type = OPTION_FLAG,
                   .help_zh = "以 JSON 输出数据和错误",
                   .help_en = "print data and errors as JSON"},
    [VERB_HELP]
    = {.name = "help", .type = OPTION_FLAG, .help_zh = "显示帮助", .help_en = "print help"},
    [VERB_VERSION] = {.name = "version",
                      .type = OPTION_FLAG,
                      .help_zh = "显示版本",
                      .help_en = "print the version"},
};

static void print_name(const struct verb *verb, struct buffer *out)
{
    buffer_printf(out, "%s%s%s%s%s", verb->group ? verb->group : "", verb->group ? " " : "",
                  verb->name, verb->arguments ? " " : "", verb->arguments ? verb->arguments : "");
}

// The name with what cannot be left out.
static void print_call(const struct verb *verb, struct buffer *out)
{
    print_name(verb, out);
    for (size_t i = 0; i < verb->option_count; i++) {
        if (!verb->options[i].required)
            continue;
        buffer_append_char(out, ' ');
        option_print_form(&verb->options[i], out);
    }
}

static void print_common(const struct verb_table *table, struct buffer *out)
{
    buffer_append_text(out, "\n各命令通用 / with every verb:\n");
    for (size_t i = 0; i < VERB_COMMON_COUNT; i++) {
        struct option option = verb_help_common[i];
        char zh[160], en[160];

        if (i == VERB_DIR && table->folder) {
            snprintf(zh, sizeof zh, "数据文件夹(默认 $PLUMB_DIR,未设时 %s)", table->folder);
            snprintf(en, sizeof en, "the data folder (default $PLUMB_DIR, else %s)", table->folder);
            option.help_zh = zh;
            option.help_en = en;
        }
        option_print_help(&option, out);
    }
}

static void print_verb(const struct verb_table *table, const struct verb *verb, struct buffer *out)
{
    buffer_printf(out, "用法 / usage: %s ", table->program);
    print_name(verb, out);
    for (size_t i = 0; i < verb->option_count; i++) {
        const struct option *option = &verb->options[i];

        buffer_append_text(out, option->required ? " " : " [");
        option_print_form(option, out);
        buffer_append_text(out, option->required ? "" : "]");
    }
    buffer_printf(out, "\n\n%s\n%s\n", verb->summary_zh, verb->summary_en);
    if (verb->option_count)
        buffer_append_char(out, '\n');
    for (size_t i = 0; i < verb->option_count; i++)
        option_print_help(&verb->options[i], out);
    print_common(table, out);
}

static void print_group(const struct verb_table *table, const char *group, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct verb *verb = &table->verbs[i];

        if (group && (!verb->group || strcmp(verb->group, group) != 0))
            continue;
        buffer_append_text(out, "  ");
        print_call(verb, out);
        buffer_printf(out, "\n      %s\n      %s\n", verb->summary_zh, verb->summary_en);
    }
}

// Many verbs: a line each, under headings.
static void print_headed(const struct verb_table *table, struct buffer *out)
{
    size_t next = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct verb *verb = &table->verbs[i];
        const char *word = verb->group ? verb->group : verb->name;
        size_t start;

        if (next < table->heading_count && strcmp(table->headings[next].from, word) == 0) {
            buffer_printf(out, "%s%s / %s\n", next ? "\n" : "", table->headings[next].zh,
                          table->headings[next].en);
            next++;
        }
        buffer_append_text(out, "  ");
        start = out->len;
        buffer_printf(out, "%s%s%s", verb->group ? verb->group : "", verb->group ? " " : "",
                      verb->name);
        while (out->len - start < NAME_COLUMNS && buffer_append_char(out, ' '))
            ;
        buffer_printf(out, " %s / %s\n", verb->summary_zh, verb->summary_en);
    }
    buffer_printf(out, "\n各命令的写法 / how to write one: %s VERB --help\n", table->program);
}

void verb_help_print(const struct verb_table *table, const struct verb_call *call,
                     struct buffer *out)
{
    if (call->verb) {
        print_verb(table, call->verb, out);
        return;
    }
    buffer_printf(out, "%s %s\n%s\n%s\n\n", table->program, table->version, table->summary_zh,
                  table->summary_en);
    buffer_printf(out, "用法 / usage: %s VERB [ARGUMENTS] [--OPTIONS]\n\n", table->program);
    if (table->heading_count > 0 && !call->group)
        print_headed(table, out);
    else
        print_group(table, call->group, out);
    print_common(table, out);
}
