// SPDX-License-Identifier: Apache-2.0
#include "shared/base/verb_completion.h"

#include "shared/base/text.h"
#include "shared/base/verb_help.h"

#include <string.h>

// Names and choices of a verb table are letters, digits and '-': nothing of them needs quoting.

static bool is_first_of_group(const struct verb_table *table, size_t at)
{
    const struct verb *verb = &table->verbs[at];
    const char *word = verb->group ? verb->group : verb->name;

    for (size_t i = 0; i < at; i++) {
        const struct verb *other = &table->verbs[i];

        if (strcmp(other->group ? other->group : other->name, word) == 0)
            return false;
    }
    return true;
}

// Words that may stand first.
static void put_first_words(const struct verb_table *table, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++)
        if (is_first_of_group(table, i))
            buffer_printf(out, "%s%s", i > 0 ? " " : "",
                          table->verbs[i].group ? table->verbs[i].group : table->verbs[i].name);
}

static void put_second_words(const struct verb_table *table, const char *group, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->verbs[i].group && strcmp(table->verbs[i].group, group) == 0)
            buffer_printf(out, "%s ", table->verbs[i].name);
}

static void put_options(const struct verb *verb, struct buffer *out)
{
    for (size_t i = 0; i < verb->option_count; i++)
        buffer_printf(out, "--%s ", verb->options[i].name);
    for (size_t i = 0; i < VERB_COMMON_COUNT; i++)
        buffer_printf(out, "--%s ", verb_help_common[i].name);
}

static void put_choices(const struct option *option, struct buffer *out)
{
    for (const char *const *choice = option->choices; *choice; choice++)
        buffer_printf(out, "%s ", *choice);
}

// "group name" cases: what the words so far allow next.
static void put_bash_cases(const struct verb_table *table, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct verb *verb = &table->verbs[i];

        buffer_printf(out, "    \"%s%s%s\") options='", verb->group ? verb->group : "",
                      verb->group ? " " : "", verb->name);
        put_options(verb, out);
        buffer_append_text(out, "' ;;\n");
    }
}

static void put_bash_choices(const struct verb_table *table, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++)
        for (size_t j = 0; j < table->verbs[i].option_count; j++) {
            const struct verb *verb = &table->verbs[i];
            const struct option *option = &verb->options[j];

            if (option->type != OPTION_CHOICE)
                continue;
            buffer_printf(out, "    \"%s%s%s --%s\") choices='", verb->group ? verb->group : "",
                          verb->group ? " " : "", verb->name, option->name);
            put_choices(option, out);
            buffer_append_text(out, "' ;;\n");
        }
}

static void put_bash_groups(const struct verb_table *table, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++) {
        const char *group = table->verbs[i].group;
        bool first = group != NULL;

        for (size_t j = 0; first && j < i; j++)
            first = table->verbs[j].group == NULL || strcmp(table->verbs[j].group, group) != 0;
        if (!first)
            continue;
        buffer_printf(out, "    %s) seconds='", group);
        put_second_words(table, group, out);
        buffer_append_text(out, "' ;;\n");
    }
}

static void put_bash(const struct verb_table *table, struct buffer *out)
{
    buffer_printf(out,
                  "# Made from the table of verbs of %s.\n"
                  "_%s() {\n"
                  "    local now=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                  "    local seconds='' options='' choices='' verb=${COMP_WORDS[1]-}\n"
                  "    COMPREPLY=()\n"
                  "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                  "        COMPREPLY=($(compgen -W '",
                  table->program, table->program);
    put_first_words(table, out);
    buffer_append_text(out, " --help --version' -- \"$now\"))\n"
                            "        return\n"
                            "    fi\n"
                            "    case $verb in\n");
    put_bash_groups(table, out);
    buffer_append_text(
        out,
        "    esac\n"
        "    if [ -n \"$seconds\" ] && [ \"$COMP_CWORD\" -eq 2 ]; then\n"
        "        COMPREPLY=($(compgen -W \"$seconds\" -- \"$now\"))\n"
        "        [ ${#COMPREPLY[@]} -eq 0 ] || return\n"
        "    fi\n"
        "    case \" $seconds \" in *\" ${COMP_WORDS[2]-} \"*) verb+=\" ${COMP_WORDS[2]-}\" ;; "
        "esac\n"
        "    case \"$verb $before\" in\n");
    put_bash_choices(table, out);
    buffer_append_text(out, "    esac\n    case \"$verb\" in\n");
    put_bash_cases(table, out);
    buffer_printf(out,
                  "    esac\n"
                  "    if [ -n \"$choices\" ]; then\n"
                  "        COMPREPLY=($(compgen -W \"$choices\" -- \"$now\"))\n"
                  "    elif [ \"${now:0:1}\" = - ]; then\n"
                  "        COMPREPLY=($(compgen -W \"$options\" -- \"$now\"))\n"
                  "    else\n"
                  "        COMPREPLY=($(compgen -f -- \"$now\"))\n"
                  "    fi\n"
                  "}\n"
                  "complete -o filenames -F _%s %s\n",
                  table->program, table->program);
}

// zsh runs the script of bash.
static void put_zsh(const struct verb_table *table, struct buffer *out)
{
    buffer_printf(out, "#compdef %s\nautoload -U +X bashcompinit && bashcompinit\n",
                  table->program);
    put_bash(table, out);
}

static void put_fish_help(struct buffer *out, const char *text)
{
    buffer_append_text(out, " -d '");
    for (const char *at = text; *at; at++) {
        if (*at == '\'' || *at == '\\')
            buffer_append_char(out, '\\');
        buffer_append_char(out, *at);
    }
    buffer_append_text(out, "'\n");
}

static void put_fish(const struct verb_table *table, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct verb *verb = &table->verbs[i];
        const char *first = verb->group ? verb->group : verb->name;

        if (is_first_of_group(table, i)) {
            buffer_printf(out, "complete -c %s -n __fish_use_subcommand -a %s", table->program,
                          first);
            put_fish_help(out, verb->group ? verb->group : verb->summary_en);
        }
        if (verb->group) {
            buffer_printf(out, "complete -c %s -n '__fish_seen_subcommand_from %s' -a %s",
                          table->program, verb->group, verb->name);
            put_fish_help(out, verb->summary_en);
        }
        for (size_t j = 0; j < verb->option_count; j++) {
            buffer_printf(out, "complete -c %s -n '__fish_seen_subcommand_from %s' -l %s%s",
                          table->program, verb->name, verb->options[j].name,
                          verb->options[j].type == OPTION_FLAG ? "" : " -r");
            put_fish_help(out, verb->options[j].help_en);
        }
    }
}

bool verb_completion_print(const struct verb_table *table, const char *shell, struct buffer *out)
{
    if (strcmp(shell, "bash") == 0)
        put_bash(table, out);
    else if (strcmp(shell, "zsh") == 0)
        put_zsh(table, out);
    else if (strcmp(shell, "fish") == 0)
        put_fish(table, out);
    else
        return false;
    return true;
}
