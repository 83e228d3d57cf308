# SPDX-License-Identifier: Apache-2.0
# Reads "ours|limit MEASURE FIGURE VALUE" lines of several rounds and prints each row of docs/SPEED.md as medians with the ratio
# to the limit and the goal; with -v json=true as one JSON object.
{
    key = $1 " " $2 " " $3
    list[key, ++count[key]] = $4
}

function median(who, measure, figure,    key, n, i, j, x, sorted) {
    key = who " " measure " " figure
    n = count[key]
    if (n == 0)
        return -1
    for (i = 1; i <= n; i++) {
        x = list[key, i]
        for (j = i - 1; j >= 1 && sorted[j] > x; j--)
            sorted[j + 1] = sorted[j]
        sorted[j + 1] = x
    }
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

# Both sides of one row; `limit` -1: there is none to compare with.
function row(id, what, unit, ours, limit, goal,    ratio) {
    ratio = limit > 0 ? ours / limit : -1
    if (json == "true") {
        printf "%s\n  {\"id\":\"%s\",\"measure\":\"%s\",\"unit\":\"%s\",\"ours\":%.3f,", rows++ ? "," : "", id, what, unit, ours
        printf "\"limit\":%s,\"ratio\":%s,", limit < 0 ? "null" : sprintf("%.3f", limit), ratio < 0 ? "null" : sprintf("%.3f", ratio)
        printf "\"goal\":\"%s\"}", goal
        return
    }
    printf "%-4s %-44s %11.1f %11s %7s  %-13s %s\n", id, what, ours, limit < 0 ? "-" : sprintf("%.1f", limit),
        ratio < 0 ? "-" : sprintf("%.2f", ratio), unit, goal
}

function compare(id, what, unit, measure, figure, scale, goal,    limit) {
    limit = median("limit", measure, figure)
    row(id, what, unit, median("ours", measure, figure) * scale, limit < 0 ? -1 : limit * scale, goal)
}

# Of both sides; it hardly depends on what else the machine does.
function cpu(who, measure) {
    return (median(who, measure, "cpu_s") + median(who, measure, "server_cpu_s")) * 1e6 / records
}

function rate(who, measure, figure, scale,    wall) {
    wall = median(who, measure, "wall_s")
    return wall > 0 ? median(who, measure, figure) / wall / scale : -1
}

END {
    if (json == "true")
        printf "{\"records\":%d,\"rows\":[", records
    else
        printf "%-4s %-44s %11s %11s %7s  %-13s %s\n", "", "medians", "ours", "limit", "ratio", "unit", "goal"
    compare("S1", "capture of one record, durable, p50", "us", "capture", "p50_us", 1, "ratio <= 1.3")
    compare("S1", "capture of one record, durable, p99", "us", "capture", "p99_us", 1, "ratio <= 2")
    compare("S2", "capture of 1,000 in one call", "records/s", "bulk", "records_per_s", 1, "ratio >= 0.5")
    row("S3", "push", "records/s", rate("ours", "push", "records", 1), rate("limit", "push", "records", 1), "ratio >= 0.5")
    row("", "push, CPU of tablet and server", "us/record", cpu("ours", "push"), cpu("limit", "push"), "")
    row("S5", "push, bytes on the wire", "B/record", median("ours", "push", "bytes") / records,
        median("limit", "push", "bytes") / records, "ratio <= 1.3")
    compare("S6", "no-op, warm: requests", "", "noop", "requests", 1, "1")
    compare("S6", "no-op, warm: bytes above TCP", "B", "noop", "bytes", 1, "<= 400")
    compare("S6", "no-op, warm: time p50", "us", "noop", "p50_us", 1, "")
    compare("S7", "no-op, new connection, resumed: bytes", "B", "noop_resumed", "bytes", 1, "<= 1100")
    compare("S7", "no-op, new connection, resumed: time p50", "us", "noop_resumed", "p50_us", 1, "ratio <= 3")
    compare("S7", "no-op, new connection, full: time p50", "us", "noop_full", "p50_us", 1, "")
    compare("S8", "100 changes among all: requests", "", "change", "requests", 1, "<= 2")
    compare("S8", "100 changes among all: time", "ms", "change", "wall_s", 1000, "ratio <= 2")
    row("S9", "pull by a new tablet", "records/s", rate("ours", "pull", "records", 1), rate("limit", "pull", "records", 1), "ratio >= 0.5")
    row("", "pull, CPU of tablet and server", "us/record", cpu("ours", "pull"), cpu("limit", "pull"), "")
    row("", "pull, bytes on the wire", "B/record", median("ours", "pull", "bytes") / records,
        median("limit", "pull", "bytes") / records, "")
    row("S10", "photos of 300 KB", "MB/s", rate("ours", "photo_300k", "bytes", 1e6), rate("limit", "photo_300k", "bytes", 1e6), "ratio >= 0.8")
    row("S11", "photos of 40 KB", "MB/s", rate("ours", "photo_40k", "bytes", 1e6), rate("limit", "photo_40k", "bytes", 1e6), "ratio >= 0.8")
    compare("S13", "agent, peak memory: push", "MB", "push", "peak_kb", 1 / 1024, "<= 24")
    compare("S13", "agent, peak memory: pull", "MB", "pull", "peak_kb", 1 / 1024, "<= 24")
    compare("S13", "agent, peak memory: photos", "MB", "photo_300k", "peak_kb", 1 / 1024, "<= 24")
    compare("S14", "server, peak memory: push and pull", "MB", "pull", "server_peak_kb", 1 / 1024, "<= 32")
    compare("S14", "server, peak memory: all tablets at once", "MB", "swarm_full", "server_peak_kb", 1 / 1024, "<= 52 at 64")
    compare("S16", "all tablets at once, resumed: time", "s", "swarm_resumed", "wall_s", 1, "ratio <= 2")
    row("S16", "all tablets at once, resumed: commits/push", "", median("ours", "swarm_resumed", "commits") \
        / median("ours", "swarm_resumed", "tablets"), -1, "<= 0.2")
    compare("S16", "all tablets at once, resumed: server CPU", "s", "swarm_resumed", "server_cpu_s", 1, "")
    compare("S17", "all tablets at once, full: time", "s", "swarm_full", "wall_s", 1, "")
    row("S17", "all tablets at once, full: server CPU", "ms/tablet", median("ours", "swarm_full", "server_cpu_s") * 1000 \
        / median("ours", "swarm_full", "tablets"), median("limit", "swarm_full", "server_cpu_s") * 1000 \
        / median("ours", "swarm_full", "tablets"), "ratio <= 1.5")
    row("S20", "server CPU for a pushed record", "us", median("ours", "push", "server_cpu_s") * 1e6 / records,
        median("limit", "push", "server_cpu_s") * 1e6 / records, "ratio <= 2")
    if (json == "true")
        printf "\n]}\n"
}
