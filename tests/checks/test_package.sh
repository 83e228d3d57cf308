#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the tablet's package installs: it is all there, it runs, and the launcher says what is wrong in words.
set -uo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# check WHAT COMMAND…
check() {
    if "${@:2}" > "$work/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $1"
        head -n 5 "$work/said"
    fi
}

check 'it installs' cmake --install "${PLUMB_BIN:?}" --component tablet --prefix "$work/usr"
check 'the agent runs from there' "$work/usr/bin/plumb" --version
for file in lib/systemd/user/plumb.service share/applications/plumbline.desktop \
    share/icons/hicolor/scalable/apps/plumbline.svg share/doc/plumbline-tablet/TABLET.md \
    share/doc/plumbline-tablet/TABLET.zh.md share/doc/plumbline-tablet/pictures/tablet-today.png; do
    check "$file is there" test -s "$work/usr/$file"
done
check 'the licences go with it' grep -q 'Apache License' "$work/usr/share/doc/plumbline-tablet/copyright"
# A build without the interface has no foreign module.
if grep -q '^PLUMB_WEB:BOOL=ON' "$PLUMB_BIN/CMakeCache.txt"; then
    for module in htm preact signature_pad uplot; do
        check "that of $module too" grep -q "^$module [0-9]" "$work/usr/share/doc/plumbline-tablet/copyright"
    done
fi
check 'nothing of the office is in it' sh -c "! find '$work/usr' | grep -q plumbd"

# The launcher with the agent as it is: what `plumb open` says is what the browser gets.
mkdir "$work/bin"
export HOME=$work
printf '#!/bin/sh\nprintf "%%s\\n" "$@" > "%s/asked"\n' "$work" > "$work/bin/browser"
chmod +x "$work/bin/browser"
"$work/usr/bin/plumb" serve --dir "$work/data" --listen 127.0.0.1:0 > "$work/serve.log" 2>&1 &
agent=$!
for _ in $(seq 200); do grep -q '^open ' "$work/serve.log" && break; sleep 0.05; done
real() { env -i HOME="$work" PLUMB_DIR="$work/data" PATH="$work/usr/bin:$work/bin:/usr/bin:/bin" PLUMB_BROWSER=browser plumb-kiosk "$@"; }
port=$(sed -n 's/^listening on .*://p' "$work/serve.log")
check 'the launcher starts a browser' real
check 'on the link of the agent' grep -qxE -e "--app=http://127\.0\.0\.1:$port/#launch=[0-9a-f]{64}" "$work/asked"
check 'which fills the screen when asked' real --kiosk
check 'with a link as well' grep -qxE "http://127\.0\.0\.1:$port/#launch=[0-9a-f]{64}" "$work/asked"
kill "$agent" && wait "$agent"

# And with programs of its own in the path.
kiosk() { env -i HOME="$work" PATH="$work/bin:/usr/bin:/bin" PLUMB_BROWSER="${1:-}" sh "$work/usr/bin/plumb-kiosk" "${@:2}"; }
printf '#!/bin/sh\necho "http://127.0.0.1:7070/#launch=abc"\n' > "$work/bin/plumb"
printf '#!/bin/sh\nexit 0\n' > "$work/bin/sleep"
chmod +x "$work/bin/"*
check 'the launcher opens a window' kiosk browser
check 'of its own, with the link' grep -qx -e '--app=http://127.0.0.1:7070/#launch=abc' "$work/asked"
check 'or the whole screen' kiosk browser --kiosk
check 'with the same link' grep -qx 'http://127.0.0.1:7070/#launch=abc' "$work/asked"
check 'in a profile of its own' grep -q -e "--user-data-dir=$work/" "$work/asked"
printf '#!/bin/sh\nexit 25\n' > "$work/bin/plumb"
check 'without the agent it fails' sh -c "! env -i HOME='$work' PATH='$work/bin:/usr/bin:/bin' PLUMB_BROWSER=browser sh '$work/usr/bin/plumb-kiosk' > '$work/words' 2>&1"
check 'and says how to start it' grep -q 'systemctl --user start plumb' "$work/words"

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
