"""A preset that only the server has, as the files that say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.findings import BODY
from presetsync.imports.new_file import new_preset_file
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.imports.proof import prove
from presetsync.imports.skin_choice import choose_skin, fit_of
from presetsync.presets.bodies import body_of
from presetsync.presets.model import normal_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.wire import Version
    from presetsync.imports.skin_choice import Fit
    from presetsync.presets.model import Preset
    from presetsync.repository.text_files import Files


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new preset file goes.

    Attributes:
        files: the repository's.
        path: the preset file, relative to the root.
        prompt_path: the file of its system prompt, if that is long.
        usual_prompt_path: the file that would be, if no name was taken.
        prompts_over: a longer system prompt, in characters, goes there.
        unknown_fields: the setting of that name.

    """

    files: Files
    path: str
    prompt_path: str
    usual_prompt_path: str
    prompts_over: int
    unknown_fields: str


@dataclass(frozen=True, slots=True)
class NewPreset:
    """A preset as it will be read, and the texts that say it, by path; the preset file is last.

    ``has_description``: the texts have the description that was given.
    """

    preset: Preset
    texts: Mapping[str, str] = field(repr=False)
    has_description: bool = True


def new_preset(
    slug: str,
    version: Version,
    place: Place,
    *,
    skin: str | None = None,
    description: str = "",
    protect: bool = False,
) -> NewPreset:
    """Make the files of a preset, and prove that they say what the server does.

    Args:
        slug: the preset.
        version: what the server has.
        place: where the files go.
        skin: the skin of the file; None for the first whose schema takes the content.
        description: for people. It is left out where no YAML file can have it.
        protect: apply never archives it.

    Raises:
        ImportRefusedError: no file can say it.

    """
    content = normal_content(version)
    fit = fit_of(skin, body_of(skin, content)) if skin else choose_skin(content)
    if fit.mistakes:
        raise _unfit(fit, chosen=skin is not None)

    def made(text: str) -> NewPreset:
        settings = {"description": text, "protect": protect}
        settings = {name: value for name, value in settings.items() if value}
        texts = new_preset_file(
            slug,
            fit,
            path=place.path,
            prompt_path=place.prompt_path,
            settings=settings,
            prompts_over=place.prompts_over,
        )
        preset = prove(place.files, place.path, texts, content, place.unknown_fields)
        return NewPreset(preset, texts, has_description=text == description)

    try:
        return made(description)
    except ImportRefusedError:
        if not description:
            raise
        return made("")


def _unfit(fit: Fit, *, chosen: bool) -> ImportRefusedError:
    mistake = fit.mistakes[0]
    pointer = mistake.pointer.removeprefix(f"/{BODY}")
    who = f"the skin {fit.skin} does not take" if chosen else "no skin takes"
    return ImportRefusedError(
        f"{who} {pointer or 'the preset'}: {mistake.message}",
        hint=mistake.hint or "change it in the dashboard",
    )
