"""No proxy and no certificates of the environment; reading the usual certificates only once."""

from __future__ import annotations

import os
from functools import cache

import pytest

from presetsync.api import transport as transports
from presetsync.api.network import certificates

_certificates = cache(certificates)


@pytest.fixture(autouse=True)
def _no_network_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        if name.lower().endswith("_proxy") or name.startswith("SSL"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(transports, "certificates", _certificates)
