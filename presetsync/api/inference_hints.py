"""What to change where a request for an answer fails. Pure.

Source: the page on errors: its availability codes, its typed error codes, and the statuses that
each has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.api.reply_members import amount_of, at, items_of, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_NAMES = 3
_DOCS = "https://openrouter.ai/docs/"

# What to do by the availability code.
_AVAILABILITY: Mapping[str, str] = {
    "model_not_found": "check model in the preset",
    "wrong_endpoint": "this model does not support this kind of request{detail}: {another}",
    "no_endpoints": "loosen {fields} in the preset, or {another}",
    "model_deprecated": "{another}",
    "model_unavailable_upstream": "{another}",
    "capacity_exhausted": "wait{seconds} and try again, or {another}",
    "temporarily_unavailable": "wait{seconds} and try again, or {another}",
    "region_restricted": "{another}, or other providers in provider",
    "privacy_restricted": "loosen {fields} or the data policy of the account, or {another}",
    "constraint_filtered": "loosen {fields} in the preset, or {another}",
    "free_variant_ended": "{another}: only endpoints with a price remain of this one",
}
_RETRYABLE, _OTHER = "wait{seconds} and try again", "{another}"

# The fields of a body by the filters that an error says have left no endpoint.
_FIELDS: Mapping[str, str] = {
    "geo": "provider",
    "data_region": "provider",
    "data_policy:zdr": "provider.zdr",
    "data_policy:training": "provider.data_collection",
    "max_price": "provider.max_price",
    "context_length": "the length of the prompt and of the answer",
    "require_parameters": "provider.require_parameters",
    "quantization": "provider.quantizations",
    "allowed_providers": "provider.only",
}

_LATER = "try again later, or choose another model or provider"
_OTHER_IMAGE = "choose another image"
_NAMED = "change what the message names"

_KINDS: Mapping[str, str] = {
    "context_length_exceeded": "shorten the prompt, or choose a model with a longer context",
    "max_tokens_exceeded": "raise the limit of tokens in the preset",
    "token_limit_exceeded": "lower the limit of tokens in the preset, or raise the key's limit",
    "string_too_long": "shorten the prompt",
    "authentication": "check the key, and the provider's own key if the account has one",
    "permission_denied": "check the permissions of the key, and the guardrails of the workspace",
    "payment_required": "add credits to the account or raise the key's limit, or lower the limit "
    "of tokens in the preset",
    "rate_limit_exceeded": _LATER,
    "provider_overloaded": _LATER,
    "provider_unavailable": _LATER,
    "server": _LATER,
    "timeout": "it may still have cost money: check the activity of the account",
    "invalid_request": _NAMED,
    "invalid_prompt": _NAMED,
    "unprocessable": _NAMED,
    "not_found": "check the model, the preset and provider in the request",
    "payload_too_large": "make the request smaller",
    "content_policy_violation": "change the prompt",
    "refusal": "change the prompt",
    "invalid_image": _OTHER_IMAGE,
    "image_too_large": _OTHER_IMAGE,
    "image_too_small": _OTHER_IMAGE,
    "unsupported_image_format": _OTHER_IMAGE,
    "image_not_found": _OTHER_IMAGE,
    "image_download_failed": _OTHER_IMAGE,
}

# What the skins call the kinds, where an error does not say it in OpenRouter's words.
_NATIVE: Mapping[str, str] = {
    "invalid_request_error": "invalid_request",
    "authentication_error": "authentication",
    "permission_error": "permission_denied",
    "not_found_error": "not_found",
    "rate_limit_error": "rate_limit_exceeded",
    "api_error": "server",
    "overloaded_error": "provider_overloaded",
    "billing_error": "payment_required",
    "timeout_error": "timeout",
    "server_error": "server",
    "image_content_policy_violation": "content_policy_violation",
}

_BY_STATUS: Mapping[int, str] = {
    400: "invalid_request",
    401: "authentication",
    402: "payment_required",
    403: "permission_denied",
    404: "not_found",
    408: "timeout",
    413: "payload_too_large",
    422: "unprocessable",
    429: "rate_limit_exceeded",
    500: "server",
    502: "provider_unavailable",
    503: "provider_overloaded",
    504: "timeout",
    524: "timeout",
    529: "provider_overloaded",
}


def kind_of(name: str, status: int) -> str:
    """The kind of an error, by its name in any skin, else by a status; "" where neither says."""
    kind = _NATIVE.get(name, name)
    return kind if kind in _KINDS else _BY_STATUS.get(status, "")


def hint_for(kind: str) -> str:
    """What to do about an error of a kind; "" for nothing."""
    return _KINDS.get(kind, "")


def availability_hint(availability: Any) -> str:
    """What to do where a model cannot answer; for an unknown code, ``retryable`` decides."""
    code = name_of(at(availability, "code")) or ""
    fallback = _RETRYABLE if at(availability, "retryable") is True else _OTHER
    seconds = amount_of(at(availability, "retry_after"))
    detail = name_of(at(availability, "constraint", "detail"))
    names = map(name_of, items_of(at(availability, "fallback_models")))
    models = " or ".join([name for name in names if name][:_MOST_NAMES])
    hint = _AVAILABILITY.get(code, fallback).format(
        fields=_fields(availability),
        seconds=f" {seconds:g} seconds" if seconds else "",
        detail=f" ({detail})" if detail else "",
        another=f"choose another model{f', such as {models}' if models else ''}",
    )
    if models and code == "model_not_found":
        hint += f"; did you mean {models}?"
    url = name_of(at(availability, "docs_url")) or ""
    # Anything else may be no page of OpenRouter's.
    return f"{hint} ({url})" if url.startswith(_DOCS) and url.isprintable() else hint


def _fields(availability: Any) -> str:
    """The fields that left no endpoint, as far as the error says it."""
    filters = [*items_of(at(availability, "excluded_by")), at(availability, "constraint", "field")]
    names = [name for name in map(name_of, filters) if name]
    return " and ".join(dict.fromkeys(_FIELDS.get(name, name) for name in names)) or "provider"
