#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A client written from docs/PROTOCOL.md alone, in another language, works with the real office.
. "$(dirname "$0")/lib.sh"
office_make
office_start
link=$(office invite --person P001 --json | field link)
code=0
python3 "$root/tests/e2e/protocol_client.py" "$work/independent" "$link" HT2026-001 || code=$?
check 'the independent client is content' 0 $code
enrol t1 P001
check 'its note reaches our tablet' '独立客户端,改' \
    "$(tablet t1 record get "$(cat "$work/independent/note")" --json | grep -o '"text":{"value":"[^"]*"' | field value)"
check 'everything is intact' true "$(office verify --json | field ok)"
