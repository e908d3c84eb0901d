"""One pull request that rebuilds the schemas from a newer SDK: .github/workflows/schemas.yml."""

from __future__ import annotations

from bot_pull_request import Topic, main

BRANCH = "presetsync/schemas"
TOPIC = Topic(
    kind="schemas",
    title="Rebuild the schemas from a newer SDK",
    intro=(
        "The official SDK knows the API as it is now; the shipped schemas do not yet. Before the "
        "merge see whether the overlay has to describe what came, and let CI run: GitHub starts no "
        "workflow for the commit of another one, so close this pull request and open it again."
    ),
    gone="The newest SDK makes the schemas that are shipped.",
)

if __name__ == "__main__":
    main(TOPIC, BRANCH)
