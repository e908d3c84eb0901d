"""``presetsync show``: the content of a preset, and how an application calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import SLUG, STATE, Command
from presetsync.console.output import answer
from presetsync.console.server_messages import observer_of

if TYPE_CHECKING:
    from presetsync.console.command_context import Context
    from presetsync.history.states import State
    from presetsync.view.safe import Safe


@click.command(
    "show",
    cls=Command,
    examples=[
        "presetsync show email-copywriter",
        "presetsync show email-copywriter live --as json",
        "presetsync show email-copywriter --as curl | sh",
    ],
)
@click.argument("slug", type=SLUG)
@click.argument("at", type=STATE, default="file")
@click.option(
    "--as",
    "output",
    type=click.Choice(["yaml", "json", "curl", "python", "typescript"]),
    default="yaml",
    show_default=True,
    help="The body as YAML or JSON, or code that calls the preset.",
)
@click.pass_obj
def command(context: Context, *, slug: str, at: str, output: str) -> int:
    """Print the request body of a preset, or code that calls the preset.

    AT is `file` (which needs no key), `lock` (the content applied last), `live`, a version such as
    `3`, or the name of an environment (its live version). Values that the file overrides for --env
    are marked. The code calls the live version, with the example in the file; the key comes from
    the environment.
    """
    state = context.project.state(slug, at, observer=observer_of(context))
    answer(_rendered(state, context, output), context)
    return 0


def _rendered(state: State, context: Context, output: str) -> Safe:
    from presetsync.history.state_bodies import effective_body, overlaid_values
    from presetsync.snippets.body import body_json, body_yaml

    skin, body = effective_body(state)
    if output == "json":
        return body_json(body)
    if output == "yaml":
        return body_yaml(body, overlaid_values(state))
    from presetsync.snippets.curl_call import curl_code
    from presetsync.snippets.preset_call import preset_call
    from presetsync.snippets.python_call import python_code
    from presetsync.snippets.typescript_call import typescript_code

    environment = context.project.in_environment(state.environment).environment
    call = preset_call(state, skin, environment)
    code = {"curl": curl_code, "python": python_code, "typescript": typescript_code}[output]
    return code(call)
