#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A new tablet from the page alone: plumb serve in an empty folder, enrolled by its link while it runs, refused in words when the
# link or the network is bad, ended quickly in the middle of it; and emptied while it serves.
. "$(dirname "$0")/lib.sh"
office_make
office_start
mkdir "$work/t1"
serve() {
    start serve.log "$plumb" serve --dir "$work/t1" --listen 127.0.0.1:0
    serve_pid=$started
    page=http://127.0.0.1:$(sed -n 's/^listening on .*://p' "$work/serve.log")
}
post() { curl -s -c "$work/jar" -b "$work/jar" -H 'X-Plumb: 1' -H 'Content-Type: application/json' -w '\n%{http_code}\n' --max-time 30 -d "$2" "$page$1"; }
get() { curl -s -b "$work/jar" --max-time 30 "$page$1"; }
launch() { post /api/launch "{\"token\":\"$(tablet t1 open | sed -n 's/^http:.*#launch=//p')\"}" | tail -n 1; }
link() { office invite --person P001 --json | field link; }

serve
check 'launched' 200 "$(launch)"
check 'not enrolled yet' false "$(get /api/session | field enrolled)"
check 'nobody may come yet' '"persons":[]' "$(get /api/session | grep -o '"persons":\[[^]]*\]')"
check 'a link that is none' 4 "$(post /api/enrol '{"link":"https://example.com/","name":"t1"}' | tail -n 1 | cut -c 1)"
check 'no PIN before it is enrolled' 401 "$(post /api/pin '{"person":"00000000-0000-7000-8000-000000000001","pin":"2580"}' | tail -n 1)"

good=$(link)
office_stop
check 'the office is away: said as such' NETWORK "$(post /api/enrol "{\"link\":\"$good\",\"name\":\"t1\"}" | field code)"
check 'still not enrolled' false "$(get /api/session | field enrolled)"
office_start
seen=$(get /api/session | field seen)
(get "/api/watch?seen=$seen" > "$work/news") &
watcher=$!
check 'the office is back: enrolled by the same link' 200 "$(post /api/enrol "{\"link\":\"$good\",\"name\":\"t1\"}" | tail -n 1)"
wait $watcher
check 'the page hears of it' locked "$(field state < "$work/news")"
check 'enrolled' true "$(get /api/session | field enrolled)"
check 'a second time' 409 "$(post /api/enrol "{\"link\":\"$good\",\"name\":\"t1\"}" | tail -n 1)"
person=$(get /api/session | grep -o '"persons":\[{"id":"[^"]*"' | sed 's/.*:"//; s/"$//')
check 'the first PIN lets in' 200 "$(post /api/pin "{\"person\":\"$person\",\"pin\":\"2580\"}" | tail -n 1)"
sites=0
for _ in $(seq 600); do
    sites=$(get /api/today | grep -o '"customer"' | wc -l)
    [ "$sites" -lt 3 ] || break
    sleep 0.1
done
check 'its sites come by themselves' yes "$([ "$sites" -ge 3 ] && echo yes || echo "$sites")"

# A colleague is added in the office: the page has them without a restart.
office device person "$(status t1 device)" --add P002 > /dev/null
for _ in $(seq 600); do
    tablet t1 sync > /dev/null 2>&1 || true
    [ "$(get /api/session | grep -o '"wait_s"' | wc -l)" -lt 3 ] || break
    sleep 0.1
done
check 'a colleague may come' 3 "$(get /api/session | grep -o '"wait_s"' | wc -l)" # the person who is in stands twice

# The office empties it while it serves.
office device wipe "$(status t1 device)" > /dev/null
tablet t1 sync > /dev/null 2>&1 || true
for _ in $(seq 600); do kill -0 "$serve_pid" 2> /dev/null || break; sleep 0.1; done
check 'a wiped tablet stops serving' gone "$(kill -0 "$serve_pid" 2> /dev/null && echo there || echo gone)"
check 'and keeps neither store nor keys' '' "$(ls "$work/t1" | grep -x 'plumb.db\|keys/device.key' || true)"
check 'nor a page' 000 "$(curl -s -o /dev/null -w '%{http_code}' --max-time 2 "$page/" || true)"

# It ends in the middle of enrolling: somebody listens there and says nothing.
rm -rf "$work/t1"
mkdir "$work/t1"
python3 -c 'import socket, time
s = socket.create_server(("127.0.0.1", 0))
print("listening on", s.getsockname()[1], flush=True)
time.sleep(60)' > "$work/silent.log" &
pids+=("$!")
until grep -q listening "$work/silent.log"; do sleep 0.02; done
silent=$(sed 's#//127.0.0.1:[0-9]*#//127.0.0.1:'"$(awk '{ print $3 }' "$work/silent.log")#" <<< "$(link)")
serve
launch > /dev/null
post /api/enrol "{\"link\":\"$silent\",\"name\":\"t1\"}" > "$work/given-up" &
asking=$!
sleep 0.3
check 'one attempt at a time' 503 "$(post /api/enrol "{\"link\":\"$silent\",\"name\":\"t1\"}" | tail -n 1)"
began=$(date +%s%N)
stop "$serve_pid"
check 'it ends at once all the same' yes "$([ $((($(date +%s%N) - began) / 1000000)) -lt 3000 ] && echo yes || echo late)"
wait $asking || true
