"""Slugs on the server: those of the files, with the suffix of an environment. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerSlugs:
    """How the slugs of the files are written on the server.

    Attributes:
        suffix: what they have there after them; "" for nothing.
        sibling_suffixes: what presets of other environments have that may share the workspace.

    """

    suffix: str = ""
    sibling_suffixes: tuple[str, ...] = ()

    def on_server(self, slug: str) -> str:
        """What a file's slug is there."""
        return f"{slug}{self.suffix}"

    def in_files(self, server_slug: str) -> str | None:
        """What a slug of the server is in the files; None where it cannot be one of ours."""
        if not self.suffix:
            return server_slug  # also one that is no slug: import says so
        slug = server_slug.removesuffix(self.suffix)
        has_suffix = self.on_server(slug) == server_slug
        return slug if has_suffix and slug not in ("", ".", "..") else None

    def is_siblings(self, server_slug: str) -> bool:
        """Whether a slug of the server is rather one of another environment.

        Of two suffixes that fit, the longer one counts.
        """
        return any(
            len(self.suffix) < len(suffix) < len(server_slug) and server_slug.endswith(suffix)
            for suffix in self.sibling_suffixes
        )
