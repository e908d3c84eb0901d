"""Answers of the inference routes, for all skins. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a function tool, which the application would run.

    Attributes:
        name: the function.
        arguments: as the model wrote them: JSON, if it complied.

    """

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer, or an incomplete one.

    Attributes:
        message: what is wrong.
        hint: what to do; "" for nothing.
        code: the server's code, such as ``model_not_found``; "" for none.
        is_refused: the request was rejected before a model ran, and cost nothing.

    """

    message: str
    hint: str = ""
    code: str = ""
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to an inference request, as far as it arrived.

    Attributes:
        text: the model's text.
        tool_calls: the requested function calls, in order.
        model: the one that answered.
        provider: the one that answered; None if the reply does not name it.
        input_tokens, output_tokens: as the reply counts them; None if it does not.
        cost: in USD, as the reply counts it, with what a provider charges as well; None if it
            does not, and where the answer was cut short.
        finish: why the answer ended, in the skin's own term: ``stop``, ``max_tokens``.
        id: the server's id of the generation; None if the reply has none.
        failure: None for a complete answer.

    """

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    model: str | None = None
    provider: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    finish: str | None = None
    id: str | None = None
    failure: Failure | None = None
