#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Garbage to every verb and every route: a clear error, the right code, and nothing changed.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-006)
id=$(note t1 "$site" '之前')
tablet t1 sync > /dev/null
nobody=00000000-0000-7000-8000-000000000000
long=$(printf '%0120000d' 0)
: > "$work/empty"
mkfifo "$work/pipe"
mkdir "$work/none"

# What must be the same afterwards.
look() {
    { tablet t1 record list --json; tablet t1 status --json | grep -o '"[a-z_]*waiting[a-z_]*":[0-9]*'
      office record list --kind note --json; office record list --kind site --json; office device list --json | field state; } | sha256sum
}
before=$(look)
p() { fails "$1" "plumb ${*:2:3}" "$plumb" "${@:2}" --dir "$work/t1"; both; }
d() { fails "$1" "plumbd ${*:2:3}" "$plumbd" "${@:2}" --dir "$work/office"; both; }
both() { check 'in two languages' 2 "$(grep -c . "$work/fails.err")"; }

fails 2 'no verb' "$plumb"
for verb in nonsense record 'record nonsense' photo --nonsense '' ' ' -- $'\xff\xfe'; do fails 2 "the verb '$verb'" "$plumb" $verb; done
fails 2 'a value that is missing' "$plumb" status --dir
fails 2 'an option twice' "$plumb" status --dir "$work/t1" --dir "$work/t1"
fails 2 'an empty folder name' "$plumb" status --dir ''
fails 2 'a folder name that is too long' "$plumb" status --dir "${long:0:5000}"
fails 22 'a file as the folder' "$plumb" status --dir "$work/empty"
fails 8 'a folder that cannot be written' "$plumb" status --dir /sys
fails 8 'a folder that cannot be written' "$plumbd" init --dir /sys
fails 2 'the folder of the other program' "$plumb" status --dir "$work/office"
fails 2 'the folder of the other program' "$plumbd" device list --dir "$work/t1"
fails 2 'an office in a tablet' "$plumbd" init --dir "$work/t1"

for verb in 'sync extra' 'status extra' 'status --nonsense' 'status --json=x' enrol 'enrol a b' 'record set' 'record set a=b' \
    'record set --kind note' 'record set --kind note --kind note a=b' 'record get' 'record get a b' 'record list extra' 'photo add' \
    'photo add x' 'serve extra' 'serve --listen x' 'serve --listen 127.0.0.1:99999' 'doctor extra'; do p 2 $verb; done
p 18 enrol x
p 18 enrol plumb://h:1/x
p 18 enrol "$long"
p 8 serve --listen 0.0.0.0:0
p 13 serve --listen "127.0.0.1:$office_port"
for text in 'text:=[1]' 'text:=1.5' 'text:={' 'text:=9007199254740993' $'text=\xff\xfe' 'Text=a' '=a' 'deleted=x' "text=$long"; do
    p 3 record set --kind note --site "$site" "$text"
done
p 2 record set --kind note --site "$site" nonsense
p 3 record set --kind note --site "$site" text=a text=b
p 3 record set --kind note text=a
p 4 record set --kind note --site x text=a
p 3 record set --kind '' --site "$site" text=a
p 3 record set --kind note --site "$site" --id x text=a
p 3 record set --kind note --site "$nobody" --id "$id" text=a
p 3 record set --kind defect --site "$site" --id "$id" title=a
p 8 record set --kind note --site "$site" --person x text=a
p 8 record set --kind person name=a
p 11 record set --kind note --site "$site" "a=$long" "b=$long" "c=$long"
p 3 record get x
p 3 record get "${id^^}"
p 4 record get "$nobody"
p 4 record list --site x
p 3 photo add --record x "$root/README.md"
p 3 photo add --record "$id" "$root/README.md"
p 3 photo add --record "$id" "$work"
p 3 photo add --record "$id" "$work/empty"
p 3 photo add --record "$id" "$work/pipe"
p 3 photo add --record "$id" /dev/zero
p 4 photo add --record "$id" /none
fails 7 'a sync without an enrolment' "$plumb" sync --dir "$work/none"

for verb in 'init extra' 'serve extra' import invite 'invite --person' 'device revoke' 'device person' "device person $nobody" 'record get' \
    'record set a=b' 'quarantine show' 'quarantine accept 1' 'quarantine reject 1' 'group apply 00000000000000ff' 'reconcile --date x' \
    'reconcile --format pdf' backup 'backup a b' restore 'rebuild extra' 'doctor extra' 'quarantine show -1'; do d 2 $verb; done
d 5 init
d 24 serve
d 4 import /none
d 4 verify /none
d 18 import "$work/empty"
d 18 import "$plumbd"
d 11 import /dev/zero
printf 'contract_number,name\nHT-1,甲\nHT-2\n,\n' > "$work/half.csv"
d 3 import "$work/half.csv"
d 4 invite --person nobody
d 4 invite --person "$nobody"
d 3 device revoke x --reason r
d 4 device revoke "$nobody" --reason r
d 4 device wipe "$nobody" --reason r
d 3 record get x
d 4 record get "$nobody"
d 3 record list --site x
d 3 record set --kind note --site x text=a
d 3 record set --kind note --site "$site" 'text:=[1]'
d 3 quarantine show x
d 4 quarantine show 99
d 4 quarantine accept 99 --reason r
d 2 reconcile --date 2026-02-31
d 5 backup "$work/office"
d 24 restore "$work/none"
fails 4 'restore of what is no backup' "$plumbd" restore "$work/none" --dir "$work/fresh"
fails 4 'a folder that is not there' "$plumbd" device list --dir "$work/nowhere/at all"
check 'nothing was changed by it' "$before" "$(look)"

# Databases that are not ours.
mkdir "$work/alien" "$work/newer"
cp "$root/README.md" "$work/alien/plumb.db"
fails 19 'a database that is none' "$plumb" status --dir "$work/alien"
check 'it is left as it is' 0 "$(cmp -s "$root/README.md" "$work/alien/plumb.db"; echo $?)"
"$plumb" status --dir "$work/newer" > /dev/null 2>&1 || true
printf '\x00\x00\x03\xe8' | dd of="$work/newer/plumb.db" bs=1 seek=60 conv=notrunc 2> /dev/null
fails 20 'a database of a later version' "$plumb" status --dir "$work/newer"
printf '\x00\x00\x00\x01' | dd of="$work/newer/plumb.db" bs=1 seek=60 conv=notrunc 2> /dev/null
printf '\xde\xad\xbe\xef' | dd of="$work/newer/plumb.db" bs=1 seek=68 conv=notrunc 2> /dev/null
fails 20 'a database of another application' "$plumb" status --dir "$work/newer"

# Every route.
keys=$work/t1/keys
ask() { # ask WHAT STATUS CURL-ARGUMENTS…
    local what=$1 wanted=$2 got
    shift 2
    got=$(curl -s -o "$work/answer" -w '%{http_code}' --max-time 20 --cacert "$keys/ca.pem" --connect-to "plumbd.internal::127.0.0.1:" "$@" || true)
    check "$what" "$wanted" "$got"
    case $wanted in 4*|5*) check "$what: says why" 1 "$(grep -c '"error":{"code":".*"zh":"' "$work/answer" || true)" ;; esac
}

# huge WHAT CURL…: refused with 413; a client that goes on writing may find the connection closed before it reads that.
huge() {
    local what=$1 code
    shift
    code=$(curl -s -o "$work/answer" -w '%{http_code}' --max-time 20 --cacert "$keys/ca.pem" \
        --connect-to "plumbd.internal::127.0.0.1:" "$@" || true)
    [ "$code" != 000 ] || code=413
    check "$what" 413 "$code"
}
me=(--cert "$keys/device.pem" --key "$keys/device.key")
tablets=https://plumbd.internal:$sync_port
public=https://plumbd.internal:$office_port
head -c 5000000 /dev/zero > "$work/zeros"
ask 'no certificate' 000 "$tablets/v1/sync" -d '{}'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/x.key" -out "$work/x.pem" -subj /CN=x -days 9 2> /dev/null
ask 'a certificate of somebody else' 000 "$tablets/v1/sync" --cert "$work/x.pem" --key "$work/x.key" -d '{}'
check 'no TLS at all' '' "$(curl -s --max-time 5 "http://127.0.0.1:$sync_port/v1/sync" | tr -d '\0' || true)"
ask 'an unknown route' 404 "${me[@]}" "$tablets/v1/nonsense"
ask 'the root' 404 "${me[@]}" "$tablets/"
ask 'a route of the other listener' 404 "${me[@]}" "$tablets/v1/enrol" -d '{}'
ask 'a route of the other listener' 404 -k "$public/v1/sync" -d '{}'
ask 'a wrong method' 405 "${me[@]}" "$tablets/v1/sync"
ask 'a wrong method' 405 "${me[@]}" -X DELETE "$tablets/v1/sync"
ask 'a wrong method' 405 -k "$public/v1/enrol"
ask 'an empty exchange' 400 "${me[@]}" -X POST "$tablets/v1/sync"
for body in '{' '[]' 'null' '{}' '{"protocol":[1,1]}' '{"token":7}' '{"clock":1,"token":"x","token":"y"}' $'\xff\xfe' '<html>'; do
    ask "the exchange $body" 400 "${me[@]}" --data-binary "$body" "$tablets/v1/sync"
done
huge 'a huge exchange' "${me[@]}" -H Expect: --data-binary "@$work/zeros" "$tablets/v1/sync"
ask 'a broken coding' 400 "${me[@]}" -H 'Content-Encoding: zstd' -d 'not zstd' "$tablets/v1/sync"
ask 'an unknown coding' 400 "${me[@]}" -H 'Content-Encoding: br' -d 'x' "$tablets/v1/sync"
ask 'an upload without a length' 400 "${me[@]}" -H 'Tus-Resumable: 1.0.0' -X POST "$tablets/v1/blobs"
ask 'an upload that is not there' 404 "${me[@]}" -H 'Tus-Resumable: 1.0.0' -H 'Content-Type: application/offset+octet-stream' \
    -H 'Upload-Offset: 0' -X PATCH -d x "$tablets/v1/blobs/nonsense"
ask 'a blob that is not there' 404 "${me[@]}" "$tablets/v1/blobs/$(printf '%064d' 0)?record=$id"
ask 'a path that climbs' 404 "${me[@]}" --path-as-is "$tablets/v1/../../office.db"
ask 'an empty enrolment' 400 -X POST -k "$public/v1/enrol"
ask 'an enrolment of nonsense' 400 -d '{"code":7}' -k "$public/v1/enrol"
huge 'a huge enrolment' -H Expect: --data-binary "@$work/zeros" -k "$public/v1/enrol"
ask 'a nonce for nobody' 400 -d '{"device":"x"}' -k "$public/v1/nonce"
ask 'a renewal of nonsense' 400 -d '{}' -k "$public/v1/renew"
ask 'the time' 200 -k "$public/v1/time"
check 'the office is alive and well' 0 "$(office verify > "$work/verify.log" 2>&1; echo $?)"
check 'nothing was changed by that either' "$before" "$(look)"
