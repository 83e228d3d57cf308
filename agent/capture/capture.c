// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/capture.h"

#include "agent/capture/author.h"
#include "agent/store/journal.h"
#include "agent/store/replica.h"
#include "shared/model/role.h"

// Fields are spans into what the caller holds; what is taken here is their list.
enum { CAPTURE_ARENA_MAX = 64 << 10 };

// An edit of a record that is here need not name its site.
static enum err find_site(struct store *store, const struct uuid *id, struct uuid *site,
                          struct error *error)
{
    struct replica_row row;
    enum err code;

    if (!uuid_is_nil(site))
        return ERR_OK;
    code = replica_get(store, id, &row, error);
    if (!code)
        *site = row.site;
    return code == ERR_NOT_FOUND ? ERR_OK : code; // of a global kind, or refused as without a site
}

// After journal_append, since only that knows whether the write creates its record.
static enum err check(const struct write *write, struct error *error)
{
    struct kind_question question = {
        .write = write,
        .creates = write->context.count == 0,
        .from_tablet = true,
    };
    const struct kind *kind = kind_find(write->kind);

    if (!kind && uuid_is_nil(&write->site))
        return error_set(error, ERR_INVALID, "a record belongs to a site");
    return kind_check(&question, error);
}

// Role rights, when the person's record is here and says which role it is: whoever is not known
// here was put on the tablet's list by the office.
static enum err check_role(struct store *store, const struct uuid *person, struct span kind,
                           struct error *error)
{
    struct replica_row row;
    char role[ROLE_TEXT];
    enum err code = replica_get(store, person, &row, error);

    if (code)
        return code == ERR_NOT_FOUND ? ERR_OK : code;
    return role_read(row.state, role) ? role_check(span_of(role), kind, error) : ERR_OK;
}

enum err capture_append(struct store *store, const struct capture_edit *edit,
                        struct capture_result *result, struct error *error)
{
    const struct store_options *given = store_given(store);
    const struct draft *draft = edit->draft;
    struct write write = {
        .site = draft->site,
        .person = edit->person,
        .kind = draft->kind,
        .group = edit->group,
        .field_count = draft->field_count,
    };
    struct field *fields = NULL;
    struct arena arena;
    enum err code;

    arena_init(&arena, CAPTURE_ARENA_MAX);
    if (uuid_is_nil(&edit->person)) {
        code = error_set(error, ERR_INVALID, "a write has a person");
        goto done;
    }
    code = author_check(store, &edit->person, error);
    if (!code)
        code = check_role(store, &edit->person, draft->kind, error);
    if (!code)
        code
            = draft_identify(draft, &given->random, clock_wall_ms(&given->clock), &write.id, error);
    if (!code)
        code = draft_sort(draft, &arena, &fields, error);
    if (!code)
        code = find_site(store, &write.id, &write.site, error);
    write.fields = fields;
    if (!code)
        code = journal_append(store, &write, error);
    if (!code)
        code = check(&write, error);
    if (!code)
        *result = (struct capture_result){write.id, write.dot};

done:
    write_clear(&write);
    arena_clear(&arena);
    return code;
}

static enum err append_all(struct store *store, const struct capture_options *options,
                           struct capture_result *results, struct error *error)
{
    struct capture_edit edit = {.person = options->person};
    enum err code = ERR_OK;

    edit.group.present = options->grouped;
    edit.group.size = (int64_t)options->count;
    while (edit.group.present && edit.group.id == 0)
        edit.group.id = random_u64(&store_given(store)->random);
    for (size_t i = 0; !code && i < options->count; i++) {
        edit.draft = &options->drafts[i];
        edit.role_checked = i > 0 && span_equal(edit.draft->kind, options->drafts[i - 1].kind);
        edit.group.index = (int64_t)i + 1;
        code = capture_append(store, &edit, &results[i], error);
        if (code && options->count > 1)
            error_wrap(error, code, "edit %zu", i + 1);
    }
    return code;
}

static enum err try_commit(struct store *store, const struct capture_options *options,
                           struct capture_result *results, struct error *error)
{
    enum err code = store_begin(store, error);

    if (code)
        return code;
    code = append_all(store, options, results, error);
    if (!code)
        return store_commit(store, error);
    store_rollback(store);
    return code;
}

enum err capture_commit(struct store *store, const struct capture_options *options,
                        struct capture_result *results, struct error *error)
{
    enum err code;

    if (options->count == 0 || (options->grouped && options->count > GROUP_MAX))
        return error_set(error, ERR_INVALID, "%zu edits at once, 1 to %d make a group",
                         options->count, GROUP_MAX);
    code = try_commit(store, options, results, error);
    if (code == ERR_FULL && store_make_room(store))
        code = try_commit(store, options, results, error);
    return code;
}
