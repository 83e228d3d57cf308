// SPDX-License-Identifier: Apache-2.0
// What a measure is read from: the monotonic clock, CPU time and peak memory of processes, and
// percentiles.
#ifndef PLUMB_TOOLS_BENCHMARK_GAUGE_H
#define PLUMB_TOOLS_BENCHMARK_GAUGE_H

#include "shared/base/err.h"

#include <stddef.h>
#include <stdint.h>

double gauge_seconds(void); // of the monotonic clock
// User and system time of this process, or of another one (10 ms fine); 0 when there is none.
double gauge_own_cpu_s(void);
double gauge_cpu_s(long pid);
long gauge_peak_kb(long pid); // highest resident memory so far; 0 is this process
// The value below which `share` (0 … 1) of them lie; sorts the list.
double gauge_percentile(double *list, size_t count, double share);

// A bench has nothing to save: it says what went wrong and ends.
_Noreturn void gauge_die(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Ends with the error's detail unless it is OK.
void gauge_must(enum err err, const struct error *error, const char *what);
// A number from the command line.
uint64_t gauge_number(const char *text);

#endif
