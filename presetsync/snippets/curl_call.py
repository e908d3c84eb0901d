"""A call of a preset as a command line of curl, for any POSIX shell."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from presetsync.snippets.literals import json_escaped
from presetsync.view.safe import sanitize_source

if TYPE_CHECKING:
    from presetsync.snippets.preset_call import PresetCall
    from presetsync.view.safe import Safe


def curl_code(call: PresetCall) -> Safe:
    """The command."""
    # Without an apostrophe in it the JSON needs no escapes of the shell's.
    body = json.dumps(call.body, ensure_ascii=False, indent=2).replace("'", json_escaped("'"))
    lines = [
        *(f"# {line}" for line in call.comments),
        f"curl --fail-with-body {shlex.quote(call.url)} \\",
        f'  -H "Authorization: Bearer ${call.key_variable}" \\',
        "  -H 'Content-Type: application/json' \\",
        f"  --data-raw '{body}'",
    ]
    return sanitize_source("".join(f"{line}\n" for line in lines), json_escaped)
