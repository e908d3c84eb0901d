"""Presets as a promptfoo configuration, for evaluation.

Source: promptfoo 0.121.20, ``src/providers/http.ts``. The provider ``https`` is the one that sends
a body of any skin. Its body is JSON as one text, to which a function adds the prompt. In an object
promptfoo would resolve ``$ref`` and read ``file://…``; in a body that it renders it would take
texts that look like JSON for JSON; and of a body that is no JSON yet, it warns with the key in the
warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.snippets.body import source_yaml
from presetsync.snippets.nunjucks import text_template
from presetsync.snippets.promptfoo_answers import ANSWERS
from presetsync.snippets.promptfoo_requests import promptfoo_request
from presetsync.view.safe import Safe, joined, lines, sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.snippets.promptfoo_requests import PromptfooRequest
    from presetsync.trials.model import Trial

_SCHEMA = "https://promptfoo.dev/config-schema.json"


def promptfoo_yaml(
    trials: Iterable[Trial], *, base_url: str, key_variable: str, sandbox_key: str = ""
) -> Safe:
    """The configuration, with comments on how to go on.

    Args:
        trials: the requests, each of which can be sent, in the order in which they are written.
        base_url: of the API.
        key_variable: the environment variable that has the key.
        sandbox_key: the key that the embedded server takes; "" for another server.

    """
    server = _Server(base_url, key_variable)
    prompts: list[dict[str, Any]] = []
    providers: list[dict[str, Any]] = []
    tests: list[dict[str, Any]] = []
    for trial in trials:
        shown, sending, test = server.parts(trial)
        prompts += shown
        providers += sending
        tests.append(test)
    config = {
        "description": "Presets: what was applied, and what the files say",
        "prompts": prompts,
        "providers": providers,
        "tests": tests,
    }
    return joined([_comments(key_variable, sandbox_key), source_yaml(config)])


@dataclass(frozen=True, slots=True)
class _Server:
    """Where the requests go."""

    base_url: str
    key_variable: str

    def parts(self, trial: Trial) -> tuple[list[Any], list[Any], dict[str, Any]]:
        """The prompts, the providers and the test of a preset."""
        prompts: dict[str, str] = {}
        providers = []
        message = None
        for each in reversed(trial.requests):
            request = promptfoo_request(each.skin, each.body)
            name = f"{trial.slug} ({each.label})"
            # The file's comes first. A lock of another skin may need a prompt of its own.
            label = prompts.setdefault(request.prompt, name if prompts else trial.slug)
            message = request.message if message is None else message
            providers.append(self._provider(name, label, each.skin, request))
        test = {
            "description": f"{trial.slug}: the example of its file",
            "prompts": [*prompts.values()],
            "vars": {} if message is None else {"message": text_template(message)},
        }
        shown = [{"label": label, "raw": raw} for raw, label in prompts.items()]
        return shown, providers[::-1], test

    def _provider(
        self, name: str, label: str, skin: str, request: PromptfooRequest
    ) -> dict[str, Any]:
        return {
            "id": "https",
            "label": name,
            "prompts": [label],
            "config": {
                "url": f"{self.base_url}/{skin}",
                "method": "POST",
                "headers": {
                    "Content-Type": "application/json",
                    # Of a plain ``env.NAME`` promptfoo stores the value, in its database.
                    "Authorization": f"Bearer {{{{ (env).{self.key_variable} }}}}",
                },
                "body": request.body,
                "transformRequest": request.addition,
                "validateStatus": "status < 400",
                "transformResponse": ANSWERS[skin],
            },
        }


def _comments(key_variable: str, sandbox_key: str) -> Safe:
    comments = _comment_lines(key_variable, sandbox_key)
    return lines(sanitize_line(f"# {text}".rstrip()) for text in comments)


def _comment_lines(key_variable: str, sandbox_key: str) -> Iterator[str]:
    yield f"yaml-language-server: $schema={_SCHEMA}"
    yield "Made by presetsync export promptfoo. With the API key in the environment variable"
    yield f"{key_variable} run: npx promptfoo eval -c THIS_FILE"
    if sandbox_key:
        yield f"presetsync sandbox serve answers it, with the key {sandbox_key}."
    yield ""
    yield "To go on: add tests with other messages, and with what an answer must say:"
    yield "    - prompts: [SLUG]"
    yield "      vars: {message: A message of a user}"
    yield "      assert: [{type: contains, value: A text}]"
    yield "Prompts, models and parameters are changed in the preset files: then export again."
