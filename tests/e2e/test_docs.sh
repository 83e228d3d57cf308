#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What README and docs tell people to type is there: each verb of plumb and plumbd, with each option, as --help knows it; and
# each page that is linked exists; each option stands on one of them.
. "$(dirname "$0")/lib.sh"
python3 - "$plumb" "$plumbd" "$root" <<- 'PYTHON' > "$work/told" || true
	import functools, os, re, subprocess, sys
	programs = {'plumb': sys.argv[1], 'plumbd': sys.argv[2]}
	root = sys.argv[3]
	pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'] + sorted('docs/' + n for n in os.listdir(root + '/docs') if n.endswith('.md'))

	@functools.lru_cache(None)
	def options(program, verb):
	    said = subprocess.run([programs[program], *verb.split(), '--help'], capture_output=True, text=True)
	    if said.returncode != 0 or not re.match(r'用法 / usage: %s %s( |$)' % (program, re.escape(verb)), said.stdout, re.M):
	        return None
	    return set(re.findall(r'^  (--[a-z-]+)', said.stdout, re.M))

	def judge(where, text):
	    m = re.match(r'\$? ?(plumbd?)((?: [a-z][a-z-]*)+)(.*)$', text, re.S)
	    if not m:
	        return 0
	    program, words, rest = m[1], m[2].split(), m[3]
	    verb = next((v for v in (' '.join(words[:2]), words[0]) if options(program, v) is not None), None)
	    if verb is None:
	        # A heading names a group ("plumb fix"): it has help of its own.
	        said = subprocess.run([programs[program], words[0], '--help'], capture_output=True, text=True)
	        if said.returncode != 0 or len(words) > 1:
	            print(f'{where}: {program} has no verb "{" ".join(words[:2])}"')
	        return 1
	    for option in re.findall(r'(?<![\w-])--[a-z][a-z-]+', rest):
	        if option not in options(program, verb):
	            print(f'{where}: {program} {verb} has no option {option}')
	    return 1

	judged = 0
	for page in pages:
	    fenced, text = False, open(f'{root}/{page}', encoding='utf-8').read()
	    joined = re.sub(r'\\\n\s*', '', text)
	    for line in joined.split('\n'):
	        if line.startswith('```') or line.strip().startswith('```'):
	            fenced = not fenced
	            continue
	        # In a table the program's name stands once: "plumb a · b" in one code or in the next.
	        program = None
	        codes = [re.sub(r'\s{2,}#.*', '', line.strip())] if fenced else re.findall(r'`([^`]+)`', line)
	        for code in codes:
	            for part in map(str.strip, re.split(r' · | && |; | \| (?=plumb)|  +(?=plumb)', code)):
	                found = re.match(r'(plumbd?) ', part)
	                program = found[1] if found else program
	                if not found and program and options(program, ' '.join(part.split()[:2])) is not None:
	                    part = f'{program} {part}'
	                judged += judge(page, part)
	    for target in re.findall(r'\]\(([^)#:]+)(?:#[^)]*)?\)', text):
	        if not os.path.exists(os.path.join(root, os.path.dirname(page), target)):
	            print(f'{page}: {target} is not there')
	# And the other way: an option that exists stands somewhere in the pages.
	told = set()
	for page in pages:
	    told |= set(re.findall(r'(?<![\w-])--[a-z][a-z-]+', open(f'{root}/{page}', encoding='utf-8').read()))
	for program, path in programs.items():
	    said = subprocess.run([path, '--help'], capture_output=True, text=True).stdout
	    verbs = [m[1] for m in re.finditer(r'^  ([a-z][a-z-]*(?: [a-z][a-z-]*)?)(?: |$)', said, re.M)]
	    print('verbs', len(verbs))
	    for verb in verbs:
	        for option in sorted((options(program, verb) or set()) - told):
	            print(f'{program} {verb} {option} stands on no page')
	print('judged', judged)
PYTHON
judged=$(sed -n 's/^judged //p' "$work/told")
check 'the pages are read' yes "$([ "${judged:-0}" -gt 100 ] && echo yes || echo "only ${judged:-0}")"
check 'so are the verbs' yes "$(awk '/^verbs /{all += $2} END {print (all > 100 ? "yes" : all)}' "$work/told")"
check 'what they tell is there, and what is there is told' '' "$(grep -v '^judged \|^verbs ' "$work/told")"
