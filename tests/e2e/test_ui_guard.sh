#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Who may speak to the tablet's interface, with the real server: not who has no session, an old or a used launch token, another
# page, a rebinding name, a form, or is another user of the machine. (Every single route: tests/unit/test_ui.c.)
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-006)
start serve.log "$plumb" serve --dir "$work/t1" --listen 127.0.0.1:0
serve_pid=$started
port=$(sed -n 's/^listening on .*://p' "$work/serve.log")
page=http://127.0.0.1:$port
json=(-H 'Content-Type: application/json')
plumbed=("${json[@]}" -H 'X-Plumb: 1')

# code WANTED WHAT CURL-ARGUMENTS…
code() { check "$2" "$1" "$(curl -s -o "$work/answer" -w '%{http_code}' --max-time 5 "${@:3}" || true)"; }
# with the session's cookie
ours() { code "$1" "$2" -b "$work/jar" "${@:3}"; }
link() { tablet t1 open | sed -n 's/^http:.*#launch=//p'; }
launch() { curl -s -o /dev/null -w '%{http_code}' -c "$work/$1" "${plumbed[@]}" -d "{\"token\":\"$2\"}" "$page/api/launch"; }
notes() { tablet t1 record list --kind note --site "$site" | in_all; }

# ---- the launch ----
token=$(link)
check 'a token has 64 digits' 64 "${#token}"
code 401 'no cookie' "$page/api/session"
code 401 'a made-up token' "${plumbed[@]}" -d "{\"token\":\"$(printf '%064d' 1)\"}" "$page/api/launch"
code 403 'a launch by a link is none' "$page/api/launch?token=$token" -X POST
code 405 'nor by opening an address' "$page/api/launch?token=$token"
check 'the token lets in' 200 "$(launch jar "$token")"
check 'once' 401 "$(launch other "$token")"
check 'it leaves no cookie then' '' "$(grep -s plumb "$work/other" || true)"
ours 200 'the cookie is known' "$page/api/session"
code 401 'a made-up cookie' -b "plumb=$(printf '%064d' 1)" "$page/api/session"
code 401 'a cookie that stands twice' -b "plumb=$(printf '%064d' 1); plumb=$(awk '$6 == "plumb" { print $7 }' "$work/jar")" "$page/api/session"
check 'the cookie is for this page alone' 1 "$(curl -s -D - -o /dev/null "${plumbed[@]}" -d "{\"token\":\"$(link)\"}" "$page/api/launch" | grep -c '^Set-Cookie: plumb=[0-9a-f]\{64\}; .*HttpOnly' || true)"
ours 401 'a new launch ends the session before it' "$page/api/session"
check 'another launch' 200 "$(launch jar "$(link)")"
person=$(curl -s -b "$work/jar" "$page/api/session" | grep -o '"persons":\[{"id":"[^"]*"' | sed 's/.*:"//; s/"$//')
ours 401 'locked: nothing of the sites' "$page/api/today"
ours 200 'the first PIN' "${plumbed[@]}" -d "{\"person\":\"$person\",\"pin\":\"2580\"}" "$page/api/pin"
ours 200 'open' "$page/api/today"
wish="{\"site\":\"$site\",\"text\":\"别的网页\",\"once\":\"00000000-0000-7000-8000-000000000001\"}"

# ---- other pages in the same browser, with our cookie ----
for host in evil.example "evil.example:$port" 127.0.0.1 localhost "127.0.0.1:$((port + 1))" "127.0.0.1:$port.evil.example" \
    "127.0.0.1.evil.example:$port" "evil@127.0.0.1:$port" "127.0.0.1.:$port" "127.1:$port" "[::1]:$port" "0.0.0.0:$port" \
    "127.0.0.1:0$port" "127.0.0.1:$port:$port" "LOCALHOST:$port" ''; do
    ours 403 "Host '$host'" -H "Host: $host" "$page/api/today"
    ours 403 "Host '$host' on a page" -H "Host: $host" "$page/"
done
cookie="plumb=$(awk '$6 == "plumb" { print $7 }' "$work/jar")"
code 200 'by name' -H "Cookie: $cookie" -H "Host: localhost:$port" "$page/api/today"
# What curl does not send: raw HEAD-LINES…
raw() {
    local line
    exec 3<> "/dev/tcp/127.0.0.1/$port"
    { printf 'GET /api/today HTTP/1.1\r\nCookie: %s\r\nConnection: close\r\n' "$cookie"; printf '%s\r\n' "$@" ''; } >&3
    read -r line <&3
    exec 3>&-
    cut -d ' ' -f 2 <<< "$line"
}
check 'a raw request as it should be' 200 "$(raw "Host: 127.0.0.1:$port")"
for second in "Host: 127.0.0.1:$port" 'Host: evil.example' 'host: evil.example'; do
    check "a second $second" yes "$(raw "Host: 127.0.0.1:$port" "$second" | grep -x '40[03]' > /dev/null && echo yes)"
done
check 'no host' yes "$(raw 'Accept: */*' | grep -x '40[03]' > /dev/null && echo yes)"
# A target with a host in it does not stand in for the Host.
raw_target() {
    local line
    exec 3<> "/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nConnection: close\r\n\r\n' "$1" "$2" "$cookie" >&3
    read -r line <&3
    exec 3>&-
    cut -d ' ' -f 2 <<< "$line"
}
check 'our address as the target, another host' 403 "$(raw_target "$page/api/today" evil.example)"
for origin in http://evil.example null "https://127.0.0.1:$port" "http://127.0.0.1:$((port + 1))" "http://127.0.0.1:$port.evil.example" \
    "http://localhost:$port" "http://127.0.0.1:$port/" file://; do
    ours 403 "Origin $origin" -H "Origin: $origin" "${plumbed[@]}" -d "$wish" "$page/api/notes"
done
for value in cross-site same-site none nonsense; do
    ours 403 "Sec-Fetch-Site $value" -H "Sec-Fetch-Site: $value" "${plumbed[@]}" -d "$wish" "$page/api/notes"
done
ours 403 'no X-Plumb' "${json[@]}" -d "$wish" "$page/api/notes"
ours 403 'another X-Plumb' "${json[@]}" -H 'X-Plumb: 2' -d "$wish" "$page/api/notes"
for type in text/plain application/x-www-form-urlencoded 'multipart/form-data; boundary=x' 'text/plain; application/json' ''; do
    ours 403 "a form of type '$type'" -H 'X-Plumb: 1' -H "Content-Type: $type" -d "$wish" "$page/api/notes"
done
ours 405 'by an address' "$page/api/notes?site=$site&text=x"
ours 403 'a preflight' -X OPTIONS -H 'Origin: http://evil.example' -H 'Access-Control-Request-Method: POST' "$page/api/notes"
check 'no answer lets another origin read it' 0 "$(curl -s -D - -o /dev/null -b "$work/jar" "$page/api/today" | grep -ci '^access-control' || true)"
# Large bodies go to the disk: not those of whoever may not send one. Only the head is sent, so the answer does not wait for more.
large() {
    local line
    exec 3<> "/dev/tcp/127.0.0.1/$port"
    { printf 'POST %s HTTP/1.1\r\nContent-Length: 900000000\r\n' "$1"; printf '%s\r\n' "Host: 127.0.0.1:$port" "${@:2}" ''; } >&3
    read -r -t 5 line <&3 || true
    exec 3>&-
    cut -d ' ' -f 2 <<< "$line"
}
import=/api/handover/import?once=00000000-0000-7000-8000-000000000002
check "another page's large body" 403 "$(large "$import" "Cookie: $cookie" 'Content-Type: text/plain')"
check "another origin's large body" 403 "$(large "$import" "Cookie: $cookie" 'X-Plumb: 1' 'Content-Type: application/octet-stream' 'Origin: http://evil.example')"
check 'a large body without a session' 401 "$(large "$import" 'X-Plumb: 1' 'Content-Type: application/octet-stream')"
# A long signature is JSON, and no such body: it is read, and refused for what it says.
{ printf '{"of":"%s","form":"none","role":"customer","name":"x","verdict":"satisfied","shown":"%064d","once":"00000000-0000-7000-8000-000000000003","strokes":[0' "$site" 1; printf ',123456%.0s' $(seq 50000); echo ']}'; } > "$work/long"
ours 400 'a signature of 350 KB is read' "${plumbed[@]}" -d "@$work/long" "$page/api/sign"
check 'nothing was written by any of them' 0 "$(notes)"
ours 200 'our own page writes' -H "Origin: $page" -H 'Sec-Fetch-Site: same-origin' "${plumbed[@]}" -d "$wish" "$page/api/notes"
check 'once' 1 "$(notes)"

# ---- another user of this machine ----
if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
    theirs() { check "another user: $2" "$1" "$(setpriv --reuid=65534 --clear-groups curl -s -o /dev/null -w '%{http_code}' --max-time 5 "${@:3}" || true)"; }
    for path in / /main.js /status /api/session /api/today /api/watch?seen=0 /nowhere; do theirs 401 "$path" -H "Cookie: $cookie" "$page$path"; done
    theirs 401 'a tap' -H "Cookie: $cookie" "${plumbed[@]}" -d "$wish" "$page/api/notes"
    theirs 401 'a launch' "${plumbed[@]}" -d "{\"token\":\"$(link)\"}" "$page/api/launch"
    check 'another user cannot ask for a link' 1 "$(setpriv --reuid=65534 --clear-groups env HOME=/ "$plumb" open --dir "$work/t1" > /dev/null 2>&1 || echo 1)"
else
    echo "another user of the machine is not tried: it takes root and setpriv"
fi

# ---- over a restart ----
stop "$serve_pid" KILL
start serve.log "$plumb" serve --dir "$work/t1" --listen "127.0.0.1:$port"
serve_pid=$started
ours 401 'after a restart it is locked' "$page/api/today"
ours 200 'though the cookie is known' "$page/api/session"
fails 25 'without plumb serve there is no page to open' "$plumb" open --dir "$work/office-less"
check 'no PIN and no token stands in the folder' '' "$(grep -rl "$(awk '$6 == "plumb" { print $7 }' "$work/jar")" "$work/t1" || true)"

# ---- PINs by the command line ----
check 'who has a PIN' 1 "$(tablet t1 pin list | grep -c '有 PIN set')"
echo 1234 > "$work/pin"
fails 3 'a PIN that is guessed first' "$plumb" pin set "$person" --file "$work/pin" --dir "$work/t1"
echo 97531 > "$work/pin"
tablet t1 pin set "$person" --file "$work/pin" > /dev/null
ours 401 'the old PIN' "${plumbed[@]}" -d "{\"person\":\"$person\",\"pin\":\"2580\"}" "$page/api/unlock"
ours 200 'the new one' "${plumbed[@]}" -d "{\"person\":\"$person\",\"pin\":\"97531\"}" "$page/api/unlock"
tablet t1 pin clear "$person" > /dev/null
check 'cleared' 0 "$(tablet t1 pin list | grep -c '有 PIN set' || true)"
fails 8 'a PIN of somebody else' "$plumb" pin clear 无名 --dir "$work/t1"
