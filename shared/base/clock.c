// SPDX-License-Identifier: Apache-2.0
#include "shared/base/clock.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char machine_boot_id[BOOT_ID_TEXT];
static pthread_once_t machine_boot_once = PTHREAD_ONCE_INIT;

static int64_t now_ms(clockid_t which)
{
    struct timespec now = {0};

    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t machine_wall_ms(void *ctx)
{
    (void)ctx;
    return now_ms(CLOCK_REALTIME);
}

static int64_t machine_boot_ms(void *ctx)
{
    (void)ctx;
    return now_ms(CLOCK_BOOTTIME);
}

static void read_boot_id(void)
{
    char text[64];
    ssize_t len = 0;
    size_t out = 0;
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

    // Without /proc every boot has the same name; the boot clock alone then tells them apart.
    memset(machine_boot_id, '0', BOOT_ID_TEXT - 1);
    if (fd >= 0) {
        len = read(fd, text, sizeof(text));
        close(fd);
    }
    for (ssize_t i = 0; i < len && out < BOOT_ID_TEXT - 1; i++)
        if (text[i] != '-')
            machine_boot_id[out++] = text[i];
}

static const char *machine_boot(void *ctx)
{
    (void)ctx;
    pthread_once(&machine_boot_once, read_boot_id);
    return machine_boot_id;
}

struct clock clock_system(void)
{
    return (struct clock){
        .wall_ms = machine_wall_ms, .boot_ms = machine_boot_ms, .boot_id = machine_boot};
}

int64_t clock_wall_ms(const struct clock *clock)
{
    return clock->wall_ms(clock->ctx);
}

int64_t clock_boot_ms(const struct clock *clock)
{
    return clock->boot_ms(clock->ctx);
}

const char *clock_boot_id(const struct clock *clock)
{
    return clock->boot_id(clock->ctx);
}

struct timespec clock_deadline(int64_t ms)
{
    struct timespec until = {0};

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return until;
}

void clock_format(int64_t unix_ms, char out[CLOCK_TEXT])
{
    int64_t millis = unix_ms % 1000;
    time_t seconds = unix_ms / 1000;
    struct tm tm = {0};
    size_t len;

    if (millis < 0) {
        millis += 1000;
        seconds--;
    }
    seconds += 8 * 3600; // all sites lie in China Standard Time
    gmtime_r(&seconds, &tm);
    len = strftime(out, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(out + len, CLOCK_TEXT - len, ".%03u+08:00", (unsigned)millis % 1000);
}
