// SPDX-License-Identifier: Apache-2.0
#include "server/sync/log_stranger.h"

#include "server/storage/actors.h"
#include "server/sync/alert.h"
#include "server/sync/office_parts.h"
#include "shared/model/fact_signoff.h"

enum err log_stranger_tell(struct office *office, struct storage *storage, const struct fact *fact,
                           struct error *error)
{
    struct alert alert = {.kind = "signoff_device"};
    char id[UUID_TEXT], sealed_by[UUID_TEXT], brought_by[UUID_TEXT];
    struct signoff sealed;
    struct actor_row actor;
    struct buffer text;
    enum err result
        = actors_get(storage_writer(storage), fact->record->writes[0].dot.actor, &actor, error);

    buffer_init(&text, SIGNOFF_TEXT_MAX);
    if (result == ERR_OK && fact_signoff_sealed(fact, &text, &sealed) == ERR_OK
        && !uuid_equal(&sealed.device, &actor.device)) {
        alert.device = &actor.device;
        uuid_format(&fact->record->id, id);
        uuid_format(&sealed.device, sealed_by);
        uuid_format(&actor.device, brought_by);
        result = alert_raise(storage, &office->log, &alert,
                             "sign-off %s was sealed by tablet %s, but brought by %s: ask who has "
                             "the key of the first",
                             id, sealed_by, brought_by);
    }
    buffer_clear(&text);
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}
