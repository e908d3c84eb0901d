"""The base URL of the API: validation and normalisation. Pure."""

from __future__ import annotations

import ipaddress
import unicodedata
from urllib.parse import SplitResult, urlsplit

DEFAULT_BASE_URL = "https://openrouter.ai/api/v1"

WHERE_IT_IS_SET = "base_url in presetsync.yaml, or OPENROUTER_BASE_URL"
"""Where the base URL is set, for hints."""

_DEFAULT_PORTS = {"https": 443, "http": 80}
_LONGEST_LABEL, _LONGEST_HOST = 63, 253  # RFC 1035, section 2.3.4


def refusal(value: object) -> str:
    """Why a value is not a valid base URL; "" if it is. Plain http would expose the key."""
    if not isinstance(value, str) or not value.isprintable():
        return "is not a URL"
    try:
        url = urlsplit(value)
        host, _ = _ascii_host(url), url.port
    except ValueError:
        return "is not a URL"
    if not host or set(value) & set(" ?#@\\"):
        return "is not a plain URL of the form https://host/path"
    labels = host.removesuffix(".").split(".")
    if len(host) > _LONGEST_HOST or not all(0 < len(it) <= _LONGEST_LABEL for it in labels):
        return "has a host that is not a host name"
    if url.scheme == "https" or (url.scheme == "http" and _is_loopback(host)):
        return ""
    return "must be https, or http on loopback"


def normalised(value: str) -> str:
    """A valid base URL in normal form, for comparisons.

    Scheme and host are in lower case, the host is ASCII (``xn--…``), the default port and trailing
    slashes are removed (RFC 3986, section 6.2).
    """
    url = urlsplit(value)
    host = _ascii_host(url)
    host = f"[{host}]" if ":" in host else host
    port = "" if url.port in (None, _DEFAULT_PORTS[url.scheme]) else f":{url.port}"
    return f"{url.scheme}://{host}{port}{url.path.rstrip('/')}"


def is_trusted(value: str) -> bool:
    """Whether a normalised base URL is OpenRouter's, or on this machine."""
    return value == DEFAULT_BASE_URL or _is_loopback(urlsplit(value).hostname or "")


def _ascii_host(url: SplitResult) -> str:
    """The host as DNS has it; "" where there is none."""
    host = unicodedata.normalize("NFC", url.hostname or "")
    labels = (
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        for label in host.split(".")
    )
    return ".".join(labels)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
