// SPDX-License-Identifier: Apache-2.0
#include "tools/benchmark/gauge.h"

#include "shared/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

double gauge_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double gauge_own_cpu_s(void)
{
    struct timespec spent;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return (double)spent.tv_sec + (double)spent.tv_nsec / 1e9;
}

static FILE *open_proc(long pid, const char *name)
{
    char path[64];

    if (pid)
        snprintf(path, sizeof(path), "/proc/%ld/%s", pid, name);
    else
        snprintf(path, sizeof(path), "/proc/self/%s", name);
    return fopen(path, "re");
}

double gauge_cpu_s(long pid)
{
    FILE *file = open_proc(pid, "stat");
    char line[1024] = "", *at;
    double ticks = 0;

    if (!file)
        return 0;
    at = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
    fclose(file);
    // Fields 14 and 15 of proc(5); the bracket ends the second.
    for (int field = 2; at && field < 15; field++) {
        at = strchr(at + 1, ' ');
        if (at && field >= 13)
            ticks += strtod(at, NULL);
    }
    return ticks / (double)sysconf(_SC_CLK_TCK);
}

long gauge_peak_kb(long pid)
{
    FILE *file = open_proc(pid, "status");
    char line[256];
    long kb = 0;

    while (file && fgets(line, sizeof(line), file))
        if (strncmp(line, "VmHWM:", 6) == 0)
            kb = strtol(line + 6, NULL, 10);
    if (file)
        fclose(file);
    return kb;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double gauge_percentile(double *list, size_t count, double share)
{
    if (count == 0)
        return 0;
    qsort(list, count, sizeof(*list), compare);
    return list[(size_t)(share * (double)(count - 1) + 0.5)];
}

void gauge_die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

void gauge_must(enum err err, const struct error *error, const char *what)
{
    if (err != ERR_OK)
        gauge_die("%s: %s: %s", what, err_name(err), error->detail);
}

uint64_t gauge_number(const char *text)
{
    uint64_t number = 0;

    if (!text_parse_u64(span_of(text), &number))
        gauge_die("\"%s\": a number is wanted", text);
    return number;
}
