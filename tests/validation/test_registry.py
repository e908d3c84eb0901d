from __future__ import annotations

import inspect

import pytest

from presetsync.validation import rules
from presetsync.validation.lint.registry import RULES, LintRule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_a_page_and_its_module_says_that_it_reports_its_code(rule: LintRule) -> None:
    assert rule.code in rules.codes()
    module = inspect.getmodule(rule.check)
    assert f"`{rule.code}`" in (inspect.getdoc(module) or "")


def test_each_code_is_registered_once() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_the_rules_that_find_errors_run_first() -> None:
    assert [rule.finds_errors for rule in RULES] == sorted(
        (rule.finds_errors for rule in RULES), reverse=True
    )
