// SPDX-License-Identifier: Apache-2.0
#include "server/console/signed_in.h"

const char *signed_in_name(enum signed_in_state state)
{
    static const char *const names[] = {
        [SIGNED_IN_STRANGER] = "out", [SIGNED_IN_CODE] = "code", [SIGNED_IN_PASSWORD] = "password",
        [SIGNED_IN_TOTP] = "totp",    [SIGNED_IN] = "in",
    };

    return names[state];
}

static unsigned global_rights(void)
{
    size_t count;
    const struct role_rights_capability *all = role_rights_capabilities(&count);
    unsigned bits = 0;

    for (size_t i = 0; i < count; i++)
        bits |= all[i].global ? all[i].bit : 0;
    return bits;
}

// A role that is not in the table any more gives nothing.
static bool take_grant(void *arg, const struct account_grant *grant)
{
    struct signed_in *who = arg;
    const struct role_rights *role = role_rights_find(span_of(grant->role));

    if (role && who->grant_count < SIGNED_IN_GRANTS_MAX) {
        struct signed_in_grant *taken = &who->grants[who->grant_count++];

        taken->role = role;
        text_copy(taken->store, sizeof(taken->store), span_of(grant->store));
        who->access |= grant->store[0] ? role->rights & ~global_rights() : role->rights;
    }
    return true;
}

enum err signed_in_grants(struct view *view, const struct uuid *account, struct signed_in *out,
                          struct error *error)
{
    out->grant_count = 0;
    out->access = 0;
    return accounts_grants(view, account, take_grant, out, error);
}

static bool is_guarded(const struct signed_in *who)
{
    for (size_t i = 0; i < who->grant_count; i++)
        if (who->grants[i].role->guarded)
            return true;
    return false;
}

static enum signed_in_state state_of(const struct signed_in *who, const struct console_rules *rules)
{
    if (who->account.has_totp && !who->session.code_given)
        return SIGNED_IN_CODE;
    if (who->account.must_change)
        return SIGNED_IN_PASSWORD;
    if (rules->totp_required && !who->account.has_totp && is_guarded(who))
        return SIGNED_IN_TOTP;
    return SIGNED_IN;
}

static bool has_ended(const struct signed_in *who, const struct signed_in_question *question)
{
    const struct office_session_row *session = &who->session;

    return question->now_ms >= session->until_ms
           || question->now_ms - session->seen_ms >= question->rules->idle_ms
           || who->account.state != ACCOUNT_ACTIVE;
}

enum err signed_in_read(struct view *view, const struct signed_in_question *question,
                        struct signed_in *out, struct error *error)
{
    enum err err = ERR_NOT_FOUND;

    *out = (struct signed_in){.access = CONSOLE_STRANGER};
    if (question->secret)
        err = office_sessions_get(view, question->secret, &out->session, error);
    if (err == ERR_OK)
        err = accounts_get(view, &out->session.account, &out->account, error);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && has_ended(out, question))) {
        *out = (struct signed_in){.access = CONSOLE_STRANGER};
        error_clear(error);
        return ERR_OK;
    }
    if (err == ERR_OK)
        err = signed_in_grants(view, &out->account.id, out, error);
    if (err != ERR_OK)
        return err;
    out->state = state_of(out, question->rules);
    if (out->state == SIGNED_IN)
        out->access |= CONSOLE_ANYBODY;
    else
        out->access = CONSOLE_PARTIAL;
    return ERR_OK;
}

bool signed_in_may(const struct signed_in *who, unsigned capability, struct span store)
{
    for (size_t i = 0; i < who->grant_count; i++) {
        const struct signed_in_grant *grant = &who->grants[i];
        bool everywhere = !grant->store[0];
        unsigned rights = everywhere ? grant->role->rights : grant->role->rights & ~global_rights();

        if (rights & capability && (everywhere || (store.len && span_is(store, grant->store))))
            return true;
    }
    return false;
}
