# SPDX-License-Identifier: Apache-2.0
"""A strict reader of OpenMetrics text 1.0: prints "name{labels} value" a line, or says what is wrong.

Checked: every family is described once and before its samples, samples of a family stand together, names and
suffixes fit the type, units end the names, labels and escapes, numbers, no sample twice, "# EOF" last and once.
"""
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)?\}})? (-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Inf)|NaN)( \d+(\.\d+)?)?")
SUFFIXES = {"counter": ["_total", "_created"], "gauge": [""], "info": ["_info"], "unknown": [""]}


def fail(number, words):
    sys.exit(f"line {number}: {words}")


def main():
    text = sys.stdin.buffer.read().decode("utf-8", "strict")
    if not text.endswith("# EOF\n") or "\r" in text:
        sys.exit("does not end with # EOF")
    lines = text[:-1].split("\n")
    families, described, seen, current = {}, set(), set(), None
    for number, line in enumerate(lines, 1):
        if line == "# EOF":
            if number != len(lines):
                fail(number, "# EOF is not last")
            continue
        if line.startswith("#"):
            match = re.fullmatch(rf"# (TYPE|HELP|UNIT) ({NAME}) (.+)", line)
            if not match:
                fail(number, "no descriptor")
            what, name, rest = match.groups()
            if (what, name) in described:
                fail(number, f"{what} of {name} twice")
            described.add((what, name))
            if what == "TYPE":
                if name in families or rest not in SUFFIXES:
                    fail(number, f"{name}: {rest}")
                families[name] = rest
                current = name
            elif name != current:
                fail(number, f"{what} of {name} stands elsewhere")
            if what == "UNIT" and not name.endswith("_" + rest):
                fail(number, f"{name} does not end with its unit")
            continue
        match = SAMPLE.fullmatch(line)
        if not match or current is None:
            fail(number, "no sample: " + line)
        name, labels, value = match.group(1), match.group(2) or "", match.group(3)
        if name not in [current + suffix for suffix in SUFFIXES[families[current]]]:
            fail(number, f"{name} is no sample of {current}")
        keys = [label.split("=", 1)[0] for label in re.findall(LABEL, labels)]
        if len(set(keys)) != len(keys) or (name, labels) in seen:
            fail(number, "twice")
        if families[current] == "counter" and value.startswith("-"):
            fail(number, "a counter below zero")
        seen.add((name, labels))
        print(f"{name}{{{labels}}} {value}" if labels else f"{name} {value}")
    for name in families:
        if ("HELP", name) not in described:
            sys.exit(f"{name} has no HELP")


main()
