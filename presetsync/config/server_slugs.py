"""Slugs on the server: those of the files with the suffix of an environment. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerSlugs:
    """The mapping of slugs between the files and the server.

    Attributes:
        suffix: their suffix on the server; "" for none.
        sibling_suffixes: the suffixes of other environments that may share the workspace.

    """

    suffix: str = ""
    sibling_suffixes: tuple[str, ...] = ()

    def on_server(self, slug: str) -> str:
        """The slug on the server."""
        return f"{slug}{self.suffix}"

    def in_files(self, server_slug: str) -> str | None:
        """The slug in the files; None if it does not belong to this environment."""
        if not self.suffix:
            return server_slug  # also an invalid slug: import reports it
        slug = server_slug.removesuffix(self.suffix)
        has_suffix = self.on_server(slug) == server_slug
        return slug if has_suffix and slug not in ("", ".", "..") else None

    def is_siblings(self, server_slug: str) -> bool:
        """Whether a slug on the server belongs to another environment.

        If two suffixes match, the longer one wins.
        """
        return any(
            len(self.suffix) < len(suffix) < len(server_slug) and server_slug.endswith(suffix)
            for suffix in self.sibling_suffixes
        )
