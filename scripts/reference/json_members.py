"""What the members of JSON output mean.

A meaning is found by the end of the path of a member: the longest one that is here counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.apply.results import Outcome
from presetsync.catalogue.news import NewsKind
from presetsync.diagnostics import Severity
from presetsync.history.origins import Gap, OriginKind
from presetsync.imports.outcomes import ImportOutcome
from presetsync.plan.drift import SyncStatus
from presetsync.plan.model import Action, Promotion

if TYPE_CHECKING:
    from enum import StrEnum


def _words(enum: type[StrEnum]) -> str:
    """All words that a member can be."""
    return ", ".join(f"`{word.value}`" for word in enum)


MEMBERS = {
    "format_version": "`1`. Within a version members may be added, and none is taken away.",
    "validate: summary": "How many diagnostics have each severity.",
    "plan: summary": "How many presets have each action.",
    "apply: summary": "How many presets have each outcome.",
    "import: summary": "How many presets have each outcome.",
    "status: summary": "How many presets have each status.",
    # Diagnostics
    "diagnostics": "What `validate` says; in a plan the warnings, and the errors that stop a push.",
    "severity": f"One of {_words(Severity)}.",
    "code": "The code of the [rule](rules.md).",
    "path": "The preset file, relative to the root. `null` for a version of the server.",
    "diagnostics[].path": "The file, relative to the root.",
    "line": "The line, from 1.",
    "column": "The column, from 1, in characters.",
    "diagnostics[].pointer": "Where in the file that is, as an RFC 6901 pointer; empty for the "
    "whole file.",
    "message": "What is wrong, in a sentence.",
    "hint": "What to do; empty or `null` for nothing.",
    # Plans
    "digest": "What `apply --expect-digest` compares: equal plans have equal digests.",
    "environment": "The environment; `null` where there are none.",
    "environments": "A plan for each environment, by its name: the output of `plan` where there "
    "are several and `--env` names none.",
    "refreshed": "Whether the server was asked.",
    "base_url": "Where requests and the key go, where that is not OpenRouter; else `null`.",
    "changes": "A change for each preset that is not unchanged, in slug order.",
    "slug": "The preset.",
    "action": f"One of {_words(Action)}.",
    "skin": "The request format; `null` if neither lock nor file know it.",
    "base_version": "The version that the change starts from; `null` for none.",
    "restores": "The older version that says the same as the file; `null` for none.",
    "locked": "The version in the lock, and where it comes from; `null` for none. In `status` only "
    "of a preset that needs attention.",
    "fields": "The fields that differ.",
    "fields[].pointer": "The field, as an RFC 6901 pointer from the body.",
    "before": "The value before; `null` for none.",
    "after": "The value after; `null` for none.",
    "system": "The system prompt before and after, or `null` where it does not differ.",
    "drift": "What differs between what was applied and what is live; `null` without drift.",
    "live_version": "The number of the live version; `null` if nothing is live.",
    "drift.same_as": "The older version that says the same as the live one; `null` for none.",
    "errors": "What stops the push of the preset, in sentences.",
    "stopped": "Whether apply leaves the preset alone because of the errors.",
    "warnings": "The warnings of the preset, in sentences.",
    "risks": "What a reviewer should look at, in sentences.",
    "routing": "Where requests go and what they cost; `null` where model and routing are the same "
    "or the model lock does not know them.",
    "routing.before": "Before the change; `null` if it is not known.",
    "routing.after": "After it.",
    "model": "The model.",
    "endpoints": "How many endpoints the body leaves.",
    "of": "How many endpoints the model has.",
    "prompt": "The price of the prompt, in USD for a million tokens; `null` if it is not known.",
    "completion": "The price of the answer, likewise.",
    "min": "The lowest price of an endpoint, as decimal text.",
    "max": "The highest one.",
    "expires": "The date after which the model may be removed; `null` for none.",
    "promotion": f"{_words(Promotion)}: whether the environment before this one has the content; "
    "`null` where that does not matter.",
    "untracked": "Slugs of presets that are in neither the lock nor the files. `null` where the "
    "server was not asked for them: without `--refresh`, and with `--target`.",
    "unchecked_models": "Models that the model lock does not have; `null` without a model lock.",
    # Versions, and where they come from
    "version": "The number of the version.",
    "version_id": "The server's id of the version.",
    "created_at": "When the server stored the version.",
    "origin": f"What is known of the commit: {_words(OriginKind)}. See "
    "[Which commit is shown](../guides/history.md#which-commit-is-shown).",
    "source_commit": "git's HEAD at the push, as the lock records it; `null` for none.",
    "commit": "The commit that the version comes from; `null` if it is not known.",
    "author": "The author of that commit.",
    "subject": "The first line of its message.",
    "pull_request": "The number of the pull request that brought it; `null` for none.",
    "merged_by": "Who merged it; `null` if git does not know.",
    # Results of apply
    "results": "A result for each preset, in slug order.",
    "results[].version": "The version that the lock records now; `null` for none.",
    "outcome": f"One of {_words(Outcome)}.",
    "former_version": "The version before; `null` for none.",
    "dropped": "Pointers of fields that were sent and not kept.",
    "changed": "Fields that are kept as something else, by pointer, each with `sent` and `stored`.",
    "added": "Fields that the server added, by pointer.",
    "error": "Why the change failed; `null` where it succeeded.",
    # Status
    "presets": "A member for each preset.",
    "status": f"One of {_words(SyncStatus)}.",
    "server_status": "`active`, `disabled`, or another word of the server; `null` if the server "
    "has no such preset.",
    "live_version_id": "Its id.",
    "live_since": "When it was stored.",
    "live_by": "Who stored it; `null` if it is the version in the lock, or not known.",
    "live_commit": "The commit that it was applied from; `null` if that is not known.",
    "has_file": "Whether there is a preset file; `null` if not all files were read.",
    # States
    "a": "The first state.",
    "b": "The second state.",
    "at": "Its name: `file`, `lock`, `live` or a version such as `v3`.",
    "created_by": "The server's id of who stored it; `null` if it does not say.",
    "live": "Whether it is the live version; `null` if the server was not asked.",
    "left_out": "Pointers at which the two differ only because the server changes such content.",
    # History
    "versions": "The versions, newest first.",
    "versions[].locked": "Whether the lock has this version.",
    "same_as": "The newest older version with the same content; `null` for none.",
    "versions[].changes": "What the version changed.",
    "versions[].changes.fields": "Pointers of the fields.",
    "added_words": "Words that were added to the system prompt.",
    "removed_words": "Words that were removed.",
    "gaps": f"Why more may be known elsewhere: {_words(Gap)}.",
    "lines": "The lines of the live prompt.",
    "lines[].line": "The number of the line, from 1.",
    "text": "The line.",
    "blame: fields": "The fields of what is live.",
    "value": "What it says.",
    # Imports
    "import: outcome": f"One of {_words(ImportOutcome)}.",
    "import: results[].version": "The live version that the lock records now; `null` for none.",
    "files": "What was written, or would be with `--dry-run`, relative to the root.",
    "reason": "Why nothing was written, or what else to know; `null` for nothing.",
    "conflicts": "What file and server both changed.",
    "conflicts[].pointer": "The field; `null` for the system prompt.",
    "start": "The first item or line in the file that conflicts; `null` for the whole value.",
    "base": "What both started from; `null` for nothing, and if it is not known.",
    "file": "What the file says.",
    "server": "What the server says.",
    "overlaid": "Pointers of what changed in the overlay of the environment.",
    "effects": "What the edit changes in other environments.",
    # Answers
    "try: results": "A result for each request, in the order in which they are compared.",
    "try: results[].version": "The number of the version; `null` for the file.",
    "try: at": "The state that was sent: `file`, `lock`, `live`, a version or an environment.",
    "run": "Which repetition, from 1.",
    "try: model": "The model that answered.",
    "provider": "The provider that answered; `null` if the reply does not name it.",
    "try: text": "What the model said.",
    "tool_calls": "The function tools that it asks for, each with `name` and `arguments`.",
    "finish": "Why the answer ended, in the word of the skin.",
    "input_tokens": "As the reply counts them; `null` if it does not.",
    "output_tokens": "Likewise.",
    "results[].cost": "In USD, as the reply counts it; `null` if it does not.",
    "seconds": "From sending to the end of the answer; `null` if nothing was sent.",
    "generation_id": "The server's id of the answer.",
    "try: error": "Why there is no complete answer; `null` for a complete one.",
    "error_code": "The API's word for that; `null` for none.",
    "try: cost": "The sum in USD, of the answers whose cost is known.",
    "uncounted": "How many requests may have cost something that no reply says.",
    "try: stopped": "Why the rest was not sent; `null` if all was.",
    "interrupted": "Whether Ctrl-C ended it.",
    # Models
    "news": "What changed in the catalogue since the model lock was written.",
    "kind": f"One of {_words(NewsKind)}.",
    "news[].message": "The change, in a sentence.",
    "news[].presets": "The presets that use the model.",
    "written": "Whether `models.lock.json` was replaced.",
    "has_lock": "Whether there is a model lock.",
    "models": "The models in use.",
    "known": "Whether the catalogue has it; `null` without a model lock.",
    "checked": "Whether the model lock has it.",
    "alias_of": "What an alias stands for now; `null` if it is none.",
    "models[].presets": "The presets that use it.",
    "context_length": "Tokens of its context; `null` if it is not known.",
    "max_completion_tokens": "The longest answer in tokens; `null` if it is not known.",
}
