"""Slugs on the server, which have the suffix of an environment."""

from __future__ import annotations

import pytest

from presetsync.config.server_slugs import ServerSlugs

STAGING = ServerSlugs("-staging", ("", "-eu-staging"))
PRODUCTION = ServerSlugs("", ("-staging", "-eu-staging"))


@pytest.mark.parametrize("slugs", [ServerSlugs(), STAGING, PRODUCTION])
@pytest.mark.parametrize("slug", ["a", "-staging", "a-staging", "~", "..."])
def test_a_slug_of_a_file_comes_back(slugs: ServerSlugs, slug: str) -> None:
    assert slugs.in_files(slugs.on_server(slug)) == slug


@pytest.mark.parametrize("server_slug", ["a", "-staging", ".-staging", "..-staging", "a-Staging"])
def test_what_no_file_could_have_is_none_of_ours(server_slug: str) -> None:
    assert STAGING.in_files(server_slug) is None


@pytest.mark.parametrize(
    ("slugs", "server_slug", "is_siblings"),
    [
        (PRODUCTION, "a", False),
        (PRODUCTION, "a-staging", True),
        (PRODUCTION, "-staging", False),
        (STAGING, "a-staging", False),
        (STAGING, "a-eu-staging", True),
        (ServerSlugs("-eu-staging", ("-staging",)), "a-eu-staging", False),
        (ServerSlugs(), "a-staging", False),
    ],
)
def test_the_longest_suffix_that_fits_says_whose_it_is(
    slugs: ServerSlugs, server_slug: str, *, is_siblings: bool
) -> None:
    assert slugs.is_siblings(server_slug) is is_siblings
