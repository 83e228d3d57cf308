// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/wipe.h"

#include <stdio.h>
#include <string.h>

enum err wipe_seal(const struct handover_options *options, char name[HANDOVER_NAME],
                   struct error *error)
{
    struct handover_place place
        = {.disk = options->disk, .folder = "", .name = name, .replace = true, .even_empty = true};
    struct handover_summary summary;
    char device[UUID_TEXT];
    uuid_format(&options->device, device);
    snprintf(name, HANDOVER_NAME, "undelivered-%s-%lld.plumbenv", device,
             (long long)(clock_wall_ms(&options->clock) / 1000));
    enum err err = handover_write(options, &place, &summary, error);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "%s", name);
}
