"""Diagnostics as SARIF 2.1.0, for GitHub's code scanning and other programs.

All strings are escaped for terminals and logs.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from presetsync import __version__
from presetsync.render.terminal.diagnostics import sentences
from presetsync.validation import rules
from presetsync.view.safe import sanitize_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from presetsync.diagnostics import Diagnostic
    from presetsync.view.safe import Safe

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
FINGERPRINT = "presetsync/v1"


def diagnostics_sarif(diagnostics: Sequence[Diagnostic], *, prefix: str = "") -> Safe:
    """One run with a result for each diagnostic, and the page of each rule that has one.

    ``prefix`` is the folder of the presetsync repository within git's, with its final slash.
    """
    used = sorted({diagnostic.code for diagnostic in diagnostics})
    run = {
        "tool": {
            "driver": {
                "name": "presetsync",
                "semanticVersion": __version__,
                "rules": [_rule(code) for code in used],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the git repository."}}},
        "results": list(_results(diagnostics, used, prefix)),
    }
    return sanitize_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    rule = rules.rule(code)
    return {
        "id": code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _results(
    diagnostics: Iterable[Diagnostic], used: Sequence[str], prefix: str
) -> Iterable[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        # By pointer rather than line, so that an edit above does not make a result look new.
        place = json.dumps([diagnostic.code, diagnostic.path, diagnostic.pointer])
        seen[place] += 1
        fingerprint = sha256(f"{place}{seen[place]}".encode()).hexdigest()
        yield {
            "ruleId": diagnostic.code,
            "ruleIndex": used.index(diagnostic.code),
            "level": diagnostic.severity.value,
            "message": {"text": sentences(diagnostic)},
            "locations": [_location(diagnostic, prefix)],
            "partialFingerprints": {FINGERPRINT: fingerprint},
        }


def _location(diagnostic: Diagnostic, prefix: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(prefix + diagnostic.path), "uriBaseId": ROOT},
            "region": {
                "startLine": diagnostic.position.line,
                "startColumn": diagnostic.position.column,
                "endColumn": diagnostic.position.column + diagnostic.width,
            },
        }
    }
    if diagnostic.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": diagnostic.pointer}]
    return location
