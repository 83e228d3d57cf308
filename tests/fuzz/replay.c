// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over every file of the folders given: what libFuzzer's -runs=0 does, without
// libFuzzer. A folder without a file is a failure, so that a lost corpus is noticed.
#include "shared/base/buffer.h"
#include "shared/base/disk.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { REPLAY_INPUT_MAX_BYTES = 16 * 1024 * 1024 };

struct replay {
    struct disk disk;
    unsigned played;
    enum err code;
    struct error error;
};

static bool replay_file(void *arg, const char *name)
{
    struct replay *replay = arg;
    struct buffer bytes;
    void *copy;

    buffer_init(&bytes, REPLAY_INPUT_MAX_BYTES);
    replay->code = disk_read_file(&replay->disk, name, &bytes, &replay->error);
    if (!replay->code) {
        // An allocation of exactly this size: a sanitizer sees the first byte read behind it.
        copy = malloc(bytes.len ? bytes.len : 1);
        if (!copy)
            abort();
        for (size_t i = 0; i < bytes.len; i++)
            ((char *)copy)[i] = bytes.data[i];
        LLVMFuzzerTestOneInput(copy, bytes.len);
        free(copy);
        replay->played++;
    }
    buffer_clear(&bytes);
    return replay->code == ERR_OK;
}

int main(int argc, char **argv)
{
    int status = 0;

    for (int i = 1; i < argc; i++) {
        struct replay replay = {0};

        replay.code = disk_system_open(argv[i], false, &replay.disk, &replay.error);
        if (!replay.code)
            replay.disk.list(replay.disk.ctx, "", replay_file, &replay);
        disk_system_close(&replay.disk);
        if (replay.code)
            fprintf(stderr, "%s: %s\n", argv[i], replay.error.detail);
        if (replay.code || replay.played == 0)
            status = 1;
        printf("%s: %u inputs\n", argv[i], replay.played);
    }
    return argc > 1 ? status : 2;
}
