// SPDX-License-Identifier: Apache-2.0
#include "server/enrol/joining.h"

#include <string.h>

#define LIFE_MS (JOINING_MINUTES * INT64_C(60000))

static void hash_code(const char *code, struct digest *out)
{
    hash_once(code, strlen(code), out);
}

enum err joining_invite(struct storage *storage, const struct joining_invitation *invitation,
                        struct error *error)
{
    int64_t now_ms = storage_stamp(storage)->at_ms;
    struct invitation_row row = {.person = invitation->person,
                                 .device = invitation->device,
                                 .made_ms = now_ms,
                                 .expires_ms = now_ms + LIFE_MS,
                                 .reply = {"", 0}};

    hash_code(invitation->code, &row.code);
    return invitations_put(storage, &row, error);
}

static enum err refuse(struct error *error)
{
    return error_set(error, ERR_NOT_FOUND, "this code is not known");
}

enum err joining_judge(struct view *view, const struct joining_claim *claim,
                       enum joining_standing *standing, struct invitation_row *row,
                       struct error *error)
{
    struct digest code;
    enum err result;

    hash_code(claim->code, &code);
    result = invitations_get(view, &code, row, error);
    if (result == ERR_NOT_FOUND || (result == ERR_OK && row->wrong >= JOINING_WRONG_MAX))
        return refuse(error);
    if (result != ERR_OK)
        return result;
    if (claim->now_ms >= row->expires_ms)
        return error_set(error, ERR_EXPIRED, "this code has run out");
    if (row->used_ms != 0 && (!claim->key || !digest_equal(claim->key, &row->public_key)))
        return refuse(error);
    *standing = row->used_ms != 0 ? JOINING_REPEATED : JOINING_OPEN;
    return ERR_OK;
}

enum err joining_count_wrong(struct storage *storage, const char *code, struct error *error)
{
    struct invitation_row row;
    struct digest digest;
    enum err result;

    hash_code(code, &digest);
    result = invitations_get(storage_writer(storage), &digest, &row, error);
    if (result == ERR_NOT_FOUND || (result == ERR_OK && row.used_ms != 0))
        return ERR_OK;
    if (result != ERR_OK)
        return result;
    row.wrong++;
    return invitations_put(storage, &row, error);
}

enum err joining_withdraw(struct storage *storage, const struct digest *code, struct error *error)
{
    struct invitation_row row;
    enum err result = invitations_get(storage_writer(storage), code, &row, error);

    if (result == ERR_NOT_FOUND || (result == ERR_OK && row.used_ms != 0))
        return ERR_OK;
    row.wrong = JOINING_WRONG_MAX;
    return result == ERR_OK ? invitations_put(storage, &row, error) : result;
}

// The row that the device has from now on.
static enum err make_row(struct view *view, const struct joining_device *device,
                         struct device_row *out, struct error *error)
{
    enum err result = devices_get(view, &device->id, out, error);

    if (result == ERR_NOT_FOUND)
        *out = (struct device_row){.id = device->id};
    else if (result != ERR_OK)
        return result;
    text_copy(out->name, sizeof(out->name), span_of(device->name));
    out->state = DEVICE_ACTIVE;
    out->version++;
    out->certificate = device->certificate->digest;
    out->previous_certificate = (struct digest){0};
    out->public_key = device->certificate->key_digest;
    out->public_der = device->public_der;
    out->certificate_until_ms = device->certificate->until_ms;
    out->reason[0] = '\0';
    return ERR_OK;
}

enum err joining_use(struct storage *storage, const struct invitation_row *invitation,
                     const struct joining_device *device, struct device_row *out,
                     struct error *error)
{
    int64_t now_ms = storage_stamp(storage)->at_ms;
    struct invitation_row used = *invitation;
    enum err result = make_row(storage_writer(storage), device, out, error);

    if (result != ERR_OK)
        return result;
    out->enrolled_ms = out->changed_ms = now_ms;
    result = devices_put(storage, out, error);
    if (result == ERR_OK)
        result = devices_person_put(storage, &device->id, &invitation->person, true, error);
    used.device = device->id;
    used.public_key = device->certificate->key_digest;
    used.used_ms = now_ms;
    used.reply = device->reply;
    return result == ERR_OK ? invitations_put(storage, &used, error) : result;
}
