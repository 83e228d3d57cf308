// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/outgoing_audit.h"

enum err outgoing_audit_put(struct storage *storage, const struct outgoing_deed *deed,
                            struct error *error)
{
    struct audit_row audit = *deed->by;
    char id[UUID_TEXT] = "";

    if (deed->subject)
        uuid_format(deed->subject, id);
    audit.act = span_of(deed->act);
    audit.subject_kind = span_of(deed->subject_kind);
    audit.subject = span_of(id);
    audit.after = deed->after;
    return audit_put(storage, &audit, NULL, error);
}
