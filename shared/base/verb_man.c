// SPDX-License-Identifier: Apache-2.0
#include "shared/base/verb_man.h"

#include "shared/base/verb_help.h"

#include <ctype.h>
#include <string.h>

// Text as roff takes it: no line begins with a control character, '-' is the one of ASCII.
static void put_text(struct buffer *out, const char *text)
{
    if (text[0] == '.' || text[0] == '\'')
        buffer_append_text(out, "\\&");
    for (const char *at = text; *at; at++) {
        if (*at == '\\')
            buffer_append_text(out, "\\e");
        else if (*at == '-')
            buffer_append_text(out, "\\-");
        else if (*at == '\n')
            buffer_append_text(out, "\n.br\n");
        else
            buffer_append_char(out, *at);
    }
}

static void put_upper(struct buffer *out, const char *text)
{
    for (const char *at = text; *at; at++)
        buffer_append_char(out, (char)toupper((unsigned char)*at));
}

static void put_option(struct buffer *out, const struct option *option)
{
    struct buffer form;

    buffer_init(&form, 4096);
    option_print_form(option, &form);
    buffer_append_text(out, ".TP\n.B ");
    put_text(out, form.data ? form.data : "");
    buffer_append_text(out, "\n");
    put_text(out, option->help_zh);
    buffer_append_text(out, "\n.br\n");
    put_text(out, option->help_en);
    if (option->type == OPTION_INTEGER)
        buffer_printf(out, " (%lld \\- %lld)", (long long)option->min, (long long)option->max);
    buffer_append_text(out, "\n");
    buffer_clear(&form);
}

static void put_verb(struct buffer *out, const struct verb_table *table, const struct verb *verb)
{
    buffer_append_text(out, ".SS ");
    put_text(out, table->program);
    buffer_append_char(out, ' ');
    if (verb->group) {
        put_text(out, verb->group);
        buffer_append_char(out, ' ');
    }
    put_text(out, verb->name);
    if (verb->arguments) {
        buffer_append_char(out, ' ');
        put_text(out, verb->arguments);
    }
    buffer_append_char(out, '\n');
    put_text(out, verb->summary_zh);
    buffer_append_text(out, "\n.br\n");
    put_text(out, verb->summary_en);
    buffer_append_char(out, '\n');
    for (size_t i = 0; i < verb->option_count; i++)
        put_option(out, &verb->options[i]);
}

static void put_exit_codes(struct buffer *out)
{
    buffer_append_text(out, ".SH EXIT STATUS\n");
    for (int code = 0; code < ERR_COUNT; code++) {
        buffer_printf(out, ".TP\n.B %d\n", err_exit_code((enum err)code));
        put_text(out, err_text_zh((enum err)code));
        buffer_append_text(out, "\n.br\n");
        put_text(out, err_text_en((enum err)code));
        buffer_append_char(out, '\n');
    }
}

static void put_environment(struct buffer *out, const struct verb_table *table)
{
    buffer_append_text(out, ".SH ENVIRONMENT\n.TP\n.B PLUMB_DIR\n数据文件夹 the data folder, when "
                            "\\-\\-dir is not given");
    if (table->folder) {
        buffer_append_text(out, "; else ");
        put_text(out, table->folder);
    }
    buffer_append_char(out, '\n');
}

void verb_man_print(const struct verb_table *table, int section, struct buffer *out)
{
    buffer_append_text(out, ".\\\" Made from the program's own table of verbs.\n.TH ");
    put_upper(out, table->program);
    buffer_printf(out, " %d \"\" \"%s %s\" \"Plumbline\"\n.ad l\n.SH NAME\n%s \\- ", section,
                  table->program, table->version, table->program);
    put_text(out, table->summary_en);
    buffer_printf(out,
                  "\n.SH SYNOPSIS\n.B %s\n.I VERB\n[\\fIARGUMENTS\\fR] "
                  "[\\fI\\-\\-OPTIONS\\fR]\n.SH DESCRIPTION\n",
                  table->program);
    put_text(out, table->summary_zh);
    buffer_append_text(out, "\n.br\n");
    put_text(out, table->summary_en);
    buffer_append_text(out, "\n.SH VERBS\n");
    for (size_t i = 0; i < table->count; i++)
        put_verb(out, table, &table->verbs[i]);
    buffer_append_text(out, ".SH OPTIONS OF EVERY VERB\n");
    for (size_t i = 0; i < VERB_COMMON_COUNT; i++)
        put_option(out, &verb_help_common[i]);
    put_environment(out, table);
    put_exit_codes(out);
}
