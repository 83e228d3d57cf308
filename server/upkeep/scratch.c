// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/scratch.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

enum { OPEN_FOLDERS = 16 };

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *at)
{
    (void)stat;
    (void)type;
    (void)at;
    return remove(path) == 0 || errno == ENOENT ? 0 : errno;
}

enum err scratch_remove(const char *folder, struct error *error)
{
    int result = nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);

    if (result < 0)
        result = errno;
    if (result == 0 || result == ENOENT)
        return ERR_OK;
    return error_set(error, err_from_errno(result), "%s: %s", folder, strerror(result));
}
