"""Why a connection failed, from the exceptions behind httpx's own."""

from __future__ import annotations

import os
import ssl

from presetsync.api.network import trust_variable


def certificate_refusal(error: BaseException | None) -> str:
    """Why a certificate was refused; "" for any other error."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return getattr(error, "verify_message", "") or str(error)
        error = error.__cause__ or error.__context__
    return ""


def trust_hint() -> str:
    """Where the trusted certificates are set."""
    variable, value = trust_variable()
    if variable:
        return f"{variable} names the trusted certificates: {value}"
    return "if a proxy uses its own certificate, set SSL_CERT_FILE to it"


def root_cause(error: BaseException) -> str:
    """The operating system's message if there is one; httpx's own is often empty."""
    root: BaseException | None = error
    while root is not None:
        if isinstance(root, OSError) and root.strerror:
            # asyncio's own message repeats the address.
            is_from_asyncio = root.strerror.startswith("Connect call failed")
            return os.strerror(root.errno or 0) if is_from_asyncio else root.strerror
        attempts = root.exceptions if isinstance(root, BaseExceptionGroup) else ()
        root = attempts[0] if attempts else root.__cause__ or root.__context__
    return str(error) or type(error).__name__
