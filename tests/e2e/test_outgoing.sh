#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Events leave the office: signed, in order, again until they arrive, nowhere they should not go; and as mail.
. "$(dirname "$0")/lib.sh"
office_make
mkdir "$work/out"
start receivers.log python3 "$root/tests/e2e/receivers.py" "$work/out"
read -r web mail bare <<< "$(sed -n 's/^listening on //p' "$work/receivers.log")"
office_start
enrol a P001
tablet_id=$(office device list --json | field id)
came() { [ ! -f "$work/out/$1" ] || python3 -c '
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
print(eval(sys.argv[2], {"rows": rows}))' "$work/out/$1" "$2"; }
hook() { office hook "$@" --json; }

# Where it may not go, it does not; whom it cannot verify, it tells nothing.
private=$(hook add "https://127.0.0.1:$web/in" --ca "$work/out/ca.pem" --on issue.overdue | field id)
fails 8 'a private address' office hook test "$private"
foreign=$(hook add "https://127.0.0.1:$web/in" --allow-private --on issue.overdue | field id)
fails 15 'a certificate of nobody we know' office hook test "$foreign"
fails 3 'plain http' office hook add "http://127.0.0.1:$web/in"
fails 3 'no kind of event' office hook add "https://127.0.0.1:$web/in" --on night.don
check 'nothing arrived by then' '' "$(came web.log 'len(rows)')"

# What arrives is signed with the secret that was shown once.
hook add "https://127.0.0.1:$web/in" --ca "$work/out/ca.pem" --allow-private > "$work/hook.json"
id=$(field id < "$work/hook.json")
field secret < "$work/hook.json" > "$work/out/secret"
office hook test "$id" > /dev/null
check 'a test arrives, signed' "('hook.test', True)" "$(came web.log '(rows[-1]["type"], rows[-1]["good"])')"
check 'the secret is not listed' '' "$(hook list | grep -o "$(cut -c 7-30 "$work/out/secret")" || true)"
echo 302 > "$work/out/status"
fails 25 'a redirect is followed by nobody' office hook test "$id"

# Two things happen while the receiver is ill and the server is killed: both arrive, in order, once it is well.
echo 500 > "$work/out/status"
office device revoke "$tablet_id" --reason lost > /dev/null
comes True 'it was tried' came web.log 'rows[-1]["type"] == "device.revoked"'
office device revoke "$tablet_id" --undo > /dev/null
office device wipe "$tablet_id" > /dev/null
comes 2 'both wait' sh -c "'$plumbd' hook list --dir '$work/office' --json | grep -o '\"state\":\"waiting\"' | wc -l"
office_stop KILL
tried=$(came web.log 'len(rows)')
office_start
check 'all of it is sent again' 2 "$(hook resend "$id" | field count)"
rm "$work/out/status" # not before: what is due goes out as soon as the server is up
comes "[False, True]" 'both arrive, in order' came web.log \
    "[r[\"event\"][\"data\"][\"wipe\"] for r in rows[$tried:] if r[\"status\"] == \"200\"]"
check 'the same event has the same id each time' True \
    "$(came web.log '(lambda ids: len(set(ids)) == 2 and ids[0] == ids[-2])([r["id"] for r in rows if r["type"] == "device.revoked"])')"
check 'each was signed' True "$(came web.log 'all(r["good"] for r in rows[1:])')"

# It may rest, and gets another secret.
office hook pause "$id" > /dev/null
check 'it rests' 1 "$(hook list | grep -o '"paused":true' | wc -l)"
office hook resume "$id" > /dev/null
check 'and goes on' 0 "$(hook list | grep -o '"paused":true' | wc -l)"
hook rotate "$id" > "$work/rotated.json"
office hook test "$id" > /dev/null
check 'the old secret does not sign any more' False "$(came web.log 'rows[-1]["good"]')"
field secret < "$work/rotated.json" > "$work/out/secret"
office hook test "$id" > /dev/null
check 'the new one does' True "$(came web.log 'rows[-1]["good"]')"
fails 4 'none that is not there' office hook pause "$tablet_id"

# Mail: only over TLS, with a password that nobody else can read.
echo geheim > "$work/password"
chmod 644 "$work/password"
set_mail() { office mail set --from plumbline@office.example --ca "$work/out/ca.pem" "$@" > /dev/null; }
fails 4 'no mail server yet' office mail test clerk@office.example
fails 8 'a password that others may read' set_mail --server "smtp://127.0.0.1:$mail" --user plumb --password-file "$work/password"
chmod 600 "$work/password"
set_mail --server "smtp://127.0.0.1:$bare"
fails 8 'a mail server without TLS' office mail test clerk@office.example
check 'got nothing' '' "$(came mail.log 'len(rows)')"
set_mail --server "smtp://127.0.0.1:$mail" --user plumb --password-file "$work/password"
office mail test clerk@office.example > /dev/null
check 'mail arrives over TLS, with login, whole' "(True, True, True, True, 'Plumbline 邮件测试 a test of the mail server')" \
    "$(came mail.log '(lambda r: (r["secure"], r["login"], r["ascii"], r["longest"] <= 76, r["subject"]))(rows[0])')"
check 'its text too' True "$(came mail.log '"收到这封信" in rows[0]["text"]')"
office hook add mailto:clerk@office.example --on device.revoked > /dev/null
office device revoke "$tablet_id" > /dev/null
comes 2 'an event comes as mail' came mail.log 'len(rows)'
check 'to whom it was meant' "RCPT TO:<clerk@office.example>" "$(came mail.log 'rows[1]["receiver"]')"

# Whoever was removed hears nothing more.
office hook remove "$id" > /dev/null
fails 4 'a removed one' office hook test "$id"
