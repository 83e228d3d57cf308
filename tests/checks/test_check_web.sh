#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The check of the pages: a clean page passes, and every planted fault is found at its line.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
passed=0
failed=0
command -v npm > /dev/null || { echo 'npm is not here (built with -DPLUMB_WEB=OFF): skipped' && exit 0; }
"$root/tools/web/install"

page() {
    mkdir -p "$tree/$(dirname "$1")"
    cat > "$tree/$1"
}

reset() {
    rm -rf "${tree:?}"/*
    mkdir -p "$tree/tools/web" "$tree/shared/web/page" "$tree/agent/ui/page" "$tree/server/console/page"
    cp -r "$root"/tools/web/{package.json,package-lock.json,tsconfig.json,tsconfig.office.json,types} "$tree/tools/web"
    ln -s "$root/tools/web/node_modules" "$tree/tools/web/node_modules"
    page shared/web/page/sum.js <<'END'
// SPDX-License-Identifier: Apache-2.0
/** @param {number} a @param {number} b */
export const sum = (a, b) => a + b;
END
    page agent/ui/page/main.js <<'END'
// SPDX-License-Identifier: Apache-2.0
import SignaturePad from "/vendor/signature_pad.js";
import { html, render, useState } from "/vendor/preact.js";
import { sum } from "/shared/sum.js";

function Page() {
    const [count, setCount] = useState(0);
    return html`<button class="big" onClick=${() => setCount(sum(count, 1))} style=${{ color: "red" }}>
        ${count}
    </button>`;
}
render(html`<${Page} />`, document.body);
export const pad = () => new SignaturePad(document.createElement("canvas")).toData();
END
    page agent/ui/page/index.html <<'END'
<!doctype html>
<link rel="modulepreload" href="/vendor/signature_pad.js">
<link rel="modulepreload" href="/vendor/preact.js">
<link rel="modulepreload" href="/shared/sum.js">
<script type="module" src="/main.js"></script>
END
    page server/console/page/main.js <<'END'
// SPDX-License-Identifier: Apache-2.0
import uPlot from "/vendor/uplot.js";
import { sum } from "/shared/sum.js";

export const chart = () => new uPlot({ width: sum(1, 2), height: 3, series: [{}] }, [[1]], document.body);
END
    page server/console/page/index.html <<'END'
<!doctype html>
<link rel="modulepreload" href="/vendor/uplot.js">
<link rel="modulepreload" href="/shared/sum.js">
<script type="module" src="/main.js"></script>
END
}

# expect WHERE WORDS, of the tree as it is
expect() {
    local said
    if said=$("$root/tools/check_web" "$tree" 2>&1); then
        echo "FAILED: \"$2\" at $1 is not seen"
        failed=$((failed + 1))
    elif ! grep -qF "$1" <<< "$said" || ! grep -qF "$2" <<< "$said"; then
        printf 'FAILED: it does not say "%s … %s" but:\n%s\n' "$1" "$2" "$said"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
    reset
}

# module WORDS: line 2 of a module is faulty
module() {
    { echo '// SPDX-License-Identifier: Apache-2.0' && cat; } | page agent/ui/page/planted.js
    expect agent/ui/page/planted.js:2: "$1"
}

reset
if said=$("$root/tools/check_web" "$tree" 2>&1); then
    passed=$((passed + 1))
else
    printf 'FAILED: a clean tree is faulted:\n%s\n' "$said"
    failed=$((failed + 1))
fi

module 'makes markup from a string' <<< 'document.body.innerHTML = "<b>";'
module 'makes markup from a string' <<< 'document.body.insertAdjacentHTML("beforeend", "<b>");'
module 'makes markup from a string' <<< 'document.write("<b>");'
module 'makes markup from a string' <<< 'export const props = { dangerouslySetInnerHTML: { __html: "<b>" } };'
module 'code is not made from a string' <<< 'eval("1");'
module 'code is not made from a string' <<< 'export const f = new Function("1");'
module 'code is not made from a string' <<< 'setTimeout("f()", 1);'
module 'speaks to nobody but its own program' <<< 'fetch("https://example.com/x");'
module 'is no path of a module' <<< 'import { render } from "preact";'
printf '%s\n' 'export const a = `x' '// y`;' | module 'looks like a comment'
# What is embedded: code as it is, at the lines where it is.
printf '%s\n' '// a' 'f(); // b' '    /** @type {c} */' '    /** @type {d} */ (e).g();' '/**' ' * h' ' */' 'i(); /* j */' > "$tree/in.js"
printf '%s\n' '' 'f(); // b' '' '    /** @type {d} */ (e).g();' '' '' '' 'i(); /* j */' > "$tree/wanted.js"
if sed -E -f "$root/tools/bare.sed" "$tree/in.js" | diff - "$tree/wanted.js"; then
    passed=$((passed + 1))
else
    echo "FAILED: bare.sed"
    failed=$((failed + 1))
fi
{ echo 'import { html } from "/vendor/preact.js";' && echo 'html`<p style="color: red">a</p>`;'; } | page agent/ui/page/a.js
expect agent/ui/page/a.js:2: 'not a string'
{ echo 'import { html } from "/vendor/preact.js";' && echo 'html`<p onclick="f()">${1}</p>`;'; } | page agent/ui/page/a.js
expect agent/ui/page/a.js:2: 'a handler is a function'
page agent/ui/page/a.js <<< 'export {};'
expect agent/ui/page/a.js:1: 'no SPDX line'
page agent/ui/page/b.html <<< '<p onclick="f()">a</p>'
expect agent/ui/page/b.html:1: 'no handler inside a page'
sed -i '/sum/d' "$tree/agent/ui/page/index.html"
expect agent/ui/page/index.html '/shared/sum.js'
page agent/ui/page/b.html <<< '<script>f()</script>'
expect agent/ui/page/b.html:1: 'files of their own'
{ echo '// SPDX-License-Identifier: Apache-2.0' && echo 'function f() {' && printf 'f();\n%.0s' $(seq 150) && echo '}'; } |
    page agent/ui/page/a.js
expect agent/ui/page/a.js:2: 'the function has 152 lines'
{ echo '// SPDX-License-Identifier: Apache-2.0' && printf '\n%.0s' $(seq 500); } | page agent/ui/page/a.js
expect agent/ui/page/a.js:501: 'longer than 500 lines'
{ echo '// SPDX-License-Identifier: Apache-2.0' && echo 'import { sum } from "/shared/sum.js"; sum("1", 2);'; } |
    page server/console/page/a.js
expect server/console/page/a.js:2: 'not assignable'
sed -i '/sum/d' "$tree/server/console/page/index.html"
expect server/console/page/index.html '/shared/sum.js'
module 'not assignable' <<< 'import { sum } from "/shared/sum.js"; sum("1", 2);'
sed -i 's/main.js/planted.js/' "$tree/agent/ui/page/index.html"
printf '// SPDX-License-Identifier: Apache-2.0\nexport function f(a) { return a; }\n' | page agent/ui/page/planted.js
expect agent/ui/page/planted.js 'implicitly has an'
head -c 400000 /dev/urandom | base64 -w 100 | sed 's/^/# /' | page server/console/page/large.txt
expect server/console/page 'larger than 300000 bytes'
sed -i 's/"integrity"/"resolved": "x", "integrity"/' "$tree/tools/web/package-lock.json"
expect tools/web/package-lock.json 'names an address'
sed -i 's/"htm": "/&^/' "$tree/tools/web/package.json"
expect tools/web/package.json 'no exact version'
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
