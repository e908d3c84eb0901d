"""The architecture: imports go up the table of folders only, and what is pure does no I/O."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import presetsync

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(presetsync.__file__).parent
MODULES = {
    file.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/__init__"): file
    for file in sorted(ROOT.rglob("*.py"))
}

# One list: a room may import those above it, and no other.
ROOMS = [
    *("", "filesystem", "keys", "config", "git"),
    *("presets", "documents", "edits", "schemas", "validation", "models"),
    *("catalogue", "repository", "state"),
    *("api", "remote", "diff", "plan", "apply", "imports", "history", "capture", "trials"),
    *("offers", "sandbox"),
    *("project", "view", "render", "snippets", "scaffold", "console", "cli"),
]

# It opens the sandbox for the use cases, so it counts as one of them.
OPENS_THE_SANDBOX = "sandbox/embedded"

# What a room does without although it stands above it.
SEES = {
    "schemas": ["", "presets", "documents"],
    "models": ["", "filesystem", "git/merge_markers", "presets", "validation"],
    "catalogue": ["", "validation/lint/model", "models"],
    "state": ["", "filesystem", "config/environment_settings", "git", "presets"],
    "api": ["", "keys/credentials", "config", "models/model"],
    "remote": ["", "config", "models", "api/wire", "api/catalogue_facts"],
    "diff": ["", "presets"],
    "plan": ["", "filesystem", "presets", "models", "state", "api/wire", "remote", "diff"],
    "apply": [
        *("", "config/settings", "git/commits", "presets", "state", "api/wire", "api/push_replies"),
        *("remote", "diff", "plan"),
    ],
    "capture": [
        *("", "keys/key_shapes", "presets", "documents", "validation", "repository"),
        *("state/lock", "imports"),
    ],
    "history": [
        *("", "filesystem", "git", "presets", "documents", "repository", "state", "api/wire"),
        *("remote", "diff", "plan", "imports"),
    ],
    "trials": ["", "presets", "state/receipt", "api/answers", "remote", "history"],
    "view": [
        "",
        "presets/model",
        "presets/skins",
        "presets/slugs",
        "state/lock",
        "models/prices",
        "state/receipt",
        "api/wire",
        "diff",
        "plan",
        "apply/results",
        "imports/outcomes",
        "history",
        "catalogue",
        "api/answers",
        "trials/model",
    ],
    "render": [
        *("", "presets/model", "validation/rules", "catalogue", "api/wire", "diff", "plan"),
        *("apply/results", "trials/model", "imports/outcomes", "history", "view"),
    ],
    "snippets": [
        *("", "keys/credentials", "config/environment", "presets/bodies", "presets/skins"),
        *("documents", "history/state_bodies"),
        *("history/states", "trials/model", "view/safe"),
    ],
    "offers": ["", "models"],
    "sandbox": ["", "keys/credentials", "api/wire", "models", "offers"],
    "scaffold": [
        *("", "filesystem", "keys/credentials", "config", "git", "presets", "schemas"),
        "repository/listing",
    ],
    "console": [
        *(
            "",
            "filesystem",
            "keys",
            "config/advice",
            "config/environment",
            "remote",
            "plan/model",
            "apply",
            "history/origins",
            "project",
        ),
        *("view", "render"),
    ],
}

# A package that is not ours, and who imports it when it runs.
SOLE_IMPORTERS = {
    "yaml": [
        *(f"documents/{name}" for name in ("composition", "places", "syntax_errors")),
        *("documents/yaml_reader", "edits/source_nodes"),
    ],
    # The sandbox only takes httpx.ASGITransport from it, to run without a port.
    "httpx": ["api/transport", "sandbox/embedded"],
    "jsonschema": ["schemas"],
    "jsonschema_rs": ["schemas/compiled"],
    "rfc8785": ["presets/canonical"],
    "deepdiff": ["diff/fields"],
    "filelock": ["state/checkout"],
    "platformdirs": ["repository/cache_file"],
    "openrouter": ["schemas/build"],
    "uvicorn": ["sandbox/server"],
    "starlette": ["sandbox"],
    "sqlite3": ["sandbox"],
    "click": ["cli", "console/output"],
}

# Rooms that know neither the server nor the disk, nor does anything that they import.
PURE_ROOMS = ["keys", "presets", "documents", "edits", "validation", "catalogue", "diff", "offers"]
MUST_BE_PURE = {"api/push_replies", "plan/classification", "plan/planner"}
# They read files of the package itself, which are a part of the program.
READS_THE_PACKAGE = {"schemas", "validation/rules"}
OUTSIDE = {"asyncio", "httpx", "io", "os", "pathlib", "random", "shutil", "socket", "sqlite3"}
OUTSIDE |= {"ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request"}
TOUCHING = {"open", "print", "input", "exec", "eval", "read_text", "read_bytes", "write_text"}
TOUCHING |= {"write_bytes", "mkdir", "unlink", "now", "utcnow", "today"}

# What only some commands need, and what takes long to import.
LAZY = ["asyncio", "deepdiff", "httpx", "jsonschema", "starlette", "yaml"]


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def room_of(module: str) -> str:
    room = module.partition("/")[0]
    if module == OPENS_THE_SANDBOX:
        return "project"
    return room if room in ROOMS else ""


def is_for_types(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports(node: ast.AST, *, for_types: bool) -> Iterator[str]:
    """The dotted names that a module imports anywhere; those for types only if asked for."""
    if isinstance(node, ast.If) and is_for_types(node) and not for_types:
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        assert node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from imports(child, for_types=for_types)


@cache
def imported(module: str, *, for_types: bool = False) -> frozenset[str]:
    return frozenset(imports(tree_of(module), for_types=for_types))


def ours(module: str, *, for_types: bool = True) -> set[str]:
    """Which of our modules it imports, for types too; ``__init__`` is the package itself."""
    found = set()
    for name in imported(module, for_types=for_types):
        if name.partition(".")[0] == "presetsync":
            path = name.replace(".", "/").removeprefix("presetsync/")
            parent = path.rpartition("/")[0] or "__init__"
            found.add(path if path in MODULES else parent)
    return found


def is_within(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}/")


def test_the_list_is_of_the_rooms_that_there_are() -> None:
    folders = {file.relative_to(ROOT).parts[0] for file in MODULES.values() if file.parent != ROOT}
    assert folders == {*ROOMS} - {""}


@pytest.mark.parametrize("module", sorted(MODULES.keys() - {"__init__", "__main__"}))
def test_imports_go_up_the_list_of_rooms_only(module: str) -> None:
    room = room_of(module)
    seen = SEES.get(room, ROOMS[: ROOMS.index(room)])
    wrong = [
        other
        for other in ours(module)
        if room_of(other) != room
        and room_of(other) not in seen
        and not any(is_within(other, place) for place in seen if place)
    ]
    assert wrong == []


def test_no_room_imports_one_below_it() -> None:
    for room, seen in SEES.items():
        assert {room_of(place) for place in seen} <= {*ROOMS[: ROOMS.index(room)]}


def test_no_file_name_is_used_twice() -> None:
    """A name says where a thing is; `model.py` is what a room is about."""
    names = [
        file.name
        for module, file in MODULES.items()
        if room_of(module) not in ("cli", "render") and not file.name.startswith("__")
    ]
    assert {name for name in names if names.count(name) > 1} <= {"model.py"}


def types_of(module: str) -> Iterator[str]:
    """The names of the classes of a module, and those that it has for other types."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in (target.id for target in targets if isinstance(target, ast.Name)):
                # As PEP 8 writes a type, and no constant and no type variable.
                if name[0].isupper() and not name.isupper():
                    yield name


def test_no_name_of_a_type_is_used_twice() -> None:
    """One word is one thing: a name says which type it is without its module."""
    modules: dict[str, list[str]] = {}
    for module in MODULES:
        for name in types_of(module):
            modules.setdefault(name, []).append(module)
    assert {name: used for name, used in modules.items() if len(used) > 1} == {}


@pytest.mark.parametrize("package", SOLE_IMPORTERS)
def test_a_package_that_is_not_ours_is_imported_in_its_own_place(package: str) -> None:
    importers = [
        module
        for module in MODULES
        for name in imported(module)
        if name.partition(".")[0] == package
    ]
    assert importers, f"nobody imports {package} any more"
    assert [
        module
        for module in importers
        if not any(is_within(module, place) for place in SOLE_IMPORTERS[package])
    ] == []


def pure_modules() -> list[str]:
    """The modules of pure rooms, those that say that they are pure, and what these import.

    It counts what is imported when it runs, wherever: a function may hide a read, too.
    """
    waiting = {m for m in MODULES if " Pure." in (ast.get_docstring(tree_of(m)) or "")}
    waiting |= {module for module in MODULES if room_of(module) in PURE_ROOMS} | MUST_BE_PURE
    found: set[str] = set()
    while waiting := waiting - found - READS_THE_PACKAGE:
        found |= waiting
        waiting = {other for module in waiting for other in ours(module, for_types=False)}
    return sorted(found)


@pytest.mark.parametrize("module", pure_modules())
def test_what_is_pure_neither_imports_nor_calls_the_outside(module: str) -> None:
    outside = {
        package
        for package in OUTSIDE
        if any(f"{name}.".startswith(f"{package}.") for name in imported(module))
    }
    called = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    assert (outside, called & TOUCHING) == (set(), set())


# Who prints: console/streams is what all goes through, console/output says it, and one is a script.
PRINTERS = {"console/output", "console/streams", "schemas/build/builder"}
PRINTS = {"print", "click.echo", "click.secho", "click.prompt", "click.confirm"}


def test_nothing_is_printed_but_by_the_output() -> None:
    found = {}
    for module in MODULES.keys() - PRINTERS:
        names = {ast.unparse(n) for n in ast.walk(tree_of(module)) if isinstance(n, ast.Attribute)}
        calls = {ast.unparse(n.func) for n in ast.walk(tree_of(module)) if isinstance(n, ast.Call)}
        streams = {name for name in names if name.startswith(("sys.std", "sys.__std"))}
        # An error of click's would show itself without being made sanitized.
        shown = {name for name in calls if name.endswith((".show", "print_exc"))}
        if wrong := streams | shown | (calls & PRINTS):
            found[module] = wrong
    assert found == {}


WRITERS = {"write_text", "write_bytes", "mkdir", "makedirs", "touch", "unlink", "rmdir", "rename"}
WRITERS |= {"renames", "link_to", "hardlink_to", "symlink_to", "chmod", "truncate", "ftruncate"}
WRITERS |= {"symlink", "link", "mkfifo", "mknod", "removedirs", "NamedTemporaryFile", "mkstemp"}
LIBRARIES = {"FileLock": "state/checkout", "connect": "sandbox/store"}
"""What opens a path by itself, and who calls it, with a path that is guarded."""
HARMLESS = {"devnull", "O_RDONLY", "_FOLDER"}
"""An argument with which opening something writes nothing."""


def names(expression: ast.expr) -> Iterator[str]:
    """The names in an expression, and the last part of dotted ones."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node.id if isinstance(node, ast.Name) else node.attr


def written(call: ast.Call) -> str:
    """The name of what is called, if it writes."""
    function = call.func
    owner = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
    name = function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
    if name == "replace" and owner != "ledger":
        # Of text it takes two arguments, and dataclasses.replace takes names; Path.replace one.
        return (
            name if owner == "os" or (owner and len(call.args) == 1 and not call.keywords) else ""
        )
    if {name for argument in call.args for name in names(argument)} & HARMLESS:
        return ""
    if name == "open":
        modes = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        modes += [k.value.value for k in call.keywords if isinstance(k.value, ast.Constant)]
        writes = any(isinstance(mode, str) and set(mode) & set("wax+") for mode in modes)
        return name if writes or owner == "os" else ""
    if owner == "os" and name in ("write", "remove", "fsync"):
        return name
    if owner == "shutil":
        return "" if name == "get_terminal_size" else name
    return name if name in WRITERS and owner not in ("files", "system_calls.system") else ""


def test_only_the_files_make_system_calls_that_write() -> None:
    users = {module for module in MODULES if "filesystem/system_calls" in ours(module)}
    assert users == {"filesystem/files", "filesystem/folders"}


def test_nothing_else_writes() -> None:
    found = []
    # Outside a repository: the user's cache, and the schemas in the package, by a developer's tool.
    elsewhere = {"repository/cache_file", "schemas/build/builder"}
    for module in MODULES.keys() - {"filesystem/system_calls"} - elsewhere:
        calls = [n for n in ast.walk(tree_of(module)) if isinstance(n, ast.Call)]
        found += [f"{module}: {ast.unparse(call)}" for call in calls if written(call)]
        for call in calls:
            name = ast.unparse(call.func).rpartition(".")[2]
            if LIBRARIES.get(name, module) != module:
                found.append(f"{module}: {ast.unparse(call)}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "writes"),
    [
        ("open(path, 'w')", True),
        ("path.open(mode='ab')", True),
        ("path.open('rb+')", True),
        ("open(path, 'rb')", False),
        ("os.open(path, flags)", True),
        ("os.open(path, os.O_WRONLY | SAFELY)", True),
        ("os.open(path, os.O_RDONLY | SAFELY)", False),
        ("os.open(os.devnull, os.O_WRONLY)", False),
        ("os.replace(a, b)", True),
        ("temporary.replace(target)", True),
        ("text.replace('a', 'b')", False),
        ("replace(lock, presets=x)", False),
        ("path.write_text(text)", True),
        ("folder.mkdir(parents=True)", True),
        ("path.touch()", True),
        ("shutil.copyfile(a, b)", True),
        ("os.fsync(descriptor)", True),
        ("files.write(path, data)", False),
        ("system_calls.system.unlink(name, folder)", False),
    ],
)
def test_calls_that_write_are_recognized(line: str, writes: bool) -> None:  # noqa: FBT001
    call = ast.parse(line).body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert bool(written(call.value)) is writes


COMMAND_LINE = ("console", "cli")

# Who imports a module of ours inside a function, besides the command line: a command that does
# not need YAML, the schemas, a comparison or a server does not load them.
IMPORT_LATE = {
    f"project/{name}"
    for name in (
        *("project", "plans", "apply", "intake", "history", "models", "trials"),
        *("opened_project", "connection"),
    )
}
IMPORT_LATE |= {f"repository/{name}" for name in ("preset_files", "project_root", "selection")}
IMPORT_LATE |= {
    "models/model_lockfile",
    "validation/validator",
    "render/terminal/plan",
    "view/plan_view",
}
IMPORT_LATE |= {"schemas/build/builder"}


def late_imports(module: str) -> Iterator[str]:
    for function in ast.walk(tree_of(module)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (name for name in imports(function, for_types=False) if "presetsync" in name)


def test_a_module_of_ours_is_imported_late_only_where_start_up_needs_it() -> None:
    late = {module for module in MODULES if [*late_imports(module)]}
    assert {module for module in late if room_of(module) not in COMMAND_LINE} <= IMPORT_LATE


def test_start_up_imports_nothing_that_only_some_commands_need() -> None:
    code = f"import sys, presetsync.cli.main; print(sorted(sys.modules.keys() & {set(LAZY)!r}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
