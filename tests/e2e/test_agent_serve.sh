#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A tablet that stays: its status page, verbs handed over to it, captures that go out by themselves, a quick end.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-006)
start serve.log "$plumb" serve --dir "$work/t1" --listen 127.0.0.1:0
serve_pid=$started
page=$(sed -n 's/^listening on //p' "$work/serve.log")
port=${page##*:}

# code WANTED WHAT CURL-ARGUMENTS…
code() { check "$2" "$1" "$(curl -s -o "$work/answer" -w '%{http_code}' --max-time 5 "${@:3}" || true)"; }
held() { office record list --site "$site" --kind note | in_all; }

code 200 'the status' "$page/status"
check 'it is JSON about this tablet' 1 "$(grep -c "\"device\":\"$(status t1 device)\"" "$work/answer")"
code 200 'the status by name' -H "Host: localhost:$port" "$page/status"
code 200 'the status in brief' -I "$page/status"
for host in evil.example "evil.example:$port" 127.0.0.1 localhost "127.0.0.1:$((port + 1))" "127.0.0.1:$port.evil.example" ''; do
    code 403 "a page of host '$host'" -H "Host: $host" "$page/status"
done
for path in /status/ /status/x /STATUS /v1/sync /plumb.db '/status%00' /../plumb.db; do code 404 "the path $path" --path-as-is "$page$path"; done
code 405 'a post' -d x "$page/status"
code 405 'a deletion' -X DELETE "$page/status"
head -c 2000000 /dev/zero > "$work/zeros"
code 413 'a large body' -H Expect: --data-binary "@$work/zeros" "$page/status"
check 'nobody else can reach it' '' "$(curl -s --max-time 2 "http://$(hostname -I 2> /dev/null | cut -d' ' -f1 | grep . || echo 127.0.0.2):$port/status" || true)"

fails 24 'a second one' "$plumb" serve --dir "$work/t1" --listen 127.0.0.1:0
check 'what is captured beside it has an id' 36 "$(note t1 "$site" '自动送出' | tr -d '\n' | wc -c)"
comes 1 'it goes out by itself' held
comes 0 'and is known as delivered' status t1 waiting
(cd "$work" && printf '\xff\xd8\xff\xe0photo' > near.jpg)
id=$(note t1 "$site" '带照片')
check 'a file is found from where the verb was called' 0 "$(cd "$work" && "$plumb" photo add --record "$id" near.jpg --dir "$work/t1" > /dev/null; echo $?)"
comes 0 'the photo goes out too' total blobs_missing
check 'a handed-over verb fails as any other' 4 "$(tablet t1 record get 00000000-0000-7000-8000-000000000000 > /dev/null 2>&1; echo $?)"
for i in $(seq 8); do note t1 "$site" "同时 $i" > /dev/null & pids+=("$!"); done
comes 10 'many at once' held

office_stop
note t1 "$site" '办公室不在' > /dev/null
comes 1 'without an office it waits' status t1 waiting
office_start
tablet t1 sync > /dev/null 2>&1 || true
comes 11 'with the office back it goes on' held
office record set --kind note --site "$site" text=办公室 > /dev/null
tablet t1 sync > /dev/null
check 'what the office wrote arrives' 12 "$(tablet t1 record list --kind note --site "$site" --json | grep -o '"id":' | wc -l)"

begin=$(date +%s%N)
kill -TERM "$serve_pid"
code=0
wait "$serve_pid" || code=$?
check 'it ends well' 0 "$code"
check 'within two seconds' yes "$([ $((($(date +%s%N) - begin) / 1000000)) -lt 2000 ] && echo yes || echo no)"
check 'the folder is free again' 0 "$(tablet t1 status > /dev/null 2>&1; echo $?)"

# Ends quickly also while the office does not answer.
kill -STOP "$office_pid"
start serve.log "$plumb" serve --dir "$work/t1" --listen 127.0.0.1:0
note t1 "$site" '没有回答' > /dev/null
sleep 0.3
begin=$(date +%s%N)
kill -INT "$started"
wait "$started" || true
check 'within two seconds in the middle of a call' yes "$([ $((($(date +%s%N) - begin) / 1000000)) -lt 2000 ] && echo yes || echo no)"
