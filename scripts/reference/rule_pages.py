"""The reference of the rules: the page of each code, as `validate --explain` prints it."""

from __future__ import annotations

import re

from presetsync.diagnostics import Severity
from presetsync.validation import rules
from scripts.reference.markdown import table

INTRODUCTION = """# Rules

A diagnostic of `validate`, `plan` or `apply` ends with its code in brackets: `[unknown-field]`.
Each code has a section below, which `presetsync validate --explain CODE` prints too. An error stops
plan and apply. A warning does not, and a comment can silence it:

```yaml
body:  # presetsync: ignore no-system-prompt - callers bring their own
  new_setting: 1  # presetsync: ignore unknown-field
```

A comment can silence some errors too: `unknown-field` in a body, whose field is then sent, and
those that depend on the [catalogue of models](../guides/models.md). Their sections say "can be
ignored". Names in parentheses such as `guides/routing/provider-selection` are pages of
OpenRouter's documentation.
"""


def rules_page() -> str:
    """All rules: a table, and a section for each."""
    rows = [
        (f"[{code}](#{code})", _severity(rules.rule(code)), rules.rule(code).title)
        for code in rules.codes()
    ]
    sections = (_section(rules.rule(code)) for code in rules.codes())
    return "\n".join([INTRODUCTION, table(("code", "severity", "meaning"), rows), *sections])


def _severity(rule: rules.Rule) -> str:
    """The usual severity, and the other one if the page names it."""
    said = rule.page.split("\n")[2]
    others = [each.value for each in Severity if each is not rule.severity and each.value in said]
    return " or ".join([rule.severity.value, *others])


def _section(rule: rules.Rule) -> str:
    """A page as a section; its heading is the code, so that the code is its anchor."""
    _, _, text = rule.page.split("\n", 2)
    text = re.sub(r"\]\(([a-z-]+)\.md\)", r"](#\1)", text)
    title = rule.title[0].upper() + rule.title[1:]
    return f"## {rule.code}\n\n{title}.\n\n{text}"
