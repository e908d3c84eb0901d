"""Throws inputs at validate: bytes, mutated presets, random bodies. Each must end in words.

    python scripts/fuzz.py COUNT [--seed N]

For every input there is a valid preset or an error, at a place in the file, under a code that has a
page, and every renderer can show it: never an exception, never more than `SECONDS` or `MEMORY`.
The same seed gives the same inputs. Exits with 1 at the first failure, and leaves its input.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presetsync import schemas
from presetsync.presets.skins import SKINS
from presetsync.render.machine.github import diagnostics_github
from presetsync.render.machine.json import diagnostics_json
from presetsync.render.machine.sarif import diagnostics_sarif
from presetsync.render.terminal.diagnostics import diagnostics_text
from presetsync.render.terminal.style import Style
from presetsync.repository.preset_files import read_preset_files
from presetsync.validation import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).resolve().parents[1]
SECONDS = 5  # of the processor, as the machine may have more to do
MEMORY = 1024**3
REPORT_EVERY = 10_000

UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]|^::|##\\[", re.MULTILINE
)

TOKENS = (
    "&a ", "*a", "!file x", "!!python/object:os.system ", "!<tag:x> ", "? ", ": ", "- ", "| ", "> ",
    "|+\n", "{", "}", "[", "]", ",", "'", '"', "#", "%TAG ! x\n", "%YAML 1.1\n", "---\n", "...\n",
    "\t", "\n", "\r", "\x00", "\ufeff", "\u202e", "\u200b", "\u2028", "\x85", "\\ud800",
    "\\ud83d\\ude80", "\U000f005c", "!file [x, ", "<<<<<<< a\n", "=======\n", ">>>>>>> b\n",
    " #4 ", "'t ",
    "\ue0000\ue001",
    "<<: *a\n", "{{x}}", "TODO: ", "# presetsync: ignore secret, x\n", " # presetsync: ignore\n",
    "sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9", "-----BEGIN PRIVATE KEY-----", "eyJ.eyJ.", "1e999",
    ".inf", ".nan", "0x", "0o8", "99999999999999999999", "-0.0", "null", "~", "true", "yes",
    "::error::", "##[error]", "\x1b[31m", "&a [*a, *a]\n", "@preset/x", "`", "~1/~0", "\U000e0041",
)  # fmt: skip


def a_few_bytes(chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Bytes of any kind, or of those that YAML gives a meaning to."""
    if chance.random() < 0.1:  # noqa: PLR2004 - most of them are no UTF-8, and go no further
        return chance.randbytes(chance.randrange(200))
    return "".join(chance.choices(TOKENS, k=chance.randrange(40))).encode("utf-8", "surrogatepass")


def a_mutated_preset(chance: random.Random, originals: Sequence[bytes]) -> bytes:
    """A preset after a few edits of the kind that slips of the hand and merges make."""
    data = bytearray(chance.choice(originals))
    for _ in range(chance.randint(1, 6)):
        start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        end = min(end, start + 200)
        token = chance.choice(TOKENS).encode("utf-8", "surrogatepass")
        edits: list[Callable[[], bytes]] = [
            lambda: b"",
            lambda token=token: token,
            lambda a=start, b=end: data[a:b] * chance.choice((2, 3, 50)),
            lambda: bytes([chance.randrange(256)]),
            lambda: chance.choice(originals)[: chance.randrange(400)],
            lambda a=start, b=end: data[a:b].replace(
                b"\n", chance.choice((b"\n  ", b"\r\n", b" "))
            ),
        ]
        data[start : chance.choice((start, end))] = chance.choice(edits)()
    return bytes(data)


def a_large_file(chance: random.Random, originals: Sequence[bytes]) -> bytes:
    """A file near the largest that is read, of little else than one piece; now and then."""
    if chance.random() < 0.98:  # noqa: PLR2004 - they take a hundred times as long
        return a_mutated_preset(chance, originals)
    pieces = chance.choices(TOKENS, k=chance.randint(1, 3))
    piece = "".join(pieces).encode("utf-8", "surrogatepass")
    head = chance.choice((
        b"skin: responses\nbody:\n  instructions: |\n    ",
        b'skin: messages\nbody:\n  system: "',
        b"skin: responses\nbody:\n  metadata: ",
        b"",
    ))  # fmt: skip
    return head + piece * (1_000_000 // len(piece))


def a_body(chance: random.Random, _: Sequence[bytes]) -> bytes:
    """A preset whose body has fields that exist, with values that need not fit."""
    skin = chance.choice([*SKINS])
    properties = schemas.load(skin)["properties"]
    names = chance.sample(sorted(properties), chance.randint(0, 6))
    definitions = schemas.load(skin)["$defs"]
    body = {name: _value(chance, properties[name], definitions, 0) for name in names}
    document = {"skin": skin, "body": body}
    if chance.random() < 0.1:  # noqa: PLR2004 - now and then, next to the body too
        document[chance.choice(("slug", "protect", "description", "x"))] = _anything(chance, 3)
    return json.dumps(document, ensure_ascii=chance.random() < 0.5).encode(  # noqa: PLR2004
        "utf-8", "surrogatepass"
    )


def _value(chance: random.Random, schema: Any, definitions: dict[str, Any], depth: int) -> Any:
    """A value that more often than not goes along with a schema."""
    if isinstance(schema, dict) and "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if not isinstance(schema, dict) or chance.random() < 0.03 or depth > 12:  # noqa: PLR2004
        return _anything(chance, 2)
    if "anyOf" in schema:
        return _value(chance, chance.choice(schema["anyOf"]), definitions, depth + 1)
    if words := schemas.words_of(schema):
        return chance.choice(words)
    if "properties" in schema:
        fields = schema["properties"]
        kept = [name for name in fields if name in schema.get("required", ()) or _coin(chance)]
        return {name: _value(chance, fields[name], definitions, depth + 1) for name in kept}
    if "items" in schema:
        count = chance.randrange(4)
        return [_value(chance, schema["items"], definitions, depth + 1) for _ in range(count)]
    return _anything(chance, 2)


def _coin(chance: random.Random) -> bool:
    return chance.random() < 0.3  # noqa: PLR2004 - few fields, so that many are looked into


def _anything(chance: random.Random, depth: int) -> Any:
    makers: list[Callable[[], Any]] = [
        lambda: chance.choice((None, True, False, 0, 1, -1, 2.5, 1e300, 2**53 - 1)),
        lambda: chance.choice(TOKENS),
        lambda: chance.choice(("", "auto", "a/b", "x" * 600)),
    ]
    if depth:
        makers += [
            lambda: [_anything(chance, depth - 1) for _ in range(chance.randrange(4))],
            lambda: {chance.choice(TOKENS): _anything(chance, depth - 1) for _ in range(3)},
        ]
    return chance.choice(makers)()


KINDS = (a_few_bytes, a_mutated_preset, a_large_file, a_body)


def check(root: Path, data: bytes) -> str:
    """What validate makes of one file; raises where it breaks its promise."""
    (root / "input.yaml").write_bytes(data)
    read = read_preset_files(root, ["input.yaml"])
    found = read.diagnostics
    errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
    assert bool(errors) != bool(read.presets), "neither a preset nor an error"
    for diagnostic in found:
        assert diagnostic.message, "an error without words"
        assert diagnostic.code in rules.codes(), f"no page for {diagnostic.code}"
        assert diagnostic.position.line <= data.count(b"\n") + data.count(b"\r") + 1, "no such line"
    assert not UNSAFE.search(diagnostics_text(found, Style())), "not harmless"
    assert diagnostics_github(found).count("\n") == len(found), "more than one command a line"
    json.loads(diagnostics_json(found))
    json.loads(diagnostics_sarif(found))
    return errors[0].code if errors else "valid"


def main() -> int:
    """Runs COUNT inputs; the exit code."""
    parser = argparse.ArgumentParser(description="Throw inputs at validate.")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - reproducible, not secret
    files = [*(HERE / "presets").rglob("*.yaml"), *(HERE / "tests" / "corpus").rglob("*.yaml")]
    originals = [path.read_bytes() for path in sorted(files)]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _too_slow)
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, options.count + 1):
            data = chance.choice(KINDS)(chance, originals)
            before = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            try:
                outcomes[check(Path(folder), data)] += 1
            except BaseException:
                kept = Path(tempfile.gettempdir()) / f"fuzz-{options.seed}-{number}.yaml"
                kept.write_bytes(data)
                print(f"input {number} of seed {options.seed} fails: {kept}", file=sys.stderr)
                raise
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            slowest = max(slowest, time.process_time() - before)
            if number % REPORT_EVERY == 0:
                print(f"{number} inputs, {time.monotonic() - begun:.0f} s", file=sys.stderr)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{options.count} inputs of seed {options.seed} in {time.monotonic() - begun:.0f} s:")
    print(f"  slowest {slowest * 1000:.0f} ms, peak memory {most} MiB")
    print("  " + ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common()))
    return 0


def _too_slow(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s for one input")


if __name__ == "__main__":
    sys.exit(main())
