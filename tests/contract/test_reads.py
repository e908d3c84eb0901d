"""GET: presets, their versions, and the pages of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presetsync.api import wire
from tests.contract.replies import data, push, refused
from tests.contract.stand_ins import NOW

if TYPE_CHECKING:
    from tests.contract.stand_ins import Server


def test_get_shows_the_designated_version(server: Server) -> None:
    push(server, "a")
    pushed = push(server, "a", {"model": "other"})
    assert data(server.send("GET", "/presets/a")) == pushed


def test_get_shows_what_was_designated_in_the_dashboard(server: Server) -> None:
    first = push(server, "a")
    push(server, "a", {"model": "other"})
    server.store.edit("a", now=NOW, designated=1, name="Renamed")

    preset = data(server.send("GET", "/presets/a"))
    assert preset["designated_version"] == first["designated_version"]
    assert preset["name"] == "Renamed"
    assert push(server, "a")["designated_version"]["version"] == 3


@pytest.mark.parametrize("path", ["/presets/a", "/presets/a/versions", "/presets/a/versions/1"])
def test_what_is_not_there_is_not_found(server: Server, path: str) -> None:
    refused(server.send("GET", path), 404)


def test_listing_has_the_last_updated_first_without_versions(server: Server) -> None:
    pushed = {slug: push(server, slug) for slug in ("a", "b", "c", "a")}

    response = server.send("GET", "/presets")
    page = wire.parse_page(response.json())
    assert [preset["slug"] for preset in page.data] == ["a", "c", "b"]
    assert page.total_count == 3
    assert set(response.json()) == {"data", "total_count"}
    for preset in page.data:
        without_version = dict(pushed[preset["slug"]])
        del without_version["designated_version"]
        assert preset == without_version


def test_listing_of_nothing(server: Server) -> None:
    assert server.send("GET", "/presets").json() == {"data": [], "total_count": 0}


def test_pages_are_cut_by_offset_and_limit(server: Server) -> None:
    for number in range(3):
        push(server, f"p{number}")

    def slugs(query: str) -> list[str]:
        page = wire.parse_page(server.send("GET", f"/presets{query}").json())
        assert page.total_count == 3
        return [preset["slug"] for preset in page.data]

    assert slugs("?limit=2") == ["p2", "p1"]
    assert slugs("?limit=2&offset=2") == ["p0"]
    assert slugs("?offset=9") == []
    assert slugs("?limit=100") == ["p2", "p1", "p0"]


def test_a_page_holds_50_by_default(server: Server) -> None:
    for _ in range(51):
        push(server, "a")
    page = wire.parse_page(server.send("GET", "/presets/a/versions").json())
    assert (len(page.data), page.total_count) == (50, 51)


@pytest.mark.parametrize("path", ["/presets", "/presets/a/versions"])
@pytest.mark.parametrize(
    "query",
    [
        "limit=101",
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=",
        "offset=-1",
        "offset=1.0",
        "offset=²",
    ],
)
def test_bad_page_parameters_are_refused(server: Server, path: str, query: str) -> None:
    push(server, "a")
    assert query[:5] in refused(server.send("GET", f"{path}?{query}"), 400)


def test_versions_are_listed_oldest_first(server: Server) -> None:
    versions = [push(server, "a", {"model": f"m{n}"})["designated_version"] for n in range(3)]
    push(server, "b")

    assert server.send("GET", "/presets/a/versions").json() == {"data": versions, "total_count": 3}
    page = server.send("GET", "/presets/a/versions?offset=1&limit=1").json()
    assert page == {"data": versions[1:2], "total_count": 3}


def test_one_version(server: Server) -> None:
    first = push(server, "a")
    push(server, "a", {"model": "other"})
    version = data(server.send("GET", "/presets/a/versions/1"))
    assert version == first["designated_version"]
    assert wire.parse_version(version).version == 1


@pytest.mark.parametrize(("version", "status"), [("2", 404), ("0", 404), ("x", 400), ("-1", 400)])
def test_a_version_that_is_not_there(server: Server, version: str, status: int) -> None:
    push(server, "a")
    refused(server.send("GET", f"/presets/a/versions/{version}"), status)
