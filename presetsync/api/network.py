"""Proxies and certificates from the environment, checked before anything is sent.

Users rarely set these variables themselves: a company's image or a desktop does. So the error for
an unusable value names the variable. It never shows the value: a proxy's address may contain a
password. The names of the variables, and lower case before upper case, follow curl and
`urllib.request`.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from presetsync.errors import UsageError

_SCHEMES = ("http", "https", "socks5", "socks5h")
_DEFAULT_PORT = 443


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy and the source of its address.

    Attributes:
        variable: the environment variable with its address, or "the system's settings".
        address: scheme, host and port, without user and password; safe to print.
        user: for `httpx.Proxy`; "" for none.
        password: as above.

    """

    variable: str
    address: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.variable}, {self.address})"


def proxy_for(base_url: str) -> Proxy | None:
    """The proxy for this https address, or None.

    Raises `UsageError` if its variable does not contain the address of a proxy.
    """
    target = urlsplit(base_url)
    proxies = getproxies()
    scheme = next((name for name in ("https", "all") if proxies.get(name)), None)
    if scheme is None or _is_exempt(target):
        return None
    value = proxies[scheme]
    variable = _spelling(f"{scheme}_proxy")
    return _parsed(variable, value if "://" in value else f"http://{value}")


def _parsed(variable: str, value: str) -> Proxy:
    try:
        url = urlsplit(value)
        host, port = url.hostname or "", url.port
    except ValueError:
        url, host, port = urlsplit(""), "", None
    if url.scheme and host and url.scheme not in _SCHEMES:
        raise UsageError(
            f"{variable}: presetsync supports no proxy of the kind {url.scheme}://",
            hint=f"write one of {', '.join(f'{scheme}://' for scheme in _SCHEMES)}, or unset it",
        )
    rest = f"{url.path.strip('/')}{url.query}{url.fragment}"
    if not host or rest or not value.isascii() or not value.isprintable() or " " in value:
        raise UsageError(
            f"{variable} does not contain the address of a proxy",
            hint="write http://host:port; in a user name or password, percent-encode / ? # and @",
        )
    shown = f"[{host}]" if ":" in host else host
    address = f"{url.scheme}://{shown}" + (f":{port}" if port else "")
    return Proxy(variable, address, unquote(url.username or ""), unquote(url.password or ""))


def _is_exempt(target: SplitResult) -> bool:
    """Whether ``NO_PROXY``, or the settings of macOS or Windows, exempt the host."""
    host, port = target.hostname or "", target.port or _DEFAULT_PORT
    entries = getproxies().get("no", "").replace(",", " ").split()
    return bool(proxy_bypass(host)) or any(_covers(entry.lower(), host, port) for entry in entries)


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether an entry of ``NO_PROXY`` covers the host: ``*``, a domain, an address or a network.

    As in curl and Go, an entry can end in a port, and then covers only that port.
    """
    has_port = "]:" in entry or entry.count(":") == 1
    plain = entry.removesuffix(f":{port}") if has_port else entry
    try:
        network = ipaddress.ip_network(plain.strip("[]"), strict=False)
    except ValueError:
        domain = plain.lstrip("*.")
        return plain == "*" or (bool(domain) and f".{host}".endswith(f".{domain}"))
    try:
        return ipaddress.ip_address(host) in network
    except ValueError:
        return False


def _spelling(name: str) -> str:
    """The spelling of a variable in the environment; lower case first, like `getproxies`."""
    for spelling in (name, *os.environ):
        if spelling.lower() == name and os.environ.get(spelling):
            return spelling
    return "the proxy in the system's settings"


def certificates() -> ssl.SSLContext:
    """The certificates that TLS trusts: ``SSL_CERT_FILE``, ``SSL_CERT_DIR``, or certifi's list.

    Raises `UsageError` that names the variable if it cannot be used.
    """
    import certifi

    variable, path = trust_variable()
    if variable:
        _check(variable, path)
    try:
        if variable == "SSL_CERT_DIR":
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path or certifi.where())
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        log = os.environ.get("SSLKEYLOGFILE")
        if log and not isinstance(error, ssl.SSLError):
            raise UsageError(
                f"SSLKEYLOGFILE: {log} cannot be written: {getattr(error, 'strerror', error)}",
                hint="unset SSLKEYLOGFILE",
            ) from error
        raise UsageError(
            f"{variable or 'the list of certificate authorities'}: {path} contains no certificates",
            hint=f"name a file of PEM certificates, or unset {variable}" if variable else "",
        ) from error


def trust_variable() -> tuple[str, str]:
    """The variable with the trusted certificates, and its value; "" for none."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if value := os.environ.get(name, ""):
            return name, value
    return "", ""


def _check(variable: str, path: str) -> None:
    """Raise `UsageError` if there is no such file or folder, or reading it could block."""
    is_file = variable == "SSL_CERT_FILE"
    fits = stat.S_ISREG if is_file else stat.S_ISDIR
    reason = ""
    # OpenSSL accepts several folders, and ignores those that do not exist.
    for one in [path] if is_file else path.split(os.pathsep):
        try:
            if fits(Path(one).stat().st_mode):
                return
            reason = "is not a file" if is_file else "is not a folder"
        except (OSError, ValueError) as error:
            reason = f"cannot be read: {getattr(error, 'strerror', error)}"
    raise UsageError(
        f"{variable}: {path} {reason}",
        hint=f"name {'a file of PEM certificates' if is_file else 'a folder of certificates'}, "
        f"or unset {variable}",
    )
