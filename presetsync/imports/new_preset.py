"""The files for a preset that exists only on the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.findings import BODY
from presetsync.imports.new_file import new_preset_file
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.imports.proof import prove
from presetsync.imports.skin_choice import choose_skin, fit_of
from presetsync.jsonpointer import keys_of, pointer_of
from presetsync.presets.bodies import body_of
from presetsync.presets.model import Content, normal_content
from presetsync.presets.overlays import ENVIRONMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.api.wire import Version
    from presetsync.imports.skin_choice import Fit
    from presetsync.presets.model import Preset
    from presetsync.repository.checks import Checks
    from presetsync.repository.text_files import Files


@dataclass(frozen=True, slots=True)
class FilePlace:
    """The paths of a new preset.

    Attributes:
        files: the repository's.
        path: the preset file, relative to the root.
        prompt_path: the file of its system prompt, if that is long.
        usual_prompt_path: the file that would be, if no name was taken.
        prompts_over: a longer system prompt, in characters, goes there.
        checks: what preset files are held against.
        environment: the one that has the preset; the others leave it out.

    """

    files: Files
    path: str
    prompt_path: str
    usual_prompt_path: str
    prompts_over: int
    checks: Checks
    environment: str = ""

    @property
    def others(self) -> tuple[str, ...]:
        """The environments that exclude the preset."""
        names = self.checks.environments if self.environment else ()
        return tuple(name for name in names if name != self.environment)


@dataclass(frozen=True, slots=True)
class NewPreset:
    """A preset as it will be read, and its texts, by path.

    Attributes:
        preset: the preset.
        texts: the preset file is the last.
        left_out: what the texts omit: pointers of nulls, and "description".

    """

    preset: Preset
    texts: Mapping[str, str] = field(repr=False)
    left_out: tuple[str, ...] = ()


def new_preset(
    slug: str,
    version: Version,
    place: FilePlace,
    *,
    skin: str | None = None,
    description: str = "",
    protect: bool = False,
) -> NewPreset:
    """Create the files of a preset, and verify that they have the server's content.

    Args:
        slug: the preset.
        version: what the server has.
        place: where the files go.
        skin: the skin of the file; None for the first whose schema accepts the content.
        description: for people. It is left out where no YAML file can have it, and so are nulls
            that the schema refuses.
        protect: apply never archives it.

    Raises:
        ImportRefusedError: no file can express it.

    """
    content, fit, nulls = _fitting(normal_content(version), skin)
    if fit.mistakes:
        raise _unfit(fit, chosen=skin is not None)

    def made(text: str) -> NewPreset:
        left_out = dict.fromkeys(place.others, False)
        settings = {"description": text, "protect": protect, ENVIRONMENTS: left_out}
        settings = {name: value for name, value in settings.items() if value}
        texts = new_preset_file(
            slug,
            fit,
            path=place.path,
            prompt_path=place.prompt_path,
            settings=settings,
            prompts_over=place.prompts_over,
        )
        preset = prove(
            place.files, place.path, texts, content, place.checks, environment=place.environment
        )
        missing = nulls if text == description else (*nulls, "description")
        return NewPreset(preset, texts, missing)

    try:
        return made(description)
    except ImportRefusedError:
        if not description:
            raise
        return made("")


def _fitting(content: Content, skin: str | None) -> tuple[Content, Fit, tuple[str, ...]]:
    """A content without the nulls that the schema refuses, how it fits, and their pointers.

    A server may store null for each unset field. The receipt in the lock records them.
    """
    left_out: list[str] = []
    while True:
        fit = fit_of(skin, body_of(skin, content)) if skin else choose_skin(content)
        refused = {tuple(keys_of(mistake.pointer)[1:]) for mistake in fit.mistakes}
        nulls = [path for path in refused if _is_null(content.config, path)]
        if not nulls:
            return content, fit, tuple(sorted(left_out))
        for path in nulls:
            left_out.append(pointer_of(path))
            content = Content(_without(content.config, path), content.system)


def _is_null(config: Any, path: Sequence[str]) -> bool:
    """Whether a path through objects leads to a null."""
    for key in path:
        if not isinstance(config, dict) or key not in config:
            return False
        config = config[key]
    return config is None and bool(path)


def _without(config: Mapping[str, Any], path: Sequence[str]) -> dict[str, Any]:
    """An object without the member that a path through objects leads to."""
    first, *rest = path
    kept = {key: value for key, value in config.items() if key != first or rest}
    return kept | {first: _without(config[first], rest)} if rest else kept


def _unfit(fit: Fit, *, chosen: bool) -> ImportRefusedError:
    mistake = fit.mistakes[0]
    pointer = mistake.pointer.removeprefix(f"/{BODY}")
    who = f"the skin {fit.skin} does not take" if chosen else "no skin takes"
    return ImportRefusedError(
        f"{who} {pointer or 'the preset'}: {mistake.message}",
        hint=mistake.hint or "change it in the dashboard",
    )
