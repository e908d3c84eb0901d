"""A call of a preset as a TypeScript program.

For chat completions it uses the official SDK, elsewhere ``fetch``, for the reasons that
`presetsync.snippets.python_call` has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from presetsync.snippets.literals import Language, json_escaped, quoted
from presetsync.view.safe import sanitize_source

if TYPE_CHECKING:
    from presetsync.snippets.preset_call import PresetCall
    from presetsync.view.safe import Safe

_NAME = re.compile(r"[A-Za-z$][A-Za-z0-9_$]*")


def _key(key: str) -> str:
    """A key of an object literal; ``__proto__`` without brackets would set the prototype."""
    if key == "__proto__":
        return '["__proto__"]'
    return key if _NAME.fullmatch(key) else quoted(key)


TYPESCRIPT = Language(2, {None: "null", True: "true", False: "false"}, _key)

_SDK = """\
import {{ OpenRouter }} from "@openrouter/sdk"; // npm install @openrouter/sdk

const client = new OpenRouter({{
  apiKey: process.env.{key},
  serverURL: {base_url},
}});

{notes}const result = await client.chat.send({{
  chatRequest: {body},
}});
if ("choices" in result) {{
  console.log(result.choices[0]?.message.content);
}}
"""

_FETCH = """\
{notes}const response = await fetch({url}, {{
  method: "POST",
  headers: {{
    Authorization: `Bearer ${{process.env.{key}}}`,
    "Content-Type": "application/json",
  }},
  body: JSON.stringify({body}),
}});
if (!response.ok) {{
  throw new Error(`${{response.status}}: ${{await response.text()}}`);
}}
const result = await response.json();
{show}
"""

_SHOW = {
    "messages": """\
for (const block of result.content) {
  console.log(block.text ?? "");
}""",
    "responses": """\
for (const item of result.output) {
  for (const part of item.content ?? []) {
    console.log(part.text ?? "");
  }
}""",
}


def typescript_code(call: PresetCall) -> Safe:
    """The program, a module."""
    notes = "".join(f"// {line}\n" for line in call.comments)
    if call.skin in _SHOW:
        body = TYPESCRIPT.literal(dict(call.body), 1)
        source = _FETCH.format(
            notes=notes,
            key=call.key_variable,
            url=quoted(call.url),
            body=body,
            show=_SHOW[call.skin],
        )
    else:
        body = TYPESCRIPT.literal(_in_camel_case(dict(call.body)), 1)
        source = _SDK.format(
            notes=notes, key=call.key_variable, base_url=quoted(call.base_url), body=body
        )
    return sanitize_source(source, json_escaped)


def _in_camel_case(value: Any) -> Any:
    """The value with keys as the SDK has them: it writes ``image_url`` as ``imageUrl``."""
    if isinstance(value, dict):
        return {_camel(key): _in_camel_case(member) for key, member in value.items()}
    return [_in_camel_case(item) for item in value] if isinstance(value, list) else value


def _camel(key: str) -> str:
    return re.sub("(?<=[a-z0-9])_([a-z])", lambda match: match[1].upper(), key)
