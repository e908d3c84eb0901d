"""How promptfoo reads a reply: JavaScript functions, one for each skin.

The output is the text of the answer. Where there is none, or functions are called, it is what the
format has for that. A reply with an error is an error of the provider's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHAT = """\
(json) => {
  const error = json.error ?? json.choices[0].error;
  if (error) throw new Error(error.message);
  const message = json.choices[0].message;
  const calls = message.tool_calls?.length ? message.tool_calls : null;
  const usage = json.usage ?? {};
  return {
    output: calls && message.content ? message : calls ?? (message.content || message),
    cost: usage.cost,
    tokenUsage: {
      prompt: usage.prompt_tokens,
      completion: usage.completion_tokens,
      total: usage.total_tokens,
      numRequests: 1,
    },
  };
}
"""

_ITEMS = """\
(json) => {
  if (json.error) throw new Error(json.error.message);
  const text = TEXTS.map((block) => block.text).join('');
  const calls = json.ITEMS.some((item) => item.type === 'CALL');
  const usage = json.usage ?? {};
  return {
    output: calls ? json.ITEMS : text || json.ITEMS,
    cost: usage.cost,
    tokenUsage: {
      prompt: usage.input_tokens,
      completion: usage.output_tokens,
      total: usage.input_tokens + usage.output_tokens,
      numRequests: 1,
    },
  };
}
"""


def _items(items: str, call: str, texts: str) -> str:
    return _ITEMS.replace("TEXTS", texts).replace("ITEMS", items).replace("CALL", call)


ANSWERS: Mapping[str, str] = {
    "chat/completions": _CHAT,
    "messages": _items(
        "content", "tool_use", "json.content.filter((block) => block.type === 'text')"
    ),
    "responses": _items(
        "output",
        "function_call",
        "json.output.flatMap((item) => item.content ?? [])"
        ".filter((block) => block.type === 'output_text')",
    ),
}
"""By skin, the expression that promptfoo calls with a reply."""
