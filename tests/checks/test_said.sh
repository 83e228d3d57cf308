#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Manual pages and completion, which the programs say themselves, and the sandbox of the server's unit.
. "$(dirname "$0")/../e2e/lib.sh"

for program in plumb plumbd; do
    "$PLUMB_BIN/$program" --help-man > "$work/$program.man"
    verbs=$("$PLUMB_BIN/$program" --help-bash | sed -n "s/^    \"\(.*\)\") options=.*/\1/p")
    check "$program: completion knows its verbs" yes "$([ "$(wc -l <<< "$verbs")" -ge 20 ] && echo yes)"
    missing=
    while read -r verb; do grep -qF ".SS $program ${verb//-/\\-}" "$work/$program.man" || missing+="$verb,"; done <<< "$verbs"
    check "$program: its manual has every verb" '' "$missing"
    if command -v groff > /dev/null; then
        check "$program: a clean manual" '' "$(groff -man -Tutf8 -K utf8 -ww -Wbreak "$work/$program.man" 2>&1 > /dev/null | head -n 3)"
    fi
    for shell in bash zsh fish; do
        "$PLUMB_BIN/$program" --help-$shell > "$work/$program.$shell"
        ! command -v $shell > /dev/null || check "$program: $shell takes it" 0 "$($shell -n "$work/$program.$shell"; echo $?)"
    done
done
fails 2 'another shell' "$plumbd" --help-tcsh

# complete WORD…: what the last word may become.
complete_words() {
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _plumbd; echo "${COMPREPLY[*]}"' x "$work/plumbd.bash" "$@"
}
check 'a verb' doctor "$(complete_words plumbd doc)"
check 'a second word' 'schedule' "$(complete_words plumbd backup sch)"
check 'its option' --hour "$(complete_words plumbd backup schedule --ho)"
check 'an option of one word' --like "$(complete_words plumbd backup --li)"
check 'a choice' 'json journal' "$(complete_words plumbd serve --log j)"
check 'an option of every verb' --json "$(complete_words plumbd site list --js)"

unit=$root/tools/package/plumbd.service
while read -r line; do
    check "the unit says $line" 1 "$(grep -cxF "$line" "$unit")"
done << 'END'
User=plumbline
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
CapabilityBoundingSet=
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
StateDirectoryMode=0700
UMask=0077
LimitCORE=0
END
if command -v systemd-analyze > /dev/null; then
    exposure=$(systemd-analyze security --offline=true "$unit" 2> /dev/null | sed -n 's/^.*exposure level for plumbd.service: \([0-9.]*\) .*/\1/p')
    check 'systemd finds it safe: at most 2.0' yes "$(awk -v e="${exposure:-9}" 'BEGIN { print (e <= 2.0 ? "yes" : e) }')"
fi
