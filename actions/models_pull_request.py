"""One pull request that brings the model lock up to date, open for as long as there is news."""

from __future__ import annotations

import os

from bot_pull_request import Topic, main
from github_api import name_of

TOPIC = Topic(
    kind="models",
    title="Update the model lock",
    intro=(
        "The catalogue says of models that these presets use what the model lock does not say "
        "yet. After the merge `validate` and `plan` know it."
    ),
    gone="The catalogue says what the model lock says.",
)


def bot_branch(root: str) -> str:
    """The branch of the pull request: each folder of presets has one of its own."""
    name = name_of(root)
    return f"presetsync/models-{name}" if name else "presetsync/models"


if __name__ == "__main__":
    main(TOPIC, os.environ["ACTION_BOT_BRANCH"] or bot_branch(os.environ["ACTION_ROOT"]))
