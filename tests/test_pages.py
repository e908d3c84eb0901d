"""The pages that messages refer to: each is there, and so is its section."""

from __future__ import annotations

import pytest

from presetsync.pages import DOCS, Topic
from tests.test_site import anchors
from tests.tours import ROOT


@pytest.mark.parametrize("topic", Topic)
def test_the_page_of_each_topic_exists_with_its_section(topic: Topic) -> None:
    page, mark, anchor = topic.partition("#")

    assert page.startswith(f"{DOCS}/")
    assert (ROOT / page).is_file()
    assert not mark or anchor in anchors(page)


def test_no_two_topics_have_the_same_section() -> None:
    assert len({*Topic}) == len(Topic.__members__)


def test_each_section_about_a_decision_has_a_topic() -> None:
    page = Topic.CONFLICT.partition("#")[0]
    [title] = [name for name in anchors(page) if name.startswith("conflicts-drift")]
    assert {f"{page}#{name}" for name in anchors(page) - {title}} <= {*Topic}
