"""What was measured, as Markdown: tables of figures and ratios, and the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from measure import Figure

    Figures = Mapping[str, Figure]

PASS, CLICK = "`python -c pass`", "`python -c 'import click'`"
HASH, PARSE = "sha256 of the files", "libyaml parse of the files"
HASH_PLUS, PARSE_PLUS = "sha256 of the files + start-up", "libyaml parse + start-up"
VERSION, VALIDATE_ONE = "`presetsync --version`", "`presetsync validate` of one preset"
VALIDATE = "`presetsync validate`"
PLAN_NEW, PLAN_SAME = "`presetsync plan`, everything new", "`presetsync plan`, nothing to do"
PLAN_COLD = f"{PLAN_SAME}, no cache"
PLAN_CHANGED = "`presetsync plan`, every model and option changed, no cache"
TERRAFORM, OCTODNS = "`terraform plan`, nothing to do", "`octodns-sync`, nothing to do"
IDEAL, APPLY = "two requests a preset, nothing else", "`presetsync apply`"
IMPORT_IDEAL, IMPORT = "one request a preset, nothing else", "`presetsync import --all`"
MANY, MOST = 1000, 10000
"""The numbers of presets that the targets speak of."""

SDK = "the official SDK in a loop"


def with_models(name: str) -> str:
    """What a command is called where there is a model lock."""
    return f"{name}, with a model lock"


def table(title: str, figures: Figures, references: Sequence[str]) -> str:
    """One table; a column for each reference says how many times as long as it a row takes."""
    head = ["", "seconds", "fastest to slowest", "processor", "peak MiB"]
    head += [f"x {name}" for name in references]
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    for name, figure in figures.items():
        cells = [
            name,
            f"{figure.seconds:.3f}",
            f"{figure.fastest:.3f} to {figure.slowest:.3f}",
            f"{figure.processor:.3f}",
            f"{figure.peak_mib:.0f}",
            *(f"{figure.seconds / figures[reference].seconds:.2f}" for reference in references),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return f"\n### {title}\n\n" + "\n".join(lines) + "\n"


def targets(
    start_up: Figures,
    plans: Mapping[int, Figures],
    models: Figures,
    applies: Mapping[int, Figures],
    imports: Figures,
) -> str:
    """Each target beside what was measured; those whose size was not measured are left out."""
    lines = ["| target | at most | measured | |", "| --- | ---: | ---: | --- |"]
    for name, limit, measured in _targets(start_up, plans, models, applies, imports):
        met = "met" if measured <= limit else "**not met**"
        lines.append(f"| {name} | {limit:g} | {measured:.2f} | {met} |")
    return "\n### Targets\n\n" + "\n".join(lines) + "\n"


def _targets(
    start_up: Figures,
    plans: Mapping[int, Figures],
    models: Figures,
    applies: Mapping[int, Figures],
    imports: Figures,
) -> Iterator[tuple[str, float, float]]:
    yield (
        f"{VERSION}, times importing click",
        1.3,
        start_up[VERSION].seconds / start_up[CLICK].seconds,
    )
    yield f"{VALIDATE_ONE}, seconds", 0.2, start_up[VALIDATE_ONE].seconds
    for name, floor in ((PLAN_SAME, HASH_PLUS), (PLAN_NEW, PARSE_PLUS)):
        if MANY in plans:
            ratio = plans[MANY][name].seconds / plans[MANY][floor].seconds
            yield f"{name}, {MANY} presets, times {floor}", 2, ratio
    if MOST in plans:
        for name in (PLAN_SAME, PLAN_NEW, VALIDATE):
            if MANY in plans:
                growth = plans[MOST][name].seconds / plans[MANY][name].seconds
                yield f"{name}, growth from {MANY} to {MOST}", 10.5, growth
        yield f"{PLAN_SAME}, {MOST} presets, peak MiB", 150, plans[MOST][PLAN_SAME].peak_mib
    for name in (VALIDATE, PLAN_COLD, PLAN_SAME, PLAN_CHANGED):
        # The time of the processor: others on the machine do not count.
        ratio = models[with_models(name)].processor / models[name].processor
        yield f"{with_models(name)}, times the same without", 1.05, ratio
    if applies:
        few, many = min(applies), max(applies)
        ratio = applies[few][APPLY].seconds / applies[few][IDEAL].seconds
        yield f"{APPLY} of {few}, times the ideal", 1.4, ratio
        growth = applies[many][APPLY].seconds / applies[few][APPLY].seconds
        yield f"{APPLY}, growth from {few} to {many}", 10.5, growth
    if imports:
        ratio = imports[IMPORT].seconds / imports[IMPORT_IDEAL].seconds
        yield f"{IMPORT}, times the ideal", 1.3, ratio
        yield f"{IMPORT}, peak MiB", 300, imports[IMPORT].peak_mib
