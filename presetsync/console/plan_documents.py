"""The plans of one run in each format: for stdout, and for the files of ``plan --report``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from presetsync.console.output import as_html, redact, width
from presetsync.errors import PresetsyncError, UsageError
from presetsync.filesystem import files
from presetsync.view.plan_view import plan_view
from presetsync.view.safe import as_line, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from presetsync.console.command_context import Context
    from presetsync.filesystem.files import RootedPath
    from presetsync.history.origins import Provenance
    from presetsync.plan.model import Plan
    from presetsync.render.terminal.style import Style
    from presetsync.view.plan_view import PlanView
    from presetsync.view.safe import Safe

FORMATS = {".txt": "text", ".md": "markdown", ".html": "html", ".json": "json"}
"""The format of a report, by the ending of its name."""


@dataclass(frozen=True)
class PlanDocuments:
    """The plans of one run, to be shown in any format.

    Attributes:
        context: the shared options.
        plans: by the name of their environment.
        full: nothing is folded.
        max_size: the most characters of the Markdown.

    """

    context: Context
    plans: Mapping[str, Plan]
    full: bool
    max_size: int

    def answer(self, output: str) -> Safe:
        """The plans in a format, for stdout."""
        document = self._document(output, self.context.style(), width())
        return as_html(document) if output == "html" else document

    def write(self, path: RootedPath) -> None:
        """Write a report, in place of an earlier one; it has no colours, and no key is in it.

        Raises `PresetsyncError`.
        """
        from presetsync.render.terminal.style import Style

        document = self._document(FORMATS[_ending(path)], Style(), None)
        try:
            files.write(path, redact()(document).encode("utf-8"))
        except OSError as error:
            raise PresetsyncError(
                f"{path} cannot be written: {error.strerror}",
                hint=files.write_hint(error, path, "--report"),
            ) from error

    def _document(self, output: str, style: Style, columns: int | None) -> Safe:
        if output == "json":
            from presetsync.render.machine.json import plan_json, plans_json

            # Programs get texts as they are; where they go to, the keys are redacted.
            views = self._views(str)
            is_one = len(self.context.project.environment_names) == 1
            return plan_json(*views.values()) if is_one else plans_json(views)
        shown = [*self._for_people.values()]
        if output == "markdown":
            from presetsync.render.markdown.plan import plans_markdown

            return plans_markdown(shown, limit=self.max_size, full=self.full)
        if output == "html":
            from presetsync.render.html.plan import plans_html

            return plans_html(shown, full=self.full)
        from presetsync.render.terminal.plan import plan_text

        texts = [plan_text(view, style, full=self.full, width=columns) for view in shown]
        return joined(texts, as_line(""))

    @cached_property
    def _for_people(self) -> dict[str, PlanView]:
        return self._views(redact())

    def _views(self, redacted: Callable[[str], str]) -> dict[str, PlanView]:
        return {
            name: plan_view(plan, redacted, self._provenance[name])
            for name, plan in self.plans.items()
        }

    @cached_property
    def _provenance(self) -> dict[str, Provenance | None]:
        """Where each plan's versions come from: git is asked once, whatever the formats."""
        return {name: self._origins(name, plan) for name, plan in self.plans.items()}

    def _origins(self, name: str, plan: Plan) -> Provenance | None:
        entries = [change.entry for change in plan.noteworthy if change.entry]
        project = self.context.project
        project = project.in_environment(name) if name else project
        return project.origins(entries) if entries else None


def report_paths(names: Iterable[str], out: str | None, context: Context) -> list[RootedPath]:
    """The files that ``--report`` names.

    Raises `UsageError` if an ending names no format, or the saved plan is to go there.
    """
    from presetsync.project.reserved import are_one_file

    paths = [context.given(name) for name in names]
    for path in paths:
        if _ending(path) not in FORMATS:
            endings = ", ".join(FORMATS)
            raise UsageError(
                f"--report {path}: the file extension is unknown",
                hint=f"use one of {endings}",
            )
        if out is not None and are_one_file(path, context.given(out)):
            raise UsageError(f"--report and --out both name {path}", hint="name two files")
    return paths


def _ending(path: RootedPath) -> str:
    return PurePath(path.path).suffix.lower()
