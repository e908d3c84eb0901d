"""A call of a preset as a Python program.

For chat completions it uses the official SDK. In responses the SDK sends ``service_tier`` and
``store`` on its own, which would win over the preset's, and it has no call for messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.snippets.literals import Language, escaped, quoted
from presetsync.view.safe import sanitize_source

if TYPE_CHECKING:
    from presetsync.snippets.preset_call import PresetCall
    from presetsync.view.safe import Safe

PYTHON = Language(4, {None: "None", True: "True", False: "False"})

_SDK = """\
import os

from openrouter import OpenRouter  # pip install openrouter

{notes}with OpenRouter(
    api_key=os.environ["{key}"],
    server_url={base_url},
) as client:
    result = client.chat.send(
        model={model},
        messages={messages},
    )
print(result.choices[0].message.content)
"""

_HTTP = """\
import os

import httpx  # pip install httpx

{notes}response = httpx.post(
    {url},
    headers={{"Authorization": f"Bearer {{os.environ['{key}']}}"}},
    json={body},
    timeout=600,
)
response.raise_for_status()
{show}
"""

_SHOW = {
    "messages": """\
for block in response.json()["content"]:
    print(block.get("text", ""))""",
    "responses": """\
for item in response.json()["output"]:
    for part in item.get("content") or []:
        print(part.get("text", ""))""",
}


def python_code(call: PresetCall) -> Safe:
    """The program."""
    notes = "".join(f"# {line}\n" for line in call.comments)
    if call.skin in _SHOW:
        source = _HTTP.format(
            notes=notes,
            key=call.key_variable,
            url=quoted(call.url),
            body=PYTHON.literal(dict(call.body), 1),
            show=_SHOW[call.skin],
        )
    else:
        source = _SDK.format(
            notes=notes,
            key=call.key_variable,
            base_url=quoted(call.base_url),
            model=quoted(call.body["model"]),
            messages=PYTHON.literal(call.body["messages"], 2),
        )
    return sanitize_source(source, escaped)
