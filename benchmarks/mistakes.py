"""Who finds the mistakes of the corpus: the SDK's models, plain jsonschema, or presetsync.

    python benchmarks/mistakes.py

Counted are the presets of ``tests/corpus/invalid`` that are wrong in their body, by what schemas or
models could know: not those that are no YAML or break a rule beyond the schemas. *Found* says that
anything at all is said against the body, *at its place* that the first thing said names the place
of the mistake, *false alarms* what is said against the valid presets of the corpus. The SDK's
models require what a preset may leave to its callers, so that is filled in first.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from openrouter import components
from pydantic import ValidationError

from presetsync import schemas
from presetsync.repository.loader import load
from presetsync.validation.validator import validate

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.repository.test_corpus import CORPUS, expected, files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MODELS = {
    "chat/completions": components.ChatRequest,
    "messages": components.MessagesRequest,
    "responses": components.ResponsesRequest,
}
CODES = frozenset({
    "bad-format", "missing-field", "not-allowed-value", "out-of-range", "too-few", "too-long",
    "too-many", "too-short", "unknown-field", "wrong-type",
})  # fmt: skip
_MESSAGES = [{"role": "user", "content": "Hi"}]
REQUIRED = {
    "chat/completions": {"model": "a/b", "messages": _MESSAGES},
    "messages": {"model": "a/b", "max_tokens": 1024, "messages": _MESSAGES},
    "responses": {"model": "a/b", "input": "Hi"},
}
TIMES = 20


@dataclass(frozen=True, slots=True)
class Case:
    """One wrong preset: its skin and body, and the mistake's code and pointer."""

    skin: str
    body: dict[str, Any]
    code: str
    pointer: str


def cases(folder: str) -> list[Case]:
    """The presets of a folder of the corpus: valid, or with one mistake that is in the body."""
    found = []
    for path in files(folder):
        data = load(CORPUS, path).data
        if folder == "valid":
            found.append(Case(data["skin"], data["body"], "", ""))
            continue
        code, pointer, _ = expected(path)[0].split(" ")
        if code in CODES and pointer.startswith("/body/"):
            found.append(Case(data["skin"], data["body"], code, pointer))
    return found


def by_the_sdk(case: Case) -> tuple[bool, bool]:
    """Whether the SDK's model of the body refuses it, and whether at the mistake's place."""
    try:
        MODELS[case.skin].model_validate({**REQUIRED[case.skin], **case.body})
    except ValidationError as error:
        place = [str(step) for step in error.errors()[0]["loc"]]
        # The names of a union's branches are among the steps of the place.
        rest = iter(place)
        return True, all(step in rest for step in case.pointer.split("/")[2:])
    except ValueError:  # its own, without a place
        return True, False
    return False, False


def by_plain_jsonschema(case: Case) -> tuple[bool, bool]:
    """What ``best_match`` says with the very schemas that presetsync uses."""
    schema = schemas.load(case.skin)
    error = best_match(Draft202012Validator(schema).iter_errors(case.body))
    if error is None:
        return False, False
    pointer = "/".join(["/body", *map(str, error.absolute_path)])
    if pointer == case.pointer:
        return True, True
    # A field that is not known is named in the message, its object in the path.
    parent, _, field = case.pointer.rpartition("/")
    return True, pointer == parent and repr(field) in error.message


def by_presetsync(case: Case) -> tuple[bool, bool]:
    """What presetsync says; at its place only with one finding, of the right code."""
    findings = validate({"skin": case.skin, "body": case.body})
    said = [(finding.code, finding.pointer) for finding in findings]
    return bool(said), said == [(case.code, case.pointer)]


def _seconds(check: Callable[[], object]) -> float:
    """The median time of several runs."""
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        check()
        times.append(time.perf_counter() - start)
    return median(times)


def _milliseconds(cases: Sequence[Case]) -> str:
    documents = [{"skin": case.skin, "body": case.body} for case in cases]
    each = sorted(_seconds(lambda d=document: validate(d)) * 1000 for document in documents)
    return f"{median(each):.2f} ms, at most {each[-1]:.2f} ms"


def main() -> int:
    """Prints the figures as Markdown."""
    wrong, valid = cases("invalid"), cases("valid")
    print(f"| of {len(wrong)} mistakes | found | at its place | false alarms of {len(valid)} |")
    print("| --- | --- | --- | --- |")
    for who, finds in (
        ("the SDK's models", by_the_sdk),
        ("jsonschema's `best_match`", by_plain_jsonschema),
        ("presetsync", by_presetsync),
    ):
        found, placed = zip(*map(finds, wrong), strict=True)
        shares = " | ".join(f"{sum(n)} ({sum(n) / len(wrong):.0%})" for n in (found, placed))
        print(f"| {who} | {shares} | {sum(finds(case)[0] for case in valid)} |")
    print(f"\nTo check a valid body: {_milliseconds(valid)}.")
    print(f"To explain a wrong one: {_milliseconds(wrong)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
