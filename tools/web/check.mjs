// SPDX-License-Identifier: Apache-2.0
// The rules of the pages (CONTRIBUTING.md) that a type checker does not know: caps, no markup from strings, nothing
// inline, nothing from elsewhere, and the size of it all. Prints FILE:LINE: fault; exit code 1 when there is one.
// usage: node check.mjs TREE
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ts = createRequire(import.meta.url)("typescript");
const tree = process.argv[2];
const SHARED = "shared/web/page";
const VENDOR = ["htm/preact/standalone.module.js", "signature_pad/dist/signature_pad.min.js"];
const INTERFACES = [
    { folder: "agent/ui/page", vendor: VENDOR },
    { folder: "server/console/page", vendor: [...VENDOR, "uplot/dist/uPlot.esm.js", "uplot/dist/uPlot.min.css"] },
];
const FILE_LINES = 500;
const FUNCTION_LINES = 150;
const LINE_CHARACTERS = 120;
const BUDGET_BYTES = 300000;
const BANNED_MEMBERS = new Set(["innerHTML", "outerHTML", "insertAdjacentHTML", "dangerouslySetInnerHTML", "srcdoc",
    "createContextualFragment"]);
const BARE = fileURLToPath(new URL("../bare.sed", import.meta.url));
let faults = 0;

function report(file, line, text) {
    console.log(`${relative(tree, file)}:${line}: ${text}`);
    faults++;
}

function filesBelow(folder) {
    try {
        return readdirSync(folder, { withFileTypes: true })
            .flatMap((entry) => {
                const path = join(folder, entry.name);
                return entry.isDirectory() ? filesBelow(path) : [path];
            })
            .sort();
    } catch {
        return [];
    }
}

/** Lines, addresses and licence: of every text file. */
function checkText(file, text) {
    const lines = text.split("\n");
    if (lines.length - 1 > FILE_LINES)
        report(file, FILE_LINES + 1, `the file is longer than ${FILE_LINES} lines`);
    if (/\.(js|css)$/.test(file) && !/SPDX-License-Identifier: Apache-2\.0/.test(lines[0]))
        report(file, 1, "no SPDX line");
    lines.forEach((line, i) => {
        if ([...line].length > LINE_CHARACTERS && !/"M[0-9 .]/.test(line))
            report(file, i + 1, `the line is longer than ${LINE_CHARACTERS} characters`);
        for (const [address] of line.matchAll(/(https?|wss?):\/\/[^\s"'`)]*/g))
            if (!address.startsWith("http://www.w3.org/"))
                report(file, i + 1, `"${address}": a page speaks to nobody but its own program`);
    });
}

const lineOf = (source, position) => source.getLineAndCharacterOfPosition(position).line + 1;

/** Faults of one node of a module's tree. */
function checkNode(file, source, node) {
    const at = () => lineOf(source, node.getStart(source));
    if (ts.isFunctionLike(node)) {
        const lines = lineOf(source, node.end) - at() + 1;
        if (lines > FUNCTION_LINES)
            report(file, at(), `the function has ${lines} lines, at most ${FUNCTION_LINES}`);
    }
    if (ts.isPropertyAccessExpression(node)) {
        if (BANNED_MEMBERS.has(node.name.text))
            report(file, at(), `${node.name.text} makes markup from a string`);
        if (node.name.text === "write" && node.expression.getText(source) === "document")
            report(file, at(), "document.write makes markup from a string");
    }
    if (ts.isPropertyAssignment(node) && BANNED_MEMBERS.has(node.name.getText(source)))
        report(file, at(), `${node.name.getText(source)} makes markup from a string`);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && /^(window\.)?(eval|Function)$/.test(
        node.expression.getText(source)))
        report(file, at(), "code is not made from a string");
    if (ts.isCallExpression(node) && /\bset(Timeout|Interval)$/.test(node.expression.getText(source))
        && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0]))
        report(file, at(), "code is not made from a string");
    if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isNoSubstitutionTemplateLiteral(node)
        || ts.isTemplateTail(node)) {
        if (/\n[ \t]*\/[/*]/.test(node.text))
            report(file, at(), "a line of a template that looks like a comment would not be embedded");
        const template = node.parent && ts.isTaggedTemplateExpression(node.parent) ? node.parent : enclosingTag(node);
        if (template && template.tag.getText(source) === "html")
            checkMarkup(file, source, node);
    }
}

function enclosingTag(node) {
    for (let up = node.parent; up; up = up.parent) {
        if (ts.isTaggedTemplateExpression(up))
            return up;
        if (ts.isExpression(up) && !ts.isTemplateExpression(up))
            return null;
    }
    return null;
}

/** The literal parts of html`…`. */
function checkMarkup(file, source, node) {
    const at = lineOf(source, node.getStart(source));
    if (/\sstyle\s*=\s*["']/.test(node.text) || /\sstyle\s*=\s*[^\s"'$>]/.test(node.text))
        report(file, at, "a style is a class, or an object, not a string");
    if (/\son[a-zA-Z]+\s*=\s*["']/.test(node.text))
        report(file, at, "a handler is a function, not a string");
    if (/<(script|style|iframe|object|embed|base)[\s>/]/i.test(node.text))
        report(file, at, "no script, style or frame inside a page");
}

function checkModule(file, text) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
    const visit = (node) => {
        checkNode(file, source, node);
        ts.forEachChild(node, visit);
    };
    visit(source);
    for (const statement of source.statements) {
        if (!ts.isImportDeclaration(statement) && !(ts.isExportDeclaration(statement) && statement.moduleSpecifier))
            continue;
        const from = statement.moduleSpecifier.text;
        if (!/^(\.{0,2}\/).*\.js$/.test(from))
            report(file, lineOf(source, statement.getStart(source)), `"${from}" is no path of a module`);
    }
}

function checkPage(file, text) {
    text.split("\n").forEach((line, i) => {
        if (/<script(?![^>]*\ssrc=)/i.test(line) || /<style/i.test(line))
            report(file, i + 1, "script and style are files of their own");
        if (/\sstyle\s*=/i.test(line) || /\son[a-z]+\s*=/i.test(line))
            report(file, i + 1, "no style and no handler inside a page");
    });
}

/** A file as tools/embed_web embeds it: of our own without the lines that are only comment. */
function embedded(file) {
    return /\.(js|css)$/.test(file) && !file.includes("/node_modules/")
        ? execFileSync("sed", ["-E", "-f", BARE, file]) : readFileSync(file);
}

/** The compressed bytes of what is embedded in a program, as tools/embed_web does it. */
function checkBudget({ folder, vendor }, files) {
    const all = [...files, ...vendor.map((name) => join(tree, "tools/web/node_modules", name))];
    const bytes = all.reduce((sum, file) => sum + gzipSync(embedded(file), { level: 9 }).length, 0);
    console.log(`check_web: ${folder}: ${all.length} files, ${bytes} bytes compressed, at most ${BUDGET_BYTES}`);
    if (bytes >= BUDGET_BYTES)
        report(join(tree, folder), 0, `the interface is larger than ${BUDGET_BYTES} bytes compressed`);
}

/** Modules that a module needs before it runs, from the root of the server. */
function importsOf(folder, path) {
    const file = join(tree, path.startsWith("/shared/") ? `${SHARED}${path.slice("/shared".length)}` : `${folder}${path}`);
    if (path.startsWith("/vendor/") || !existsSync(file))
        return [];
    const { statements } = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
    return statements.filter(({ moduleSpecifier }) => moduleSpecifier)
        .map(({ moduleSpecifier: { text } }) => (text.startsWith("/") ? text : posix.join(posix.dirname(path), text)));
}

/** A page names all modules that its script needs, so that they come at once and not one after the other. */
function checkPreloads(folder, file) {
    const text = readFileSync(file, "utf8");
    const script = text.match(/<script[^>]*\ssrc="([^"]+)"/)?.[1];
    const named = new Set([...text.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, path]) => path));
    const needed = new Set(script ? [script] : []);
    for (const path of needed)
        importsOf(folder, path).forEach((more) => needed.add(more));
    for (const path of needed)
        if (path !== script && !named.has(path))
            report(file, 0, `it does not name ${path} with rel="modulepreload"`);
}

function checkLock() {
    const file = join(tree, "tools/web/package-lock.json");
    readFileSync(file, "utf8").split("\n").forEach((line, i) => {
        if (/"resolved"|https?:\/\//.test(line))
            report(file, i + 1, "the lock file names an address: npm install --omit-lockfile-registry-resolved");
    });
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(tree, "tools/web/package.json"), "utf8"));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        if (!/^\d+\.\d+\.\d+$/.test(version))
            report(join(tree, "tools/web/package.json"), 0, `${name}: "${version}" is no exact version`);
}

/** @returns {string[]} the files below a folder, each checked */
function checkFolder(folder) {
    const files = filesBelow(join(tree, folder)).filter((file) => statSync(file).size > 0);
    for (const file of files) {
        if (!/\.(js|css|html|json|webmanifest|svg|txt|d\.ts)$/.test(file))
            continue;
        const text = readFileSync(file, "utf8");
        checkText(file, text);
        if (/\.js$/.test(file))
            checkModule(file, text);
        if (/\.(html|svg)$/.test(file))
            checkPage(file, text);
        if (/\.html$/.test(file))
            checkPreloads(folder, file);
    }
    return files.filter((file) => !file.endsWith(".d.ts"));
}

const shared = checkFolder(SHARED);
for (const one of INTERFACES.filter(({ folder }) => existsSync(join(tree, folder))))
    checkBudget(one, [...shared, ...checkFolder(one.folder)]);
checkLock();
process.exit(faults ? 1 : 0);
