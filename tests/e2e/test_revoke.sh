#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A revoked tablet is refused at its next request and keeps its data; a wiped one seals what nobody else has.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
enrol t2 P001
site=$(site_of t1 HT2026-006)
device=$(status t1 device)
note t1 "$site" '停用前' > /dev/null
office device revoke "$device" --reason 丢失 > /dev/null
fails 9 'a sync of a revoked tablet' tablet t1 sync
check 'capture goes on' 36 "$(note t1 "$site" '停用后' | tr -d '\n' | wc -c)"
check 'nothing of it reached the office' 0 "$(office record list --site "$site" --kind note | in_all)"
office device revoke "$device" --undo > /dev/null
tablet t1 sync > /dev/null
check 'let in again, it delivers' 2 "$(office record list --site "$site" --kind note | in_all)"
device=$(status t2 device)
note t2 "$site" '只在这台平板上' > /dev/null
office device wipe "$device" --reason 遗失 > /dev/null
fails 9 'a sync of a tablet to be wiped' tablet t2 sync
check 'the sealed file is there' 1 "$(find "$work/t2" -name 'undelivered-*.plumbenv' | wc -l)"
check 'its keys are gone' 0 "$(find "$work/t2" -name 'device.key' | wc -l)"
check 'nothing readable is left' 0 "$(grep -rl '只在这台平板上' "$work/t2" | wc -l)"
fails 9 'a sync afterwards' tablet t2 sync
fails 9 'an edit afterwards' tablet t2 record set --kind note --site "$site" text=x
check 'says where the sealed file is' 2 "$(grep -c 'undelivered-.*plumbenv' "$work/fails.err")"
fails 9 'a question afterwards' tablet t2 status
fails 9 'serving afterwards' tablet t2 serve --listen 127.0.0.1:0
fails 9 'a link afterwards' tablet t2 enrol plumb://127.0.0.1:1/x
fails 26 'the self-check afterwards' tablet t2 doctor
check 'the self-check names the sealed file' 1 "$(grep -c 'undelivered-.*plumbenv' "$work/fails.out")"
check 'nothing was made anew' 0 "$(find "$work/t2" -name 'plumb.db*' | wc -l)"
check 'help is help' 0 "$("$plumb" --help > /dev/null; echo $?)"
: > "$work/t2/wiping" # the power went while it was being emptied
: > "$work/t2/plumb.db"
fails 9 'a verb after a wipe that was cut short' tablet t2 status
check 'the wipe was finished' 0 "$(find "$work/t2" -name 'plumb.db*' -o -name wiping | wc -l)"
