"""Proxies and certificates of the environment: used, or refused by the name of the variable."""

from __future__ import annotations

import os
import ssl
import sys
from pathlib import Path

import pytest

from presetsync.api.network import Proxy, certificates, proxy_for
from presetsync.errors import UsageError

HTTPS = "https://api.example/api/v1"
PROXY = "http://proxy.example:3128"


def test_without_a_variable_there_is_no_proxy() -> None:
    assert proxy_for(HTTPS) is None


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_each_spelling_names_a_proxy(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, PROXY)
    assert proxy_for(HTTPS) == Proxy(name, PROXY)


def test_lower_case_and_the_scheme_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://all.example")
    monkeypatch.setenv("HTTPS_PROXY", "http://upper.example")
    monkeypatch.setenv("https_proxy", "http://lower.example")
    assert proxy_for(HTTPS) == Proxy("https_proxy", "http://lower.example")


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("http://proxy.example:3128/", "http://proxy.example:3128"),
        ("https://proxy.example", "https://proxy.example"),
        ("http://[::1]:3128", "http://[::1]:3128"),
        ("socks5://127.0.0.1:1080", "socks5://127.0.0.1:1080"),
        ("SOCKS5H://127.0.0.1:1080", "socks5h://127.0.0.1:1080"),
    ],
)
def test_a_proxys_address(monkeypatch: pytest.MonkeyPatch, value: str, address: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    assert proxy_for(HTTPS) == Proxy("HTTPS_PROXY", address)


def test_user_and_password_are_used_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:s%40cret@proxy.example:3128")
    proxy = proxy_for(HTTPS)
    assert proxy == Proxy("HTTPS_PROXY", PROXY, "me", "s@cret")
    assert "cret" not in repr(proxy)


@pytest.mark.parametrize(
    "value",
    [
        *("http://", "http://:3128", "://proxy", "http://[::1", "http://proxy:99999", "http://a b"),
        *("http://proxy:port", "http://me:pa/ss@proxy:3128", "http://me:pa#ss@proxy", "http://é"),
        *("http://me:pa?ss@proxy", "http://proxy/path", "http://a\tb", "http://me:secret@"),
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_the_error_for_an_invalid_address_names_the_variable_and_not_the_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as refused:
        proxy_for(HTTPS)
    assert refused.value.message == f"{name} does not contain the address of a proxy"
    assert refused.value.__cause__ is None
    assert "ss@" not in f"{refused.value.message}{refused.value.hint}"


@pytest.mark.parametrize("scheme", ["socks", "socks4", "ftp", "quic"])
def test_a_proxy_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:1080/")
    with pytest.raises(UsageError) as refused:
        proxy_for(HTTPS)
    assert (
        refused.value.message == f"ALL_PROXY: presetsync supports no proxy of the kind {scheme}://"
    )
    assert "socks5://" in refused.value.hint


@pytest.mark.parametrize(
    ("exempt", "url", "is_exempt"),
    [
        ("*", HTTPS, True),
        ("localhost, *", HTTPS, True),
        ("api.example", HTTPS, True),
        ("API.Example", HTTPS, True),
        ("example", HTTPS, True),
        (".example", HTTPS, True),
        ("*.example", HTTPS, True),
        ("ample", HTTPS, False),
        ("other.example", HTTPS, False),
        ("api.example:443", HTTPS, True),
        ("api.example:8443", HTTPS, False),
        ("api.example:8443", "https://api.example:8443/v1", True),
        ("fd00::/8", HTTPS, False),
        ("localhost,[::1]", HTTPS, False),
        ("10.0.0.0/8", "https://10.1.2.3/v1", True),
        ("10.0.0.0/8", "https://11.1.2.3/v1", False),
        ("10.1.2.3/8", "https://10.200.0.1/v1", True),
        ("127.0.0.1", "https://127.0.0.1:9/v1", True),
        ("fd00::/8", "https://[fd12::1]/v1", True),
        ("::1", "https://[::1]/v1", True),
        ("[::1]", "https://[::1]/v1", True),
        ("[::1]:443", "https://[::1]/v1", True),
        ("[::1]:8443", "https://[::1]/v1", False),
        ("fd00::/999 [ ] ,, :: 1.2.3 [x] http://api.example é %", HTTPS, False),
    ],
)
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_no_proxy_lists_names_domains_addresses_and_networks(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    exempt: str,
    url: str,
    is_exempt: bool,  # noqa: FBT001 - a column of the table
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv(name, exempt)
    assert (proxy_for(url) is None) is is_exempt


def test_without_a_variable_the_usual_authorities_are_trusted() -> None:
    assert len(certificates().get_ca_certs()) > 50


def test_a_file_of_certificates_is_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = certificates().get_ca_certs(binary_form=True)
    (tmp_path / "ca.pem").write_text(ssl.DER_cert_to_PEM_cert(usual[0]))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert certificates().get_ca_certs(binary_form=True) == [usual[0]]


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("SSL_CERT_FILE", lambda _: None, "cannot be read: No such file or directory"),
        ("SSL_CERT_FILE", lambda path: path.mkdir(), "is not a file"),
        pytest.param(
            "SSL_CERT_FILE",
            lambda path: os.mkfifo(path, 0o600),
            "is not a file",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs"),
        ),
        ("SSL_CERT_FILE", lambda path: path.write_text("a host\n"), "contains no certificates"),
        ("SSL_CERT_FILE", lambda path: path.write_bytes(b""), "contains no certificates"),
        (
            "SSL_CERT_FILE",
            lambda path: path.write_text(
                "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"
            ),
            "contains no certificates",
        ),
        ("SSL_CERT_DIR", lambda _: None, "cannot be read: No such file or directory"),
        ("SSL_CERT_DIR", lambda path: path.write_text(""), "is not a folder"),
    ],
)
def test_the_error_for_unusable_certificates_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, make: object, message: str
) -> None:
    path = tmp_path / "ca"
    assert callable(make)
    make(path)
    monkeypatch.setenv(name, str(path))
    with pytest.raises(UsageError) as refused:
        certificates()
    assert refused.value.message == f"{name}: {path} {message}"
    assert f"unset {name}" in refused.value.hint


def test_one_folder_of_several_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([str(tmp_path / "no"), str(tmp_path)]))
    assert certificates().get_ca_certs() == []


def test_the_error_for_an_unwritable_key_log_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "no" / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    with pytest.raises(UsageError) as refused:
        certificates()
    assert refused.value.message == (
        f"SSLKEYLOGFILE: {log} cannot be written: No such file or directory"
    )


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "NO_PROXY"])
def test_an_empty_variable_is_one_that_is_not_set(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "")
    assert proxy_for(HTTPS) is None
    assert certificates().get_ca_certs()
