# SPDX-License-Identifier: Apache-2.0
# Lines of a page that are only a comment become empty: what is embedded is what runs, and its lines keep their numbers.
# A comment with code behind it stays. No template may have such a line (tools/web/check.mjs looks). For sed -E.
s,^[[:space:]]*//.*$,,
s,^[[:space:]]*/\*([^*]|\*+[^*/])*\*+/[[:space:]]*$,,
/^[[:space:]]*\/\*/{
/\*\//!{
:more
N
/\*\//!b more
/\*\/[[:space:]]*$/s/[^\n]*//g
}
}
