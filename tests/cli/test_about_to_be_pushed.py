"""Where an error about a model is one: the preset is about to be pushed, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import pytest

from presetsync.models.model_lock import dump
from tests.models.catalogue import MODELS, model, model_lock, use_model, write_models
from tests.repositories import LOCK, Repository

if TYPE_CHECKING:
    from tests.servers import Recorder

KNOWN, GONE = "m/one", "m/two"
ERROR, WARNING = "error", "warning"
FILE = "presets/a.yaml"


class World:
    """A repository with the preset ``a``, and what becomes of it."""

    def __init__(self, root: Repository, server: Recorder) -> None:
        self.repository, self.server = root, server
        for path in ("copywriter", "reviewer", "classifier"):
            root.remove_preset(path)

    def applied(self, name: str) -> None:
        """Apply it with a model, without a model lock."""
        use_model(self.repository, "a", name)
        assert self.repository.run("apply", "--yes").code == 0

    def dashboard(self) -> None:
        """Somebody edits it."""
        self.server.store.add_version(
            "a",
            {"model": KNOWN, "temperature": 1},
            "Other.",
            now="2999-01-01T00:00:00Z",
            new_id=lambda: str(uuid4()),
        )


def new(world: World) -> None:
    use_model(world.repository, "a", GONE)


def changed(world: World) -> None:
    world.applied(KNOWN)
    use_model(world.repository, "a", GONE)


def changed_elsewhere(world: World) -> None:
    world.applied(GONE)
    use_model(world.repository, "a", GONE, "Hello.")


def unchanged(world: World) -> None:
    world.applied(GONE)


def archived(world: World) -> None:
    world.applied(GONE)
    world.repository.remove_preset("a")
    assert world.repository.run("apply", "--yes", "--prune").code == 0
    use_model(world.repository, "a", GONE)


def adopted(world: World) -> None:
    world.applied(GONE)
    (world.repository.root / LOCK).unlink()


def drifted(world: World) -> None:
    world.applied(GONE)
    world.dashboard()


def conflict(world: World) -> None:
    world.applied(KNOWN)
    world.dashboard()
    use_model(world.repository, "a", GONE)


class Expected(NamedTuple):
    """What is said where: the severity, or "" for nothing; then the outcome of apply."""

    validate: str
    plan: str
    refreshed: str
    outcome: str


TABLE = {
    new: Expected(ERROR, ERROR, ERROR, "failed"),
    changed: Expected(ERROR, ERROR, ERROR, "failed"),
    changed_elsewhere: Expected(ERROR, ERROR, ERROR, "failed"),
    unchanged: Expected(WARNING, "", "", ""),
    archived: Expected(ERROR, ERROR, ERROR, "failed"),
    adopted: Expected(ERROR, ERROR, WARNING, "adopted"),
    drifted: Expected(WARNING, "", WARNING, "conflict"),
    conflict: Expected(ERROR, ERROR, ERROR, "conflict"),
}


@pytest.fixture
def world(repository: Repository, server: Recorder) -> World:
    repository.environment["OPENROUTER_MANAGEMENT_KEY"] = "sandbox-management"
    return World(repository, server)


def severity(repository: Repository, *command: str) -> str:
    """The severity of what a command says of the model; "" for nothing."""
    found = repository.run(*command, "--format", "json").json["diagnostics"]
    return "".join(each["severity"] for each in found if each["code"] == "unknown-model")


@pytest.mark.parametrize("state", TABLE, ids=lambda state: state.__name__)
def test_it_is_an_error_only_where_the_preset_is_about_to_be_pushed(
    world: World, state: Any
) -> None:
    state(world)
    repository, server = world.repository, world.server
    write_models(repository, KNOWN)
    pushes = len(server.pushes())

    validated, planned = severity(repository, "validate"), severity(repository, "plan")
    refreshed, cached = severity(repository, "plan", "--refresh"), severity(repository, "plan")
    code = repository.run("validate").code
    ended = repository.apply()

    outcome = ended.outcomes.get("a", "")
    assert Expected(validated, planned, refreshed, outcome) == TABLE[state]
    assert cached == planned
    assert code == (validated == ERROR)
    assert ended.code == (outcome not in ("", "adopted"))
    assert len(server.pushes()) == pushes


def test_what_overwrites_drift_is_about_to_be_pushed(world: World) -> None:
    drifted(world)
    write_models(world.repository, KNOWN)

    plan = ("plan", "--refresh", "--overwrite-drift")
    assert severity(world.repository, *plan) == ERROR
    assert world.repository.apply("--overwrite-drift").outcomes == {"a": "failed"}


def test_a_push_that_is_stopped_needs_no_management_key(world: World) -> None:
    archived(world)
    del world.repository.environment["OPENROUTER_MANAGEMENT_KEY"]
    write_models(world.repository, KNOWN)

    assert world.repository.apply().outcomes == {"a": "failed"}


def test_what_is_stopped_is_no_share_of_the_presets_that_a_plan_changes(world: World) -> None:
    repository = world.repository
    for number in range(10):
        use_model(repository, f"p{number}", KNOWN)
    assert repository.run("apply", "--yes").code == 0
    for number in range(9):
        use_model(repository, f"p{number}", GONE)
    use_model(repository, "p9", KNOWN, "Hello.")
    write_models(repository, KNOWN)

    outcomes = repository.apply().outcomes

    assert outcomes.pop("p9") == "applied"
    assert {*outcomes.values()} == {"failed"}


def test_a_rollback_shows_a_model_that_is_gone_and_pushes_it_all_the_same(world: World) -> None:
    world.applied(GONE)
    world.applied(KNOWN)
    repository = world.repository
    write_models(repository, KNOWN)

    refused = repository.run("rollback", "a", "--apply")
    assert "there is no terminal for the confirmation" in refused.stderr
    assert f"! {FILE}:3:10: The catalogue has no model `{GONE}`." in refused.stdout
    assert KNOWN in (repository.root / FILE).read_text()

    done = repository.run("rollback", "a", "--apply", "--yes")
    assert done.code == 0
    assert f"The catalogue has no model `{GONE}`." in done.stdout
    assert len(world.server.pushes()) == 3
    assert (repository.run("validate").code, repository.apply().outcomes) == (0, {})


def test_what_a_rollback_without_apply_writes_is_about_to_be_pushed(world: World) -> None:
    world.applied(GONE)
    world.applied(KNOWN)
    write_models(world.repository, KNOWN)

    assert world.repository.run("rollback", "a").code == 0
    assert world.repository.apply().outcomes == {"a": "failed"}


def test_an_import_of_a_model_that_is_gone_is_a_warning(world: World) -> None:
    world.applied(GONE)
    repository = world.repository
    repository.remove_preset("a")
    (repository.root / LOCK).unlink()
    write_models(repository, KNOWN)

    assert repository.run("import", "a").code == 0
    assert severity(repository, "validate") == WARNING
    assert repository.run("validate").code == 0


def test_a_capture_warns_of_a_model_that_the_catalogue_does_not_have(world: World) -> None:
    repository = world.repository
    write_models(repository, KNOWN)
    request = f'{{"model": "{GONE}", "messages": [{{"role": "system", "content": "Hi."}}]}}'

    ended = repository.pipe(request.encode(), "capture", "a")

    assert ended.code == 0
    assert "[unknown-model]" in ended.stderr
    assert severity(repository, "validate") == ERROR


def test_what_the_sandbox_has_counts_for_the_sandbox_alone(world: World) -> None:
    repository = world.repository
    use_model(repository, "a", GONE)
    assert repository.run("--sandbox", "apply", "--yes").code == 0
    write_models(repository, KNOWN)
    repository.write(
        ".presetsync/sandbox.models.lock.json", (dump(model_lock({KNOWN: model()}))).decode()
    )

    assert severity(repository, "--sandbox", "validate") == WARNING
    assert severity(repository, "validate") == ERROR
    (repository.root / MODELS).unlink()
    assert severity(repository, "validate") == ""


def test_validate_without_an_environment_asks_the_lock_of_each(world: World) -> None:
    repository = world.repository
    repository.write(
        "presetsync.yaml",
        "environments: {staging: {api_key: STAGING}, production: {api_key: PRODUCTION}}\n",
    )
    keys = {"STAGING": "sandbox", "PRODUCTION": "sandbox"}
    use_model(repository, "a", GONE)
    assert repository.run("--env", "staging", "apply", "--yes", env=keys).code == 0
    write_models(repository, KNOWN)

    assert severity(repository, "validate") == ERROR
    assert severity(repository, "--env", "production", "validate") == ERROR
    assert severity(repository, "--env", "staging", "validate") == WARNING
