"""The options of a curl command, as curl reads them: which take a value, and short ones together.

An option that is not listed takes no value: if it does, the value is read as one more URL, which
`presetsync.capture.curl` refuses. Source: ``curl --help all`` of 7.88 and the manual of 8.16. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.capture.command_text import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.capture.command_text import ShellWord

URL = "url"
"""The option name for arguments that are not options."""

_WITH_VALUE = frozenset(
    re.findall(
        r"\S+",
        """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config
    connect-timeout connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data
    data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr
    dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save
    expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port
    ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hostpubsha256
    hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type knownhosts krb
    libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize
    max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max
    parallel-max-host pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert
    proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key
    proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers
    proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file
    range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid
    service-name signature-algorithms socks4 socks4a socks5 socks5-gssapi-service socks5-hostname
    speed-limit speed-time ssl-sessions stderr telnet-option tftp-blksize time-cond tls-max
    tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket
    upload-file upload-flags url url-query user user-agent variable vlan-priority write-out
    """,
    )
)

_SHORT_WITH_VALUE = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")

_LONG_NAMES = {
    "A": "user-agent",
    "b": "cookie",
    "d": "data",
    "e": "referer",
    "F": "form",
    "G": "get",
    "H": "header",
    "I": "head",
    "K": "config",
    "T": "upload-file",
    "u": "user",
    "X": "request",
    ":": "next",
}
"""Of the short options that matter here."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command.

    Attributes:
        name: the long name without dashes, or the letter where that does not matter.
        shown: the option as it is written, without its value.
        start: where it is in the command line.
        value: its value; None if it takes none.

    """

    name: str
    shown: str
    start: int
    value: ShellWord | None = None


def options_of(words: Iterable[ShellWord]) -> Iterator[Option]:
    """The options of a command, from the words after its name.

    Raises `CommandError` if a value is missing, or an option is written in a way that curl does
    not read.
    """
    rest = iter(words)
    for word in rest:
        text = word.text
        if not text.startswith("-") or text == "-":
            yield Option(URL, "", word.start, word)
        elif text == "--":
            yield from (Option(URL, "", each.start, each) for each in rest)
        elif text.startswith("--"):
            yield _long(word, rest)
        else:
            yield from _short(word, rest)


def _long(word: ShellWord, rest: Iterator[ShellWord]) -> Option:
    name = word.text[2:]
    before, equals, _ = name.partition("=")
    if equals and before in _WITH_VALUE:
        raise CommandError(
            f"curl does not read --{before}=…", f"write --{before} and a space", word.start
        )
    takes_value = name in _WITH_VALUE or name.startswith("expand-")
    value = _next(word.text, word, rest) if takes_value else None
    return Option(name, word.text, word.start, value)


def _short(word: ShellWord, rest: Iterator[ShellWord]) -> Iterator[Option]:
    """The options of one word: several letters, of which the last may have its value behind it."""
    for number, letter in enumerate(word.text[1:], 1):
        name, shown = _LONG_NAMES.get(letter, letter), f"-{letter}"
        if letter in _SHORT_WITH_VALUE:
            attached = word.after(number + 1)
            value = attached if attached.text else _next(shown, word, rest)
            yield Option(name, shown, word.start, value)
            return
        yield Option(name, shown, word.start)


def _next(shown: str, word: ShellWord, rest: Iterator[ShellWord]) -> ShellWord:
    value = next(rest, None)
    if value is None:
        raise CommandError(f"curl's {shown} needs a value", "complete the command", word.start)
    return value
