"""Answers for programs: the shapes of format version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.render.machine.json import FORMAT_VERSION
from presetsync.view.safe import sanitize_json

if TYPE_CHECKING:
    from presetsync.trials.model import TrialResult, TrialRun
    from presetsync.view.safe import Safe


def trials_json(run: TrialRun) -> Safe:
    """The results of all requests, and their cost in USD."""
    return sanitize_json(
        {
            "format_version": FORMAT_VERSION,
            "results": [_result(result) for result in run.results],
            "cost": run.cost,
            "uncounted": run.uncounted,
            "stopped": run.stopped or None,
            "interrupted": run.is_interrupted,
        }
    )


def _result(result: TrialResult) -> dict[str, Any]:
    request, answer, failure = result.request, result.answer, result.answer.failure
    return {
        "slug": request.slug,
        "at": request.at,
        "version": request.version,
        "run": result.run,
        "model": result.model,
        "provider": answer.provider,
        "text": answer.text,
        "tool_calls": [
            {"name": call.name, "arguments": call.arguments} for call in answer.tool_calls
        ],
        "finish": answer.finish,
        "input_tokens": answer.input_tokens,
        "output_tokens": answer.output_tokens,
        "cost": answer.cost,
        "seconds": None if result.seconds is None else round(result.seconds, 3),
        "generation_id": answer.id,
        "error": failure.message if failure else None,
        "error_code": (failure.code or None) if failure else None,
        "hint": (failure.hint or None) if failure else None,
    }
