"""The view of the catalogue: changes in sentences, and the models in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.catalogue.news import NewsKind
from presetsync.view.phrases import MOST_NAMES, Sentence, Words, counted, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from presetsync.catalogue.model_list import ListedModel
    from presetsync.catalogue.news import FactChange, News
    from presetsync.models.prices import PriceRange

_LABELS = {
    "prompt": words("prompt"),
    "completion": words("completion"),
    "request": words("request"),
    "image": words("image"),
    "audio": words("audio"),
    "context_length": words("context"),
    "max_completion_tokens": words("longest answer"),
}
_UNITS = {
    "prompt": words(" USD/M"),
    "completion": words(" USD/M"),
    "request": words(" USD for each"),
    "image": words(" USD for each"),
    "audio": words(" USD for a token"),
    "context_length": words(" tokens"),
    "max_completion_tokens": words(" tokens"),
}
_NOT_KNOWN = words("not known")
_THOUSAND, _MILLION = 1_000, 1_000_000
_URGENT = frozenset({NewsKind.RETIRED, NewsKind.EXPIRES})


@dataclass(frozen=True, slots=True)
class NewsView:
    """The view of a change in the catalogue.

    Attributes:
        kind: what it is about.
        model: the model.
        message: a sentence without its full stop.
        presets: who uses the model.
        is_urgent: calls will fail.

    """

    kind: NewsKind
    model: str
    message: Sentence
    presets: tuple[str, ...]
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What a table says about a model in use; a text is "" where nothing is known.

    Attributes:
        model: its id, with the model that it resolves to.
        presets: who uses it.
        price: prompt and completion, in USD per million tokens.
        context: tokens, in short.
        endpoints: how many are left, and of how many.
        expires: the date.
        remark: why nothing is known.

    """

    model: str
    presets: str
    price: str
    context: str
    endpoints: str
    expires: str
    remark: Words


def news_view(news: Iterable[News], redact: Callable[[str], str] = str) -> tuple[NewsView, ...]:
    """The view of the changes; ``redact`` removes secrets from a text."""
    return tuple(
        NewsView(
            each.kind,
            redact(each.model),
            tuple(
                part if isinstance(part, Words) else redact(part)
                for part in (redact(each.model), *_happened(each), *_used(each))
            ),
            tuple(map(redact, each.presets)),
            is_urgent=each.kind in _URGENT,
        )
        for each in news
    )


def _happened(news: News) -> Sentence:
    match news.kind:
        case NewsKind.RETIRED:
            return (words(" is no longer in the catalogue"),)
        case NewsKind.ADDED:
            return (words(" is new in the model lock"),)
        case NewsKind.EXPIRES:
            return _expires(news.changes[0])
        case NewsKind.ALIAS:
            return _alias(news.changes[0])
    parts: list[str] = []
    for change in news.changes:
        parts += [words(", ") if parts else words(": "), *_PHRASES[news.kind](change)]
    return tuple(parts)


def _used(news: News) -> Iterator[str]:
    """Who uses the model."""
    verb = words(", set by ") if news.kind is NewsKind.PARAMETERS else words(", used by ")
    for number, preset in enumerate(news.presets[:MOST_NAMES]):
        yield words(", ") if number else verb
        yield preset
    if more := len(news.presets) - MOST_NAMES:
        yield words(" and {} more", more) if more > 0 else words()


def _expires(change: FactChange) -> Sentence:
    before, after = change.before, change.after
    if after is None:
        return (words(" no longer expires"),)
    moved = (words(", not on "), str(before)) if before else ()
    return (words(" expires on "), str(after), *moved)


def _alias(change: FactChange) -> Sentence:
    before, after = change.before, change.after
    if after is None:
        return (words(" no longer means "), str(before))
    moved = (words(", not "), str(before)) if before else ()
    return (words(" now means "), str(after), *moved)


def _values(change: FactChange) -> Sentence:
    """A price or a limit: what it was, and what it is."""
    label = _LABELS[change.subject]
    values = _value(change.before), words(" → "), _value(change.after)
    return (words("{}", label), *_at(change), words(" "), *values, _UNITS[change.subject])


def _value(value: str | int | None) -> str:
    if value is None:
        return _NOT_KNOWN
    return words("{:,}", value) if isinstance(value, int) else value


def _at(change: FactChange) -> Sentence:
    return (words(" at "), change.tag) if change.tag else ()


def _endpoint(change: FactChange) -> Sentence:
    if change.after is None:
        return (words("endpoint "), str(change.before), words(" is gone"))
    return (words("endpoint "), str(change.after), words(" is new"))


def _parameter(change: FactChange) -> Sentence:
    verb = words(" is no longer supported") if change.after is None else words(" is supported now")
    return (change.subject, verb, *_at(change))


def _reasoning(change: FactChange) -> Sentence:
    if change.subject == "mandatory":
        is_mandatory = change.after is not None
        return (
            words("reasoning cannot be turned off any more")
            if is_mandatory
            else words("reasoning can be turned off now"),
        )
    before, after = change.before or _NOT_KNOWN, change.after or _NOT_KNOWN
    return (words("efforts "), _value(before), words(" → "), _value(after))


def _modality(change: FactChange) -> Sentence:
    way = words("input") if change.subject == "input" else words("output")
    if change.after is None:
        return (str(change.before), words(" is no longer an {}", way))
    return (str(change.after), words(" is an {} now", way))


def _data(change: FactChange) -> Sentence:
    verb = words(" may retain data now") if change.after is None else words(" retains no data now")
    return (change.tag, verb)


def _quantization(change: FactChange) -> Sentence:
    values = _value(change.before), words(" → "), _value(change.after)
    return (words("quantization"), *_at(change), words(" "), *values)


_PHRASES: dict[NewsKind, Callable[[FactChange], Sentence]] = {
    NewsKind.PRICE: _values,
    NewsKind.LIMITS: _values,
    NewsKind.ENDPOINTS: _endpoint,
    NewsKind.PARAMETERS: _parameter,
    NewsKind.REASONING: _reasoning,
    NewsKind.MODALITIES: _modality,
    NewsKind.DATA: _data,
    NewsKind.QUANTIZATION: _quantization,
}


def news_title(news: Sequence[object]) -> Words:
    """The number of changes, for a heading."""
    return counted(len(news), "change") if news else words("no news")


def model_rows(
    models: Iterable[ListedModel], redact: Callable[[str], str] = str
) -> tuple[ModelRow, ...]:
    """The view of the models in use; ``redact`` removes secrets from a text."""
    return tuple(_row(model, redact) for model in models)


def _row(model: ListedModel, redact: Callable[[str], str]) -> ModelRow:
    facts = model.facts
    alias = f" = {model.alias_of}" if model.alias_of else ""
    return ModelRow(
        model=redact(f"{model.name}{alias}"),
        presets=redact(", ".join(model.presets)),
        price=_price(model.prompt, model.completion),
        context=short_count(facts.context_length) if facts and facts.context_length else "",
        endpoints=_left(model),
        expires=(facts.expires if facts else None) or "",
        remark=_remark(model),
    )


def _remark(model: ListedModel) -> Words:
    if model.is_known is None or model.facts:
        return words()
    return words("not checked") if model.is_known else words("not in the catalogue")


def _price(prompt: PriceRange | None, completion: PriceRange | None) -> str:
    if not (prompt and completion):
        return ""
    return f"{prompt.text} / {completion.text}"


def _left(model: ListedModel) -> str:
    if not model.of:
        return ""
    fewest, most = min(model.left.values()), max(model.left.values())
    left = f"{fewest}" if fewest == most else f"{fewest}-{most}"
    return f"{left} of {model.of}"


def short_count(count: int) -> str:
    """A number of tokens in three digits or so: ``128k``, ``1.05M``."""
    if count < _THOUSAND:
        return str(count)
    if count < _MILLION:
        return f"{round(count / _THOUSAND)}k"
    return f"{count / _MILLION:.2f}".rstrip("0").rstrip(".") + "M"
