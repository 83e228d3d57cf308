// SPDX-License-Identifier: Apache-2.0
// docs/KINDS.md says of every kind what the table says: its heading, rights and fields are compared
// line by line. With an argument it prints what the page should hold.
#include "docs_page.h"
#include "shared/base/memory.h"
#include "shared/model/kind_choice.h"
#include "shared/model/kind_table.h"
#include "shared/model/kind_word.h"
#include "shared/model/move.h"

#include <stdlib.h>

static const char *const type_names[] = {
    [TYPE_TEXT] = "text",       [TYPE_INTEGER] = "integer", [TYPE_BOOLEAN] = "boolean",
    [TYPE_CHOICE] = "choice",   [TYPE_RECORD] = "record",   [TYPE_DIGEST] = "digest",
    [TYPE_DECIMAL] = "decimal", [TYPE_TIME] = "time",       [TYPE_DATE] = "date",
};
static const char *const policy_names[]
    = {[POLICY_NEWEST] = "newest", [POLICY_WORST] = "worst", [POLICY_BOTH] = "all, none alone"};

static void put_word(struct buffer *out, const char *kind, const char *value)
{
    const struct kind_word *word = kind_word_find(span_of(kind), span_of(value));

    buffer_printf(out, "`%s` %s", value, word->zh);
}

static void put_range(struct buffer *out, const struct kind_field *field)
{
    if (field->type == TYPE_TEXT && field->min == field->max && field->max)
        buffer_printf(out, ", %lld bytes", (long long)field->max);
    else if (field->type == TYPE_TEXT)
        buffer_printf(out, ", at most %lld bytes",
                      field->max ? (long long)field->max : (long long)KIND_TEXT_MAX);
    else if (field->max == CANON_INTEGER_MAX)
        buffer_printf(out, ", %lld or more", (long long)field->min);
    else if (field->max)
        buffer_printf(out, ", %lld … %lld", (long long)field->min, (long long)field->max);
}

static void put_field(struct buffer *out, const struct kind *kind, const struct kind_field *field)
{
    buffer_printf(out, "| `%s` | %s | %s | %s", field->name, field->zh, field->en,
                  type_names[field->type]);
    put_range(out, field);
    if (field->choice == kind_choice_roles)
        buffer_append_text(out, ": a role");
    for (size_t i = 0; field->choice && field->choice != kind_choice_roles && field->choice[i];
         i++) {
        buffer_append_text(out, i ? ", " : ": ");
        put_word(out, kind->name, field->choice[i]);
    }
    buffer_printf(out, " | %s | %s |\n", field->required ? "yes" : "", policy_names[field->policy]);
}

static void put_rights(struct buffer *out, const struct kind *kind)
{
    buffer_append_text(out, kind->office_only ? "Written in the office only"
                            : kind->writers   ? "Written by: "
                                              : "Written by every role but the auditor");
    for (size_t i = 0; !kind->office_only && kind->writers && kind->writers[i]; i++) {
        buffer_append_text(out, i ? ", " : "");
        put_word(out, kind->name, kind->writers[i]);
    }
    if (kind->write_once)
        buffer_append_text(out, ". Once: never edited, never deleted");
    if (kind->global)
        buffer_append_text(out, ". Of no site");
    for (size_t i = 0; kind->key && kind->key[i]; i++)
        buffer_printf(out, "%s`%s`", i ? ", " : ". One for each ", kind->key[i]);
    buffer_append_text(out, ".\n");
}

static void put_states(struct buffer *out, const struct kind *kind)
{
    const struct move_machine *machine = move_machine_find(span_of(kind->name));

    for (size_t i = 0; machine && i < machine->rule_count; i++) {
        const struct move_rule *rule = &machine->rules[i];

        buffer_append_text(out, i ? "; " : "\nSteps: ");
        put_word(out, kind->name, rule->from);
        buffer_printf(out, " – `%s` %s%s → ", rule->name, rule->zh,
                      rule->by_other ? " (by somebody else, D5.2)" : "");
        put_word(out, kind->name, rule->to);
    }
    if (machine)
        buffer_append_text(out, ".\n");
}

// All of the page below its first lines, but for the rules that a heading names.
static void put_kinds(struct buffer *out)
{
    for (size_t i = 0; i < kind_table_count; i++) {
        const struct kind *kind = &kind_table[i];

        buffer_printf(out, "### %s %s · %s\n\n", kind->name, kind->zh, kind->en);
        put_rights(out, kind);
        put_states(out, kind);
        buffer_append_text(out,
                           "\n| field | 中文 | English | value | needed | of concurrent values "
                           "shows |\n| --- | --- | --- | --- | --- | --- |\n");
        for (size_t j = 0; j < kind->field_count; j++)
            put_field(out, kind, &kind->fields[j]);
        buffer_append_text(out, i + 1 < kind_table_count ? "\n" : "");
    }
}

// Takes " (D…)" off the headings.
static void drop_rules(char *page)
{
    char *to = page;
    bool heading = false;

    for (const char *at = page; *at; at++) {
        if (at == page || at[-1] == '\n')
            heading = strncmp(at, "### ", 4) == 0;
        if (heading && strncmp(at, " (D", 3) == 0)
            at += strcspn(at, ")") + 1;
        *to++ = *at;
    }
    *to = '\0';
}

static void the_page_says_what_the_table_says(void **state)
{
    char *page = mem_alloc(DOCS_PAGE_MAX), *at;
    struct buffer wanted;

    (void)state;
    buffer_init(&wanted, DOCS_PAGE_MAX);
    put_kinds(&wanted);
    docs_page_read("KINDS.md", page);
    drop_rules(page);
    at = strstr(page, "### site");
    assert_non_null(at);
    assert_string_equal(at, wanted.data);
    buffer_clear(&wanted);
    mem_free(page);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_what_the_table_says),
    };
    struct buffer page;

    (void)argv;
    if (argc == 1)
        return cmocka_run_group_tests(tests, NULL, NULL);
    buffer_init(&page, DOCS_PAGE_MAX);
    put_kinds(&page);
    fputs(page.data, stdout);
    buffer_clear(&page);
    return 0;
}
