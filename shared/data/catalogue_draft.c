// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_draft.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TABLE(of_members, of_struct, of_key)                                            \
    {                                                                                   \
        .members = (of_members), .count = COUNT(of_members), .size = sizeof(of_struct), \
        .key = (of_key)                                                                 \
    }
#define MEMBER(id, of_struct, to, of_type) \
    .name = (id), .type = (of_type), .offset = offsetof(of_struct, to)
#define MANY(id, of_struct, to, number, of_type) \
    MEMBER(id, of_struct, to, of_type), .second = offsetof(of_struct, number)
// What nearly every entry has.
#define RULE(of_struct)                                                   \
    {                                                                     \
        MEMBER("rule", of_struct, rule, CATALOGUE_RULE), .required = true \
    }
#define WORDS(of_struct)                                                    \
    {MEMBER("zh", of_struct, words.zh, CATALOGUE_TEXT), .required = true},  \
    {                                                                       \
        MEMBER("en", of_struct, words.en, CATALOGUE_TEXT), .required = true \
    }
#define CODE(of_struct)                                                   \
    {                                                                     \
        MEMBER("code", of_struct, code, CATALOGUE_CODE), .required = true \
    }

enum {
    PHOTOS_MAX = 100,
    NODES_MAX = 99,
    AMOUNT_MAX = 10000,
    CLAUSE_MAX = 4000,
    TOKENS_MAX = 40000
};
enum { VERSION_MAX = 40 };

static const struct catalogue_member words_members[] = {
    {MEMBER("zh", struct catalogue_words, zh, CATALOGUE_TEXT), .required = true, .max = CLAUSE_MAX},
    {MEMBER("en", struct catalogue_words, en, CATALOGUE_TEXT), .required = true, .max = CLAUSE_MAX},
};
static const struct catalogue_table words_table
    = TABLE(words_members, struct catalogue_words, NULL);

static const struct catalogue_member setting_members[] = {
    {MEMBER("name", struct catalogue_setting, name, CATALOGUE_CODE), .required = true},
    RULE(struct catalogue_setting),
    WORDS(struct catalogue_setting),
    {MEMBER("value", struct catalogue_setting, value, CATALOGUE_INTEGER), .required = true,
     .min = -CANON_INTEGER_MAX, .max = CANON_INTEGER_MAX},
};
static const struct catalogue_table setting_table
    = TABLE(setting_members, struct catalogue_setting, "name");

static const struct catalogue_member text_members[] = {
    CODE(struct catalogue_text),
    RULE(struct catalogue_text),
    WORDS(struct catalogue_text),
};
static const struct catalogue_table text_table = TABLE(text_members, struct catalogue_text, "code");

static const struct catalogue_member signer_members[] = {
    {MEMBER("role", struct catalogue_signer, role, CATALOGUE_ROLE), .required = true},
    {MEMBER("required", struct catalogue_signer, required, CATALOGUE_BOOLEAN), .required = true},
};
static const struct catalogue_table signer_table
    = TABLE(signer_members, struct catalogue_signer, "role");

static const char *const scales[] = {"satisfaction", "qualification", NULL};
static const struct catalogue_member form_members[] = {
    CODE(struct catalogue_form),
    RULE(struct catalogue_form),
    WORDS(struct catalogue_form),
    {MEMBER("clause", struct catalogue_form, clause, CATALOGUE_OBJECT), .required = true,
     .of = &words_table},
    {MEMBER("scale", struct catalogue_form, scale, CATALOGUE_CHOICE), .required = true,
     .choice = scales},
    {MANY("of", struct catalogue_form, kinds, kind_count, CATALOGUE_CODES)},
    {MEMBER("items", struct catalogue_form, items, CATALOGUE_BOOLEAN)},
    {MEMBER("budget", struct catalogue_form, budget, CATALOGUE_BOOLEAN)},
    {MANY("signers", struct catalogue_form, signers, signer_count, CATALOGUE_LIST),
     .required = true, .of = &signer_table},
};
static const struct catalogue_table form_table = TABLE(form_members, struct catalogue_form, "code");

static const struct catalogue_member item_members[] = {
    CODE(struct catalogue_item),
    RULE(struct catalogue_item),
    {MEMBER("group", struct catalogue_item, group, CATALOGUE_TEXT)},
    WORDS(struct catalogue_item),
    {MEMBER("required", struct catalogue_item, required, CATALOGUE_BOOLEAN)},
    {MEMBER("concealed", struct catalogue_item, concealed, CATALOGUE_BOOLEAN)},
    {MEMBER("photos", struct catalogue_item, photos, CATALOGUE_INTEGER), .max = PHOTOS_MAX},
    {MEMBER("measured", struct catalogue_item, measured, CATALOGUE_BOOLEAN)},
    {MEMBER("unit", struct catalogue_item, unit, CATALOGUE_TEXT), .max = CATALOGUE_CODE_MAX},
    {MEMBER("target", struct catalogue_item, target, CATALOGUE_DECIMAL), .min = -1},
    {MEMBER("minus", struct catalogue_item, minus, CATALOGUE_DECIMAL)},
    {MEMBER("plus", struct catalogue_item, plus, CATALOGUE_DECIMAL)},
};
static const struct catalogue_table item_table = TABLE(item_members, struct catalogue_item, "code");

#define CONDITION_MEMBERS(of_scope)                                                      \
    {                                                                                    \
        RULE(struct catalogue_condition), WORDS(struct catalogue_condition),             \
            {MANY("when", struct catalogue_condition, when, holds, CATALOGUE_CONDITION), \
             .required = true, .scope = (of_scope)},                                     \
    }
static const struct catalogue_member node_condition_members[]
    = CONDITION_MEMBERS(CATALOGUE_SEEN_BY_NODE);
static const struct catalogue_table node_condition_table
    = TABLE(node_condition_members, struct catalogue_condition, NULL);
static const struct catalogue_member site_condition_members[]
    = CONDITION_MEMBERS(CATALOGUE_SEEN_BY_SITE);
static const struct catalogue_table site_condition_table
    = TABLE(site_condition_members, struct catalogue_condition, NULL);

#define CONDITIONS(id, to)                                                                  \
    {                                                                                       \
        MANY(id, struct catalogue_node_draft, node.to.list, node.to.count, CATALOGUE_LIST), \
            .of = &node_condition_table                                                     \
    }
static const struct catalogue_member node_members[] = {
    {MEMBER("code", struct catalogue_node_draft, node.code, CATALOGUE_CODE), .required = true},
    {MEMBER("rule", struct catalogue_node_draft, node.rule, CATALOGUE_RULE), .required = true},
    {MEMBER("number", struct catalogue_node_draft, node.number, CATALOGUE_INTEGER),
     .required = true, .min = 1, .max = NODES_MAX},
    {MEMBER("zh", struct catalogue_node_draft, node.words.zh, CATALOGUE_TEXT), .required = true},
    {MEMBER("en", struct catalogue_node_draft, node.words.en, CATALOGUE_TEXT), .required = true},
    {MANY("participants", struct catalogue_node_draft, node.participants, node.participant_count,
          CATALOGUE_ROLES),
     .required = true},
    {MANY("forms", struct catalogue_node_draft, forms, form_count, CATALOGUE_CODES),
     .required = true},
    {MANY("items", struct catalogue_node_draft, node.items.list, node.items.count, CATALOGUE_LIST),
     .required = true, .of = &item_table},
    CONDITIONS("gate", gate),
    CONDITIONS("ready", ready),
    CONDITIONS("defects", defects),
};
static const struct catalogue_table node_table
    = TABLE(node_members, struct catalogue_node_draft, "code");

static const struct catalogue_member inspection_members[] = {
    CODE(struct catalogue_inspection),
    RULE(struct catalogue_inspection),
    WORDS(struct catalogue_inspection),
    {MEMBER("key", struct catalogue_inspection, key, CATALOGUE_BOOLEAN)},
    {MEMBER("node", struct catalogue_inspection, node, CATALOGUE_CODE)},
    {MANY("items", struct catalogue_inspection, items.list, items.count, CATALOGUE_LIST),
     .of = &item_table},
};
static const struct catalogue_table inspection_table
    = TABLE(inspection_members, struct catalogue_inspection, "code");

static const char *const units[] = {"hours", "days", "months", NULL};
static const struct catalogue_member deadline_members[] = {
    CODE(struct catalogue_deadline),
    RULE(struct catalogue_deadline),
    WORDS(struct catalogue_deadline),
    {MEMBER("kind", struct catalogue_deadline, kind, CATALOGUE_KIND), .required = true},
    {MEMBER("from", struct catalogue_deadline, from, CATALOGUE_CODE), .required = true},
    {MEMBER("amount", struct catalogue_deadline, amount, CATALOGUE_INTEGER), .required = true,
     .max = AMOUNT_MAX},
    {MEMBER("unit", struct catalogue_deadline, unit, CATALOGUE_CHOICE), .required = true,
     .choice = units},
    {.name = "when",
     .type = CATALOGUE_CONDITION,
     .offset = CATALOGUE_NOWHERE,
     .second = offsetof(struct catalogue_deadline, when),
     .scope = CATALOGUE_SEEN_BY_DEADLINE},
    {.name = "met",
     .type = CATALOGUE_CONDITION,
     .offset = CATALOGUE_NOWHERE,
     .second = offsetof(struct catalogue_deadline, met),
     .required = true,
     .scope = CATALOGUE_SEEN_BY_DEADLINE},
    {MANY("who", struct catalogue_deadline, who, who_count, CATALOGUE_ROLES)},
    {MEMBER("weekly", struct catalogue_deadline, weekly, CATALOGUE_BOOLEAN)},
};
static const struct catalogue_table deadline_table
    = TABLE(deadline_members, struct catalogue_deadline, "code");

static const struct catalogue_member phrase_members[] = {
    CODE(struct catalogue_phrase),
    RULE(struct catalogue_phrase),
    {MEMBER("kind", struct catalogue_phrase, kind, CATALOGUE_KIND), .required = true},
    {MEMBER("field", struct catalogue_phrase, field, CATALOGUE_CODE), .required = true},
    {MEMBER("item", struct catalogue_phrase, item, CATALOGUE_CODE)},
    WORDS(struct catalogue_phrase),
};
static const struct catalogue_table phrase_table
    = TABLE(phrase_members, struct catalogue_phrase, "code");

static const struct catalogue_member file_members[] = {
    {MEMBER("version", struct catalogue_draft, c.version, CATALOGUE_TEXT), .required = true,
     .max = VERSION_MAX},
    {MEMBER("title", struct catalogue_draft, c.title, CATALOGUE_OBJECT), .required = true,
     .of = &words_table},
    {MANY("settings", struct catalogue_draft, c.settings, c.setting_count, CATALOGUE_LIST),
     .required = true, .of = &setting_table},
    {MANY("forms", struct catalogue_draft, c.forms, c.form_count, CATALOGUE_LIST), .required = true,
     .of = &form_table},
    {MANY("nodes", struct catalogue_draft, nodes, c.node_count, CATALOGUE_LIST), .required = true,
     .of = &node_table},
    {MANY("inspections", struct catalogue_draft, c.inspections, c.inspection_count, CATALOGUE_LIST),
     .required = true, .of = &inspection_table},
    {MANY("deadlines", struct catalogue_draft, c.deadlines, c.deadline_count, CATALOGUE_LIST),
     .required = true, .of = &deadline_table},
    {MANY("defects", struct catalogue_draft, c.defects.list, c.defects.count, CATALOGUE_LIST),
     .required = true, .of = &site_condition_table},
    {MANY("terms", struct catalogue_draft, c.terms, c.term_count, CATALOGUE_LIST), .required = true,
     .of = &text_table},
    {MANY("messages", struct catalogue_draft, c.messages, c.message_count, CATALOGUE_LIST),
     .required = true, .of = &text_table},
    {MANY("phrases", struct catalogue_draft, c.phrases, c.phrase_count, CATALOGUE_LIST),
     .of = &phrase_table},
};
const struct catalogue_table catalogue_draft_table
    = TABLE(file_members, struct catalogue_draft, NULL);
