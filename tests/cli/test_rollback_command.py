"""`rollback`: an older version of a preset, in its files and, if asked for, live at once."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from tests.models.catalogue import write_models
from tests.repositories import LOCK, Finished, Repository
from tests.servers import Recorder

SLUG = "copywriter"
FILE = f"presets/{SLUG}.yaml"
SYSTEM = "You write marketing emails.\nKeep them short.\n"
COMMENTED = "temperature: 0.7  # fresh wording"


class World:
    """A preset with a comment in its file, of which version 3 is live: 0.7, 0.8, 0.9."""

    def __init__(self, repository: Repository, server: Recorder) -> None:
        self.repository, self.server = repository, server
        self._minutes = count(1)
        repository.edit(FILE, "temperature: 0.7", COMMENTED)
        for old, new in (("0.7", "0.7"), ("0.7", "0.8"), ("0.8", "0.9")):
            repository.edit(FILE, old, new)
            assert repository.run("apply", "--yes").code == 0
        server.requests.clear()

    def dashboard(self, system: str | None = SYSTEM, **config: Any) -> None:
        self.server.store.add_version(
            SLUG,
            {"model": "openai/gpt-5.4", **config},
            system,
            now=f"2999-01-01T00:{next(self._minutes):02}:00Z",
            new_id=lambda: str(uuid4()),
        )

    def rollback(self, *arguments: str) -> Finished:
        return self.repository.run("rollback", SLUG, *arguments)

    def refused(self, *arguments: str, code: int = 1) -> str:
        """What a rollback says that writes and stores nothing."""
        before, live = self.file, self.live
        ran = self.rollback(*arguments)
        assert (ran.code, self.file, self.live) == (code, before, live)
        assert "wrote" not in ran.stdout
        return ran.stderr

    @property
    def file(self) -> str:
        return (self.repository.root / FILE).read_text(encoding="utf-8")

    @property
    def live(self) -> tuple[int, Any]:
        version = self.server.store.get_preset(SLUG).designated_version
        assert version
        return version.version, version.config.get("temperature")

    @property
    def locked(self) -> int:
        version = self.repository.locked[SLUG]["version"]
        assert isinstance(version, int)
        return version


@pytest.fixture
def world(repository: Repository, server: Recorder) -> World:
    return World(repository, server)


def test_the_file_says_what_the_version_before_says_and_nothing_is_pushed(world: World) -> None:
    before, lock = world.file, (world.repository.root / LOCK).read_bytes()

    ran = world.rollback()

    assert ran.code == 0
    assert world.file == before.replace("0.9  # fresh", "0.8  # fresh")
    assert (world.repository.root / LOCK).read_bytes() == lock
    assert {request.method for request in world.server.requests} == {"GET"}
    assert "    /temperature: 0.9 → 0.8\n" in ran.stdout
    assert ran.stdout.endswith(f"\nwrote {FILE}\n")
    assert "Next: commit the files on a branch, and open a pull request." in ran.stderr
    assert world.repository.plan() == {SLUG: "update"}


def test_an_apply_that_would_not_push_it_is_not_promised(world: World) -> None:
    write_models(world.repository, "openai/gpt-4.1")

    ran = world.rollback()

    assert ran.code == 0
    assert "The catalogue has no model `openai/gpt-5.4`. [unknown-model]" in ran.stderr + ran.stdout
    assert (
        "Its apply does not push the preset until the errors about its models above" in ran.stderr
    )
    assert f"run presetsync rollback --to 2 --apply {SLUG}." in ran.stderr
    assert world.repository.run("apply", "--yes").code == 1
    assert world.live == (3, 0.9)


@pytest.mark.parametrize("name", ["1", "v1"])
def test_the_version_may_be_named(world: World, name: str) -> None:
    assert world.rollback("--to", name).code == 0

    assert COMMENTED in world.file


def test_it_shows_which_version_is_live_and_which_one_it_goes_back_to(world: World) -> None:
    lines = world.rollback("--to", "1").stdout.splitlines()

    assert lines[0] == f"~ {SLUG}  chat/completions"
    assert lines[1].startswith("  - version 3, live, stored by user_sandbox at ")
    assert lines[2].startswith("  + version 1, stored by user_sandbox at ")


def test_with_apply_the_old_content_is_a_new_version_in_the_lock(world: World) -> None:
    world.repository.write_preset("other", "A change that is not applied yet.")

    ran = world.rollback("--to", "1", "--apply", "--yes")

    assert (ran.code, world.live, world.locked) == (0, (4, 0.7), 4)
    assert COMMENTED in world.file
    assert f"applied {SLUG}  version 4" in ran.stdout
    assert "an apply of the main branch reports drift and overwrites nothing" in ran.stderr
    assert world.repository.plan() == {"other": "create"}
    [newest, *_] = world.repository.run("history", SLUG, "--format", "json").json["versions"]
    assert (newest["version"], newest["live"], newest["locked"], newest["same_as"]) == (
        *(4, True, True, 1),
    )


def test_drift_is_shown_and_replaced(world: World) -> None:
    world.dashboard(temperature=1.9)
    before = world.file

    ran = world.rollback("--apply", "--yes")

    assert (ran.code, world.live, world.locked) == (0, (5, 0.9), 5)
    assert "/temperature: 1.9 → 0.9" in ran.stdout
    # The file says it already: it is what was applied last.
    assert world.file == before
    assert f"{FILE} has the content of version 3; nothing was written." in ran.stdout


def test_without_apply_drift_stays_and_it_says_how_to_replace_it(world: World) -> None:
    world.dashboard(temperature=1.9)

    ran = world.rollback()

    assert (ran.code, world.live) == (0, (4, 1.9))
    said = "Version 4 was not applied from here, so apply does not replace it."
    assert ran.stderr.endswith(
        f"{said} To replace it now, run presetsync rollback --to 3 --apply {SLUG}.\n"
    )
    assert "commit" not in ran.stderr
    assert "Next: commit the files on a branch" in world.rollback("--to", "1").stderr


def test_what_is_live_can_be_written_too(world: World) -> None:
    world.repository.edit(FILE, "0.9", "0.1")

    ran = world.rollback("--to", "3")

    assert "temperature: 0.9  # fresh" in world.file
    assert "No difference, both are version 3." in ran.stdout
    assert "The live version has the same content, so there is nothing to push." in ran.stderr


def test_a_second_time_it_has_nothing_to_write(world: World) -> None:
    world.rollback("--to", "1")
    before = world.file

    ran = world.rollback("--to", "1", "--apply", "--yes")

    assert (ran.code, world.file, world.live) == (0, before, (4, 0.7))


def test_a_second_rollback_goes_further_back_and_says_what_it_passes_over(world: World) -> None:
    assert world.rollback("--apply", "--yes").code == 0
    assert world.live == (4, 0.8)

    ran = world.rollback("--apply", "--yes")

    assert (ran.code, world.live) == (0, (5, 0.7))
    assert (
        "! skipped: version 3, because version 4, which is live, has the content of version 2; "
        f"to restore it, run presetsync rollback --to 3 {SLUG}"
    ) in ran.stdout


def test_where_only_rolled_back_versions_are_left_it_refuses(world: World) -> None:
    assert world.rollback("--to", "1", "--apply", "--yes").code == 0

    said = world.refused(code=64)

    assert "version 4 of copywriter, which is live, says what version 1 says" in said
    assert "as in --to 3" in said


def test_a_prompt_in_a_file_of_its_own_is_changed_there(world: World) -> None:
    text = world.file[world.file.index("        You") : world.file.index("    - role: user")]
    prompt = SYSTEM.replace("short", "very short")
    world.repository.edit(FILE, f"content: |\n{text}", "content: !file prompts/tone.md\n")
    world.repository.write("presets/prompts/tone.md", prompt)
    assert world.repository.run("apply", "--yes").code == 0
    before = world.file

    ran = world.rollback()

    assert ran.code == 0, ran.stderr
    assert world.file == before
    assert (world.repository.root / "presets/prompts/tone.md").read_text() == SYSTEM
    assert "wrote presets/prompts/tone.md\n" in ran.stdout


def test_without_a_file_it_makes_one(world: World) -> None:
    world.repository.remove_preset(SLUG)

    ran = world.rollback("--to", "1", "--apply", "--yes")

    assert (ran.code, world.live, world.locked) == (0, (4, 0.7), 4)
    assert "temperature: 0.7\n" in world.file
    assert f"wrote {FILE}\n" in ran.stdout
    assert world.repository.plan() == {}


def test_what_the_server_drops_and_adds_is_no_change_of_the_file(
    world: World, server: Recorder
) -> None:
    world.repository.write("presetsync.yaml", "unknown_fields: warn\n")
    world.repository.edit(FILE, "0.9", "1  # hot\n  brand_new: 1")
    assert world.repository.run("apply", "--yes").code == 0
    before = world.file

    assert world.rollback("--apply", "--yes").code == 0

    assert world.file == before.replace("1  # hot", "0.9  # hot")
    assert "brand_new" not in server.store.get_preset(SLUG).designated_version.config  # type: ignore[union-attr]
    assert world.repository.plan() == {}


def test_the_versions_own_unknown_field_gets_its_comment(world: World) -> None:
    world.dashboard(brand_new=1, temperature=0.9)
    world.dashboard(temperature=0.9)

    assert world.rollback("--to", "4").code == 0

    assert "brand_new: 1  # presetsync: ignore unknown-field\n" in world.file
    assert world.repository.run("validate").code == 0


def test_what_validate_warns_of_is_said_before_anything_is_written(world: World) -> None:
    world.dashboard("Write about {{topic}}.", temperature=0.9)
    world.dashboard(temperature=0.9)

    ran = world.rollback("--to", "4", "--apply")

    [warned] = [line for line in ran.stdout.splitlines() if line.startswith(f"! {FILE}:")]
    assert ran.code == 1
    assert world.rollback("--to", "4").code == 0
    [found] = world.repository.run("validate", "--format", "json").json["diagnostics"]
    place = f"{FILE}:{found['line']}:{found['column']}"
    assert warned == f"! {place}: {found['message']} [{found['code']}]"


def test_changes_of_the_file_that_were_not_applied_are_replaced_and_named(world: World) -> None:
    world.repository.edit(FILE, "0.9", "0.1")

    shown = world.rollback("--to", "1").stdout

    assert f"! {FILE} has changes that were not applied; they are replaced, too\n" in shown
    assert COMMENTED in world.file


def test_a_disabled_preset_is_named(world: World) -> None:
    world.server.store.edit(SLUG, now="2999-01-01T00:00:00Z", status="disabled")

    assert "! disabled on the server" in world.rollback().stdout


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["--to", "9"], "copywriter has no version 9", "the server has versions 1 to 3"),
        (["--to", "0"], "0 names no state", "3 or v3"),
        (["--to", "live"], "live is not the number of a version, such as 3", "--help"),
        (["--yes"], "--yes needs --apply", "there is no confirmation"),
    ],
)
def test_wrong_usage_says_what_there_is(
    world: World, arguments: list[str], message: str, hint: str
) -> None:
    said = world.refused(*arguments, code=64)

    assert message in said
    assert hint in said


@pytest.mark.parametrize("slug", ["copywriterr", "../x"])
def test_what_is_no_preset_is_wrong_usage(world: World, slug: str) -> None:
    ran = world.repository.run("rollback", slug)

    assert ran.code == 64
    assert "slug" in ran.stderr


def test_without_an_older_version_it_says_so(world: World) -> None:
    ran = world.repository.run("rollback", "reviewer")

    assert ran.code == 64
    assert "no version of reviewer before version 1, which is live, says something" in ran.stderr


def test_without_a_terminal_apply_needs_yes(world: World) -> None:
    assert "pass --yes to skip the confirmation" in world.refused("--apply")


def test_a_version_that_the_skin_cannot_express_is_refused(world: World) -> None:
    world.dashboard(temperature="hot")
    world.dashboard(temperature=0.9)

    said = world.refused("--to", "4", "--apply", "--yes")

    assert "version 4 cannot be written to files: /temperature: " in said
    assert "name another version with --to, or edit the file by hand" in said


def test_a_file_that_other_presets_use_is_refused(world: World) -> None:
    world.repository.write("presets/prompts/shared.md", "Be kind.\n")
    shared = "skin: messages\nbody:\n  model: m/one\n  max_tokens: 9\n"
    shared += "  system: !file prompts/shared.md\n  messages: [{role: user, content: x}]\n"
    world.repository.write("presets/one.yaml", shared)
    world.repository.write("presets/two.yaml", shared.replace("9", "8"))
    assert world.repository.run("apply", "--yes").code == 0
    world.repository.write("presets/prompts/shared.md", "Be brief.\n")
    assert world.repository.run("apply", "--yes", "--force").code == 0

    ran = world.repository.run("rollback", "one", "--apply", "--yes")

    assert ran.code == 1
    assert "prompts/shared.md would change, which other presets use: two" in ran.stderr
    assert (world.repository.root / "presets/prompts/shared.md").read_text() == "Be brief.\n"
    assert world.server.store.list_versions("one", offset=0, limit=9)[1] == 2


def test_an_invalid_preset_file_stops_it_before_the_first_request(world: World) -> None:
    world.repository.edit("presets/reviewer.yaml", "max_tokens", "max_tokenz")

    assert "presets/reviewer.yaml:" in world.refused("--apply", "--yes")
    assert world.server.requests == []


def test_the_value_of_a_key_is_not_written(world: World) -> None:
    world.dashboard("The key is correct_horse-battery_zq17.", temperature=0.9)
    world.dashboard(temperature=0.9)
    world.repository.environment["OPENROUTER_MANAGEMENT_KEY"] = "correct_horse-battery_zq17"

    said = world.refused("--to", "4")

    assert "would contain the value of OPENROUTER_MANAGEMENT_KEY" in said
    assert "zq17" not in said


def test_what_the_server_says_acts_on_nothing(world: World) -> None:
    world.dashboard("::error::no \x1b[31m\u202e\n", temperature=0.9)
    world.dashboard(temperature=0.9)

    shown = world.rollback("--to", "4").stdout

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "<U+202E>" in shown


def test_quiet_leaves_only_what_was_written(world: World) -> None:
    ran = world.rollback("-q")

    assert ran.stdout == f"wrote {FILE}\n"
    assert "Next" not in ran.stderr


def test_other_presets_and_the_share_of_changes_do_not_matter(world: World) -> None:
    world.repository.write("presetsync.yaml", "max_change_percent: 1\n")
    for number in range(12):
        world.repository.write_preset(f"p{number}", "Help.")
    assert world.repository.run("apply", "--yes", "--force").code == 0
    world.server.requests.clear()

    assert world.rollback("--apply", "--yes").code == 0

    assert [request.path.rpartition("/presets/")[2] for request in world.server.pushes()] == [
        f"{SLUG}/chat/completions"
    ]
