"""The pages of the reference that are made from the code, and what makes each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.reference.command_pages import commands_page
from scripts.reference.configuration_pages import configuration_page
from scripts.reference.exit_code_pages import exit_codes_page
from scripts.reference.file_pages import files_page
from scripts.reference.json_pages import json_page
from scripts.reference.rule_pages import rules_page
from scripts.reference.terminal_picture import plan_picture
from scripts.reference.variable_pages import variables_page

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES: dict[str, Callable[[], str]] = {
    "docs/assets/plan.svg": plan_picture,
    "docs/reference/commands.md": commands_page,
    "docs/reference/configuration.md": configuration_page,
    "docs/reference/environment-variables.md": variables_page,
    "docs/reference/exit-codes.md": exit_codes_page,
    "docs/reference/files.md": files_page,
    "docs/reference/json.md": json_page,
    "docs/reference/rules.md": rules_page,
}
"""By their paths relative to the root."""
